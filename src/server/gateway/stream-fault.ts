import { fieldsOf } from '../../providers/token-counts.ts';

/** What has neither of these is no event of an error, and is not read for one. */
export const faultWords = ['"error"', '"response.failed"'] as const;

/** The error of an event that ends a stream badly, as a body over HTTP would have it; undefined: it is none. */
export function faultIn(event: unknown): { readonly error: object } | undefined {
  const top = fieldsOf(event);
  if (!top) return undefined;
  // Every event of the Responses protocol has an `error`, which is null mostly.
  const error = fieldsOf(top.error) ?? fieldsOf(fieldsOf(top.response)?.error);
  if (top.type === 'error') return { error: error ?? { message: top.message, code: top.code } };
  if (top.type === 'response.failed') return { error: error ?? {} };
  return top.type === undefined && error ? { error } : undefined;
}
