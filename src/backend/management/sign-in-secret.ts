import type { Secret } from '../../base/secrets/secret.ts';
import { type Failure, failure } from '../../contract/outcome.ts';
import { words } from '../words.ts';

/**
 * The header that carries a secret, in the bytes of UTF-8, as curl sends it; node writes a header as Latin-1.
 */
export function secretHeaders(secret: Secret): Record<'x-management-key', string> {
  return { 'x-management-key': Buffer.from(secret.reveal(), 'utf8').toString('latin1') };
}

/** Why this secret is not sent at all: an empty one counts as a refused one (B5). undefined if it can be. */
export function cannotSend(secret: Secret): Failure | undefined {
  const value = secret.reveal();
  if (value.trim() === '') return failure('denied', words().noneGiven);
  if (/[\x00-\x1f\x7f]/.test(value)) {
    return failure('invalid', words().badSecret);
  }
  return undefined;
}
