import { customSchema, filled, given, inputText, joinedByRole, textIn, urlOfSource } from '../json.ts';
import type {
  CallPart,
  Fields,
  Format,
  Losses,
  Message,
  NeutralRequest,
  Part,
  ResultPart,
  Target,
  Tool,
} from '../neutral.ts';
import { effortText } from './read-request.ts';

export function writeRequest(request: NeutralRequest, { model }: Target, losses: Losses): Fields {
  if (request.topK !== undefined) losses.drop('top_k');
  if (request.webSearch) losses.drop('web_search');
  const { toolChoice: choice, reasoning, format } = request;
  // Reasoning models accept only the newer name, and other servers only the older one.
  const limit = /(^|\/)(o\d|gpt-5)/.test(model) ? 'max_completion_tokens' : 'max_tokens';
  return given({
    model,
    messages: joinedByRole(request.messages).flatMap((message) => writeMessage(message, losses)),
    [limit]: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    stop: request.stop,
    tools: filled(request.tools.map(writeTool)),
    tool_choice:
      choice?.type === 'named' ? { type: 'function', function: { name: choice.name } } : choice?.type,
    parallel_tool_calls: request.tools.length > 0 ? request.parallelCalls : undefined,
    response_format: format && writeFormat(format),
    reasoning_effort: reasoning?.amount === 'off' ? undefined : reasoning && effortText(reasoning),
    verbosity: request.verbosity,
    user: request.user,
    stream: request.stream,
    stream_options: request.stream ? { include_usage: true } : undefined,
  });
}

function writeFormat({ name, description, schema, strict }: Format): Fields {
  if (!schema) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: given({ name: name ?? 'answer', description, schema, strict }) };
}

const writeTool = ({ name, description, schema, strict, custom }: Tool): Fields => ({
  type: 'function',
  function: given({ name, description, parameters: custom ? customSchema : schema, strict }),
});

function writeMessage({ role, parts }: Message, losses: Losses): Fields[] {
  if (role === 'system')
    return [{ role, content: plainOr(parts.flatMap((part) => writeContent(part, losses))) }];
  if (role === 'user') return writeUser(parts, losses);
  const calls = parts.filter((part): part is CallPart => part.type === 'call');
  const text = parts
    .map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : ''))
    .join('');
  const thinking = parts.map((part) => (part.type === 'thinking' ? part.text : '')).join('');
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
  const messages: Fields[] = results.map(({ id, content, failed }) => {
    const text = textIn(content);
    return { role: 'tool', tool_call_id: id, content: failed ? `Error: ${text}` : text };
  });
  const content = [...media, ...own].flatMap((part) => writeContent(part, losses));
  if (content.length === 0 && results.length > 0) return messages;
  messages.push({ role: 'user', content: plainOr(content) });
  return messages;
}

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
      return [
        {
          type: 'input_audio',
          input_audio: { data: source.data, format: source.mediaType.replace(/^audio\/(x-)?/, '') },
        },
      ];
    }
    losses.refuse('Audio must be sent with the request for this model.');
    return [];
  }
  if (source.kind === 'text') return [{ type: 'text', text: source.text }];
  const url = urlOfSource(source);
  if (part.type === 'image' && url !== undefined) {
    return [{ type: 'image_url', image_url: given({ url, detail: part.detail }) }];
  }
  if (part.type === 'file' && source.kind === 'data') {
    return [{ type: 'file', file: { filename: part.name ?? 'file', file_data: url } }];
  }
  losses.refuse(
    `A file that is named by its ${source.kind === 'id' ? 'id' : 'address'} cannot be sent to this model.`,
  );
  return [];
}
