import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { ConsoleAction } from '../../src/store/console-action.ts';
import { initialConsoleState, reduceConsole } from '../../src/store/reduce-console.ts';
import { fakeKey, fakeServer, fullCapabilities, signedIn } from '../helpers/fake-session.ts';

const start = initialConsoleState({ place: 'http://127.0.0.1:8317', configPath: '/c.yaml', readOnly: false });
const activity = { countedSince: 1, lastHour: 2, today: 3, hours: [3] };
const [a, b] = [fakeKey('a'), fakeKey('b')];

describe('the state of a console', () => {
  test('what was loaded stays while the connection comes and goes', () => {
    const live = { ...start, ...signedIn([a]) };
    const lost = reduceConsole(live, {
      type: 'connection',
      connection: { kind: 'reconnecting', reason: 'gone', nextAttemptAt: 5 },
    });
    expect(lost.server).toBe(live.server);
    expect(lost.connection.kind).toBe('reconnecting');
  });

  test('nothing of one server is shown for another', () => {
    const other = reduceConsole(
      {
        ...start,
        ...signedIn([a]),
        sessions: { files: [], loadedAt: 1, problem: undefined },
        undoable: ['adding a client key'],
      },
      { type: 'place', place: '/c.yaml', configPath: '/c.yaml' },
    );
    expect(other).toMatchObject({ place: '/c.yaml', server: undefined, sessions: undefined, undoable: [] });
  });

  test('new figures change the keys that they are for, and no other', () => {
    const before = { ...start, server: fakeServer([a, b]) };
    const after = reduceConsole(before, { type: 'activity', keys: { [b.fingerprint]: activity }, at: 9 });
    expect(after.server?.clientKeys[0]).toBe(a);
    expect(after.server?.clientKeys[1]?.activity).toBe(activity);
    expect(after.loadedAt).toBe(9);
  });

  test('figures of keys that are not there change nothing', () => {
    const before = { ...start, server: fakeServer([a]) };
    expect(reduceConsole(before, { type: 'activity', keys: { [b.fingerprint]: activity }, at: 9 })).toBe(
      before,
    );
  });

  test('undo takes from the end and never below nothing', () => {
    const two = [
      { type: 'undo-added', title: 'one' },
      { type: 'undo-added', title: 'two' },
    ] as const;
    const state = two.reduce(reduceConsole, start);
    expect(reduceConsole(state, { type: 'undo-removed' }).undoable).toEqual(['one']);
    expect(reduceConsole(start, { type: 'undo-removed' })).toBe(start);
  });

  test('what the first run made is there until it is acknowledged', () => {
    const firstRun = { path: '/c', clientKey: new Secret('x'), managementSecret: new Secret('y') };
    const made = reduceConsole(start, { type: 'first-run', firstRun });
    expect(made.firstRun).toBe(firstRun);
    expect(reduceConsole(made, { type: 'first-run-acknowledged' }).firstRun).toBeUndefined();
  });

  test('any action in any order gives a state', () => {
    const action = fc.oneof<fc.Arbitrary<ConsoleAction>[]>(
      fc.constantFrom<ConsoleAction>(
        { type: 'connection', connection: { kind: 'live' } },
        { type: 'connection', connection: { kind: 'down', reason: 'r', nextAttemptAt: 0 } },
        { type: 'place', place: 'p', configPath: undefined },
        { type: 'signed-in', signedInAs: 'files', version: undefined, capabilities: fullCapabilities },
        { type: 'loaded', server: fakeServer([a, b]), at: 1 },
        { type: 'loaded', server: fakeServer([]), at: 2 },
        { type: 'activity', keys: { [a.fingerprint]: activity }, at: 3 },
        { type: 'sessions-loaded', files: [], at: 3 },
        { type: 'sessions-problem', problem: 'p' },
        { type: 'config-problem', problem: { message: 'm' } },
        { type: 'config-problem', problem: null },
        { type: 'operation-started', title: 't', at: 1 },
        { type: 'operation-ended' },
        { type: 'result', result: { tone: 'ok', message: 'm' } },
        { type: 'undo-added', title: 't' },
        { type: 'undo-removed' },
        { type: 'first-run-acknowledged' },
        { type: 'ways-on', canStartServer: true, canWorkOnFiles: true },
      ),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const state = actions.reduce(reduceConsole, start);
        expect(Object.keys(state).sort()).toEqual(Object.keys(start).sort());
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
