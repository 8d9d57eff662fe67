import { expect, test } from 'vitest';
import type { Target } from '../../../src/server/gateway/routing/route-table.ts';
import { earlierUse } from '../../../src/server/usage/earlier-use.ts';
import { makeRecord, makeStore, noon } from '../../usage/make-record.ts';

const target = { entry: { name: 'openai' }, account: 'sk-…0001' } as unknown as Target;

test('use from before the start is unknown while it cannot be read, and read once it can', async () => {
  const store = await makeStore();
  store.add(makeRecord({ at: noon - 60_000 }));
  let isDown = true;
  let reads = 0;
  const groups: typeof store.groups = (...asked) => {
    reads += 1;
    return isDown ? Promise.reject(new Error('it does not answer')) : store.groups(...asked);
  };
  const earlier = earlierUse({ own: store.own, groups }, noon, () => noon);
  expect(await earlier.of(target)).toBeUndefined();
  isDown = false;
  const known = { callsToday: 1, errorsToday: 0, lastUsedAt: noon - 60_000 };
  expect(await earlier.of(target)).toEqual(known);
  const before = reads;
  expect(await earlier.of(target)).toEqual(known);
  expect(reads).toBe(before);
});
