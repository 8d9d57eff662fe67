import { parseJson } from '../../../base/json/parse-json.ts';
import { tokenReaders } from '../../../providers/answers/read-tokens.ts';
import { errorIn } from '../../../providers/answers/refusal.ts';
import type {
  Asked,
  CallPart,
  Citation,
  Fields,
  Losses,
  MediaPart,
  MediaSource,
  Message,
  Origin,
  Part,
  ResultPart,
  Signature,
  StreamEvent,
  Target,
  TextPart,
} from './neutral.ts';

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
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

/** undefined if no member is given. */
export function filledFields(fields: Fields): Fields | undefined {
  const kept = given(fields);
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** Input of a call as an object; any other value is put under `input`. */
export function inputObject({ input, custom }: Pick<CallPart, 'input' | 'custom'>): Fields {
  if (custom) return { input };
  if (input.trim() === '') return {};
  const value = parseJson(input);
  const fields = fieldsOf(value);
  return fields === value ? fields : { input: value === undefined ? input : value };
}

/** Input of a call as JSON text. */
export function inputText(call: Pick<CallPart, 'input' | 'custom'>): string {
  const value = call.custom ? undefined : parseJson(call.input);
  return fieldsOf(value) === value ? call.input : JSON.stringify(inputObject(call));
}

/** The text of a custom tool's input, which was sent to the provider as `{"input": …}`. */
export const customInput = (json: string): string => textOf(fieldsOf(parseJson(json)).input) ?? json;

export const customSchema: Fields = {
  type: 'object',
  properties: { input: { type: 'string' } },
  required: ['input'],
};

export const emptySchema: Fields = { type: 'object', properties: {} };

const spellings = new Map<string, string>();

/** Of the names of this code alone, each of which is kept, as many are asked for in every request. */
export function snakeCase(name: string): string {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const spelled = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  spellings.set(name, spelled);
  return spelled;
}

/** Of the kinds of citation, which differ, only an address on the web can be translated. */
export function readCitation(citation: unknown, losses: Losses): Citation[] {
  const { type, url, title } = fieldsOf(citation);
  if (typeof url === 'string') return [{ url, title: textOf(title) }];
  losses.drop(textOf(type) ?? 'citation');
  return [];
}

/** Reports every member of `body` that is neither known nor harmless. */
export function dropUnknown(body: Fields, known: ReadonlySet<string>, losses: Losses): void {
  for (const name of Object.keys(body)) if (!known.has(name)) losses.drop(name);
}

/** The counts in an answer, event or chunk, as they are read for the records of usage. */
export function readUsage(origin: Origin, data: unknown): StreamEvent[] {
  const usage = tokenReaders[origin](data);
  return usage ? [{ type: 'usage', usage }] : [];
}

/** The error in an event or chunk of a stream, in the form of any protocol. */
export function readError(data: unknown): StreamEvent {
  const { status = 502, body } = errorIn(data) ?? {};
  const { message, code, type, status: word } = fieldsOf(body?.error);
  const said = textOf(message) ?? 'The provider ended the stream with an error.';
  const name = [code, word, type].find((one) => typeof one === 'string');
  return {
    type: 'error',
    error: { message: said, status, ...(name !== undefined && { code: String(name) }) },
  };
}

/** Of the tools that a provider's servers run themselves, only a search of the web has an equivalent elsewhere. */
export function searchAmong(names: readonly string[], losses: Losses): true | undefined {
  const isSearch = (name: string) => /^(web|google)_?search/i.test(name);
  for (const name of names) if (!isSearch(name)) losses.drop(`tools.${name}`);
  return names.some(isSearch) || undefined;
}

/** The text of parts of these kinds, joined unchanged. */
export const textIn = (parts: readonly Part[], types: readonly Part['type'][] = ['text']): string =>
  parts.map((part) => ('text' in part && types.includes(part.type) ? part.text : '')).join('');

/** Content that is a text, or a list of items. */
export const partsOf = (content: unknown, read: (item: Fields) => readonly Part[]): Part[] =>
  typeof content === 'string'
    ? [{ type: 'text', text: content }]
    : listOf(content).flatMap((item) => read(fieldsOf(item)));

/** The result of a call, which has texts and media alone. */
export const resultOf = (id: string, parts: readonly Part[], failed?: true): ResultPart => ({
  type: 'result',
  id,
  content: parts.filter((part): part is TextPart | MediaPart => part.type === 'text' || 'source' in part),
  failed,
});

/** `data:image/png;base64,…`, or another URL. A file that only its id names is at another provider. */
export function sourceOf(url: unknown, losses: Losses): MediaSource {
  if (typeof url !== 'string') losses.refuse('A file that is named by its id cannot be sent to this model.');
  const [, mediaType = '', data] = /^data:([^;,]*)(?:;[^,;]*)*;base64,(.*)$/s.exec(stringOf(url)) ?? [];
  return data === undefined ? { kind: 'url', url: stringOf(url) } : { kind: 'data', mediaType, data };
}

export function urlOfSource(source: MediaSource): string {
  if (source.kind === 'url') return source.url;
  if (source.kind === 'data') return `data:${source.mediaType};base64,${source.data}`;
  return `data:text/plain;base64,${Buffer.from(source.text).toString('base64')}`;
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

/** Protocols want results right after the calls. */
export const resultsFirst = (parts: readonly Part[]): Part[] => [
  ...parts.filter(({ type }) => type === 'result'),
  ...parts.filter(({ type }) => type !== 'result'),
];

/** Separates system messages from the others. */
export function splitSystem(messages: readonly Message[]): { system: TextPart[]; rest: Message[] } {
  const system = messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ parts }) => parts.filter((part): part is TextPart => part.type === 'text'));
  return { system, rest: messages.filter(({ role }) => role !== 'system') };
}

/** An id in the form of the client's protocol. */
export function idWith(prefix: string, id: string | undefined, asked: Asked): string {
  const own = id ?? asked.newId();
  return own.startsWith(prefix) ? own : prefix + own;
}

/**
 * A signature passes through a client of another protocol in that protocol's own field, with a mark of its provider;
 * without a mark it is from the protocol's own provider.
 */
export const wrapSignature = ({ origin, value }: Signature, own: Origin): string =>
  origin === own ? value : `${mark}${origin}:${value}`;

export function unwrapSignature(text: string, own: Origin): Signature {
  const [, origin = own, value = text] = marked.exec(text) ?? [];
  return { origin: origin as Origin, value };
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
