import { secretLengthProblem } from '../base/secrets/bcrypt.ts';
import type { Secret } from '../base/secrets/secret.ts';
import { type Failure, failure } from '../contract/outcome.ts';
import { words } from './words.ts';

const shortest = 8;

/** Why a new management secret cannot be taken; undefined if it can (B7). */
export function checkManagementSecret(secret: Secret): Failure | undefined {
  const value = secret.reveal();
  if ([...value].length < shortest) {
    return failure('invalid', words().secret.short(shortest));
  }
  const tooLong = secretLengthProblem(value);
  if (tooLong) return failure('invalid', tooLong);
  if (/[\x00-\x1f\x7f]/.test(value) || value !== value.trim()) {
    const what = words().secret.characters;
    return failure('invalid', words().secret.wrong(what));
  }
  return undefined;
}
