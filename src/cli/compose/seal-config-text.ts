import { hashSecret, isBcryptHash, secretLengthProblem } from '../../base/secrets/bcrypt.ts';
import { applyEdits } from '../../config/edit/apply-edits.ts';
import { parseConfig } from '../../config/parse/parse-config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

/** A config.yaml that is about to be written, with its plain management secret replaced by the hash (B1). */
export async function sealConfigText(text: string): Promise<Outcome<string>> {
  const parsed = parseConfig(text);
  if (!parsed.ok) return parsed;
  const secret = parsed.value.config['remote-management']?.['secret-key'];
  if (!secret || isBcryptHash(secret)) return success(text);
  const problem = secretLengthProblem(secret);
  if (problem) return failure('invalid', problem);
  const value = await hashSecret(secret);
  return applyEdits(text, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
}
