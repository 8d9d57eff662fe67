import type {
  Outside,
  OutsideAnswer,
  OutsideEnd,
  OutsideRequest,
  StepReport,
} from '../../src/contract/outside.ts';

export interface FakeOutside extends Outside {
  /** What was sent, in order. */
  readonly sent: OutsideRequest[];
  /** Exchanges that run now, and the most that ever ran together. */
  readonly load: { now: number; most: number };
}

type Reply = OutsideEnd | Promise<OutsideEnd>;

/** The outside in the test's hands: nothing leaves the process, and each exchange is told in two steps. */
export function fakeOutside(answer: (request: OutsideRequest, turn: number) => Reply): FakeOutside {
  const sent: OutsideRequest[] = [];
  const load = { now: 0, most: 0 };
  return {
    sent,
    load,
    async exchange(request, onStep, signal) {
      if (signal?.aborted) return { kind: 'cancelled' };
      const turn = sent.push(request) - 1;
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      const told: StepReport[] = [{ step: 'connect' }, { step: 'connect', ms: 2 }];
      for (const step of told) onStep?.(step);
      const stopped = new Promise<OutsideEnd>((resolve) =>
        signal?.addEventListener('abort', () => resolve({ kind: 'cancelled' })),
      );
      try {
        return await Promise.race([stopped, answer(request, turn)]);
      } finally {
        load.now -= 1;
      }
    },
  };
}

/** A JSON answer; text is sent as it is. */
export function answered(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): OutsideAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': type, ...headers },
    body: text,
    cut: false,
    ms: 5,
  };
}
