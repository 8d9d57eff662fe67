import { expect, test } from 'vitest';
import { whileRaced } from '../../../src/base/async/while-raced.ts';

const conflict = { ok: false as const, kind: 'conflict' };
const run = async (seen: (nth: number) => string | undefined, good: number) => {
  let nth = 0;
  const outcome = await whileRaced(async (isLast): Promise<{ ok: true } | typeof conflict> => {
    nth += 1;
    const mark = seen(nth);
    if (mark !== undefined) isLast(mark);
    return nth === good ? { ok: true } : conflict;
  });
  return [outcome.ok, nth];
};

test('goes on while others keep writing, and not for ever', async () => {
  expect(await run(String, 15)).toEqual([true, 15]);
  expect(await run(String, 99)).toEqual([false, 20]);
});

test('what stays the same is no race: three attempts', async () => {
  expect(await run(() => 'same', 3)).toEqual([true, 3]);
  expect(await run(() => 'same', 99)).toEqual([false, 3]);
});

test('a conflict before anything was read is one', async () => {
  expect(await run(() => undefined, 99)).toEqual([false, 1]);
});
