import type { Backend, ServerProbe } from '../../src/backend/backend.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import type { Effects } from '../../src/operations/operation.ts';
import { createSession } from '../../src/session/create-session.ts';
import type { EmbeddedServer, SessionPorts } from '../../src/session/ports.ts';
import type { ConsoleAction } from '../../src/store/console-action.ts';
import { initialConsoleState, reduceConsole } from '../../src/store/reduce-console.ts';
import type { ConsoleState } from '../../src/store/state.ts';
import { createStore } from '../../src/store/store.ts';
import { type ScriptBackend, scriptBackend } from '../helpers/script-backend.ts';

/** A session whose whole world is in the test's hands: no socket, no clock, no process. */
export function fixture({
  effects,
  ...more
}: Partial<Omit<SessionPorts, 'effects'>> & { effects?: Partial<Effects> } = {}) {
  const store = createStore<ConsoleState, ConsoleAction>(
    reduceConsole,
    initialConsoleState({ place: 'http://127.0.0.1:1', configPath: undefined, readOnly: false }),
  );
  const sent: string[] = [];
  const timers: { at: number; run: () => void }[] = [];
  const world = {
    now: 1_000,
    found: { kind: 'ours', version: '0.0.0' } as ServerProbe,
    connected: success(scriptBackend()) as Outcome<Backend>,
    searches: 0,
  };
  const ports: SessionPorts = {
    find: async () => {
      world.searches += 1;
      return world.found;
    },
    connect: async (secret) => {
      sent.push(secret.reveal());
      return world.connected;
    },
    copy: async () => success('terminal'),
    now: () => world.now,
    after: (ms, run) => {
      const timer = { at: world.now + ms, run };
      timers.push(timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    effects: {
      now: () => world.now,
      randomBytes: (count) => new Uint8Array(count),
      user: 'operator',
      ...effects,
    },
    ...more,
  };
  const session = createSession(store, ports);
  return {
    session,
    store,
    sent,
    world,
    timers,
    connection: () => store.snapshot().connection,
    /** Moves the clock to the next timer and runs it. */
    async nextTimer() {
      const timer = timers.sort((a, b) => a.at - b.at).shift();
      if (!timer) throw new Error('no timer is set');
      world.now = timer.at;
      timer.run();
      await settled();
    },
  };
}

/** An embedded server that runs until the test says otherwise. */
export const fakeEmbedded = (more: Partial<EmbeddedServer> = {}): EmbeddedServer => ({
  url: 'http://127.0.0.1:2',
  password: new Secret('fake-random-password'),
  exited: new Promise<void>(() => {}),
  lastWords: () => undefined,
  traffic: async () => ({ running: 0, lastRequestAt: undefined }),
  keep: async () => {},
  stop: async () => {},
  ...more,
});

/** Lets every promise that is ready run to its end. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export const denied = failure('denied', 'The password was refused.', { attemptsLeft: 3 });
export type { ScriptBackend };
export { scriptBackend };
