import {
  carried,
  customInput,
  fieldsOf,
  filled,
  given,
  inputText,
  listOf,
  numberOf,
  textOf,
} from '../json.ts';
import type {
  Asked,
  CallPart,
  Citation,
  Fields,
  NeutralAnswer,
  Part,
  StopReason,
  ThinkingPart,
  TokenUsage,
} from '../neutral.ts';
import { readAnnotation } from '../openai-chat/answer.ts';
import { readCall, readContent, readReasoning } from './read-request.ts';

export function readAnswer(body: Fields): NeutralAnswer {
  const parts = listOf(body.output).flatMap((item) => readItem(fieldsOf(item)));
  return {
    id: textOf(body.id),
    model: textOf(body.model),
    parts,
    stop: stopOf(body, parts),
    usage: readUsage(fieldsOf(body.usage)),
  };
}

function readItem(item: Fields): Part[] {
  switch (item.type) {
    case 'message':
      return listOf(item.content).flatMap((content): Part[] => {
        const citations = listOf(fieldsOf(content).annotations).flatMap(readAnnotation);
        const parts = readContent([content], { drop() {}, refuse() {} });
        return parts.map((part) => (part.type === 'text' ? { ...part, citations: filled(citations) } : part));
      });
    case 'reasoning':
      return [readReasoning(item)];
    case 'function_call':
    case 'custom_tool_call':
      return [readCall(item)];
    default:
      return [];
  }
}

/** Why a response ended, from its status and content. */
export function stopOf(response: Fields, parts: readonly Pick<Part, 'type'>[]): StopReason {
  const { reason } = fieldsOf(response.incomplete_details);
  if (response.status === 'incomplete') return reason === 'content_filter' ? 'filter' : 'length';
  if (parts.some(({ type }) => type === 'call')) return 'calls';
  return parts.some(({ type }) => type === 'refusal') ? 'refusal' : 'end';
}

export function readUsage(usage: Fields): TokenUsage {
  return given({
    input: numberOf(usage.input_tokens),
    cached: numberOf(fieldsOf(usage.input_tokens_details).cached_tokens),
    output: numberOf(usage.output_tokens),
    reasoning: numberOf(fieldsOf(usage.output_tokens_details).reasoning_tokens),
  });
}

const writeUsage = ({ input = 0, cached = 0, output = 0, reasoning = 0 }: TokenUsage): Fields => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

export const responseId = (id: string | undefined, asked: Asked): string => {
  const own = id ?? asked.newId();
  return own.startsWith('resp_') ? own : `resp_${own}`;
};

/** A response without its output, in progress or ended. */
export function writeResponse(
  id: string,
  asked: Asked,
  ended?: { readonly stop: StopReason; readonly output: readonly Fields[]; readonly usage: TokenUsage },
): Fields {
  const { request } = asked;
  const reason =
    ended?.stop === 'length' ? 'max_output_tokens' : ended?.stop === 'filter' ? 'content_filter' : undefined;
  return {
    id,
    object: 'response',
    created_at: Math.floor(asked.now / 1000),
    status: ended ? (reason === undefined ? 'completed' : 'incomplete') : 'in_progress',
    background: false,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    max_output_tokens: request.maxTokens ?? null,
    model: asked.model,
    output: ended?.output ?? [],
    parallel_tool_calls: request.parallelCalls ?? true,
    previous_response_id: null,
    store: false,
    temperature: request.temperature ?? null,
    tool_choice: request.toolChoice?.type === 'named' ? 'required' : (request.toolChoice?.type ?? 'auto'),
    tools: [],
    top_p: request.topP ?? null,
    truncation: 'disabled',
    usage: ended ? writeUsage(ended.usage) : null,
    metadata: {},
  };
}

export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  const id = responseId(answer.id, asked);
  const output: Fields[] = [];
  let content: Fields[] = [];
  const flush = () => {
    if (content.length > 0) output.push(messageItem(`msg_${id}_${output.length}`, content));
    content = [];
  };
  for (const part of answer.parts) {
    if (part.type === 'text') content.push(textContent(part.text, part.citations ?? []));
    else if (part.type === 'refusal') content.push({ type: 'refusal', refusal: part.text });
    else if (part.type === 'thinking' && part.redacted === undefined) {
      flush();
      output.push(reasoningItem(`rs_${id}_${output.length}`, part));
    } else if (part.type === 'call') {
      flush();
      output.push(callItem(part, asked));
    }
  }
  flush();
  return writeResponse(id, asked, { stop: answer.stop, output, usage: answer.usage });
}

export const messageItem = (id: string, content: readonly Fields[], status = 'completed'): Fields => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

export const textContent = (text: string, citations: readonly Citation[]): Fields => ({
  type: 'output_text',
  text,
  annotations: citations.map(({ url, title }) => ({
    type: 'url_citation',
    start_index: 0,
    end_index: 0,
    url,
    title: title ?? url,
  })),
  logprobs: [],
});

export const reasoningItem = (
  id: string,
  { text, signature }: Pick<ThinkingPart, 'text' | 'signature'>,
): Fields =>
  given({
    id,
    type: 'reasoning',
    summary: text === '' ? [] : [{ type: 'summary_text', text }],
    encrypted_content: signature && carried(signature, 'openai'),
  });

/** In the form in which the client declared the tool: custom, local shell, in a namespace, or a function. */
export function callItem(
  call: Pick<CallPart, 'id' | 'name' | 'input' | 'custom'>,
  asked: Asked,
  status = 'completed',
): Fields {
  const tool = asked.request.tools.find(({ name }) => name === call.name);
  const { namespace, name = call.name } = tool?.inNamespace ?? {};
  const about = given({ call_id: call.id, name, namespace, status });
  if (tool?.custom || call.custom) {
    const input = call.custom || call.input === '' ? call.input : customInput(call.input);
    return { id: `ctc_${call.id}`, type: 'custom_tool_call', ...about, input };
  }
  const json = status === 'in_progress' ? '' : inputText(call);
  if (call.name === 'local_shell') {
    return {
      id: `lsh_${call.id}`,
      type: 'local_shell_call',
      call_id: call.id,
      status,
      action: shellAction(json),
    };
  }
  return { id: `fc_${call.id}`, type: 'function_call', ...about, arguments: json };
}

const shellAction = (json: string): Fields => ({
  type: 'exec',
  env: {},
  command: [],
  ...fieldsOf(JSON.parse(json || '{}')),
});
