import { type Fields, isFields } from './answers.ts';

/** JSON as Go writes a map: one line, keys sorted. */
export function goJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

/** The object in a text, or Go's words for what is wrong with it. */
export function parseGoJson(text: string): { data: Fields } | { message: string } {
  try {
    const data: unknown = JSON.parse(text);
    return isFields(data) ? { data } : { message: 'json: cannot unmarshal value into Go value of type map' };
  } catch {
    const [, sign = ''] = /^\s*\{\s*(\S)/.exec(text) ?? [];
    const where = sign ? 'looking for beginning of object key string' : 'looking for beginning of value';
    return { message: `invalid character '${sign || text.trim().charAt(0)}' ${where}` };
  }
}
