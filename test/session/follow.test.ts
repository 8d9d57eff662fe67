import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { Fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { fakeFigures, fakeRecord } from '../helpers/fake-usage.ts';
import { emptyState } from '../helpers/script-backend.ts';
import { fixture, scriptBackend, settled } from './session-fixture.ts';

async function live(more: Parameters<typeof fixture>[0] = {}) {
  const backend = scriptBackend();
  const world = fixture(more);
  world.world.connected = success(backend);
  await world.session.start({ secret: new Secret('fake-local-password-0001') });
  return { ...world, backend };
}

const noting = (
  undo?: () => ReturnType<NonNullable<Operation<string, string>['run']>>,
): Operation<string, string> => ({
  id: 'note',
  title: 'noting',
  run: async (_, input) =>
    success({
      result: input,
      message: `Noted ${input}.`,
      fingerprints: [],
      made: [`sha256:${input}`] as Fingerprint[],
      ...(undo ? { undo: async () => (await undo()) as never } : {}),
    }),
});

const emptyCapabilities = scriptBackend().capabilities;

describe('following a backend', () => {
  test('a change of the config is loaded and shown', async () => {
    const { backend, store } = await live();
    backend.answer = success(emptyState('2'));
    backend.tell({ type: 'config', revision: '2' });
    await settled();
    expect(store.snapshot().server?.revision).toBe(emptyState('2').revision);
  });

  test('what a server turns out to do once its feed stands is taken up, and its question asked', async () => {
    const { backend, session, store } = await live();
    let [question, pushed]: [string | undefined, boolean] = ['Read its usage?', false];
    Object.defineProperties(backend, {
      feedQuestion: { get: () => question },
      capabilities: { get: () => ({ ...emptyCapabilities, push: pushed ? 'enforced' : 'absent' }) },
    });
    const answers: boolean[] = [];
    backend.answerFeedQuestion = async (yes) => {
      answers.push(yes);
      [question, pushed] = [undefined, yes];
      return success(undefined);
    };
    backend.tell({ type: 'feed', state: 'live' });
    expect(store.snapshot()).toMatchObject({
      feedQuestion: 'Read its usage?',
      capabilities: { push: 'absent' },
    });
    await session.answerFeedQuestion(true);
    expect(answers).toEqual([true]);
    expect(store.snapshot()).toMatchObject({ feedQuestion: undefined, capabilities: { push: 'enforced' } });
  });

  test('requests that have ended are kept, and figures are asked for where the server has them', async () => {
    const { backend, session, store } = await live();
    expect(store.snapshot().hasUsage).toBe(false);
    expect(await session.usage({ query: { since: 0 } })).toMatchObject({ ok: false, kind: 'unsupported' });
    const figures = fakeFigures();
    Object.assign(backend, { usage: { figures: async () => success(figures) } });
    backend.tell({ type: 'feed', state: 'live' });
    backend.tell({ type: 'usage', records: [fakeRecord('a'), fakeRecord('b')], missed: 3 });
    expect(store.snapshot()).toMatchObject({ hasUsage: true, usage: { seen: 5 } });
    expect(await session.usage({ query: { since: 0 } })).toEqual(success(figures));
  });

  test.each([
    [100, 2],
    [60, 4],
  ])('%i requests a second change the store %i times, and none is lost', async (rate, most) => {
    const { backend, store, world, timers, nextTimer } = await live();
    backend.tell({ type: 'usage', records: [fakeRecord('first')] });
    expect(store.snapshot().usage.seen).toBe(1);
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    for (let turn = 1; turn <= rate; turn += 1) {
      const at = 1_000 + (turn * 1_000) / rate;
      while (timers.some((timer) => timer.at <= at)) await nextTimer();
      world.now = at;
      backend.tell({ type: 'usage', records: [fakeRecord(`request-${turn}`)] });
    }
    expect(changes).toBe(most);
    while (timers.length > 0) await nextTimer();
    expect(store.snapshot().usage.seen).toBe(rate + 1);
  });

  test('a request right behind another is shown within 50 ms, and before what is loaded after it', async () => {
    const { backend, store, timers } = await live();
    for (const id of ['a', 'b']) backend.tell({ type: 'usage', records: [fakeRecord(id)] });
    expect(store.snapshot().usage.seen).toBe(1);
    expect(timers).toMatchObject([{ at: 1_050 }]);
    const told: string[] = [];
    store.subscribe(() => {
      const { usage, server } = store.snapshot();
      told.push(`${usage.seen} ${server?.revision}`);
    });
    backend.answer = success(emptyState('2'));
    backend.tell({ type: 'config', revision: '2' });
    await settled();
    expect(told).toEqual([`2 ${emptyState('1').revision}`, `2 ${emptyState('2').revision}`]);
    expect(timers).toEqual([]);
  });

  test('what is heard of requests waits until the keys rest, for a second at most', async () => {
    const { backend, session, store, world, timers, nextTimer } = await live();
    const shown = () => store.snapshot().usage.records.length;
    backend.tell({ type: 'usage', records: [fakeRecord('first')] });
    expect(shown()).toBe(1);
    backend.tell({ type: 'usage', records: [fakeRecord('second')] });
    world.now += 30;
    session.keyPressed();
    await nextTimer();
    expect(shown()).toBe(1);
    await nextTimer();
    expect([shown(), world.now]).toEqual([2, 1_070]);
    backend.tell({ type: 'usage', records: [fakeRecord('third')] });
    while (shown() < 3) {
      world.now = (timers[0]?.at ?? 0) - 10;
      session.keyPressed();
      await nextTimer();
    }
    expect(world.now).toBe(2_070);
  });

  test('a burst of changes costs one load more, not one each', async () => {
    const { backend } = await live();
    const before = backend.loads;
    for (let index = 0; index < 20; index += 1) backend.tell({ type: 'key-records' });
    await settled();
    expect(backend.loads - before).toBe(2);
  });

  test('a lost feed shows when it is tried again, and a live one is live', async () => {
    const { backend, connection } = await live();
    backend.tell({ type: 'feed', state: 'lost', reason: 'The server went away.', nextAttemptAt: 5 });
    expect(connection()).toEqual({ kind: 'reconnecting', reason: 'The server went away.', nextAttemptAt: 5 });
    backend.tell({ type: 'feed', state: 'live' });
    expect(connection()).toEqual({ kind: 'live' });
  });

  test('a feed that is lost before the first load has ended stays lost on the screen', async () => {
    const backend = scriptBackend();
    const { world, session, connection } = fixture();
    backend.load = async () => {
      backend.tell({ type: 'feed', state: 'lost', reason: 'The server went away.', nextAttemptAt: 5 });
      return backend.answer;
    };
    world.connected = success(backend);
    await session.start({ secret: new Secret('fake-local-password-0001') });
    expect(connection()).toMatchObject({ kind: 'reconnecting' });
  });

  test('a feed that waits for the end of a ban says that it is one', async () => {
    const { backend, connection } = await live();
    const reason = 'Locked out until 12:30.';
    backend.tell({ type: 'feed', state: 'lost', reason, nextAttemptAt: 5, lockedOut: true });
    expect(connection()).toEqual({ kind: 'reconnecting', reason, nextAttemptAt: 5, lockedOut: true });
  });

  test('a feed that is refused ends all traffic and asks for the secret', async () => {
    const { backend, connection } = await live();
    backend.tell({ type: 'feed', state: 'refused', reason: 'The secret has changed.' });
    await settled();
    expect(connection()).toEqual({ kind: 'sign-in', reason: 'The secret has changed.', busy: false });
    expect(backend.closed).toBe(true);
    expect(backend.listeners()).toBe(0);
  });

  test('leaving closes the backend', async () => {
    const { session, backend } = await live();
    await session.close();
    expect(backend.closed).toBe(true);
  });
});

describe('running an operation', () => {
  test('its sentence, its line in the audit log and its result arrive', async () => {
    const { session, store, backend } = await live();
    const outcome = await session.run(noting(), 'a');
    expect(outcome).toEqual(success('a'));
    expect(store.snapshot().result).toEqual({ tone: 'ok', message: 'Noted a.' });
    expect(store.snapshot().running).toBeUndefined();
    expect(backend.audit).toMatchObject([{ user: 'operator', operation: 'note' }]);
  });

  test('a second one at the same time is turned away with a sentence', async () => {
    const { session, store } = await live();
    const first = session.run(noting(), 'a');
    const second = await session.run(noting(), 'b');
    // No conflict: what was typed for it is still good.
    expect(second).toMatchObject({ ok: false, kind: 'failed' });
    expect(store.snapshot().result?.message).toContain('still running');
    await first;
  });

  test('without a connection it says to sign in', async () => {
    const { session, store } = fixture();
    expect(await session.run(noting(), 'a')).toMatchObject({ ok: false, kind: 'unreachable' });
    expect(store.snapshot().result?.tone).toBe('warning');
  });

  test('what an operation writes is noted for other programs by its title, and an undo forgets that note', async () => {
    const noted: string[] = [];
    const times = [7, undefined, 9];
    const noteChanges = async (backend: Backend) => ({
      backend: { ...backend, place: 'noted' },
      async keep(title: string) {
        noted.push(title);
        return times.shift();
      },
      forget: async (at: number) => void noted.push(`forgot ${at}`),
    });
    const { session } = await live({ noteChanges });
    const places: string[] = [];
    const operation: Operation<undefined, string> = {
      ...{ id: 'note-it', title: 'noting' },
      async run({ backend }) {
        places.push(backend.place);
        const undo = async () => success({ result: undefined, message: '', fingerprints: [] });
        return success({ result: '', message: '', fingerprints: [], undo });
      },
    };
    await session.run(operation, undefined);
    expect([places, noted.splice(0)]).toEqual([['noted'], ['noting']]);
    // It wrote nothing, so that the note of another program may be there.
    await session.run(operation, undefined);
    await session.run(operation, undefined);
    noted.length = 0;
    for (const _ of places) await session.undo();
    expect(noted).toEqual(['forgot 9', 'forgot 7']);
  });

  test('undo takes back the last one and forgets it; a conflict is told and forgotten too', async () => {
    const { session, store } = await live();
    await session.run(
      noting(async () => failure('conflict', 'It has changed since.')),
      'a',
    );
    await session.run(
      noting(async () => success({ result: '', message: 'Taken back.', fingerprints: [] })),
      'b',
    );
    expect(store.snapshot().undoable).toEqual(['noting', 'noting']);
    expect(session.undoRevokes()).toEqual(['sha256:b']);
    await session.undo();
    expect(store.snapshot().result).toEqual({ tone: 'ok', message: 'Undone: taken back.' });
    await session.undo();
    expect(store.snapshot().result).toEqual({ tone: 'error', message: 'It has changed since.' });
    expect(store.snapshot().undoable).toEqual([]);
  });
});
