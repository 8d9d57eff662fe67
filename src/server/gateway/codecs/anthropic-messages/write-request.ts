import {
  budgetOf,
  customSchema,
  emptySchema,
  fieldsOf,
  filled,
  given,
  inputObject,
  joinedByRole,
  listOf,
  readableBy,
  splitSystem,
} from '../json.ts';
import type {
  Effort,
  Fields,
  Losses,
  MediaPart,
  Message,
  NeutralRequest,
  Part,
  Reasoning,
  ResultPart,
  Target,
  Tool,
} from '../neutral.ts';

export function writeRequest(request: NeutralRequest, { model, origin }: Target, losses: Losses): Fields {
  for (const name of ['seed', 'presencePenalty', 'frequencyPenalty', 'verbosity'] as const) {
    if (request[name] !== undefined) losses.drop(wireNames[name]);
  }
  const { system, rest } = splitSystem(request.messages);
  const { tools, format, reasoning } = request;
  if (format && !format.schema) losses.drop('response_format');
  // Required by the API; the most that a model may use. Older models allow fewer.
  const maxTokens = request.maxTokens ?? (/claude-3-(opus|haiku|5)/.test(model) ? 4096 : 32_000);
  const target = { model, origin };
  // Between tool calls a thinking model needs its thinking back, which not every client can keep.
  const thinking = lostThinking(rest, target) ? {} : writeThinking(reasoning, model, maxTokens);
  const thinks = thinking.thinking !== undefined && fieldsOf(thinking.thinking).type !== 'disabled';
  if (thinks && request.temperature !== undefined) losses.drop('temperature');
  if (thinks && request.topP !== undefined) losses.drop('top_p');
  if (thinks && request.topK !== undefined) losses.drop('top_k');
  const outputConfig = given({
    effort: thinking.effort,
    format: format?.schema && { type: 'json_schema', schema: format.schema },
  });
  return given({
    model,
    max_tokens: maxTokens,
    system: filled(system.map(({ text }) => ({ type: 'text', text }))),
    messages: joinedByRole(rest)
      .map((message) => writeMessage(message, target, losses))
      .filter(({ content }) => listOf(content).length > 0),
    temperature: thinks || request.temperature === undefined ? undefined : Math.min(request.temperature, 1),
    top_p: thinks ? undefined : request.topP,
    top_k: thinks ? undefined : request.topK,
    stop_sequences: request.stop,
    tools: filled([
      ...tools.map(writeTool),
      ...(request.webSearch ? [{ type: 'web_search_20250305', name: 'web_search' }] : []),
    ]),
    tool_choice: tools.length > 0 ? writeChoice(request, thinks) : undefined,
    thinking: thinking.thinking,
    metadata: request.user === undefined ? undefined : { user_id: request.user },
    output_config: Object.keys(outputConfig).length > 0 ? outputConfig : undefined,
    stream: request.stream,
  });
}

/** Members without an equivalent in this protocol, as the clients name them. */
const wireNames = {
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  verbosity: 'verbosity',
} as const;

function lostThinking(messages: readonly Message[], target: Target): boolean {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const open = messages.at(-1)?.parts.some(({ type }) => type === 'result');
  if (!last || !open) return false;
  const signed = last.parts.some(
    (part) =>
      part.type === 'thinking' &&
      (part.redacted !== undefined || readableBy(part.signature, target) !== undefined),
  );
  return !signed;
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
    const level = typeof amount === 'number' ? levelOf(amount) : amount;
    const effort = level === 'dynamic' ? {} : { effort: level === 'minimal' ? 'low' : level };
    return { thinking: { type: 'adaptive', ...display }, ...effort };
  }
  const wanted = typeof amount === 'number' ? amount : budgetOf[amount === 'dynamic' ? 'medium' : amount];
  const budget = Math.min(Math.max(wanted, 1024), maxTokens - 1);
  // A budget below 1,024 tokens is refused, so thinking is turned off then.
  return budget < 1024 ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}

function levelOf(budget: number): Effort {
  if (budget < 0) return 'high';
  if (budget <= budgetOf.low) return 'low';
  return budget <= budgetOf.medium ? 'medium' : 'high';
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

function writeMessage({ role, parts }: Message, target: Target, losses: Losses): Fields {
  // Results come first, as the protocol requires them right after the calls.
  const results = parts.filter((part) => part.type === 'result');
  const others = parts.filter((part) => part.type !== 'result');
  return { role, content: [...results, ...others].flatMap((part) => writePart(part, target, losses)) };
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
      return [{ type: 'tool_use', id: callId(part.id), name: part.name, input: inputObject(part) }];
    case 'result':
      return [writeResult(part, losses)];
    default:
      return writeMedia(part, losses);
  }
}

/** Ids of other providers may have characters that Anthropic refuses. */
export const callId = (id: string): string => id.replace(/[^\w-]/g, '_');

const writeResult = ({ id, content, failed }: ResultPart, losses: Losses): Fields =>
  given({
    type: 'tool_result',
    tool_use_id: callId(id),
    content: content.flatMap((part): Fields[] =>
      part.type === 'text'
        ? part.text === ''
          ? []
          : [{ type: 'text', text: part.text }]
        : writeMedia(part, losses),
    ),
    is_error: failed,
  });

function writeMedia({ type, source, name }: MediaPart, losses: Losses): Fields[] {
  if (type === 'audio') {
    losses.refuse('Audio is not supported for this model.');
    return [];
  }
  const of =
    source.kind === 'url'
      ? { type: 'url', url: source.url }
      : source.kind === 'id'
        ? { type: 'file', file_id: source.id }
        : source.kind === 'text'
          ? { type: 'text', media_type: 'text/plain', data: source.text }
          : { type: 'base64', media_type: source.mediaType, data: source.data };
  if (source.kind === 'id') losses.refuse('A file that is named by its id cannot be sent to this model.');
  return [
    given({
      type: type === 'image' ? 'image' : 'document',
      source: of,
      title: type === 'file' ? name : undefined,
    }),
  ];
}
