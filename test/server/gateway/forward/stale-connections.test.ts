import { errors } from 'undici';
import { expect, test } from 'vitest';
import type { ExchangeEnd } from '../../../../src/server/gateway/forward/exchange.ts';
import { isStale, staleMs } from '../../../../src/server/gateway/forward/forward.ts';
import type { ForwardJob } from '../../../../src/server/gateway/forward/forward-job.ts';

const job = (triedForMs: number) => ({ entry: { triedForMs } }) as unknown as ForwardJob;
const broken = (error: Error) => ({ kind: 'broken', headed: false, error }) as unknown as ExchangeEnd;
const reset = (code: string) => broken(Object.assign(new Error(code), { code }));
const closed = (bytesRead: number) =>
  broken(Object.assign(new errors.SocketError('other side closed'), { socket: { bytesRead } }));

test.each([
  ['reset', reset('ECONNRESET')],
  ['closed on a write', reset('EPIPE')],
  ['closed after an earlier answer', closed(10)],
])(
  'a kept connection that is %s at once is asked again, later it is not, as it may be paid for',
  (_, end) => {
    expect(isStale(end, job(0))).toBe(true);
    expect(isStale(end, job(staleMs))).toBe(true);
    expect(isStale(end, job(staleMs + 1))).toBe(false);
  },
);

test('a connection on which nothing had come, and one that had begun to answer, are not asked again', () => {
  expect(isStale(closed(0), job(0))).toBe(false);
  expect(isStale({ ...reset('ECONNRESET'), headed: true } as ExchangeEnd, job(0))).toBe(false);
});
