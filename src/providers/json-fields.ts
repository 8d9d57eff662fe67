/** A JSON object of an auth file, a token answer, an ID token, an API answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; undefined: it is not one. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The text under a name; undefined if there is none or it is empty. */
export function textIn(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The object under a name; empty when there is none. */
export const objectIn = (fields: Fields, name: string): Fields => fieldsOf(fields[name]) ?? {};
