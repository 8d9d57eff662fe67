import { expect, test } from 'vitest';
import { publicSocket } from '../../../src/backend/public/client/public-socket.ts';
import type { RespSocket } from '../../../src/backend/public/client/resp-socket.ts';
import { countUsage } from '../../../src/backend/public/usage/count-usage.ts';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import { success } from '../../../src/contract/outcome.ts';
import { alpha } from './on-server.ts';

test('records that are under way when it ends are counted, and its connection waits for them', async () => {
  const counts = countUsage(Date.now);
  let take = (_: readonly unknown[]) => {};
  const taken = new Promise<readonly unknown[]>((resolve) => {
    take = resolve;
  });
  const due: (() => void)[] = [];
  let open = true;
  const resp: RespSocket = {
    subscribed: false,
    listen: () => {},
    pop: async () => [],
    end: () => {
      open = false;
    },
  };
  const socket = publicSocket({
    resp,
    counts,
    takeUsage: () => taken,
    readFigures: undefined,
    look: async () => success(undefined),
    isThere: async () => success(undefined),
    timers: { set: (run) => due.push(run), clear: () => {} },
  });
  const told: unknown[] = [];
  const listener = { onFrame: () => {}, onPing: () => {}, onChange: told.push, onEnd: told.push };
  socket.listen(listener);
  for (const run of due.splice(0)) run();
  socket.end();
  expect(open).toBe(true);
  take([{ api_key: alpha, timestamp: new Date().toISOString() }]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(open).toBe(false);
  expect(counts.of([fingerprint(alpha)])).toMatchObject({ [fingerprint(alpha)]: { lastHour: 1 } });
  expect([told, due.length]).toEqual([[], 1]);
});
