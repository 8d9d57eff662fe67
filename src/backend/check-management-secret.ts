import { secretLengthProblem } from '../base/secrets/bcrypt.ts';
import type { Secret } from '../base/secrets/secret.ts';
import { type Failure, failure } from '../contract/outcome.ts';

const shortest = 8;

/** Why a new management secret cannot be taken; undefined if it can (B7). */
export function checkManagementSecret(secret: Secret): Failure | undefined {
  const value = secret.reveal();
  if ([...value].length < shortest) {
    return failure('invalid', `A management secret needs at least ${shortest} characters. No changes made.`);
  }
  const tooLong = secretLengthProblem(value);
  if (tooLong) return failure('invalid', tooLong);
  if (/[\x00-\x1f\x7f]/.test(value) || value !== value.trim()) {
    const what = 'control characters, or spaces at its ends';
    return failure('invalid', `A management secret cannot have line breaks, ${what}. No changes made.`);
  }
  return undefined;
}
