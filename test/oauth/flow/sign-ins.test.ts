import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readRedirect } from '../../../src/oauth/flow/read-redirect.ts';
import { openBrowser } from '../../helpers/oauth-server/browser.ts';
import { type OAuthServer, startOAuthServer } from '../../helpers/oauth-server/start-oauth-server.ts';
import { configFor, signInsFor, wanted } from '../oauth-world.ts';

let server: OAuthServer;
beforeAll(async () => {
  server = await startOAuthServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.person = { account: 'dev@example.com' };
  server.tokens = 'answer';
});

const redirectOf = (url: string) => {
  const redirect = readRedirect(url);
  if (!redirect) throw new Error(`no answer in ${url}`);
  return redirect;
};

/** Signs in as far as the address that the browser is sent back to. */
async function comeBack(world: ReturnType<typeof signInsFor>, word: string, again?: string) {
  const start = wanted(await world.signIns.start(word, { again }));
  const redirect = redirectOf(await openBrowser().logIn(start.url));
  return { start, redirect, state: start.state };
}

describe('a login with a browser, at a real OAuth server', () => {
  test('ends in an auth file as the public server writes it', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    expect(world.signIns.answer(redirect)).toBe('accepted');
    await world.signIns.ended(state);
    expect(world.signIns.flow(state)).toEqual({
      phase: 'done',
      provider: 'codex',
      name: 'codex-dev@example.com-plus.json',
      account: 'dev@example.com',
    });
    expect(world.files.get('codex-dev@example.com-plus.json')).toMatchObject({
      type: 'codex',
      email: 'dev@example.com',
      account_id: 'id-of-dev@example.com',
      access_token: expect.stringMatching(/^.{20,}$/),
      refresh_token: expect.stringMatching(/^.{20,}$/),
      id_token: expect.stringMatching(/^ey/),
      expired: new Date(world.clock.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    });
  });

  test('asks in JSON where the provider wants that, with the proof of who began it', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'claude');
    world.signIns.answer(redirect);
    await world.signIns.ended(state);
    expect(world.files.get('claude-dev@example.com.json')).toMatchObject({
      type: 'claude',
      email: 'dev@example.com',
      account_uuid: 'uuid-of-dev@example.com',
    });
    const { form } = server.tokenRequests.at(-1) ?? {};
    expect(form).toMatchObject({ grant_type: 'authorization_code', state, client_id: 'fake-client-id' });
    expect(form?.code_verifier).toHaveLength(43);
  });

  test('learns the address from the profile, and puts tokens where the provider has them', async () => {
    const world = signInsFor(configFor(server));
    const start = wanted(await world.signIns.start('google', { project: 'fake-project-1' }));
    world.signIns.answer(redirectOf(await openBrowser().logIn(start.url)));
    await world.signIns.ended(start.state);
    const file = world.files.get('gemini-dev@example.com-fake-project-1.json');
    expect(file).toMatchObject({ type: 'gemini', email: 'dev@example.com', project_id: 'fake-project-1' });
    expect(file?.token).toMatchObject({ refresh_token: expect.any(String), expiry: expect.any(String) });
    expect(file).not.toHaveProperty('access_token');
  });

  test('sends the secret of the client, where there is one', async () => {
    const strict = await startOAuthServer({ clientSecret: 'fake-client-secret' });
    const world = signInsFor(configFor(strict));
    const { redirect, state } = await comeBack(world, 'codex');
    world.signIns.answer(redirect);
    await world.signIns.ended(state);
    expect(world.signIns.flow(state)).toMatchObject({ phase: 'done' });
    await strict.close();
  });

  test('says that the person at the browser said no', async () => {
    const world = signInsFor(configFor(server));
    server.person = 'denies';
    const { redirect, state } = await comeBack(world, 'codex');
    expect(world.signIns.answer(redirect)).toBe('accepted');
    await world.signIns.ended(state);
    expect(world.signIns.flow(state)).toMatchObject({
      phase: 'failed',
      reason: 'Codex answered access_denied: the login was refused; it says: The person said no.',
    });
    expect(world.signIns.answer(redirect)).toMatchObject({
      failed: expect.stringContaining('access_denied'),
    });
    expect(world.files.size).toBe(0);
  });

  test('waits for a slow provider, and takes no second answer meanwhile', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    server.tokens = 'hold';
    expect(world.signIns.answer(redirect)).toBe('accepted');
    expect(world.signIns.flow(state)).toMatchObject({ phase: 'exchanging' });
    expect(world.signIns.answer(redirect)).toBe('not pending');
    server.release();
    await world.signIns.ended(state);
    expect(world.signIns.flow(state)).toMatchObject({ phase: 'done' });
  });

  test('says that the provider could not be reached', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    server.tokens = 'fail';
    world.signIns.answer(redirect);
    await world.signIns.ended(state);
    expect(world.signIns.flow(state)).toMatchObject({
      phase: 'failed',
      reason: expect.stringMatching(/^Codex could not be reached/),
    });
  });
});

describe('the answer of a login', () => {
  test('is good once: a replay changes nothing', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    world.signIns.answer(redirect);
    await world.signIns.ended(state);
    const asked = server.tokenRequests.length;
    expect(world.signIns.answer(redirect)).toBe('completed');
    expect(server.tokenRequests).toHaveLength(asked);
  });

  test('is refused with the state of nobody, or for another provider', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    expect(world.signIns.answer({ ...redirect, state: 'f'.repeat(32) })).toBe('unknown');
    expect(world.signIns.answer(redirect, 'anthropic')).toBe('other provider');
    expect(world.signIns.flow(state)).toMatchObject({ phase: 'waiting' });
    expect(world.signIns.answer(redirect, 'openai')).toBe('accepted');
    await world.signIns.ended(state);
  });

  test('comes too late after ten minutes, and when the code has expired', async () => {
    const world = signInsFor(configFor(server));
    const late = await comeBack(world, 'codex');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
    world.signIns.answer(late.redirect);
    await world.signIns.ended(late.state);
    vi.useRealTimers();
    expect(world.signIns.flow(late.state)).toMatchObject({
      phase: 'failed',
      reason: expect.stringContaining('invalid_grant: the code or token is used up, expired or revoked'),
    });
    const { redirect, state } = await comeBack(world, 'codex');
    world.clock.pass(10 * 60_000);
    expect(world.signIns.flow(state)).toEqual({ phase: 'timed-out', provider: 'codex' });
    expect(world.signIns.answer(redirect)).toBe('unknown');
  });

  test('is unknown after a cancel, which works once and frees its timer', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    expect(world.signIns.cancel(state)).toBe(true);
    expect(world.signIns.cancel(state)).toBe(false);
    expect(world.signIns.answer(redirect)).toBe('unknown');
    expect(world.clock.pending).toBe(0);
  });

  test('brings no code, token or state into a sentence', async () => {
    const world = signInsFor(configFor(server));
    const { redirect, state } = await comeBack(world, 'codex');
    const { code = '' } = redirect.parameters;
    world.signIns.answer({ ...redirect, parameters: { ...redirect.parameters, error: `why ${code}` } });
    await world.signIns.ended(state);
    const flow = JSON.stringify(world.signIns.flow(state));
    expect(flow).toContain('failed');
    expect(flow).not.toContain(code);
    expect(flow).not.toContain(state);
  });
});

describe('a device login', () => {
  test('shows a code, asks as often as it may, and ends when the code was confirmed', async () => {
    const world = signInsFor(configFor(server));
    const start = wanted(await world.signIns.start('xai'));
    expect(start).toMatchObject({ flow: 'device', userCode: expect.stringMatching(/^\w{4}-\w{4}$/) });
    world.clock.pass(5_000);
    await openBrowser().confirmDevice(start.url);
    const ended = world.signIns.ended(start.state);
    while ((await Promise.race([ended.then(() => 'over'), nextTurn()])) !== 'over') {
      if (world.clock.isDueWithin(60_000)) world.clock.pass(5_000);
    }
    expect(world.signIns.flow(start.state)).toMatchObject({ phase: 'done', account: 'dev@example.com' });
  });

  test('takes no pasted address, and a cancel stops its questions', async () => {
    const world = signInsFor(configFor(server));
    const { state } = wanted(await world.signIns.start('kimi'));
    const redirect = { state, parameters: { state, code: 'fake-code' } };
    expect(world.signIns.answer(redirect)).toBe('not pending');
    world.signIns.cancel(state);
    expect(world.clock.pending).toBe(0);
  });
});

describe('the client id', () => {
  test('is the user’s own: without one the line to add is named', async () => {
    const { signIns } = signInsFor({});
    expect(await signIns.start('anthropic')).toMatchObject({
      ok: false,
      kind: 'invalid',
      message:
        'Claude needs your own OAuth client ID (none is bundled): add "oauth-clients: {anthropic: {client-id: YOUR-ID}}" to config.yaml.',
    });
    expect(await signIns.start('nobody')).toMatchObject({ ok: false, kind: 'unsupported' });
  });

  test('goes to no place that others could read along with', async () => {
    for (const host of ['login.example.com', 'localhost.example.com', '127.0.0.1.example.com']) {
      const open = configFor(server, { 'token-endpoint': `http://${host}/token` });
      expect(await signInsFor(open).signIns.start('codex')).toMatchObject({
        message: 'oauth-clients.codex.token-endpoint in config.yaml must be an https:// address.',
      });
    }
  });
});

const nextTurn = () => new Promise<string>((resolve) => setImmediate(() => resolve('')));
