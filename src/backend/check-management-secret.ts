import type { Secret } from '../base/secret.ts';
import { type Failure, failure } from '../contract/outcome.ts';

const shortest = 8;
/** bcrypt reads no further, and the public server's refuses more. */
const longestBytes = 72;

/** Why a new management secret cannot be taken; undefined: it can (B7). */
export function checkManagementSecret(secret: Secret): Failure | undefined {
  const value = secret.reveal();
  if ([...value].length < shortest) {
    return failure(
      'invalid',
      `A management secret needs at least ${shortest} characters; nothing was changed.`,
    );
  }
  if (Buffer.byteLength(value) > longestBytes) {
    return failure(
      'invalid',
      `A management secret can have at most ${longestBytes} bytes; nothing was changed.`,
    );
  }
  if (/[\x00-\x1f\x7f]/.test(value) || value !== value.trim()) {
    const what = 'control characters, or spaces at its ends';
    return failure('invalid', `A management secret cannot have line breaks, ${what}; nothing was changed.`);
  }
  return undefined;
}
