import type {
  CallPart,
  Fields,
  Losses,
  MediaSource,
  Message,
  Part,
  Signature,
  Target,
  TextPart,
} from './neutral.ts';

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;
export const flagOf = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;

/** The same without the members that are undefined. */
export function given<T extends object>(fields: T): T {
  const kept: Partial<T> = {};
  // A loop, as this runs several times for every request.
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as T;
}

/** undefined for an empty list. */
export const filled = <T>(items: readonly T[]): readonly T[] | undefined =>
  items.length > 0 ? items : undefined;

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Input of a call as an object; any other value is put under `input`. */
export function inputObject({ input, custom }: Pick<CallPart, 'input' | 'custom'>): Fields {
  if (custom) return { input };
  if (input.trim() === '') return {};
  const value = parsed(input);
  const fields = fieldsOf(value);
  return fields === value ? fields : { input: value === undefined ? input : value };
}

/** Input of a call as JSON text. */
export const inputText = (call: Pick<CallPart, 'input' | 'custom'>): string =>
  !call.custom && fieldsOf(parsed(call.input)) === parsed(call.input)
    ? call.input
    : JSON.stringify(inputObject(call));

/** The text of a custom tool's input, which was sent to the provider as `{"input": …}`. */
export const customInput = (json: string): string => textOf(fieldsOf(parsed(json)).input) ?? json;

export const customSchema: Fields = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
};

export const emptySchema: Fields = { type: 'object', properties: {} };

/** Reports every member of `body` that is neither known nor harmless. */
export function dropUnknown(body: Fields, known: ReadonlySet<string>, losses: Losses): void {
  for (const name of Object.keys(body)) if (!known.has(name)) losses.drop(name);
}

/** The text parts, joined unchanged. */
export const textIn = (parts: readonly Part[]): string =>
  parts
    .filter((part): part is TextPart => part.type === 'text')
    .map(({ text }) => text)
    .join('');

/** `data:image/png;base64,…`, or a URL. */
export function sourceOfUrl(url: string): MediaSource {
  const [, mediaType = '', data] = /^data:([^;,]*)(?:;[^,;]*)*;base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? { kind: 'url', url } : { kind: 'data', mediaType, data };
}

export function urlOfSource(source: MediaSource): string | undefined {
  if (source.kind === 'url') return source.url;
  if (source.kind === 'data') return `data:${source.mediaType};base64,${source.data}`;
  if (source.kind === 'text') return `data:text/plain;base64,${Buffer.from(source.text).toString('base64')}`;
  return undefined;
}

/** Merges neighboring messages of one role, in order. */
export function joinedByRole(messages: readonly Message[]): Message[] {
  const joined: { role: Message['role']; parts: Part[] }[] = [];
  for (const { role, parts } of messages) {
    const last = joined.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else joined.push({ role, parts: [...parts] });
  }
  return joined;
}

/** Separates system messages from the others. */
export function splitSystem(messages: readonly Message[]): { system: TextPart[]; rest: Message[] } {
  const system = messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ parts }) => parts.filter((part): part is TextPart => part.type === 'text'));
  return { system, rest: messages.filter(({ role }) => role !== 'system') };
}

/**
 * A signature passes through a client of another protocol in that protocol's own field, with a mark of its provider;
 * without a mark it is from the protocol's own provider.
 */
export const carried = ({ origin, value }: Signature, own: Signature['origin']): string =>
  origin === own ? value : `${mark}${origin}:${value}`;

export function unwrapSignature(text: string, own: Signature['origin']): Signature {
  const [, origin, value] = marked.exec(text) ?? [];
  return value === undefined
    ? { origin: own, value: text }
    : { origin: origin as Signature['origin'], value };
}

const mark = 'cli-proxy:';
const marked = /^cli-proxy:(openai|anthropic|gemini):(.*)$/s;

/** The signature if the provider can read it. */
export const readableBy = (signature: Signature | undefined, { origin }: Target): string | undefined =>
  signature?.origin === origin ? signature.value : undefined;

/** Budgets in tokens for each level, as the providers recommend them. */
export const budgetOf = { minimal: 1024, low: 1024, medium: 8192, high: 24_576, xhigh: 31_999 } as const;

export function effortOf(budget: number): 'low' | 'medium' | 'high' {
  if (budget <= 1024) return 'low';
  return budget <= 8192 ? 'medium' : 'high';
}
