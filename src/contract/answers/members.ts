import * as v from 'valibot';
import { fingerprintSchema } from '../client-key.ts';

/** The titles are the types of docs/json.md. */
export const text = v.string();
export const flag = v.boolean();
export const number = v.number();
export const texts = v.array(text);
/** ISO 8601 in UTC. */
export const instant = v.pipe(v.string(), v.isoTimestamp(), v.title('instant'));
export const fingerprint = v.pipe(fingerprintSchema, v.title('fingerprint'));

/** null is unknown or not set. */
export const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);

/** One of a thing is the document, several are the list `keys`. */
export const oneOrKeys = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.union([v.strictObject(entries), v.strictObject({ keys: v.array(v.strictObject(entries)) })]);

/** What was done to each of several, and what failed. */
export const batch = {
  done: texts,
  failed: v.array(v.strictObject({ name: text, message: text })),
} as const;

/** A difference of config.yaml, with secrets masked. `line` is 0 for a gap. */
export const difference = v.array(
  v.strictObject({ kind: v.picklist(['same', 'added', 'removed', 'gap']), line: number, text }),
);

/** The result of a test of a key. */
export const testResult = {
  state: v.picklist(['works', 'limited', 'refused', 'unclear', 'unreachable', 'skipped', 'not-checked']),
  cause: text,
  message: text,
  status: v.optional(orNull(number)),
  tookMs: v.optional(orNull(number)),
  retryAfterMs: v.optional(orNull(number)),
  models: v.optional(orNull(texts)),
  checkedAt: v.optional(instant),
} as const;

/** The last failed attempt with a provider key or an account. */
export const lastError = orNull(
  v.strictObject({ at: orNull(instant), status: orNull(number), message: orNull(text) }),
);
