import type { Backend } from '../../backend/backend.ts';
import { hashSecret, isBcryptHash, secretLengthProblem } from '../../base/secrets/bcrypt.ts';
import type { Log } from '../http/log-line.ts';
import type { InForce } from '../in-force.ts';

/**
 * B1: replaces a plain `remote-management.secret-key` on disk by its bcrypt hash. When that cannot be done
 * (a file that is read-only, a secret that is too long) the plain secret stays in force, and the log says so.
 * @returns the task; it does nothing when there is nothing to do, and never tries the same secret twice
 */
export function plainSecretHasher(backend: Backend, inForce: InForce, log: Log): () => Promise<void> {
  let given: string | undefined;
  return async () => {
    const plain = inForce.storedSecret;
    if (plain === undefined || isBcryptHash(plain) || plain === given) return;
    given = plain;
    const problem = secretLengthProblem(plain);
    if (problem) return log('error', `secret-key stays in plain text in config.yaml: ${problem}`);
    const value = await hashSecret(plain);
    // With the revision: an edit that came meanwhile may hold another secret, and its own event brings us back.
    const edit = { op: 'set' as const, path: ['remote-management', 'secret-key'], value };
    const outcome = await backend.editConfig([edit], { revision: inForce.state.revision });
    if (outcome.ok) log('info', 'the plain secret-key in config.yaml was replaced by its hash');
    else if (outcome.kind === 'conflict') given = undefined;
    else log('error', `secret-key stays in plain text in config.yaml: ${outcome.message}`);
    await inForce.refresh();
    if (outcome.ok) given = undefined;
  };
}
