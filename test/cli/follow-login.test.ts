import { describe, expect, test } from 'vitest';
import type { BackendSessions } from '../../src/backend/backend.ts';
import { loginEffects } from '../../src/cli/compose/create-effects.ts';
import { followLogin } from '../../src/cli/compose/follow-login.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { SignInFlow } from '../../src/contract/sign-in.ts';
import { scriptBackend } from '../helpers/script-backend.ts';
import { scriptSignIn, scriptState } from '../helpers/script-sign-in.ts';

function console() {
  const signIn = scriptSignIn();
  const sessions = {
    list: async () => success([]),
    inspect: async () => failure('conflict', 'It is gone.'),
  } as Partial<BackendSessions> as BackendSessions;
  const backend = { ...scriptBackend(), signIn, sessions };
  const flows: SignInFlow[] = [];
  const run = (again?: string) =>
    followLogin(
      backend,
      { provider: 'codex', title: 'Codex', ...(again !== undefined && { again }) },
      { now: Date.now, randomBytes: (count) => new Uint8Array(count), user: 'tester', login: loginEffects },
      (flow) => flows.push(flow),
    );
  return { signIn, backend, flows, run };
}

describe('a login from the console', () => {
  test('leaves a line in the audit log, without what proves it, and says how it ended', async () => {
    const { signIn, backend, flows, run } = console();
    signIn.currentStatus = success({ kind: 'done', name: 'codex-dev.json', account: 'dev@example.com' });
    const login = run();
    login.paste('hello');
    expect(await login.ended).toMatchObject({ phase: 'done', name: 'codex-dev.json' });
    expect(await login.said).toEqual(success('Logged in to Codex as dev@example.com (codex-dev.json).'));
    expect(backend.audit).toMatchObject([{ operation: 'log-in', names: ['codex-dev.json'], user: 'tester' }]);
    expect(JSON.stringify(backend.audit)).not.toContain(scriptState);
    expect(flows.map(({ phase }) => phase)).toEqual(['starting', 'waiting', 'done']);
  });

  test('that cannot begin ends with the reason', async () => {
    const { flows, run } = console();
    const login = run('gone.json');
    expect(await login.ended).toMatchObject({
      phase: 'failed',
      reason: expect.stringContaining('gone.json'),
    });
    expect(flows).toHaveLength(1);
    expect(await login.said).toMatchObject({ ok: false });
  });

  test('can be given up', async () => {
    const { signIn, run } = console();
    const login = run();
    login.cancel();
    expect(await login.ended).toEqual({ phase: 'cancelled', provider: 'codex' });
    expect(signIn.calls).not.toContain('submit');
  });
});
