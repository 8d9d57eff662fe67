import {
  customSchema,
  dropUnknown,
  emptySchema,
  fieldsOf,
  filled,
  filledFields,
  flagOf,
  given,
  inputText,
  listOf,
  readableBy,
  resultOf,
  searchAmong,
  stringOf,
  textIn,
  textOf,
  unwrapSignature,
  urlOfSource,
} from '../json.ts';
import type {
  CallPart,
  Fields,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  ResultPart,
  Target,
  ThinkingPart,
  Tool,
} from '../neutral.ts';
import {
  callOf,
  effortText,
  formatFields,
  jsonObject,
  readContent,
  readFormat,
  readTools,
  reasoningOf,
  resultText,
  toolOf,
} from '../openai-chat/request.ts';
import { settingsOf } from '../settings.ts';

const settings = settingsOf('responses');
const stored = ['previous_response_id', 'conversation', 'prompt'];
const known = new Set([
  ...[...settings.names, ...stored, 'model', 'input', 'instructions', 'stream', 'tools', 'tool_choice'],
  ...['parallel_tool_calls', 'text', 'reasoning', 'background'],
  // Storage of answers at the provider has no meaning for another provider.
  ...['store', 'include', 'prompt_cache_key', 'stream_options', 'safety_identifier'],
]);

export function readRequest(body: Fields, losses: Losses): NeutralRequest {
  dropUnknown(body, known, losses);
  for (const name of stored) {
    if (body[name] !== undefined && body[name] !== null) {
      losses.refuse(`${name}: not stored for this model. Send the whole conversation as input.`);
    }
  }
  if (body.background === true) losses.refuse('background: not supported for this model.');
  const instructions = stringOf(body.instructions);
  const items = typeof body.input === 'string' ? [{ content: body.input }] : listOf(body.input).map(fieldsOf);
  const offered = listOf(body.tools).map(fieldsOf);
  const { format, verbosity } = fieldsOf(body.text);
  const { effort, summary } = fieldsOf(body.reasoning);
  const serverTools = offered.flatMap(({ type }) => (ownTools.includes(type) ? [] : stringOf(type)));
  return {
    ...settings.read(body),
    messages: [
      ...(instructions === '' ? [] : [systemOf(instructions)]),
      ...items.flatMap((item) => readItem(item, losses)),
    ],
    ...readTools(body.tool_choice, offered.flatMap(readTool)),
    parallelCalls: flagOf(body.parallel_tool_calls),
    webSearch: searchAmong(serverTools, losses),
    format: readFormat(fieldsOf(format).type, fieldsOf(format)),
    reasoning: reasoningOf(textOf(effort), textOf(summary) !== undefined),
    verbosity: textOf(verbosity),
    stream: body.stream === true,
  };
}

const systemOf = (text: string): Message => ({ role: 'system', parts: [{ type: 'text', text }] });

function readItem(item: Fields, losses: Losses): Message[] {
  const { role = 'user', content } = item;
  const id = idOf(item);
  switch (item.type) {
    case undefined:
    case 'message': {
      const parts = readContent(content, 'input', losses);
      return [{ role: role === 'assistant' || role === 'user' ? role : 'system', parts }];
    }
    case 'reasoning':
      return [{ role: 'assistant', parts: [readReasoning(item)] }];
    case 'function_call':
    case 'custom_tool_call':
      return [{ role: 'assistant', parts: [readCall(item)] }];
    case 'local_shell_call': {
      const input = JSON.stringify(item.action ?? {});
      return [{ role: 'assistant', parts: [{ type: 'call', id, name: 'local_shell', input }] }];
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
    case 'local_shell_call_output':
      return [{ role: 'user', parts: [resultOf(id, readContent(item.output, 'input', losses))] }];
    case 'item_reference':
      losses.refuse('input: items are not stored for this model. Send the whole conversation.');
      return [];
    default:
      losses.drop(`input.${item.type}`);
      return [];
  }
}

const idOf = (item: Fields): string => textOf(item.call_id) ?? stringOf(item.id);

export function readReasoning({ summary, content, encrypted_content: value }: Fields): ThinkingPart {
  const texts = listOf(content).length > 0 ? content : summary;
  return {
    type: 'thinking',
    text: listOf(texts)
      .map((it) => stringOf(fieldsOf(it).text))
      .join('\n\n'),
    signature: typeof value === 'string' && value !== '' ? unwrapSignature(value, 'openai') : undefined,
  };
}

export function readCall(item: Fields): CallPart {
  const name = joinedName(textOf(item.namespace), stringOf(item.name));
  return callOf(idOf(item), { ...item, name }, item.type === 'custom_tool_call');
}

/** Other protocols have no namespaces, so the namespace is put before the name. */
function joinedName(namespace: string | undefined, name: string): string {
  return namespace === undefined || name.startsWith(namespace) ? name : `${namespace}__${name}`;
}

const ownTools: readonly unknown[] = ['function', 'custom', 'local_shell', 'namespace'];

function readTool(tool: Fields): Tool[] {
  const name = stringOf(tool.name);
  switch (tool.type) {
    case 'function':
      return [toolOf(tool)];
    case 'custom':
      return [{ name, description: textOf(tool.description), custom: true }];
    case 'local_shell':
      return [{ name: 'local_shell', description: 'Run a command on this machine', schema: shellSchema }];
    case 'namespace':
      return listOf(tool.tools)
        .flatMap((it) => readTool(fieldsOf(it)))
        .map((inner) => ({
          ...inner,
          name: joinedName(name, inner.name),
          inNamespace: { namespace: name, name: inner.name },
        }));
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

export function writeRequest(request: NeutralRequest, target: Target, losses: Losses): Fields {
  const wanted = settings.write(request, losses);
  // A later one keeps its place among the messages.
  const first = request.messages.findIndex(({ role }) => role !== 'system');
  const system = request.messages.slice(0, first < 0 ? undefined : first).flatMap(({ parts }) => parts);
  const rest = first < 0 ? [] : request.messages.slice(first);
  const { tools, toolChoice: choice, format, reasoning, verbosity } = request;
  return given({
    model: target.model,
    instructions: system.length > 0 ? system.map((part) => textIn([part])).join('\n\n') : undefined,
    input: rest.flatMap((message) => writeMessage(message, target, losses)),
    ...(target.account ? {} : wanted),
    tools: filled([...tools.map(writeTool), ...(request.webSearch ? [{ type: 'web_search' }] : [])]),
    tool_choice: choice?.type === 'named' ? { type: 'function', name: choice.name } : choice?.type,
    parallel_tool_calls: tools.length > 0 ? request.parallelCalls : undefined,
    text: filledFields({
      format: format && (format.schema ? { type: 'json_schema', ...formatFields(format) } : jsonObject),
      verbosity,
    }),
    reasoning: filledFields({
      effort: reasoning && effortText(reasoning),
      summary: reasoning?.shown ? 'auto' : undefined,
    }),
    // The client sends the whole conversation each time, so nothing is stored, and reasoning is returned encrypted.
    store: false,
    include: ['reasoning.encrypted_content'],
    stream: request.stream,
  });
}

const writeTool = ({ name, description, schema, strict, custom }: Tool): Fields =>
  given({
    type: 'function',
    name,
    description,
    parameters: custom ? customSchema : (schema ?? emptySchema),
    // OpenAI's default is a strict schema.
    strict: strict ?? false,
  });

/** Items, of which a message is one: its content is cut where another item is in between. */
function writeMessage({ role, parts }: Message, target: Target, losses: Losses): Fields[] {
  const items: Fields[] = [];
  let content: Fields[] | undefined;
  for (const part of parts) {
    const item = writeItem(part, target, losses);
    if (item) {
      items.push(item);
      content = undefined;
      continue;
    }
    for (const fields of writeContent(part, role, losses)) {
      if (!content) {
        content = [];
        items.push({ type: 'message', role: role === 'system' ? 'developer' : role, content });
      }
      content.push(fields);
    }
  }
  return items;
}

function writeItem(part: Part, target: Target, losses: Losses): Fields | undefined {
  switch (part.type) {
    case 'thinking': {
      const encrypted = readableBy(part.signature, target);
      return encrypted === undefined
        ? undefined
        : { type: 'reasoning', summary: summaryOf(part.text), encrypted_content: encrypted };
    }
    case 'call':
      return { type: 'function_call', call_id: part.id, name: part.name, arguments: inputText(part) };
    case 'result':
      return { type: 'function_call_output', call_id: part.id, output: writeResult(part, losses) };
    default:
      return undefined;
  }
}

export const summaryOf = (text: string): readonly Fields[] =>
  text === '' ? [] : [{ type: 'summary_text', text }];

/** A text, or with media a list. */
function writeResult(part: ResultPart, losses: Losses): unknown {
  const text = resultText(part);
  const media = part.content.filter((it): it is MediaPart => it.type !== 'text');
  if (media.length === 0) return text;
  const said = text === '' ? [] : [{ type: 'input_text', text }];
  return [...said, ...media.flatMap((it) => writeMedia(it, losses))];
}

function writeContent(part: Part, role: Message['role'], losses: Losses): Fields[] {
  if (part.type === 'text')
    return [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }];
  if (part.type === 'refusal') return [{ type: 'refusal', refusal: part.text }];
  return 'source' in part ? writeMedia(part, losses) : [];
}

function writeMedia({ type, source, name, detail }: MediaPart, losses: Losses): Fields[] {
  if (type === 'audio') {
    losses.refuse('Audio is not supported for this model.');
    return [];
  }
  if (source.kind === 'text') return [{ type: 'input_text', text: source.text }];
  const url = urlOfSource(source);
  if (type === 'image') return [given({ type: 'input_image', image_url: url, detail: detail ?? 'auto' })];
  if (source.kind === 'url') return [{ type: 'input_file', file_url: url }];
  return [{ type: 'input_file', filename: name ?? 'file', file_data: url }];
}
