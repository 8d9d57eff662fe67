import { type EditContext, settleMs } from './edit-step.ts';

/** Looks until a change must be in force (measured: 155 ms after the write). */
const looks = 6;

/**
 * Whether the server judges clients by the keys that it shows, by one request as a client: v6 applies nothing any
 * more once its config.yaml was replaced. undefined: there is no key to tell it by.
 */
export async function appliesKeys(
  { client, wait }: Pick<EditContext, 'client' | 'wait'>,
  before: readonly string[],
  now: readonly string[],
): Promise<boolean | undefined> {
  const added = now.find((key) => key !== '' && !before.includes(key));
  const removed = before.find((key) => key !== '' && !now.includes(key));
  const key = added ?? removed;
  // Without keys everybody is let in, and without keys before everybody was.
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
