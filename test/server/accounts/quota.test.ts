import { expect, test } from 'vitest';
import { type AuthFile, planOf } from '../../../src/contract/auth-file.ts';
import { success } from '../../../src/contract/outcome.ts';
import type { Quota } from '../../../src/contract/quota/quota.ts';
import { json } from '../running-server.ts';
import { type AccountWorld, accountWorld } from './account-world.ts';

const used = (percent: string) => ({
  'x-codex-primary-used-percent': percent,
  'x-codex-primary-window-minutes': '300',
  'x-codex-primary-reset-after-seconds': '7200',
  'x-codex-plan-type': 'plus',
});

async function sessionOf({ manage }: AccountWorld): Promise<AuthFile> {
  const listed = (await (await manage('/sessions')).json()) as { sessions: AuthFile[] };
  const [session] = listed.sessions;
  if (!session) throw new Error('no session');
  return session;
}
const askQuota = async ({ manage }: AccountWorld, name: string) => {
  const answer = await manage('/console/sessions/quota', json({ name }, { method: 'POST' }));
  return { status: answer.status, body: (await answer.json()) as { quota?: Quota; message?: string } };
};

test('learns the quota of an account from its answers, refusals too, and keeps it over a restart', async () => {
  let percent = '42';
  const world = await accountWorld({
    reply: (asked) =>
      percent === '100'
        ? asked.json(429, { error: { message: 'usage limit reached' } }, used(percent))
        : asked.json(200, { id: 'r', object: 'response' }, used(percent)),
  });
  await world.logIn('codex');
  expect((await sessionOf(world)).quota).toBeUndefined();
  expect((await world.ask()).status).toBe(200);
  expect((await sessionOf(world)).quota).toMatchObject({
    plan: 'plus',
    windows: [{ id: '5h', usedPercent: 42, source: 'headers' }],
  });
  percent = '100';
  expect((await world.ask()).status).toBe(429);
  expect((await sessionOf(world)).quota?.windows[0]?.usedPercent).toBe(100);
  await world.restart();
  expect((await sessionOf(world)).quota?.windows[0]?.usedPercent).toBe(100);
});

test('asks the provider itself with the token of the account, as this program, once a minute', async () => {
  const world = await accountWorld({
    reply: (asked) =>
      asked.json(200, { plan_type: 'pro', rate_limit: { primary_window: { used_percent: 8 } } }),
  });
  await world.logIn('codex');
  const { name } = await sessionOf(world);
  const asked = await askQuota(world, name);
  expect(asked).toMatchObject({
    status: 200,
    body: { quota: { plan: 'pro', windows: [{ id: '5h', usedPercent: 8, source: 'asked' }] } },
  });
  const [seen] = world.upstream.seen;
  expect(seen).toMatchObject({ method: 'GET', url: '/backend-api/wham/usage' });
  expect(seen?.headers['user-agent']).toBe('cli-proxy/9.9.9');
  expect(seen?.headers.authorization).toMatch(/^Bearer ./);
  expect((await sessionOf(world)).quota?.plan).toBe('pro');

  expect((await askQuota(world, name)).body.message).toMatch(
    /^Asked \d+ s ago\. Try again in \d+ (s|min)\.$/,
  );
  expect(world.upstream.seen.length).toBe(1);
  world.later = 61_000;
  expect((await askQuota(world, name)).status).toBe(200);
  expect(world.upstream.seen.length).toBe(2);
});

test('asks Claude for the plan together with the quota; either may fail alone', async () => {
  let [usage, profile] = [200, 200];
  const world = await accountWorld({
    reply: (asked) =>
      asked.url === '/api/oauth/usage'
        ? asked.json(usage, { five_hour: { utilization: 8 } })
        : asked.json(profile, {
            account: { has_claude_max: true },
            organization: { rate_limit_tier: 'default_claude_max_5x' },
          }),
  });
  await world.logIn('anthropic');
  const { name } = await sessionOf(world);
  world.upstream.seen.length = 0;
  const quota = { plan: 'Max 5x', windows: [{ id: '5h', usedPercent: 8 }] };
  expect(await askQuota(world, name)).toMatchObject({ status: 200, body: { quota } });
  const asked = () => world.upstream.seen.map(({ url }) => url).sort();
  expect(asked()).toEqual(['/api/oauth/profile', '/api/oauth/usage']);
  for (const { headers } of world.upstream.seen) {
    expect(headers['user-agent']).toBe('cli-proxy/9.9.9');
    expect(headers['anthropic-beta']).toBe('oauth-2025-04-20');
  }
  // The same minute for both.
  expect((await askQuota(world, name)).status).not.toBe(200);
  expect(asked()).toHaveLength(2);

  profile = 500;
  world.later = 61_000;
  // What was known of the plan stays.
  expect(await askQuota(world, name)).toMatchObject({ status: 200, body: { quota } });
  [usage, profile] = [429, 200];
  world.later += 61_000;
  expect((await askQuota(world, name)).body.message).toMatch(/limits this question/);
  expect((await sessionOf(world)).quota).toMatchObject(quota);
});

test('a new login drops the plan that Claude named before it, also in the file', async () => {
  const world = await accountWorld({
    reply: (asked) =>
      asked.url === '/api/oauth/usage'
        ? asked.json(200, { five_hour: { utilization: 8 } })
        : asked.json(200, { account: { has_claude_pro: true } }),
  });
  await world.logIn('anthropic');
  const { name } = await sessionOf(world);
  expect((await askQuota(world, name)).body.quota?.plan).toBe('Pro');
  await world.logIn('anthropic');
  await expect.poll(async () => planOf(await sessionOf(world))).toBeUndefined();
  await world.restart();
  const again = await sessionOf(world);
  expect([planOf(again), again.quota?.windows[0]?.usedPercent]).toEqual([undefined, 8]);
});

/** A Codex account whose provider answers with this status, and whose file other programs write. */
async function answering(status: 401 | 429) {
  const state: { status: number } = { status };
  const world = await accountWorld({
    reply: (asked) =>
      asked.json(state.status, { id: 'r', object: 'response' }, { 'retry-after': '7200', ...used('100') }),
  });
  await world.logIn('codex');
  const { name } = await sessionOf(world);
  await expect
    .poll(async () => (await sessionOf(world)).coolingUntil ?? (await world.ask()).status)
    .toBeGreaterThan(1e9);
  const write = async (fields: object): Promise<void> => {
    await world.backend.sessions?.tokens?.change(name, async (file) => success({ ...file, ...fields }));
  };
  return { world, state, name, write };
}

test('a renewal ends no cooldown of the quota, and the plan stays', async () => {
  const { world, name, write } = await answering(429);
  const before = await sessionOf(world);
  await write({ access_token: 'fake-renewed-token' });
  await expect
    .poll(async () => {
      world.later += 61_000;
      await askQuota(world, name);
      return world.upstream.seen.at(-1)?.headers.authorization;
    })
    .toBe('Bearer fake-renewed-token');
  const after = await sessionOf(world);
  expect([after.coolingUntil, after.quota?.plan]).toEqual([before.coolingUntil, 'plus']);
});

test('a renewal ends the cooldown of a refused account', async () => {
  const { world, state, write } = await answering(401);
  state.status = 200;
  await write({ access_token: 'fake-renewed-token' });
  await expect.poll(async () => (await world.ask()).status).toBe(200);
});

test.each(['a new login', 'another account in its file'])('%s ends every cooldown', async (how) => {
  const { world, state, write } = await answering(429);
  state.status = 200;
  if (how === 'a new login') await world.logIn('codex');
  else await write({ access_token: 'fake-other-token', email: 'other@example.com' });
  await expect.poll(async () => (await world.ask()).status).toBe(200);
});

test('keeps the plan of Claude when only its question about the quota fails', async () => {
  const world = await accountWorld({
    reply: (asked) =>
      asked.url === '/api/oauth/usage'
        ? asked.json(429, {})
        : asked.json(200, { account: { has_claude_pro: true } }),
  });
  await world.logIn('anthropic');
  const { name } = await sessionOf(world);
  expect((await askQuota(world, name)).status).not.toBe(200);
  expect((await sessionOf(world)).quota).toMatchObject({ plan: 'Pro', windows: [] });
  await world.restart();
  expect((await sessionOf(world)).quota).toMatchObject({ plan: 'Pro', windows: [] });
  expect((await askQuota(world, name)).body.message).toMatch(/^Asked .* ago\./);
});

test('says why nothing was learnt', async () => {
  let status = 403;
  const world = await accountWorld({ reply: (asked) => asked.json(status, {}, { 'retry-after': '300' }) });
  await world.logIn('codex');
  const text = JSON.stringify({ type: 'xai', email: 'ops@example.com', access_token: 'fake-xai-token' });
  const file = { name: 'xai-ops.json', text, overwrite: false };
  await world.manage('/console/sessions/upload', json(file, { method: 'POST' }));
  const listed = (await (await world.manage('/sessions')).json()) as { sessions: AuthFile[] };
  const nameOf = (type: string) => listed.sessions.find(({ provider }) => provider === type)?.name ?? '';
  const messages: (string | undefined)[] = [];
  for (const next of [403, 429, 401, 200]) {
    status = next;
    world.later += 61_000;
    messages.push((await askQuota(world, nameOf('codex'))).body.message);
  }
  expect(messages).toEqual([
    'Codex does not answer this program (403).',
    'Codex limits this question as well (429). Try again in 5 min.',
    'Codex refused the token of this account (401). Log in again, or wait for its renewal.',
    'Codex answered in an unknown format.',
  ]);
  expect((await askQuota(world, nameOf('xai'))).body.message).toMatch(/only to its own program/);
  expect((await askQuota(world, 'nope.json')).status).toBe(409);
  expect((await sessionOf(world)).quota?.windows ?? []).toEqual([]);
});

test('reads no quota where the provider names none', async () => {
  const world = await accountWorld();
  await world.logIn('codex');
  await world.ask();
  expect((await sessionOf(world)).quota).toBeUndefined();
});
