import { randomBytes } from 'node:crypto';
import type { Config } from '../../src/contract/config.ts';
import { success } from '../../src/contract/outcome.ts';
import { createSignIns } from '../../src/oauth/flow/sign-ins.ts';
import type { AccountStore, Learnt } from '../../src/oauth/tokens/account-store.ts';
import type { Fields } from '../../src/providers/json-fields.ts';
import type { OAuthServer } from '../helpers/oauth-server/start-oauth-server.ts';

/** Auth files in memory, one change at a time. */
export function memoryAccounts(files = new Map<string, Fields>()): AccountStore & {
  readonly files: Map<string, Fields>;
  readonly notes: Map<string, Learnt>;
} {
  const notes = new Map<string, Learnt>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    files,
    notes,
    async note(name, learnt) {
      notes.set(name, { ...notes.get(name), ...learnt });
      return success(undefined);
    },
    list: async () => success([...files].map(([name, file]) => ({ name, file }))),
    change(name, task) {
      const run = last.then(async () => {
        const done = await task(files.get(name));
        if (done.ok && done.value) files.set(name, done.value);
        return done.ok ? success(undefined) : done;
      });
      last = run;
      return run;
    },
  };
}

/** A clock that stands until it is moved, with the timers that depend on it. */
export function manualClock(start = Date.now()) {
  let [now, count] = [start, 0];
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      count += 1;
      const id = count;
      timers.set(id, { at: now + ms, run });
      return () => void timers.delete(id);
    },
    get pending() {
      return timers.size;
    },
    /** Somebody waits for no longer than that; else what goes on is out on the network. */
    isDueWithin: (ms: number) => [...timers.values()].some(({ at }) => at - now <= ms),
    pass(ms: number) {
      now += ms;
      for (const [id, { at, run }] of timers) {
        if (at > now) continue;
        timers.delete(id);
        run();
      }
    },
  };
}

/** Every provider leads to the same server. */
export function configFor({ settings }: Pick<OAuthServer, 'settings'>, more: object = {}): Config {
  const words = ['anthropic', 'codex', 'gemini-cli', 'antigravity', 'kimi', 'xai'];
  return { 'oauth-clients': Object.fromEntries(words.map((word) => [word, { ...settings, ...more }])) };
}

/** What a server runs logins with, in memory. */
export function signInsFor(config: Config, files?: Map<string, Fields>) {
  const accounts = memoryAccounts(files);
  const clock = manualClock();
  const { now, after } = clock;
  const signIns = createSignIns({
    config: () => config,
    store: accounts,
    fetch: (url, init) => fetch(url, init),
    now,
    after,
    randomBytes,
  });
  return { signIns, clock, files: accounts.files };
}

/** The value of a success; a failure is the test's. */
export function wanted<T>(outcome: { ok: true; value: T } | { ok: false; message: string }): T {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}
