import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { openUrl } from '../../src/cli/compose/effects/desktop.ts';
import { success } from '../../src/contract/outcome.ts';
import type { SignIn, SignInFlow } from '../../src/contract/sign-in.ts';
import { createLogins } from '../../src/session/logins.ts';
import type { RunningLogin, SessionPorts } from '../../src/session/ports.ts';
import type { ConsoleAction } from '../../src/store/console-action.ts';

const start = {
  provider: 'anthropic',
  url: 'https://accounts.example.com/x',
  state: 's',
  flow: 'browser',
  expiresAt: 1,
} as const;

/** Logins of which the test is the server and the browser. */
function world(withSignIn = true) {
  const told: ConsoleAction[] = [];
  const opened: string[] = [];
  const runs: {
    tell: (flow: SignInFlow) => void;
    pasted: string[];
    cancelled: boolean;
    end: (last: SignInFlow) => void;
  }[] = [];
  let done = 0;
  const runLogin: SessionPorts['runLogin'] = async (_signIn, _wish, tell): Promise<RunningLogin> => {
    let end: (last: SignInFlow) => void = () => {};
    const ended = new Promise<SignInFlow>((resolve) => {
      end = resolve;
    });
    const run = { tell, pasted: [] as string[], cancelled: false, end };
    runs.push(run);
    return {
      paste: (text) => run.pasted.push(text),
      cancel() {
        run.cancelled = true;
        end({ phase: 'cancelled', provider: 'anthropic' });
      },
      ended,
    };
  };
  const signIn = { providers: async () => success([]) } as unknown as SignIn;
  const logins = createLogins({
    backend: () => (withSignIn ? { signIn } : {}) as Backend,
    dispatch: (action) => told.push(action),
    ports: {
      runLogin,
      async openUrl(url) {
        opened.push(url);
        return success(undefined);
      },
    },
    onDone: () => {
      done += 1;
    },
  });
  return { logins, told, runs, opened, done: () => done };
}

const request = { provider: 'anthropic', title: 'Claude' };
const phases = (told: readonly ConsoleAction[]) =>
  told.map((action) => (action.type === 'login' ? action.login.flow.phase : action.type));

describe('a login from the console', () => {
  test('its course stands in the store, and an account that came is loaded', async () => {
    const { logins, told, runs, done } = world();
    await logins.start(request);
    runs[0]?.tell({ phase: 'waiting', provider: 'anthropic', start, callback: 'listening' });
    logins.paste('http://localhost/callback?code=fake');
    expect(runs[0]?.pasted).toEqual(['http://localhost/callback?code=fake']);
    const last = { phase: 'done', provider: 'anthropic', name: 'claude-x.json' } as const;
    runs[0]?.tell(last);
    runs[0]?.end(last);
    await expect.poll(done).toBe(1);
    expect(phases(told)).toEqual(['waiting', 'done']);
  });

  test('a second one ends the first before it begins', async () => {
    const { logins, runs } = world();
    await logins.start(request);
    await logins.start(request);
    expect(runs.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    await logins.close();
    expect(runs.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });

  test('opens the link that it waits with, and nothing once it is over', async () => {
    const { logins, runs, opened } = world();
    await logins.start(request);
    expect(await logins.open()).toMatchObject({ ok: false });
    runs[0]?.tell({ phase: 'waiting', provider: 'anthropic', start, callback: 'none' });
    expect(await logins.open()).toMatchObject({ ok: true });
    runs[0]?.tell({ phase: 'timed-out', provider: 'anthropic' });
    expect(await logins.open()).toMatchObject({ ok: false });
    expect(opened).toEqual([start.url]);
  });

  test('where nobody can sign in it fails with a sentence', async () => {
    const { logins, told } = world(false);
    await logins.start(request);
    expect(phases(told)).toEqual(['failed']);
    expect(await logins.providers()).toMatchObject({ ok: false, kind: 'unsupported' });
  });
});

test.each([[{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22', DISPLAY: ':0' }], [{}]])(
  'without a browser of one’s own nothing is opened: %j',
  async (env) => {
    expect(await openUrl('https://accounts.example.com/x', env, 'linux')).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('Copy the link'),
    });
  },
);
