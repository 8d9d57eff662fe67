import { dropUnknown, fieldsOf, filled, flagOf, listOf, numberOf, textOf, unwrapSignature } from '../json.ts';
import type {
  CallPart,
  Citation,
  Effort,
  Fields,
  Losses,
  MediaPart,
  MediaSource,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  TextPart,
  Tool,
  ToolChoice,
} from '../neutral.ts';

const known = new Set([
  ...[
    'model',
    'messages',
    'system',
    'max_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop_sequences',
    'tools',
  ],
  ...['tool_choice', 'thinking', 'output_config', 'metadata', 'stream', 'mcp_servers', 'container'],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  for (const name of ['mcp_servers', 'container']) {
    if (body[name] !== undefined) losses.refuse(`${name}: not supported for this model.`);
  }
  const system = readSystem(body.system);
  const messages = listOf(body.messages).map((message) => readMessage(fieldsOf(message), losses));
  const offered = listOf(body.tools).map(fieldsOf);
  const choice = fieldsOf(body.tool_choice);
  const { effort, format } = fieldsOf(body.output_config);
  const { schema } = fieldsOf(format);
  return {
    messages: [...(system.length > 0 ? [{ role: 'system', parts: system } as const] : []), ...messages],
    tools: offered.filter(isOwnTool).map(readTool),
    ...readChoice(choice),
    parallelCalls: choice.disable_parallel_tool_use === true ? false : undefined,
    webSearch: readServerTools(offered, losses),
    maxTokens: numberOf(body.max_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    topK: numberOf(body.top_k),
    stop: filled(listOf(body.stop_sequences).filter((it) => typeof it === 'string')),
    format: schema === undefined ? undefined : { schema: fieldsOf(schema) },
    reasoning: readThinking(fieldsOf(body.thinking), textOf(effort)),
    user: textOf(fieldsOf(body.metadata).user_id),
    stream: body.stream === true,
  };
}

/** A block that only serves Anthropic's billing of Claude Code is no instruction. */
function readSystem(system: unknown): TextPart[] {
  const texts =
    typeof system === 'string' ? [system] : listOf(system).map((block) => textOf(fieldsOf(block).text) ?? '');
  return texts
    .filter((text) => text !== '' && !text.startsWith('x-anthropic-billing-header'))
    .map((text) => ({ type: 'text', text }));
}

function readMessage({ role, content }: Fields, losses: Losses): Message {
  const parts: Part[] =
    typeof content === 'string'
      ? [{ type: 'text', text: content }]
      : listOf(content).flatMap((block) => readBlock(fieldsOf(block), losses));
  return { role: role === 'assistant' || role === 'system' ? role : 'user', parts };
}

export function readBlock(block: Fields, losses: Losses): Part[] {
  switch (block.type) {
    case 'text':
      return [readText(block)];
    case 'image':
    case 'document':
      return [readMedia(block)];
    case 'thinking': {
      const signature = textOf(block.signature);
      return [
        {
          type: 'thinking',
          text: textOf(block.thinking) ?? '',
          signature: signature ? unwrapSignature(signature, 'anthropic') : undefined,
        },
      ];
    }
    case 'redacted_thinking':
      return [{ type: 'thinking', text: '', redacted: textOf(block.data) }];
    case 'tool_use':
      return [readCall(block)];
    case 'tool_result': {
      const { content } = block;
      const parts =
        typeof content === 'string'
          ? [{ type: 'text', text: content } as const]
          : listOf(content).flatMap((it) => readBlock(fieldsOf(it), losses));
      return [
        {
          type: 'result',
          id: textOf(block.tool_use_id) ?? '',
          content: parts.filter(
            (part): part is TextPart | MediaPart => part.type === 'text' || 'source' in part,
          ),
          failed: block.is_error === true ? true : undefined,
        },
      ];
    }
    case 'search_result':
      return [
        {
          type: 'text',
          text: `${block.title}\n${block.source}\n${listOf(block.content)
            .map((it) => textOf(fieldsOf(it).text))
            .join('')}`,
        },
      ];
    default:
      losses.drop(`${block.type}`);
      return [];
  }
}

function readText(block: Fields): TextPart {
  const citations = listOf(block.citations).flatMap(readCitation);
  return { type: 'text', text: textOf(block.text) ?? '', citations: filled(citations) };
}

export function readCitation(citation: unknown): Citation[] {
  const { url, title } = fieldsOf(citation);
  return typeof url === 'string' ? [{ url, title: textOf(title) }] : [];
}

function readMedia(block: Fields): MediaPart {
  const source = fieldsOf(block.source);
  const data = textOf(source.data) ?? '';
  const mediaType = textOf(source.media_type) ?? 'application/octet-stream';
  const type = block.type === 'image' ? 'image' : 'file';
  const of: MediaSource =
    source.type === 'url'
      ? {
          kind: 'url',
          url: textOf(source.url) ?? '',
          mediaType: type === 'file' ? 'application/pdf' : undefined,
        }
      : source.type === 'file'
        ? { kind: 'id', id: textOf(source.file_id) ?? '' }
        : source.type === 'base64'
          ? { kind: 'data', mediaType, data }
          : { kind: 'text', text: data };
  return { type, source: of, name: textOf(block.title) };
}

const readCall = (block: Fields): CallPart => ({
  type: 'call',
  id: textOf(block.id) ?? '',
  name: textOf(block.name) ?? '',
  input: JSON.stringify(block.input ?? {}),
});

const isOwnTool = ({ type, input_schema }: Fields): boolean =>
  type === undefined || type === 'custom' || input_schema !== undefined;

const readTool = (tool: Fields): Tool => ({
  name: textOf(tool.name) ?? '',
  description: textOf(tool.description),
  schema: fieldsOf(tool.input_schema),
  strict: flagOf(tool.strict),
});

/** Tools that Anthropic's servers run themselves. */
function readServerTools(tools: readonly Fields[], losses: Losses): true | undefined {
  let search: true | undefined;
  for (const tool of tools) {
    if (isOwnTool(tool)) continue;
    const type = textOf(tool.type) ?? '';
    if (type.startsWith('web_search')) search = true;
    else losses.drop(`tools.${textOf(tool.name) ?? type}`);
  }
  return search;
}

function readChoice({ type, name }: Fields): { toolChoice?: ToolChoice } {
  if (type === 'auto' || type === 'none') return { toolChoice: { type } };
  if (type === 'any') return { toolChoice: { type: 'required' } };
  return type === 'tool' ? { toolChoice: { type: 'named', name: textOf(name) ?? '' } } : {};
}

function readThinking(
  { type, budget_tokens, display }: Fields,
  effort: string | undefined,
): Reasoning | undefined {
  const level = effort === 'max' ? 'xhigh' : (effort as Effort | undefined);
  if (type === 'disabled') return { amount: 'off', shown: false };
  if (type === undefined) return level && { amount: level, shown: false };
  const amount = type === 'enabled' ? numberOf(budget_tokens) : (level ?? 'dynamic');
  return { amount, shown: display !== 'omitted' };
}
