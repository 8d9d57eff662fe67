import {
  dropUnknown,
  fieldsOf,
  flagOf,
  listOf,
  numberOf,
  sourceOfUrl,
  textOf,
  unwrapSignature,
} from '../json.ts';
import type {
  Fields,
  Format,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  TextPart,
  Tool,
  ToolChoice,
} from '../neutral.ts';
import { reasoningOf } from '../openai-chat/read-request.ts';

const known = new Set([
  ...[
    'model',
    'input',
    'instructions',
    'stream',
    'temperature',
    'top_p',
    'max_output_tokens',
    'tools',
    'tool_choice',
  ],
  ...[
    'parallel_tool_calls',
    'text',
    'reasoning',
    'user',
    'previous_response_id',
    'conversation',
    'prompt',
    'background',
  ],
  // Storage of answers at the provider has no meaning for another provider.
  ...['store', 'include', 'prompt_cache_key', 'stream_options', 'safety_identifier'],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  for (const name of ['previous_response_id', 'conversation', 'prompt']) {
    if (body[name] !== undefined && body[name] !== null) {
      losses.refuse(`${name}: not stored for this model. Send the whole conversation as input.`);
    }
  }
  if (body.background === true) losses.refuse('background: not supported for this model.');
  const { instructions, input } = body;
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listOf(input).map(fieldsOf);
  const offered = listOf(body.tools).map(fieldsOf);
  const { format, verbosity } = fieldsOf(body.text);
  const { effort, summary } = fieldsOf(body.reasoning);
  const tools = offered.flatMap(readTool);
  const allowed = allowedNames(fieldsOf(body.tool_choice));
  return {
    messages: [
      ...(typeof instructions === 'string' && instructions !== ''
        ? [{ role: 'system', parts: [{ type: 'text', text: instructions }] } as const]
        : []),
      ...items.flatMap((item) => readItem(item, losses)),
    ],
    tools: allowed ? tools.filter(({ name }) => allowed.includes(name)) : tools,
    ...readChoice(body.tool_choice),
    parallelCalls: flagOf(body.parallel_tool_calls),
    webSearch: readServerTools(offered, losses),
    maxTokens: numberOf(body.max_output_tokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
    format: readFormat(fieldsOf(format)),
    reasoning: reasoningOf(textOf(effort), textOf(summary) !== undefined),
    verbosity: textOf(verbosity),
    user: textOf(body.user),
    stream: body.stream === true,
  };
}

function readItem(item: Fields, losses: Losses): Message[] {
  const id = textOf(item.call_id) ?? textOf(item.id) ?? '';
  switch (item.type) {
    case undefined:
    case 'message':
      return [readMessage(item, losses)];
    case 'reasoning':
      return [{ role: 'assistant', parts: [readReasoning(item)] }];
    case 'function_call':
    case 'custom_tool_call':
      return [{ role: 'assistant', parts: [readCall(item)] }];
    case 'local_shell_call':
      return [
        {
          role: 'assistant',
          parts: [{ type: 'call', id, name: 'local_shell', input: JSON.stringify(item.action ?? {}) }],
        },
      ];
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'local_shell_call_output': {
      const { output } = item;
      const content =
        typeof output === 'string' ? [{ type: 'text', text: output } as const] : readContent(output, losses);
      const kept = content.filter(
        (part): part is TextPart | MediaPart => part.type === 'text' || 'source' in part,
      );
      return [{ role: 'user', parts: [{ type: 'result', id, content: kept }] }];
    }
    case 'item_reference':
      losses.refuse('input: items are not stored for this model. Send the whole conversation.');
      return [];
    default:
      losses.drop(`input.${item.type}`);
      return [];
  }
}

function readMessage({ role, content }: Fields, losses: Losses): Message {
  const parts: Part[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : readContent(content, losses);
  return {
    role: role === 'assistant' ? 'assistant' : role === 'user' || role === undefined ? 'user' : 'system',
    parts,
  };
}

export function readContent(content: unknown, losses: Losses): Part[] {
  return listOf(content).flatMap((item): Part[] => {
    const part = fieldsOf(item);
    switch (part.type) {
      case 'input_text':
      case 'output_text':
      case 'text':
        return [{ type: 'text', text: textOf(part.text) ?? '' }];
      case 'refusal':
        return [{ type: 'refusal', text: textOf(part.refusal) ?? '' }];
      case 'input_image': {
        const url = textOf(part.image_url);
        const source =
          url === undefined ? ({ kind: 'id', id: textOf(part.file_id) ?? '' } as const) : sourceOfUrl(url);
        return [{ type: 'image', source, detail: textOf(part.detail) }];
      }
      case 'input_file': {
        const url = textOf(part.file_data) ?? textOf(part.file_url);
        const source =
          url === undefined ? ({ kind: 'id', id: textOf(part.file_id) ?? '' } as const) : sourceOfUrl(url);
        return [{ type: 'file', source, name: textOf(part.filename) }];
      }
      case 'input_audio': {
        const { data, format } = fieldsOf(part.input_audio ?? part);
        const mediaType = `audio/${textOf(format) ?? 'wav'}`;
        return [{ type: 'audio', source: { kind: 'data', mediaType, data: textOf(data) ?? '' } }];
      }
      default:
        losses.refuse(`input: content of type "${part.type}" is not supported for this model.`);
        return [];
    }
  });
}

export function readReasoning(item: Fields): Part {
  const summary = listOf(item.summary).map((it) => textOf(fieldsOf(it).text) ?? '');
  const content = listOf(item.content).map((it) => textOf(fieldsOf(it).text) ?? '');
  const value = textOf(item.encrypted_content);
  return {
    type: 'thinking',
    text: (content.length > 0 ? content : summary).join('\n\n'),
    signature: value ? unwrapSignature(value, 'openai') : undefined,
  };
}

export function readCall(item: Fields): Part {
  const id = textOf(item.call_id) ?? textOf(item.id) ?? '';
  const name = joinedName(textOf(item.namespace), textOf(item.name) ?? '');
  if (item.type === 'custom_tool_call')
    return { type: 'call', id, name, input: textOf(item.input) ?? '', custom: true };
  return { type: 'call', id, name, input: textOf(item.arguments) || '{}' };
}

/** Other protocols have no namespaces, so the namespace is put before the name. */
function joinedName(namespace: string | undefined, name: string): string {
  return namespace === undefined || name.startsWith(namespace) ? name : `${namespace}__${name}`;
}

function readTool(tool: Fields): Tool[] {
  const name = textOf(tool.name) ?? '';
  const about = { name, description: textOf(tool.description) };
  switch (tool.type) {
    case 'function':
      return [
        {
          ...about,
          schema: tool.parameters ? fieldsOf(tool.parameters) : undefined,
          strict: flagOf(tool.strict),
        },
      ];
    case 'custom':
      return [{ ...about, custom: true }];
    case 'local_shell':
      return [{ name: 'local_shell', description: 'Run a command on this machine', schema: shellSchema }];
    case 'namespace':
      return listOf(tool.tools).flatMap((it) =>
        readTool(fieldsOf(it)).map((inner) => ({
          ...inner,
          name: joinedName(name, inner.name),
          inNamespace: { namespace: name, name: inner.name },
        })),
      );
    default:
      return [];
  }
}

const shellSchema: Fields = {
  type: 'object',
  properties: {
    command: { type: 'array', items: { type: 'string' } },
    timeout_ms: { type: 'number' },
    working_directory: { type: 'string' },
  },
  required: ['command'],
};

/** Tools that OpenAI's servers run themselves. */
function readServerTools(tools: readonly Fields[], losses: Losses): true | undefined {
  let search: true | undefined;
  for (const { type } of tools) {
    if (typeof type !== 'string' || ['function', 'custom', 'local_shell', 'namespace'].includes(type))
      continue;
    if (type.startsWith('web_search')) search = true;
    else losses.drop(`tools.${type}`);
  }
  return search;
}

function allowedNames({ type, tools }: Fields): readonly string[] | undefined {
  if (type !== 'allowed_tools') return undefined;
  return listOf(tools).map((tool) => textOf(fieldsOf(tool).name) ?? '');
}

function readChoice(choice: unknown): { toolChoice?: ToolChoice } {
  const { type, name, mode } = fieldsOf(choice);
  const word = type === 'allowed_tools' ? mode : choice;
  if (word === 'auto' || word === 'none' || word === 'required') return { toolChoice: { type: word } };
  return typeof name === 'string' ? { toolChoice: { type: 'named', name } } : {};
}

function readFormat({ type, name, description, schema, strict }: Fields): Format | undefined {
  if (type === 'json_object') return {};
  if (type !== 'json_schema') return undefined;
  return {
    name: textOf(name),
    description: textOf(description),
    schema: fieldsOf(schema),
    strict: flagOf(strict),
  };
}
