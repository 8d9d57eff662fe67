import { type EditContext, settleMs } from './edit-step.ts';

/** Attempts until a change must be active (measured: 155 ms after the write). */
const looks = 6;

/**
 * Checks with one client request whether the server uses the keys that it shows: v6 applies no changes once its
 * config.yaml was replaced. undefined: there is no key to test with.
 */
export async function appliesKeys(
  { client, wait }: Pick<EditContext, 'client' | 'wait'>,
  before: readonly string[],
  now: readonly string[],
): Promise<boolean | undefined> {
  const added = now.find((key) => key !== '' && !before.includes(key));
  const removed = before.find((key) => key !== '' && !now.includes(key));
  const key = added ?? removed;
  // Without keys, now or before, every client is let in.
  if (key === undefined || now.length === 0) return undefined;
  for (let look = 1; look <= looks; look += 1) {
    const answer = await client.inTurn((turn) =>
      turn.send({ method: 'GET', path: '/v1/models', headers: { authorization: `Bearer ${key}` } }),
    );
    if (!answer.ok) return undefined;
    if ((answer.value.status !== 401) === (key === added)) return true;
    await wait(settleMs);
  }
  return false;
}
