import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOver, type SignInFlow, type SignInStart } from '../../../src/contract/sign-in.ts';
import { readRedirect } from '../../../src/oauth/flow/read-redirect.ts';
import { type FlowEvent, reduceFlow } from '../../../src/oauth/flow/reduce-flow.ts';

const start: SignInStart = {
  provider: 'anthropic',
  url: 'https://login.example.com/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A54545%2Fcallback&state=abc',
  state: 'abc',
  flow: 'browser',
  expiresAt: 600_000,
};
const begin: SignInFlow = { phase: 'starting', provider: 'anthropic' };
const run = (...events: FlowEvent[]) => events.reduce(reduceFlow, begin);
const started: FlowEvent = { type: 'started', start };
const pasted = (text: string): FlowEvent => ({ type: 'answered', by: 'paste', redirect: readRedirect(text) });
const good = pasted('http://localhost:54545/callback?code=fake-code&state=abc');

describe('a login', () => {
  test('waits for the browser and for a paste from the first moment on', () => {
    expect(run(started)).toEqual({ phase: 'waiting', provider: 'anthropic', start, callback: 'none' });
    expect(run(started, { type: 'listening' })).toMatchObject({ callback: 'listening' });
    expect(run(started, good)).toMatchObject({ phase: 'exchanging' });
  });

  test('goes on when the port is taken, and says so', () => {
    const notice = 'Port 54545 is not free.';
    const taken = run(started, { type: 'port-taken', notice });
    expect(taken).toMatchObject({ phase: 'waiting', callback: 'taken', notice });
    expect(reduceFlow(taken, good)).toMatchObject({ phase: 'exchanging' });
  });

  test.each([
    ['hello', /not the address/],
    ['http://localhost:54545/callback?code=fake-code&state=other', /another login/],
    [
      'http://localhost:1455/auth/callback?code=fake-code&state=abc',
      /another provider.*localhost:54545\/callback/,
    ],
  ])('keeps waiting after the wrong paste "%s", and says what is wrong', (text, why) => {
    const flow = run(started, pasted(text));
    expect(flow).toMatchObject({ phase: 'waiting', notice: expect.stringMatching(why) });
    expect(reduceFlow(flow, good)).toMatchObject({ phase: 'exchanging' });
    expect(reduceFlow(flow, good)).not.toHaveProperty('notice');
  });

  test('takes another answer after the server refused one', () => {
    const refused = run(started, good, { type: 'refused', notice: 'That was not taken.' });
    expect(refused).toMatchObject({ phase: 'waiting', notice: 'That was not taken.' });
    expect(reduceFlow(refused, good)).toMatchObject({ phase: 'exchanging' });
  });

  test('is over when its time is up, and a little later when its answer is in', () => {
    const tick = (now: number): FlowEvent => ({ type: 'tick', now });
    expect(run(started, tick(599_999))).toMatchObject({ phase: 'waiting' });
    expect(run(started, tick(600_000))).toEqual({ phase: 'timed-out', provider: 'anthropic' });
    expect(run(started, good, tick(600_000))).toMatchObject({ phase: 'exchanging' });
    expect(run(started, good, tick(660_000))).toMatchObject({ phase: 'timed-out' });
  });

  test('with a code to type takes no address', () => {
    const device: FlowEvent = { type: 'started', start: { ...start, flow: 'device', userCode: 'FAKE-0001' } };
    expect(run(device, good)).toMatchObject({
      phase: 'waiting',
      notice: expect.stringMatching(/type the code/),
    });
  });

  const events: fc.Arbitrary<FlowEvent> = fc.oneof(
    fc.constantFrom<FlowEvent>(
      started,
      good,
      pasted('hello'),
      { type: 'listening' },
      { type: 'exchanging' },
      { type: 'cancel' },
      { type: 'done', name: 'a.json' },
      { type: 'failed', reason: 'no' },
      { type: 'refused', notice: 'no' },
      { type: 'notice', notice: undefined },
      { type: 'port-taken', notice: 'taken' },
    ),
    fc.nat(700_000).map((now): FlowEvent => ({ type: 'tick', now })),
  );

  test('that is over stays as it is, and every other one can be cancelled', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 12 }), events, (before, event) => {
        const flow = run(...before);
        if (isOver(flow)) expect(reduceFlow(flow, event)).toBe(flow);
        else expect(reduceFlow(flow, { type: 'cancel' }).phase).toBe('cancelled');
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
