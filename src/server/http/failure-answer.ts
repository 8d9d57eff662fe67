import type { Failure, FailureKind } from '../../contract/outcome.ts';
import { type Answer, json } from './answer.ts';

/** Converts a failure of the backend to an HTTP answer; the body contains the kind. */
export const statusOf: Readonly<Record<FailureKind, number>> = {
  conflict: 409,
  invalid: 422,
  denied: 403,
  'locked-out': 403,
  unreachable: 502,
  unsupported: 501,
  cancelled: 503,
  failed: 500,
};

/** In the shape of `failureBodySchema`. @param code short code for `error`; the kind when absent */
export function failureAnswer(
  failed: Failure,
  code: string = failed.kind,
  status = statusOf[failed.kind],
): Answer {
  const { kind, message, line, column } = failed;
  return json(status, {
    error: code,
    message,
    kind,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  });
}

/** The answer of a setter that could not write, as recorded, plus sentence and kind. */
export function saveFailure(failed: Failure): Answer {
  // The client's value was valid; a broken file on disk is a server error, hence 500.
  const status = failed.kind === 'invalid' ? 500 : statusOf[failed.kind];
  return failureAnswer(failed, `failed to save config: ${failed.message}`, status);
}
