import { expect, test } from 'vitest';
import { oneAtATime } from '../../../src/base/async/one-at-a-time.ts';

test('tasks run in the order given and never two at once', async () => {
  const turn = oneAtATime();
  let running = 0;
  const order: number[] = [];
  const task = (n: number, ticks: number) => async () => {
    running += 1;
    expect(running).toBe(1);
    for (let i = 0; i < ticks; i++) await null;
    running -= 1;
    order.push(n);
    return n;
  };
  const results = await Promise.all([turn(task(1, 9)), turn(task(2, 0)), turn(task(3, 4))]);
  expect(results).toEqual([1, 2, 3]);
  expect(order).toEqual([1, 2, 3]);
});

test('a task that throws gives its error to its caller and the next its turn', async () => {
  const turn = oneAtATime();
  const first = turn(() => Promise.reject(new Error('broken')));
  const second = turn(async () => 'fine');
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe('fine');
});
