import {
  budgetOf,
  customSchema,
  dropUnknown,
  effortOf,
  fieldsOf,
  filled,
  flagOf,
  given,
  inputText,
  joinedByRole,
  listOf,
  numberOf,
  partsOf,
  resultOf,
  sourceOf,
  stringOf,
  textIn,
  textOf,
  urlOfSource,
} from '../json.ts';
import type {
  CallPart,
  Fields,
  Format,
  Losses,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  ResultPart,
  Target,
  Tool,
  ToolChoice,
} from '../neutral.ts';
import { settingsOf } from '../settings.ts';

const settings = settingsOf('chat');
const known = new Set([
  ...settings.names,
  ...['model', 'messages', 'stream', 'stream_options', 'max_tokens', 'n', 'tools', 'tool_choice'],
  ...['functions', 'parallel_tool_calls', 'response_format', 'reasoning_effort', 'web_search_options'],
  'modalities',
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  if ((numberOf(body.n) ?? 1) > 1)
    losses.refuse('n: only one answer to a request is supported for this model.');
  if (listOf(body.modalities).some((it) => it !== 'text')) {
    losses.refuse('modalities: only text is supported for this model.');
  }
  if (body.functions !== undefined) losses.refuse('functions: use tools for this model.');
  const { type, json_schema: schema } = fieldsOf(body.response_format);
  const own = settings.read(body);
  return {
    ...own,
    maxTokens: own.maxTokens ?? numberOf(body.max_tokens),
    messages: listOf(body.messages).map((message) => readMessage(fieldsOf(message), losses)),
    ...readTools(body.tool_choice, listOf(body.tools).map(fieldsOf).map(readTool)),
    parallelCalls: flagOf(body.parallel_tool_calls),
    webSearch: body.web_search_options === undefined ? undefined : true,
    format: readFormat(type, fieldsOf(schema)),
    reasoning: reasoningOf(textOf(body.reasoning_effort), false),
    stream: body.stream === true,
    usageInStream: fieldsOf(body.stream_options).include_usage === true,
  };
}

/** OpenAI's levels of effort, in chat and Responses. */
export function reasoningOf(effort: string | undefined, shown: boolean): Reasoning | undefined {
  if (effort === undefined) return shown ? { shown } : undefined;
  if (effort === 'none') return { amount: 'off', shown };
  return { amount: Object.hasOwn(budgetOf, effort) ? (effort as keyof typeof budgetOf) : 'high', shown };
}

/** @returns undefined: the client leaves it to the model */
export function effortText({ amount }: Reasoning): string | undefined {
  if (amount === undefined || amount === 'dynamic') return undefined;
  if (amount === 'off') return 'none';
  return typeof amount === 'number' ? effortOf(amount) : amount;
}

function readMessage(message: Fields, losses: Losses): Message {
  const { content } = message;
  const parts = content === '' ? [] : readContent(content, 'messages', losses);
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts };
    case 'tool':
    case 'function': {
      const id = textOf(message.tool_call_id) ?? stringOf(message.name);
      return { role: 'user', parts: [resultOf(id, parts)] };
    }
    case 'assistant': {
      const thinking = textOf(message.reasoning_content) ?? textOf(message.reasoning);
      const refusal = textOf(message.refusal);
      return {
        role: 'assistant',
        parts: [
          ...(thinking ? [{ type: 'thinking', text: thinking } as const] : []),
          ...parts,
          ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
          ...listOf(message.tool_calls).map(fieldsOf).map(readCall),
        ],
      };
    }
    default:
      return { role: 'user', parts };
  }
}

/** The content of a message, in chat and Responses, which have the same under different names. */
export function readContent(content: unknown, where: string, losses: Losses): Part[] {
  return partsOf(content, (part): Part[] => {
    switch (part.type) {
      case 'text':
      case 'input_text':
      case 'output_text':
        return [{ type: 'text', text: stringOf(part.text) }];
      case 'refusal':
        return [{ type: 'refusal', text: stringOf(part.refusal) }];
      case 'image_url':
      case 'input_image': {
        const { url = part.image_url, detail = part.detail } = fieldsOf(part.image_url);
        return [{ type: 'image', source: sourceOf(url, losses), detail: textOf(detail) }];
      }
      case 'input_audio': {
        const { data, format } = fieldsOf(part.input_audio ?? part);
        const mediaType = `audio/${textOf(format) ?? 'wav'}`;
        return [{ type: 'audio', source: { kind: 'data', mediaType, data: stringOf(data) } }];
      }
      case 'file':
      case 'input_file': {
        const { file_data: data, file_url: url, filename } = fieldsOf(part.file ?? part);
        return [{ type: 'file', source: sourceOf(data ?? url, losses), name: textOf(filename) }];
      }
      default:
        losses.refuse(`${where}: content of type "${part.type}" is not supported for this model.`);
        return [];
    }
  });
}

const readCall = ({ id, type, custom, function: called }: Fields): CallPart =>
  callOf(stringOf(id), fieldsOf(called ?? custom), type === 'custom');

/** A call in chat and Responses. */
export const callOf = (id: string, { name, input, arguments: json }: Fields, custom: boolean): CallPart =>
  custom
    ? { type: 'call', id, name: stringOf(name), input: stringOf(input), custom }
    : { type: 'call', id, name: stringOf(name), input: textOf(json) || '{}' };

const readTool = (tool: Fields): Tool =>
  tool.type === 'custom'
    ? { ...toolOf(fieldsOf(tool.custom)), custom: true }
    : toolOf(fieldsOf(tool.function));

/** A tool in chat and Responses. */
export const toolOf = ({ name, description, parameters, strict }: Fields): Tool => ({
  name: stringOf(name),
  description: textOf(description),
  schema: parameters ? fieldsOf(parameters) : undefined,
  strict: flagOf(strict),
});

/** The tools that the client allows, and its choice, in chat and Responses. */
export function readTools(
  wanted: unknown,
  tools: readonly Tool[],
): Pick<NeutralRequest, 'tools' | 'toolChoice'> {
  const nameOf = (fields: Fields) => fieldsOf(fields.function ?? fields.custom ?? fields).name;
  const choice = fieldsOf(wanted);
  if (choice.type !== 'allowed_tools') return { tools, ...choiceOf(wanted, nameOf(choice)) };
  const allowed = fieldsOf(choice.allowed_tools ?? choice);
  const names = listOf(allowed.tools).map((tool) => nameOf(fieldsOf(tool)));
  return { tools: tools.filter(({ name }) => names.includes(name)), ...choiceOf(allowed.mode, undefined) };
}

function choiceOf(word: unknown, name: unknown): { toolChoice?: ToolChoice } {
  if (word === 'auto' || word === 'none' || word === 'required') return { toolChoice: { type: word } };
  return typeof name === 'string' ? { toolChoice: { type: 'named', name } } : {};
}

/** The format of the answer, in chat and Responses. */
export function readFormat(type: unknown, { name, description, schema, strict }: Fields): Format | undefined {
  if (type !== 'json_schema') return type === 'json_object' ? {} : undefined;
  return {
    name: textOf(name),
    description: textOf(description),
    schema: fieldsOf(schema),
    strict: flagOf(strict),
  };
}

/** Its schema, with the name that chat and Responses require. */
export const formatFields = ({ name = 'answer', description, schema, strict }: Format): Fields =>
  given({ name, description, schema, strict });

export function writeRequest(request: NeutralRequest, { model }: Target, losses: Losses): Fields {
  if (request.webSearch) losses.drop('web_search');
  const { toolChoice: choice, reasoning, format, tools, stream } = request;
  const { max_completion_tokens: limit, ...others } = settings.write(request, losses);
  return given({
    model,
    messages: joinedByRole(request.messages).flatMap((message) => writeMessage(message, losses)),
    ...others,
    // Reasoning models accept only the newer name, and other servers only the older one.
    [/(^|\/)(o\d|gpt-5)/.test(model) ? 'max_completion_tokens' : 'max_tokens']: limit,
    tools: filled(tools.map(writeTool)),
    tool_choice:
      choice?.type === 'named' ? { type: 'function', function: { name: choice.name } } : choice?.type,
    parallel_tool_calls: tools.length > 0 ? request.parallelCalls : undefined,
    response_format:
      format && (format.schema ? { type: 'json_schema', json_schema: formatFields(format) } : jsonObject),
    reasoning_effort: reasoning?.amount === 'off' ? undefined : reasoning && effortText(reasoning),
    stream,
    stream_options: stream ? { include_usage: true } : undefined,
  });
}

export const jsonObject: Fields = { type: 'json_object' };

const writeTool = ({ name, description, schema, strict, custom }: Tool): Fields => ({
  type: 'function',
  function: given({ name, description, parameters: custom ? customSchema : schema, strict }),
});

function writeMessage({ role, parts }: Message, losses: Losses): Fields[] {
  if (role === 'system')
    return [{ role, content: plainOr(parts.flatMap((part) => writeContent(part, losses))) }];
  if (role === 'user') return writeUser(parts, losses);
  const calls = parts.filter((part): part is CallPart => part.type === 'call');
  const text = textIn(parts, ['text', 'refusal']);
  const thinking = textIn(parts, ['thinking']);
  return [
    given({
      role,
      content: text === '' && calls.length > 0 ? null : text,
      // DeepSeek and Kimi require it in turns with tool calls; others do not.
      reasoning_content: calls.length > 0 && thinking !== '' ? thinking : undefined,
      tool_calls: filled(calls.map(writeCall)),
    }),
  ];
}

export const writeCall = (call: CallPart): Fields => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: inputText(call) },
});

/** Results first, as text with one message each, as the protocol has it; their images follow in a user message. */
function writeUser(parts: readonly Part[], losses: Losses): Fields[] {
  const results = parts.filter((part): part is ResultPart => part.type === 'result');
  const own = parts.filter((part) => part.type !== 'result');
  const media = results.flatMap(({ content }) => content.filter((part) => part.type !== 'text'));
  const messages: Fields[] = results.map((part) => ({
    role: 'tool',
    tool_call_id: part.id,
    content: resultText(part),
  }));
  const content = [...media, ...own].flatMap((part) => writeContent(part, losses));
  if (content.length > 0 || results.length === 0) messages.push({ role: 'user', content: plainOr(content) });
  return messages;
}

/** OpenAI has no mark for a tool that failed. */
export const resultText = ({ content, failed }: ResultPart): string =>
  failed ? `Error: ${textIn(content)}` : textIn(content);

/** A single text is sent as a string, as small servers accept nothing else. */
function plainOr(content: readonly Fields[]): unknown {
  const [first] = content;
  return content.length === 1 && first?.type === 'text' ? first.text : content;
}

function writeContent(part: Part, losses: Losses): Fields[] {
  if (part.type === 'text') return [{ type: 'text', text: part.text }];
  if (!('source' in part)) return [];
  const { source } = part;
  if (part.type === 'audio') {
    if (source.kind === 'data') {
      const format = source.mediaType.replace(/^audio\/(x-)?/, '');
      return [{ type: 'input_audio', input_audio: { data: source.data, format } }];
    }
    losses.refuse('Audio must be sent with the request for this model.');
    return [];
  }
  if (source.kind === 'text') return [{ type: 'text', text: source.text }];
  const url = urlOfSource(source);
  if (part.type === 'image') return [{ type: 'image_url', image_url: given({ url, detail: part.detail }) }];
  if (source.kind === 'data')
    return [{ type: 'file', file: { filename: part.name ?? 'file', file_data: url } }];
  losses.refuse('A file that is named by its address cannot be sent to this model.');
  return [];
}
