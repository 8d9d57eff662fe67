import { customSchema, filled, given, inputText, readableBy, textIn, urlOfSource } from '../json.ts';
import type { Fields, Format, Losses, MediaPart, Message, NeutralRequest, Target, Tool } from '../neutral.ts';
import { effortText } from '../openai-chat/read-request.ts';

export function writeRequest(request: NeutralRequest, target: Target, losses: Losses): Fields {
  for (const [name, wire] of Object.entries(noPlace)) {
    if (request[name as keyof typeof noPlace] !== undefined) losses.drop(wire);
  }
  // A later one keeps its place among the messages.
  const first = request.messages.findIndex(({ role }) => role !== 'system');
  const system = request.messages.slice(0, first < 0 ? undefined : first).flatMap(({ parts }) => parts);
  const rest = first < 0 ? [] : request.messages.slice(first);
  const { tools, toolChoice: choice, format, reasoning, verbosity } = request;
  const text = given({ format: format && writeFormat(format), verbosity });
  const effort = reasoning && effortText(reasoning);
  const custom = (name: string) => tools.some((tool) => tool.name === name && tool.custom);
  return given({
    model: target.model,
    instructions: system.length > 0 ? system.map((part) => textIn([part])).join('\n\n') : undefined,
    input: rest.flatMap((message) => writeMessage(message, target, losses)),
    ...(target.account
      ? {}
      : {
          max_output_tokens: request.maxTokens,
          temperature: request.temperature,
          top_p: request.topP,
          user: request.user,
        }),
    tools: filled([...tools.map(writeTool), ...(request.webSearch ? [{ type: 'web_search' }] : [])]),
    tool_choice:
      choice?.type === 'named'
        ? { type: custom(choice.name) ? 'custom' : 'function', name: choice.name }
        : choice?.type,
    parallel_tool_calls: tools.length > 0 ? request.parallelCalls : undefined,
    text: Object.keys(text).length > 0 ? text : undefined,
    reasoning:
      effort === undefined && !reasoning?.shown
        ? undefined
        : given({ effort, summary: reasoning?.shown ? 'auto' : undefined }),
    // The client sends the whole conversation each time, so nothing is stored, and reasoning is returned encrypted.
    store: false,
    include: ['reasoning.encrypted_content'],
    stream: request.stream,
  });
}

const noPlace = {
  topK: 'top_k',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  stop: 'stop',
} as const;

function writeFormat({ name, description, schema, strict }: Format): Fields {
  if (!schema) return { type: 'json_object' };
  return given({ type: 'json_schema', name: name ?? 'answer', description, schema, strict });
}

const writeTool = ({ name, description, schema, strict, custom }: Tool): Fields =>
  given({
    type: 'function',
    name,
    description,
    parameters: custom ? customSchema : (schema ?? { type: 'object', properties: {} }),
    // OpenAI's default is a strict schema.
    strict: strict ?? false,
  });

function writeMessage({ role, parts }: Message, target: Target, losses: Losses): Fields[] {
  const items: Fields[] = [];
  let content: Fields[] = [];
  const flush = () => {
    if (content.length > 0)
      items.push({ type: 'message', role: role === 'system' ? 'developer' : role, content });
    content = [];
  };
  for (const part of parts) {
    switch (part.type) {
      case 'thinking': {
        const encrypted = readableBy(part.signature, target);
        if (encrypted === undefined) break;
        flush();
        const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }];
        items.push({ type: 'reasoning', summary, encrypted_content: encrypted });
        break;
      }
      case 'call':
        flush();
        items.push({ type: 'function_call', call_id: part.id, name: part.name, arguments: inputText(part) });
        break;
      case 'result': {
        flush();
        const said = part.failed ? `Error: ${textIn(part.content)}` : textIn(part.content);
        const media = part.content.filter((it): it is MediaPart => it.type !== 'text');
        const output =
          media.length === 0
            ? said
            : [
                ...(said === '' ? [] : [{ type: 'input_text', text: said }]),
                ...media.flatMap((it) => writeMedia(it, losses)),
              ];
        items.push({ type: 'function_call_output', call_id: part.id, output });
        break;
      }
      case 'text':
        content.push({ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text });
        break;
      case 'refusal':
        content.push({ type: 'refusal', refusal: part.text });
        break;
      default:
        content.push(...writeMedia(part, losses));
    }
  }
  flush();
  return items;
}

function writeMedia({ type, source, name, detail }: MediaPart, losses: Losses): Fields[] {
  if (type === 'audio') {
    losses.refuse('Audio is not supported for this model.');
    return [];
  }
  if (source.kind === 'text') return [{ type: 'input_text', text: source.text }];
  const url = urlOfSource(source);
  if (url === undefined) {
    losses.refuse('A file that is named by its id cannot be sent to this model.');
    return [];
  }
  if (type === 'image') return [given({ type: 'input_image', image_url: url, detail: detail ?? 'auto' })];
  if (source.kind === 'url') return [{ type: 'input_file', file_url: url }];
  return [{ type: 'input_file', filename: name ?? 'file', file_data: url }];
}
