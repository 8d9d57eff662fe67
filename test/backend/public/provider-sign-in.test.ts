import { afterEach, describe, expect, test } from 'vitest';
import type { SignIn } from '../../../src/contract/sign-in.ts';
import { good } from '../conformance.ts';
import { kinds, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const codexFile = { type: 'codex', email: 'dev@example.com', access_token: 'fake-token' };
const back = (state: string) => `http://localhost:1455/auth/callback?code=fake-code&state=${state}`;

async function signInAt(kind: 'v7' | 'v6', more: Parameters<typeof onServer>[1] = {}): Promise<SignIn> {
  on = await onServer(kind, more);
  const { signIn } = on.backend;
  if (!signIn) throw new Error('this backend cannot sign in');
  return signIn;
}

describe.each(kinds)('logging in at a provider with %s', (kind) => {
  test('waits, and is done when an auth file came of it, which it names', async () => {
    const signIn = await signInAt(kind, { authFiles: { 'codex-old.json': codexFile } });
    const { state, flow, url } = good(await signIn.start('codex'));
    expect(state).toMatch(/^[0-9a-f]{32}$/);
    expect([flow, new URL(url).searchParams.get('state')]).toEqual(['browser', state]);
    expect(good(await signIn.status(state))).toEqual({ kind: 'waiting' });
    on.server.dropAuthFile('codex-new.json', codexFile);
    on.server.finishSignIn(state);
    expect(good(await signIn.status(state))).toEqual({
      kind: 'done',
      name: 'codex-new.json',
      account: 'dev@example.com',
    });
  });

  test('is done when the file that was there is another now', async () => {
    const signIn = await signInAt(kind, { authFiles: { 'codex-old.json': codexFile } });
    const { state } = good(await signIn.start('codex'));
    on.server.dropAuthFile('claude-other.json', { type: 'claude', email: 'other@example.com' });
    on.server.dropAuthFile('codex-old.json', { ...codexFile, access_token: 'fake-token-2' });
    on.server.finishSignIn(state);
    expect(good(await signIn.status(state))).toMatchObject({ kind: 'done', name: 'codex-old.json' });
  });

  test('names no account that was only renewed in the meantime', async () => {
    const old = { 'codex-a.json': codexFile, 'codex-old.json': codexFile };
    const signIn = await signInAt(kind, { authFiles: old });
    const renew = (name: string) =>
      on.server.dropAuthFile(name, { ...codexFile, access_token: `fake-token-${name}` });
    const { state } = good(await signIn.start('codex'));
    renew('codex-a.json');
    renew('codex-old.json');
    on.server.finishSignIn(state);
    expect(good(await signIn.status(state))).toEqual({ kind: 'done' });
    on.server.dropAuthFile('codex-new.json', codexFile);
    expect(good(await signIn.status(state))).toMatchObject({ kind: 'done', name: 'codex-new.json' });
  });

  test('an "ok" or "unknown" for a state that is not known proves nothing', async () => {
    const signIn = await signInAt(kind);
    good(await signIn.start('codex'));
    expect(good(await signIn.status('f'.repeat(32)))).toEqual({ kind: 'lost' });
  });

  test('is never asked for without a state, which would say ok', async () => {
    const signIn = await signInAt(kind);
    on.asked();
    expect(await signIn.status('')).toMatchObject({ ok: false, kind: 'invalid' });
    expect(on.asked()).toEqual([]);
  });

  test('a refusal of the provider is told in its words', async () => {
    const signIn = await signInAt(kind);
    const { state } = good(await signIn.start('codex'));
    on.server.finishSignIn(state, { error: 'Access was denied' });
    expect(good(await signIn.status(state))).toEqual({
      kind: 'failed',
      reason: 'Codex: the login did not work; the server says: Access was denied.',
    });
    expect(await signIn.submit('not an address')).toMatchObject({ ok: false, kind: 'invalid' });
  });

  test('says what "Bad request" means when the person has refused', async () => {
    const signIn = await signInAt(kind);
    const { state } = good(await signIn.start('anthropic'));
    const refusal = `http://localhost:54545/callback?error=access_denied&state=${state}`;
    expect(await signIn.submit(refusal)).toMatchObject({ ok: true });
    on.server.finishSignIn(state, { error: 'Bad request' });
    expect(good(await signIn.status(state))).toEqual({
      kind: 'failed',
      reason: 'Claude: the login was refused; the server says: Bad request.',
    });
  });

  test('takes the answer once: what it does not take is told apart', async () => {
    const signIn = await signInAt(kind);
    const { state } = good(await signIn.start('codex'));
    expect(await signIn.submit('http://localhost:1455/auth/callback?state=abc')).toMatchObject({
      kind: 'invalid',
    });
    expect(await signIn.submit(back('f'.repeat(32)))).toMatchObject({ ok: false });
    expect(await signIn.submit(back(state))).toMatchObject({ ok: true });
    on.server.finishSignIn(state, { error: 'no' });
    expect(await signIn.submit(back(state))).toMatchObject({ ok: false, kind: 'conflict' });
  });

  test('asks for no page of the server’s own, which would listen on every address', async () => {
    const signIn = await signInAt(kind);
    good(await signIn.start('codex'));
    expect(on.asked().filter((path) => path.includes('auth-url'))).toEqual(['GET /codex-auth-url']);
  });

  test('can be cancelled, also where the server has no word for it', async () => {
    const signIn = await signInAt(kind);
    const { state } = good(await signIn.start('codex'));
    expect(await signIn.cancel(state)).toMatchObject({ ok: true });
    if (kind === 'v7') expect(good(await signIn.status(state))).toEqual({ kind: 'lost' });
  });
});

describe('the providers', () => {
  test.each([
    ['v7', 'anthropic browser, codex browser, xai device, antigravity browser, kimi device'],
    ['v6', 'gemini-cli browser, anthropic browser, codex browser, antigravity browser, kimi device'],
  ] as const)('of %s are those it has a login for', async (kind, list) => {
    const signIn = await signInAt(kind);
    const offered = good(await signIn.providers());
    expect(offered.map(({ id, flow }) => `${id} ${flow}`).join(', ')).toBe(list);
  });

  test('that a server lacks are not asked for', async () => {
    const signIn = await signInAt('v7');
    expect(await signIn.start('gemini-cli')).toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/does not support logins to gemini-cli. It supports: anthropic, codex/),
    });
    await on.close();
    const v6 = await signInAt('v6');
    expect(good(await v6.start('google', { project: 'fake-project' })).state).toMatch(/^gem-/);
    expect(on.asked()).toContain('GET /gemini-cli-auth-url?project_id=fake-project');
  });

  test('that do not answer the server make a failure', async () => {
    const signIn = await signInAt('v7');
    expect(await signIn.start('kimi')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('failed to generate authorization url'),
    });
  });
});

test('v6 that says ok forever without a file has lost the login', async () => {
  const signIn = await signInAt('v6');
  const { state } = good(await signIn.start('codex'));
  on.server.finishSignIn(state);
  const kinds: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) kinds.push(good(await signIn.status(state)).kind);
  expect(kinds).toEqual(['exchanging', 'exchanging', 'exchanging', 'exchanging', 'lost']);
});

test('a v7 login that the server has forgotten is done when its file is there', async () => {
  const signIn = await signInAt('v7');
  const { state } = good(await signIn.start('codex'));
  on.server.dropAuthFile('codex-new.json', codexFile);
  const { client } = on.backend as unknown as {
    client: { request(id: string, call: object): Promise<unknown> };
  };
  await client.request('cancelSignIn', { query: { state } });
  expect(good(await signIn.status(state))).toMatchObject({ kind: 'done', name: 'codex-new.json' });
});
