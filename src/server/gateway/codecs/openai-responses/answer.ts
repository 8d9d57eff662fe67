import { streamWriter } from '../blocks.ts';
import { cited, eventsOf, eventsOfPart } from '../join-events.ts';
import {
  customInput,
  fieldsOf,
  filled,
  given,
  idWith,
  inputText,
  listOf,
  numberOf,
  readError,
  readUsage,
  stringOf,
  textOf,
  wrapSignature,
} from '../json.ts';
import type {
  Asked,
  CallPart,
  Citation,
  Fields,
  Frame,
  Losses,
  NeutralAnswer,
  Part,
  Prose,
  Reading,
  Signature,
  StopReason,
  StreamEvent,
  StreamReader,
  StreamWriter,
  TokenUsage,
} from '../neutral.ts';
import { isCustom, readAnnotation, writeAnnotation } from '../openai-chat/answer.ts';
import { readContent } from '../openai-chat/request.ts';
import { readCall, readReasoning, summaryOf } from './request.ts';

/** Each item is at its end alone. */
export function streamOf(response: Fields): readonly unknown[] {
  const type = 'response.output_item.done';
  const items = listOf(response.output).map((item, output_index) => ({ type, output_index, item }));
  return [{ type: 'response.created', response }, ...items, { type: 'response.completed', response }];
}

function readItem(item: Fields, losses: Losses): Part[] {
  switch (item.type) {
    case 'message':
      return listOf(item.content).flatMap((content): Part[] => {
        const { type, annotations } = fieldsOf(content);
        const citations = filled(listOf(annotations).flatMap((it) => readAnnotation(it, losses)));
        const parts = readContent([content], '', { ...losses, refuse: () => losses.drop(`${type}`) });
        return parts.map((part) => (part.type === 'text' ? { ...part, citations } : part));
      });
    case 'reasoning':
      return [readReasoning(item)];
    case 'function_call':
    case 'custom_tool_call':
      return [readCall(item)];
    case 'image_generation_call': {
      const { result: data, output_format: format = 'png' } = item;
      if (typeof data !== 'string') return [];
      return [{ type: 'image', source: { kind: 'data', mediaType: `image/${format}`, data } }];
    }
    default:
      losses.drop(`${item.type}`);
      return [];
  }
}

/** Why a response ended, from its status and what it has. */
function stopOf(response: Fields, has: ReadonlySet<string>): StopReason {
  const { reason } = fieldsOf(response.incomplete_details);
  if (response.status === 'incomplete') return reason === 'content_filter' ? 'filter' : 'length';
  if (has.has('call')) return 'calls';
  return has.has('refusal') ? 'refusal' : 'end';
}

export function readStream({ losses }: Reading): StreamReader {
  let next = 0;
  const seen = new Set<string>();
  /** Kinds of part whose block was opened since the last begin or end of an item. */
  const streamed = new Set<string>();
  /** Open blocks by item and kind: an item of type message may have text and a refusal. */
  const blocks = new Map<string, number>();
  /** What the end of an item repeats, by block and type of event. */
  const sent = new Set<string>();
  function opened(item: string, part: Part['type']): number {
    seen.add(part);
    streamed.add(part);
    blocks.set(`${item} ${part}`, next);
    // It is closed with its item.
    sent.add(`${next} open`).add(`${next} close`);
    return next++;
  }
  function grown(block: number | undefined, text: string): StreamEvent[] {
    if (block === undefined || text === '') return [];
    sent.add(`${block} text`);
    return [{ type: 'text', block, text }];
  }
  function delta(item: string, part: Prose, text: string): StreamEvent[] {
    const known = blocks.get(`${item} ${part}`);
    const block = known ?? opened(item, part);
    return [...(known === undefined ? [{ type: 'open', block, part } as const] : []), ...grown(block, text)];
  }
  function added(item: Fields, key: string): StreamEvent[] {
    streamed.clear();
    if (item.type !== 'function_call' && item.type !== 'custom_tool_call') return [];
    const { id, name } = readCall(item);
    return [{ type: 'open', block: opened(key, 'call'), part: 'call', id, name }];
  }
  function done(item: Fields, key: string): StreamEvent[] {
    const events = readItem(item, losses).flatMap((part): StreamEvent[] => {
      const block = blocks.get(`${key} ${part.type}`);
      // Some servers send such parts with the end of their item alone; others number it otherwise there.
      if (block === undefined && streamed.has(part.type)) return [];
      seen.add(part.type);
      const all = eventsOfPart(part, block ?? next++);
      return block === undefined ? all : all.filter(({ type }) => !sent.has(`${block} ${type}`));
    });
    streamed.clear();
    for (const part of ['thinking', 'text', 'refusal', 'call'] as const) {
      const block = blocks.get(`${key} ${part}`);
      if (block === undefined) continue;
      blocks.delete(`${key} ${part}`);
      events.push({ type: 'close', block });
    }
    return events;
  }
  function over(event: Fields): StreamEvent[] {
    const response = fieldsOf(event.response);
    const closing = [...blocks.values()].map((block) => ({ type: 'close', block }) as const);
    blocks.clear();
    if (response.status === 'failed') return [...closing, readError(event)];
    return [...closing, ...readUsage('openai', event), { type: 'stop', reason: stopOf(response, seen) }];
  }
  return ({ data }) => {
    const fields = fieldsOf(data);
    const key = String(numberOf(fields.output_index) ?? textOf(fields.item_id) ?? '');
    const text = stringOf(fields.delta);
    switch (fields.type) {
      case 'response.created': {
        const { id, model } = fieldsOf(fields.response);
        return [{ type: 'start', id: textOf(id), model: textOf(model) }];
      }
      case 'response.output_item.added':
        return added(fieldsOf(fields.item), key);
      case 'response.output_text.delta':
        return delta(key, 'text', text);
      case 'response.refusal.delta':
        return delta(key, 'refusal', text);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return delta(key, 'thinking', text);
      case 'response.reasoning_summary_part.added':
        return (numberOf(fields.summary_index) ?? 0) > 0 ? delta(key, 'thinking', '\n\n') : [];
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return grown(blocks.get(`${key} call`), text);
      case 'response.output_text.annotation.added': {
        const block = blocks.get(`${key} text`);
        if (block === undefined) return [];
        sent.add(`${block} citation`);
        return cited(block, readAnnotation(fields.annotation, losses));
      }
      case 'response.output_item.done':
        return done(fieldsOf(fields.item), key);
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        return over(fields);
      case 'error':
        return [readError(fields)];
      default:
        return [];
    }
  };
}

/** The last event of a stream has the whole answer. */
export function writeAnswer(answer: NeutralAnswer, asked: Asked): Fields {
  const writer = writeStream(asked);
  for (const event of eventsOf(answer)) writer.write(event);
  return fieldsOf(fieldsOf(writer.end()[0]?.data).response);
}

interface OpenItem {
  readonly part: 'text' | 'thinking' | 'refusal' | 'call';
  readonly index: number;
  readonly id: string;
  readonly call: Pick<CallPart, 'id' | 'name'> | undefined;
  text: string;
  signature: Signature | undefined;
  readonly citations: Citation[];
}

/** How the events of an item that is no call are named, and where in it they are. */
const prose = {
  text: { part: 'content_part', text: 'output_text', member: 'text', place: { content_index: 0 } },
  refusal: { part: 'content_part', text: 'refusal', member: 'refusal', place: { content_index: 0 } },
  thinking: {
    part: 'reasoning_summary_part',
    text: 'reasoning_summary_text',
    member: 'text',
    place: { summary_index: 0 },
  },
} as const;

export function writeStream(asked: Asked): StreamWriter {
  let sequence = 0;
  let id = '';
  const output: Fields[] = [];
  const frame = (type: string, more: Fields): Frame => ({
    event: `response.${type}`,
    data: { type: `response.${type}`, sequence_number: sequence++, ...more },
  });
  /** An event in an item. */
  const inItem = (
    type: string,
    { id: item_id, index: output_index, part }: OpenItem,
    more: Fields,
  ): Frame => {
    const place = part === 'call' ? {} : prose[part].place;
    return frame(type, { item_id, output_index, ...place, ...more });
  };
  return streamWriter<OpenItem>(asked, {
    start(answerId) {
      id = idWith('resp_', answerId, asked);
      const response = writeResponse(id, asked);
      return [frame('created', { response }), frame('in_progress', { response })];
    },
    open(event) {
      const { part } = event;
      const index = output.push({}) - 1;
      const call = event.part === 'call' ? { id: event.id, name: event.name } : undefined;
      const begun = { part, index, id: '', call, text: '', signature: undefined, citations: [] };
      const item = {
        ...begun,
        id: call ? stringOf(itemOf(begun, asked).id) : `${part === 'thinking' ? 'rs' : 'msg'}_${id}_${index}`,
      };
      const added = frame('output_item.added', { output_index: index, item: itemOf(item, asked) });
      if (part === 'call') return [item, added];
      return [item, added, inItem(`${prose[part].part}.added`, item, { part: contentOf(item) })];
    },
    text(item, delta) {
      item.text += delta;
      const { part, call } = item;
      if (part === 'text') return [inItem('output_text.delta', item, { delta, logprobs: [] })];
      if (part !== 'call') return [inItem(`${prose[part].text}.delta`, item, { delta })];
      // A client that declared another kind of tool gets its call at once, in its form.
      const { name = '' } = call ?? {};
      if (isCustom(name, asked) || name === 'local_shell') return [];
      return [inItem('function_call_arguments.delta', item, { delta })];
    },
    image({ source }) {
      if (source.kind !== 'data') return undefined;
      const output_index = output.length;
      const about = { id: `ig_${id}_${output_index}`, type: 'image_generation_call' };
      const output_format = source.mediaType.replace('image/', '');
      const item = { ...about, status: 'completed', output_format, result: source.data };
      output.push(item);
      return [
        frame('output_item.added', { output_index, item: { ...about, status: 'in_progress', result: null } }),
        frame('output_item.done', { output_index, item }),
      ];
    },
    signature(item, signature) {
      if (item.part === 'thinking') item.signature = signature;
      return [];
    },
    citation(item, citation) {
      const annotation_index = item.citations.push(citation) - 1;
      const annotation = annotationOf(citation);
      return [inItem('output_text.annotation.added', item, { annotation_index, annotation })];
    },
    close(item) {
      const whole = itemOf(item, asked, 'completed');
      output[item.index] = whole;
      return [...closing(item, whole), frame('output_item.done', { output_index: item.index, item: whole })];
    },
    error({ code = 'server_error', message }) {
      const response = { ...writeResponse(id, asked), status: 'failed', error: { code, message } };
      return [frame('failed', { response })];
    },
    end(stop, usage) {
      const response = writeResponse(id, asked, { stop, output, usage });
      return [frame(response.status === 'incomplete' ? 'incomplete' : 'completed', { response })];
    },
  });

  function closing(item: OpenItem, { type, input, arguments: json }: Fields): Frame[] {
    if (type === 'custom_tool_call') {
      return [
        inItem('custom_tool_call_input.delta', item, { delta: input }),
        inItem('custom_tool_call_input.done', item, { input }),
      ];
    }
    if (type === 'function_call') return [inItem('function_call_arguments.done', item, { arguments: json })];
    if (item.part === 'call') return [];
    const { part, text, member } = prose[item.part];
    const logprobs = item.part === 'text' ? { logprobs: [] } : {};
    return [
      inItem(`${text}.done`, item, { [member]: item.text, ...logprobs }),
      inItem(`${part}.done`, item, { part: contentOf(item) }),
    ];
  }
}

/** A response, in progress without its output, or ended. */
function writeResponse(
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

const writeUsage = ({ input = 0, cached = 0, output = 0, reasoning = 0 }: TokenUsage): Fields => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: cached },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + output,
});

const annotationOf = (citation: Citation): Fields => ({ type: 'url_citation', ...writeAnnotation(citation) });

/** What an item that is no call says so far. */
function contentOf({ part, text, citations }: OpenItem): Fields {
  if (part === 'thinking') return { type: 'summary_text', text };
  if (part === 'refusal') return { type: 'refusal', refusal: text };
  return { type: 'output_text', text, annotations: citations.map(annotationOf), logprobs: [] };
}

/** An item at its begin, or at its end. */
function itemOf(item: OpenItem, asked: Asked, status?: 'completed'): Fields {
  const { id, part, call, text, signature } = item;
  if (call) return callItem({ ...call, input: text }, asked, status);
  if (part === 'thinking') {
    const encrypted_content = signature && wrapSignature(signature, 'openai');
    return given({ id, type: 'reasoning', summary: summaryOf(text), encrypted_content });
  }
  const content = status ? [contentOf(item)] : [];
  return { id, type: 'message', status: status ?? 'in_progress', role: 'assistant', content };
}

/** In the form in which the client declared the tool: custom, local shell, in a namespace, or a function. */
function callItem(
  call: Pick<CallPart, 'id' | 'name' | 'input'>,
  { request }: Asked,
  status: 'completed' | 'in_progress' = 'in_progress',
): Fields {
  const tool = request.tools.find(({ name }) => name === call.name);
  const { namespace, name = call.name } = tool?.inNamespace ?? {};
  const about = given({ call_id: call.id, name, namespace, status });
  if (tool?.custom)
    return { id: `ctc_${call.id}`, type: 'custom_tool_call', ...about, input: customInput(call.input) };
  const json = status === 'in_progress' ? '' : inputText(call);
  if (call.name !== 'local_shell')
    return { id: `fc_${call.id}`, type: 'function_call', ...about, arguments: json };
  const action = { type: 'exec', env: {}, command: [], ...fieldsOf(JSON.parse(json || '{}')) };
  return { id: `lsh_${call.id}`, type: 'local_shell_call', call_id: call.id, status, action };
}
