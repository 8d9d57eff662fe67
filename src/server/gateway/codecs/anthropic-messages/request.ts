import {
  budgetOf,
  customSchema,
  dropUnknown,
  effortOf,
  emptySchema,
  fieldsOf,
  filled,
  filledFields,
  flagOf,
  given,
  inputObject,
  joinedByRole,
  listOf,
  numberOf,
  partsOf,
  readableBy,
  readCitation,
  resultOf,
  resultsFirst,
  searchAmong,
  sourceOf,
  splitSystem,
  stringOf,
  textOf,
  unwrapSignature,
} from '../json.ts';
import type {
  Effort,
  Fields,
  Losses,
  MediaPart,
  MediaSource,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  Target,
  Tool,
  ToolChoice,
} from '../neutral.ts';
import { settingsOf } from '../settings.ts';

const settings = settingsOf('messages');
const known = new Set([
  ...[...settings.names, 'model', 'messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config'],
  ...['metadata', 'stream', 'mcp_servers', 'container'],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  for (const name of ['mcp_servers', 'container']) {
    if (body[name] !== undefined) losses.refuse(`${name}: not supported for this model.`);
  }
  const system = readSystem(body.system);
  const offered = listOf(body.tools).map(fieldsOf);
  const serverTools = offered.filter((tool) => !isOwnTool(tool)).map(({ type }) => stringOf(type));
  const choice = fieldsOf(body.tool_choice);
  const { effort, format } = fieldsOf(body.output_config);
  const { schema } = fieldsOf(format);
  return {
    ...settings.read(body),
    messages: [...system, ...listOf(body.messages).map((message) => readMessage(fieldsOf(message), losses))],
    tools: offered.filter(isOwnTool).map(readTool),
    ...readChoice(choice),
    parallelCalls: choice.disable_parallel_tool_use === true ? false : undefined,
    webSearch: searchAmong(serverTools, losses),
    format: schema === undefined ? undefined : { schema: fieldsOf(schema) },
    reasoning: readThinking(fieldsOf(body.thinking), textOf(effort)),
    user: textOf(fieldsOf(body.metadata).user_id),
    stream: body.stream === true,
  };
}

/** A block that only serves Anthropic's billing of Claude Code is no instruction. */
function readSystem(system: unknown): Message[] {
  const parts = partsOf(system, (block) => [{ type: 'text', text: stringOf(block.text) }]).filter(
    (part) => 'text' in part && !/^(x-anthropic-billing-header|$)/.test(part.text),
  );
  return parts.length > 0 ? [{ role: 'system', parts }] : [];
}

const readMessage = ({ role, content }: Fields, losses: Losses): Message => ({
  role: role === 'assistant' || role === 'system' ? role : 'user',
  parts: readContent(content, losses),
});

const readContent = (content: unknown, losses: Losses): Part[] =>
  partsOf(content, (block) => readBlock(block, losses));

export function readBlock(block: Fields, losses: Losses): Part[] {
  switch (block.type) {
    case 'text': {
      const citations = filled(listOf(block.citations).flatMap((it) => readCitation(it, losses)));
      return [{ type: 'text', text: stringOf(block.text), citations }];
    }
    case 'image':
    case 'document': {
      const type = block.type === 'image' ? 'image' : 'file';
      return [{ type, source: readSource(fieldsOf(block.source), type, losses), name: textOf(block.title) }];
    }
    case 'thinking': {
      const value = textOf(block.signature);
      const signature = value ? unwrapSignature(value, 'anthropic') : undefined;
      return [{ type: 'thinking', text: stringOf(block.thinking), signature }];
    }
    case 'redacted_thinking':
      return [{ type: 'thinking', text: '', redacted: textOf(block.data) }];
    case 'tool_use': {
      const input = JSON.stringify(block.input ?? {});
      return [{ type: 'call', id: stringOf(block.id), name: stringOf(block.name), input }];
    }
    case 'tool_result': {
      const failed = block.is_error === true ? true : undefined;
      return [resultOf(stringOf(block.tool_use_id), readContent(block.content, losses), failed)];
    }
    case 'search_result': {
      const texts = listOf(block.content).map((it) => textOf(fieldsOf(it).text));
      return [{ type: 'text', text: `${block.title}\n${block.source}\n${texts.join('')}` }];
    }
    default:
      losses.drop(`${block.type}`);
      return [];
  }
}

function readSource(source: Fields, type: 'image' | 'file', losses: Losses): MediaSource {
  const data = stringOf(source.data);
  switch (source.type) {
    case 'url': {
      const mediaType = type === 'file' ? 'application/pdf' : undefined;
      return { kind: 'url', url: stringOf(source.url), mediaType };
    }
    case 'file':
      return sourceOf(undefined, losses);
    case 'base64':
      return { kind: 'data', mediaType: textOf(source.media_type) ?? 'application/octet-stream', data };
    default:
      return { kind: 'text', text: data };
  }
}

const isOwnTool = ({ type, input_schema }: Fields): boolean =>
  type === undefined || type === 'custom' || input_schema !== undefined;

const readTool = (tool: Fields): Tool => ({
  name: stringOf(tool.name),
  description: textOf(tool.description),
  schema: fieldsOf(tool.input_schema),
  strict: flagOf(tool.strict),
});

function readChoice({ type, name }: Fields): { toolChoice?: ToolChoice } {
  if (type === 'auto' || type === 'none') return { toolChoice: { type } };
  if (type === 'any') return { toolChoice: { type: 'required' } };
  return type === 'tool' ? { toolChoice: { type: 'named', name: stringOf(name) } } : {};
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

export function writeRequest(request: NeutralRequest, { model, origin }: Target, losses: Losses): Fields {
  const { system, rest } = splitSystem(request.messages);
  const { temperature, top_p, top_k, ...others } = settings.write(request, losses);
  const { tools, format, reasoning, user } = request;
  if (format && !format.schema) losses.drop('response_format');
  // Required by the API; the most that a model may use. Older models allow fewer.
  const maxTokens = request.maxTokens ?? (/claude-3-(opus|haiku|5)/.test(model) ? 4096 : 32_000);
  const target = { model, origin };
  // Between tool calls a thinking model needs its thinking back, which not every client can keep.
  const { thinking, effort } = lostThinking(rest, target) ? {} : writeThinking(reasoning, model, maxTokens);
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  const sampling = given({
    temperature: temperature === undefined ? undefined : Math.min(Number(temperature), 1),
    top_p,
    top_k,
  });
  if (thinks) for (const name of Object.keys(sampling)) losses.drop(name);
  const written = (part: Part) => writePart(part, target, losses);
  return given({
    model,
    ...others,
    max_tokens: maxTokens,
    system: filled(system.map(({ text }) => ({ type: 'text', text }))),
    messages: joinedByRole(rest)
      .map(({ role, parts }) => ({ role, content: resultsFirst(parts).flatMap(written) }))
      .filter(({ content }) => content.length > 0),
    ...(thinks ? {} : sampling),
    tools: filled([
      ...tools.map(writeTool),
      ...(request.webSearch ? [{ type: 'web_search_20250305', name: 'web_search' }] : []),
    ]),
    tool_choice: tools.length > 0 ? writeChoice(request, thinks) : undefined,
    thinking,
    metadata: user === undefined ? undefined : { user_id: user },
    output_config: filledFields({
      effort,
      format: format?.schema && { type: 'json_schema', schema: format.schema },
    }),
    stream: request.stream,
  });
}

function lostThinking(messages: readonly Message[], target: Target): boolean {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const open = messages.at(-1)?.parts.some(({ type }) => type === 'result');
  const isKept = (part: Part) =>
    part.type === 'thinking' && (part.redacted ?? readableBy(part.signature, target)) !== undefined;
  return open === true && last?.parts.some(isKept) === false;
}

/** Newer models decide themselves how much to think and take a level; older ones take a budget of tokens. */
const isAdaptive = (model: string): boolean => /(opus|sonnet|haiku|fable|mythos)-(4-[6-9]|[5-9])/.test(model);

function writeThinking(
  reasoning: Reasoning | undefined,
  model: string,
  maxTokens: number,
): { thinking?: Fields; effort?: string } {
  const amount = reasoning?.amount;
  if (!reasoning || amount === undefined) return {};
  if (amount === 'off') return { thinking: { type: 'disabled' } };
  const display = reasoning.shown ? { display: 'summarized' } : {};
  if (isAdaptive(model)) {
    const level = typeof amount === 'number' ? effortOf(amount) : amount;
    const effort = level === 'dynamic' ? {} : { effort: level === 'minimal' ? 'low' : level };
    return { thinking: { type: 'adaptive', ...display }, ...effort };
  }
  const wanted = typeof amount === 'number' ? amount : budgetOf[amount === 'dynamic' ? 'medium' : amount];
  const budget = Math.min(Math.max(wanted, 1024), maxTokens - 1);
  // A budget below 1,024 tokens is refused, so thinking is turned off then.
  return budget < 1024 ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}

const writeTool = ({ name, description, schema, strict, custom }: Tool): Fields =>
  given({
    name,
    description,
    input_schema: custom ? customSchema : schema?.type === undefined ? { ...emptySchema, ...schema } : schema,
    strict: strict || undefined,
  });

function writeChoice(
  { toolChoice: choice, parallelCalls }: NeutralRequest,
  thinks: boolean,
): Fields | undefined {
  const one = parallelCalls === false ? { disable_parallel_tool_use: true } : {};
  if (choice?.type === 'none') return { type: 'none' };
  // A thinking model cannot be forced to call a tool.
  if (choice?.type === 'required' && !thinks) return { type: 'any', ...one };
  if (choice?.type === 'named' && !thinks) return { type: 'tool', name: choice.name, ...one };
  return choice || parallelCalls === false ? { type: 'auto', ...one } : undefined;
}

function writePart(part: Part, target: Target, losses: Losses): Fields[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
    case 'thinking': {
      if (part.redacted !== undefined) return [{ type: 'redacted_thinking', data: part.redacted }];
      const signature = readableBy(part.signature, target);
      // Unsigned thinking is refused.
      return signature === undefined ? [] : [{ type: 'thinking', thinking: part.text, signature }];
    }
    case 'call':
      return [writeCall(part.id, part.name, inputObject(part))];
    case 'result': {
      const content = part.content.flatMap((it) => writePart(it, target, losses));
      const about = { type: 'tool_result', tool_use_id: callId(part.id), content };
      return [given({ ...about, is_error: part.failed })];
    }
    default:
      return writeMedia(part, losses);
  }
}

/** Ids of other providers may have characters that Anthropic refuses. */
const callId = (id: string): string => id.replace(/[^\w-]/g, '_');

export const writeCall = (id: string, name: string, input: Fields): Fields => ({
  type: 'tool_use',
  id: callId(id),
  name,
  input,
});

function writeMedia({ type, source, name }: MediaPart, losses: Losses): Fields[] {
  if (type === 'audio') losses.refuse('Audio is not supported for this model.');
  const title = type === 'file' ? name : undefined;
  return [given({ type: type === 'image' ? 'image' : 'document', source: writeSource(source), title })];
}

function writeSource(source: MediaSource): Fields {
  switch (source.kind) {
    case 'url':
      return { type: 'url', url: source.url };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
    default:
      return { type: 'base64', media_type: source.mediaType, data: source.data };
  }
}
