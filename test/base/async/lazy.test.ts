import { expect, test } from 'vitest';
import { lazy } from '../../../src/base/async/lazy.ts';

test('lazy methods load on the first call, once, and pass arguments and results through', async () => {
  let loads = 0;
  const counter = {
    step: 2,
    async add(a: number, b: number) {
      return (a + b) * this.step;
    },
    async fail(): Promise<void> {
      throw new Error('no');
    },
  };
  const late = lazy(async () => {
    loads += 1;
    return counter;
  }, ['add', 'fail']);
  expect(Object.keys(late)).toEqual(['add', 'fail']);
  expect(loads).toBe(0);
  expect(await Promise.all([late.add(1, 2), late.add(3, 4)])).toEqual([6, 14]);
  await expect(late.fail()).rejects.toThrow('no');
  expect(loads).toBe(1);
});
