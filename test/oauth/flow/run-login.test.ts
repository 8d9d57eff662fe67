import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { failure, success } from '../../../src/contract/outcome.ts';
import type { SignIn, SignInFlow, SignInStatus } from '../../../src/contract/sign-in.ts';
import { listenLoopback } from '../../../src/oauth/flow/listen-loopback.ts';
import { localSignIn } from '../../../src/oauth/flow/local-sign-in.ts';
import { type Login, runLogin } from '../../../src/oauth/flow/run-login.ts';
import { freePort } from '../../helpers/free-port.ts';
import { openBrowser } from '../../helpers/oauth-server/browser.ts';
import { type OAuthServer, startOAuthServer } from '../../helpers/oauth-server/start-oauth-server.ts';
import { configFor, signInsFor } from '../oauth-world.ts';

let server: OAuthServer;
beforeAll(async () => {
  server = await startOAuthServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.person = { account: 'dev@example.com' };
});
const running: Login[] = [];
afterEach(async () => {
  for (const login of running.splice(0)) {
    login.cancel();
    await login.ended;
  }
});

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // Fast: these tests wait for what happens, and not for the time in between.
    const timer = setTimeout(resolve, ms > 5_000 ? ms : Math.min(ms, 20));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });

function logIn(signIn: SignIn, options: { listen?: boolean; now?: () => number } = {}) {
  const flows: SignInFlow[] = [];
  const login = runLogin(
    signIn,
    { provider: 'codex', title: 'Codex' },
    { now: options.now ?? Date.now, wait, ...(options.listen !== false && { listen: listenLoopback }) },
    (flow) => flows.push(flow),
  );
  running.push(login);
  return { login, flows };
}

async function world() {
  const port = await freePort();
  const config = configFor(server, { 'redirect-port': port });
  const made = signInsFor(config);
  return { ...made, port, signIn: localSignIn(made.signIns, async () => success(config)) };
}

const waiting = (login: Login, callback: string) =>
  vi.waitFor(() => {
    const flow = login.flow();
    if (flow.phase !== 'waiting') throw new Error(flow.phase);
    expect(flow.callback).toBe(callback);
    return flow;
  });

describe('a login from this machine', () => {
  test('ends with the browser coming back, which sees the end as well', async () => {
    const { signIn, files } = await world();
    const { login, flows } = logIn(signIn);
    const { start } = await waiting(login, 'listening');
    const back = await openBrowser().logIn(start.url);
    const page = await fetch(back);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('dev@example.com is ready');
    expect(await login.ended).toMatchObject({ phase: 'done', account: 'dev@example.com' });
    expect(flows.map(({ phase }) => phase)).toEqual(['starting', 'waiting', 'waiting', 'exchanging', 'done']);
    expect([...files.keys()]).toEqual(['codex-dev@example.com-plus.json']);
    await expect(fetch(back)).rejects.toThrow();
  });

  test('ends with a pasted address, also while somebody else has the port', async () => {
    const { signIn, port } = await world();
    const other = createServer();
    const other6 = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => other6.listen(port, '::1', resolve));
    const { login } = logIn(signIn);
    const { start, notice } = await waiting(login, 'taken');
    expect(notice).toContain(`Port ${port}`);
    login.paste('not an address');
    expect(login.flow()).toMatchObject({
      phase: 'waiting',
      notice: expect.stringContaining('not the address'),
    });
    login.paste(await openBrowser().logIn(start.url));
    expect(await login.ended).toMatchObject({ phase: 'done' });
    other.close();
    other6.close();
  });

  test('shows the refusal of the person, here and in the browser', async () => {
    const { signIn } = await world();
    server.person = 'denies';
    const { login } = logIn(signIn);
    const { start } = await waiting(login, 'listening');
    const page = await fetch(await openBrowser().logIn(start.url));
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('the login was refused');
    expect(await login.ended).toMatchObject({ phase: 'failed', reason: expect.stringMatching(/refused/) });
  });

  test('does not take the answer of another login, and says so in the browser', async () => {
    const { signIn, port } = await world();
    const { login } = logIn(signIn);
    await waiting(login, 'listening');
    const page = await fetch(`http://localhost:${port}/auth/callback?code=fake-code&state=other`);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('another login');
    expect(login.flow()).toMatchObject({ phase: 'waiting' });
  });

  test('frees port, timers and the login at the server when it is cancelled', async () => {
    const { signIn, signIns, port, clock } = await world();
    const { login } = logIn(signIn);
    const { start } = await waiting(login, 'listening');
    login.cancel();
    expect(await login.ended).toEqual({ phase: 'cancelled', provider: 'codex' });
    expect(signIns.flow(start.state)).toBeUndefined();
    expect(clock.pending).toBe(0);
    await expect(fetch(`http://localhost:${port}/auth/callback`)).rejects.toThrow();
  });

  test('frees them when its time is up', async () => {
    const { signIn, port, clock } = await world();
    const { login } = logIn(signIn, { now: clock.now });
    await waiting(login, 'listening');
    clock.pass(10 * 60_000);
    expect(await login.ended).toMatchObject({ phase: expect.stringMatching(/timed-out|failed/) });
    await expect(fetch(`http://localhost:${port}/auth/callback`)).rejects.toThrow();
  });
});

describe('a server in the middle of a login', () => {
  const start = {
    provider: 'codex',
    url: 'https://login.example.com/?state=abc',
    state: 'abc',
    flow: 'browser' as const,
    expiresAt: Date.now() + 600_000,
  };
  function scripted(...statuses: Awaited<ReturnType<SignIn['status']>>[]): SignIn {
    return {
      providers: async () => success([]),
      start: async () => success(start),
      status: async () =>
        (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? success({ kind: 'waiting' }),
      submit: async () => success(undefined),
      cancel: async () => success(undefined),
    };
  }
  const told = (status: SignInStatus) => success(status);
  const down = failure('unreachable', 'http://127.0.0.1:8317 could not be reached.');

  test('that was restarted is said to know nothing of it any more', async () => {
    const { login } = logIn(scripted(told({ kind: 'waiting' }), told({ kind: 'lost' })));
    expect(await login.ended).toMatchObject({
      phase: 'failed',
      reason: expect.stringMatching(/no longer has this login: it was restarted/),
    });
  });

  test('that is silent for a while is waited for, and that is no longer said when it answers', async () => {
    const { login, flows } = logIn(
      scripted(down, told({ kind: 'waiting' }), told({ kind: 'exchanging' }), told({ kind: 'done' })),
    );
    expect(await login.ended).toMatchObject({ phase: 'done' });
    const notices = flows.map((flow) => ('notice' in flow ? flow.notice : undefined));
    expect(notices.some((notice) => notice?.includes('could not be reached'))).toBe(true);
    expect(notices.at(-2)).toBeUndefined();
  });

  test('that refuses the secret ends it: nothing is sent again', async () => {
    const { login } = logIn(scripted(failure('denied', 'The secret was refused.')));
    expect(await login.ended).toMatchObject({ phase: 'failed', reason: 'The secret was refused.' });
  });

  test('that cannot begin one says why', async () => {
    const signIn = { ...scripted(), start: async () => failure('invalid', 'Add a client id.') };
    const { login } = logIn(signIn);
    expect(await login.ended).toMatchObject({ phase: 'failed', reason: 'Add a client id.' });
  });
});
