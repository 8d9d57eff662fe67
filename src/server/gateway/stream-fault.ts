import { type Fields, fieldsOf } from '../../providers/token-counts.ts';

/** What does not have it is no event of an error, and is not read for one. */
export const faultWord = '"error"';

/** An error as a body over HTTP would have it. */
export interface Fault {
  readonly error: Fields;
}

/** The error of an event or frame that ends an answer badly; undefined: it is none. */
export function faultIn(event: unknown): Fault | undefined {
  const top = fieldsOf(event);
  if (!top) return undefined;
  // Every event of the Responses protocol has an `error`, which is null mostly.
  const error = fieldsOf(top.error) ?? fieldsOf(fieldsOf(top.response)?.error);
  const { type, message, code } = top;
  // On a socket it is an object as over HTTP; an event of a stream has its fields at the top.
  if (type === 'error' || type === 'response.failed') return { error: error ?? { message, code } };
  return type === undefined && error ? { error } : undefined;
}
