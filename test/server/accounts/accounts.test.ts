import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { AccountFacts } from '../../../src/backend/backend-sessions.ts';
import { wanted } from '../../oauth/oauth-world.ts';
import { alpha } from '../running-server.ts';
import { accountWorld } from './account-world.ts';

const name = 'codex-dev@example.com-plus.json';
const fileOf = async (folder: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
const bearerOf = (seen: { headers: Record<string, unknown> } | undefined) =>
  String(seen?.headers.authorization ?? '');

describe('an account, from its login to its end', () => {
  test('works, is renewed without a word, is revoked, and comes back', async () => {
    const world = await accountWorld();
    expect(await world.logIn('codex')).toEqual({ status: 'ok', name, account: 'dev@example.com' });

    // A call with its token, and whose it was.
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    const first = await fileOf(world.folder);
    expect(bearerOf(world.upstream.seen.at(-1))).toBe(`Bearer ${first.access_token}`);
    expect(world.upstream.seen.at(-1)?.headers['chatgpt-account-id']).toBe('id-of-dev@example.com');
    expect(world.records.at(-1)).toMatchObject({
      provider: 'codex',
      account: 'dev@example.com',
      status: 200,
    });

    // The token ends, and the next call goes with another one.
    world.later = 3_600_000;
    expect((await world.ask()).status).toBe(200);
    const second = await fileOf(world.folder);
    expect(second.access_token).not.toBe(first.access_token);
    expect(bearerOf(world.upstream.seen.at(-1))).toBe(`Bearer ${second.access_token}`);

    // Revoked: refused from the next call on; undone: good again.
    const revoked = wanted((await world.backend.sessions?.revoke([name])) ?? { ok: false, message: 'none' });
    expect(await readdir(world.folder)).not.toContain(name);
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(400));
    wanted((await world.backend.sessions?.restore(revoked.token ?? '')) ?? { ok: false, message: 'none' });
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    world.later = 2 * 3_600_000;
    expect((await world.ask()).status).toBe(200);
    expect((await fileOf(world.folder)).access_token).not.toBe(second.access_token);
  });

  test('is renewed before its token ends, without a request', async () => {
    const world = await accountWorld({ tokensLast: 2 });
    await world.logIn('codex');
    const before = await fileOf(world.folder);
    await vi.waitFor(
      async () => expect((await fileOf(world.folder)).access_token).not.toBe(before.access_token),
      { timeout: 10_000, interval: 50 },
    );
    expect(world.oauth.tokenRequests.map(({ form }) => form.grant_type)).toContain('refresh_token');
  });

  test('is there after a restart, and a login that was under way is not', async () => {
    const world = await accountWorld();
    await world.logIn('codex');
    const begun = await (await world.manage('/codex-auth-url')).json();
    await world.restart();
    expect((await world.ask()).status).toBe(200);
    const status = await world.manage(`/get-auth-status?state=${(begun as { state: string }).state}`);
    expect(await status.json()).toEqual({ status: 'error', error: 'unknown or expired state' });
  });

  test('leaves no token, code or proof in log, audit or usage', async () => {
    const world = await accountWorld();
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    world.later = 3_600_000;
    await world.ask();
    world.oauth.person = 'denies';
    await world.manage('/codex-auth-url');
    const written = await Promise.all(
      (await readdir(join(world.folder, '.console'), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    const output = [...world.lines, ...written, JSON.stringify(world.records)].join('\n');
    const secrets = world.oauth.tokenRequests.flatMap(({ form, answer }) => [
      form.code,
      form.code_verifier,
      form.refresh_token,
      answer.access_token,
      answer.refresh_token,
      answer.id_token,
    ]);
    const known = secrets.filter((secret) => typeof secret === 'string');
    expect(known.length).toBeGreaterThan(6);
    for (const secret of known) expect(output).not.toContain(secret);
    expect(world.lines.join('\n')).toContain('get-auth-status?state=…');
  });
});

describe('a call with an account that the provider refuses', () => {
  test('is sent once more with fresh tokens', async () => {
    let stale = '';
    const world = await accountWorld({
      reply: (asked) =>
        bearerOf(asked) === stale
          ? asked.json(401, { error: { message: 'token expired' } })
          : asked.json(200, { ok: true }),
    });
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    stale = bearerOf(world.upstream.seen.at(-1));
    expect((await world.ask()).status).toBe(200);
    expect(bearerOf(world.upstream.seen.at(-1))).toBe(`Bearer ${(await fileOf(world.folder)).access_token}`);
    expect(world.records.at(-1)).toMatchObject({ attempts: 2, status: 200 });
  });

  test('goes on with another account when fresh tokens do not help', async () => {
    const refused: string[] = [];
    const tried = new Set<unknown>();
    let isRefusing = false;
    const world = await accountWorld({
      reply(asked) {
        const id = asked.headers['chatgpt-account-id'];
        tried.add(id);
        if (!isRefusing || id !== 'id-of-a@example.com') return asked.json(200, { ok: true });
        refused.push(bearerOf(asked));
        return asked.json(401, { error: { message: 'no' } });
      },
    });
    await world.logIn('codex', 'a@example.com');
    await world.logIn('codex', 'b@example.com');
    await vi.waitFor(async () => {
      await world.ask();
      expect(tried.size).toBe(2);
    });
    isRefusing = true;
    for (let turn = 0; turn < 4; turn += 1) expect((await world.ask()).status).toBe(200);
    // Once with its token, once with a fresh one, and then it rests.
    expect(refused).toHaveLength(2);
    expect(new Set(refused).size).toBe(2);
  });

  test('is told where accounts are looked at, and forgotten when it answers again', async () => {
    let isRefusing = true;
    const world = await accountWorld({
      reply: (asked) =>
        isRefusing ? asked.json(401, { error: { message: 'suspended' } }) : asked.json(200, { ok: true }),
    });
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(401));
    const seen = async () =>
      wanted((await world.backend.sessions?.list()) ?? { ok: false, message: 'none' })[0];
    await vi.waitFor(async () =>
      expect(await seen()).toMatchObject({
        trouble: 'failing',
        message: 'codex answered 401: the token of dev@example.com was refused; log in again (suspended)',
      }),
    );
    // The same with tokens that were renewed since.
    world.later = 3_000_000;
    expect((await world.ask()).status).toBe(401);
    await vi.waitFor(async () => expect(await seen()).toMatchObject({ trouble: 'failing' }));
    await world.restart();
    isRefusing = false;
    world.later = 6_000_000;
    await vi.waitFor(async () => {
      expect((await world.ask()).status).toBe(200);
      expect((await seen())?.trouble).toBeUndefined();
    });
  });

  test('stays one to log in again while its old token still answers', async () => {
    const world = await accountWorld();
    await world.logIn('codex');
    const note = (facts: AccountFacts) => world.backend.sessions?.tokens?.note(name, facts);
    await note({ trouble: 'failing', message: 'of an earlier process' });
    await world.restart();
    const lastRefresh = { at: Date.now(), ok: false, message: 'log in again' };
    await note({ trouble: 'failing', message: 'log in again', lastRefresh });
    // The accounts are read again.
    await world.logIn('codex', 'other@example.com');
    for (let turn = 0; turn < 4; turn += 1) expect((await world.ask()).status).toBe(200);
    // What is noted is on the disk then.
    await world.restart();
    const listed = wanted((await world.backend.sessions?.list()) ?? { ok: false, message: 'none' });
    const account = listed.find((file) => file.name === name);
    expect(account).toMatchObject({ trouble: 'failing', message: 'log in again' });
  });

  test('that has ended and cannot be renewed says so, asks the provider once, and works after a new login', async () => {
    const world = await accountWorld();
    await world.logIn('codex');
    const file = await fileOf(world.folder);
    wanted(
      (await world.backend.sessions?.tokens?.change(name, async (members) => ({
        ok: true,
        value: { ...members, refresh_token: 'fake-refresh-token', expired: '2020-01-01T00:00:00Z' },
      }))) ?? { ok: false, message: 'none' },
    );
    await vi.waitFor(async () => {
      const answer = await world.ask();
      expect(answer.status).toBe(502);
      expect(await answer.text()).toMatch(/its token has expired\. Codex answered invalid_grant/);
    });
    const asked = world.oauth.tokenRequests.length;
    await world.ask();
    await world.restart();
    await world.ask();
    expect(world.oauth.tokenRequests).toHaveLength(asked);
    const [listed] = wanted((await world.backend.sessions?.list()) ?? { ok: false, message: 'none' });
    expect(listed).toMatchObject({ trouble: 'failing', lastRefresh: { ok: false } });
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    expect((await fileOf(world.folder)).account_id).toBe(file.account_id);
  });
});

describe('what stands in the file and in the config', () => {
  const edit = async (world: Awaited<ReturnType<typeof accountWorld>>, more: Record<string, unknown>) =>
    wanted(
      (await world.backend.sessions?.tokens?.change(name, async (members) => ({
        ok: true,
        value: { ...members, ...more },
      }))) ?? { ok: false, message: 'none' },
    );

  test('counts: disabled, prefix, headers', async () => {
    const world = await accountWorld();
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    await edit(world, { prefix: 'team', headers: { 'X-Team': 'one' } });
    await vi.waitFor(async () => expect((await world.ask('team/gpt-5-codex')).status).toBe(200));
    expect(world.upstream.seen.at(-1)).toMatchObject({
      headers: { 'x-team': 'one' },
      body: expect.stringContaining('"gpt-5-codex"'),
    });
    await edit(world, { disabled: true });
    await vi.waitFor(async () => expect((await world.ask('team/gpt-5-codex')).status).toBe(400));
  });

  test('counts: priority before keys, models that are excluded, other names of models', async () => {
    const world = await accountWorld({
      config: `oauth-excluded-models: {codex: ["gpt-5-codex-mini"]}
oauth-model-alias: {codex: [{name: gpt-5-codex, alias: mine}]}
`,
    });
    await world.logIn('codex');
    await vi.waitFor(async () => expect((await world.ask()).status).toBe(200));
    expect((await world.ask('gpt-5-codex-mini')).status).toBe(400);
    expect((await world.ask('mine')).status).toBe(200);
    expect(world.upstream.seen.at(-1)?.body).toContain('"gpt-5-codex"');
    const models = await fetch(`${world.url}/v1/models`, { headers: { authorization: alpha } });
    const offered = await models.text();
    expect(offered).toContain('"mine"');
    expect(offered).not.toContain('gpt-5-codex-mini');
  });

  test('counts under every name of the provider, whichever the file has', async () => {
    const world = await accountWorld({
      config: `oauth-excluded-models: {gemini-cli: ["gemini-2.5-pro"]}
oauth-model-alias: {gemini-cli: [{name: gemini-2.5-flash, alias: mine}]}
`,
    });
    await world.logIn('gemini-cli');
    const ask = async (model: string) =>
      (
        await fetch(`${world.url}/v1beta/models/${model}:generateContent`, {
          ...{ method: 'POST', headers: { 'x-goog-api-key': alpha, 'content-type': 'application/json' } },
          body: JSON.stringify({ contents: [{ parts: [{ text: 'hi' }] }] }),
        })
      ).status;
    await vi.waitFor(async () => expect(await ask('mine')).toBe(200));
    expect(world.upstream.seen.at(-1)?.url).toContain('gemini-2.5-flash');
    expect(await ask('gemini-2.5-pro')).toBe(400);
    const [file = ''] = (await readdir(world.folder)).filter((one) => one.endsWith('.json'));
    const asked = world.oauth.tokenRequests.length;
    const token = { expiry: '2020-01-01T00:00:00Z' };
    await world.backend.sessions?.tokens?.change(file, async (members) => ({
      ok: true,
      value: { ...members, type: 'Gemini-CLI', token: { ...(members?.token as object), ...token } },
    }));
    await vi.waitFor(async () => {
      expect(await ask('mine')).toBe(200);
      expect(world.oauth.tokenRequests.length).toBeGreaterThan(asked);
    });
  });

  test('a token is good for the routes of its provider alone, with the headers that it needs', async () => {
    const world = await accountWorld();
    await world.logIn('anthropic');
    const send = (path: string) =>
      fetch(`${world.url}${path}`, {
        method: 'POST',
        headers: {
          'x-api-key': alpha,
          'content-type': 'application/json',
          'anthropic-beta': 'mine-1',
        },
        body: JSON.stringify({ model: 'claude-sonnet-4-5', messages: [], max_tokens: 1 }),
      });
    await vi.waitFor(async () => expect((await send('/v1/messages')).status).toBe(200));
    expect(world.upstream.seen.at(-1)?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer .{20,}/),
      'anthropic-beta': 'mine-1,oauth-2025-04-20',
    });
    expect(world.upstream.seen.at(-1)?.headers).not.toHaveProperty('x-api-key');
    // Clients of other protocols are translated for it, with the same credential.
    await send('/v1/chat/completions');
    const { url, headers } = world.upstream.seen.at(-1) ?? {};
    expect(url).toBe('/v1/messages');
    expect(headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer .{20,}/),
      'anthropic-beta': 'oauth-2025-04-20',
      'anthropic-version': '2023-06-01',
    });
  });
});
