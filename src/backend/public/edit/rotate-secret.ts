import { hashSecret } from '../../../base/secrets/bcrypt.ts';
import type { Secret } from '../../../base/secrets/secret.ts';
import { applyEdits } from '../../../config/edit/apply-edits.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { checkManagementSecret } from '../../check-management-secret.ts';
import type { EditContext } from './edit-step.ts';

/** ms after which the server judges by a config.yaml that it was sent (recorded: within 1 s). */
const inForceMs = 1_000;

/**
 * B7 over config.yaml, where the hash is written, so that the plain secret never reaches the server's disk. No
 * other request runs meanwhile, and the new secret is tried once, when it must be in force.
 */
export async function rotateSecret(context: EditContext, secret: Secret): Promise<Outcome<void>> {
  const { client, signal } = context;
  const fault = checkManagementSecret(secret);
  if (fault) return fault;
  const value = await hashSecret(secret.reveal());
  return client.alone(async (request, tryOther) => {
    const text = await request('getConfigText', { signal });
    if (!text.ok) return text;
    const edited = applyEdits(text.value, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
    if (!edited.ok) return edited;
    const again = await request('getConfigText', { signal });
    if (!again.ok) return again;
    if (again.value !== text.value) {
      return failure(
        'conflict',
        'config.yaml is being changed right now by another, nothing was done: try again.',
      );
    }
    const put = await request('putConfigText', { input: edited.value });
    if (!put.ok) return put;
    await context.wait(inForceMs);
    const entered = await tryOther(secret);
    if (entered.ok) return success(undefined);
    return failure(
      entered.kind,
      `The new secret stands in config.yaml, but ${client.address.base} does not take it yet (${entered.message}) Keep both until a restart of the server.`,
    );
  }, signal);
}
