import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { type ProviderStates, providerKeyStatus } from '../../src/contract/provider-states.ts';
import { fixture, scriptBackend, settled } from './session-fixture.ts';

const first: ProviderStates = { states: { a: { calls: 1 }, b: { calls: 5 } } };

/** A console on a backend that tells how its keys fare; `asked` counts how often it was asked. */
async function live() {
  const world = fixture();
  const script = { asked: 0, answer: success(first) as Outcome<ProviderStates> };
  const make = () =>
    Object.assign(scriptBackend(), {
      providers: {
        refreshMs: 15_000,
        states: async () => {
          script.asked += 1;
          return script.answer;
        },
      },
    });
  const backend = make();
  world.world.connected = success(backend);
  await world.session.start({ secret: new Secret('fake-local-password-0001') });
  const shown = () => world.store.snapshot().providerStates;
  return { ...world, backend, make, script, shown };
}

describe('how provider keys fare', () => {
  test('is not asked before somebody watches, and no timer runs', async () => {
    const { backend, script, shown, timers } = await live();
    backend.tell({ type: 'config', revision: '2' });
    backend.tell({ type: 'provider-states', states: { a: { calls: 9 } } });
    await settled();
    expect([script.asked, shown(), timers.length]).toEqual([0, undefined, 0]);
  });

  test('is in the store while it is watched, asked again in its time, and patched by what is pushed', async () => {
    const { session, backend, script, shown, world, nextTimer } = await live();
    session.watchProviderStates();
    await settled();
    expect(shown()).toEqual({
      states: first.states,
      environment: undefined,
      loadedAt: world.now,
      problem: undefined,
    });
    backend.tell({ type: 'provider-states', states: { a: { calls: 2 } } });
    expect(shown()?.states).toEqual({ a: { calls: 2 }, b: { calls: 5 } });
    const before = world.now;
    await nextTimer();
    expect([script.asked, world.now - before]).toEqual([2, 15_000]);
  });

  test('is left alone when nobody watches any more, and stays with its time', async () => {
    const { session, script, shown, timers } = await live();
    const stops = [session.watchProviderStates(), session.watchProviderStates()];
    await settled();
    stops[0]?.();
    stops[0]?.();
    expect(timers.length).toBe(1);
    stops[1]?.();
    expect([script.asked, timers.length, shown()?.states]).toEqual([1, 0, first.states]);
  });

  test('what cannot be read is said, and what was read before stays', async () => {
    const { session, script, shown, nextTimer } = await live();
    session.watchProviderStates();
    await settled();
    script.answer = failure('unreachable', 'No answer.');
    await nextTimer();
    expect(shown()).toMatchObject({ states: first.states, problem: 'No answer.' });
    script.answer = success({ states: {} });
    await nextTimer();
    expect(shown()).toMatchObject({ states: {}, problem: undefined });
  });

  test('goes on with the next backend, and says so where one cannot tell', async () => {
    const { session, world, script, shown, make } = await live();
    session.watchProviderStates();
    await settled();
    world.connected = success(make());
    await session.retry();
    await session.signIn(new Secret('fake-local-password-0001'));
    await settled();
    expect(script.asked).toBe(2);
    world.connected = success(scriptBackend('http://127.0.0.1:2'));
    await session.retry();
    await session.signIn(new Secret('fake-local-password-0001'));
    await settled();
    expect(shown()).toMatchObject({ states: undefined, problem: expect.stringContaining('does not report') });
  });
});

test('the status of a key: disabled, cooling down, failing until an answer comes, else active', () => {
  const error = { at: 5, status: 500 };
  const used = { disabled: false, keptOnly: false };
  const keyStatuses = [
    providerKeyStatus({ ...used, disabled: true }, { coolingUntil: 20 }, 10),
    providerKeyStatus(used, { coolingUntil: 20, lastError: error, lastUsedAt: 5 }, 10),
    providerKeyStatus(used, { coolingUntil: 9, lastError: error, lastUsedAt: 5 }, 10),
    providerKeyStatus(used, { lastError: error, lastUsedAt: 6 }, 10),
    providerKeyStatus(used, undefined, 10),
    providerKeyStatus({ ...used, keptOnly: true }, undefined, 10),
  ];
  const states = ['disabled', 'cooling', 'failing', 'active', 'active', 'stored, not served'];
  expect(keyStatuses).toEqual(states);
});
