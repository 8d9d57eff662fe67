import { afterEach, expect, test } from 'vitest';
import type { BackendSessions } from '../../../src/backend/backend.ts';
import type { ApiCall, ApiCallAnswer } from '../../helpers/public-server/types.ts';
import { claudeFile } from '../auth-files/disk-world.ts';
import { good } from '../conformance.ts';
import { alpha, isLive, type OnServer, onServer } from './on-server.ts';

const name = 'claude-dev@example.com.json';
const reset = Math.floor(Date.now() / 1000) + 7200;
const headers = {
  'Anthropic-Ratelimit-Unified-5h-Utilization': ['0.42'],
  'Anthropic-Ratelimit-Unified-5h-Reset': [String(reset)],
};

let on: OnServer;
afterEach(() => on.close());

async function open(...args: Parameters<typeof onServer>): Promise<BackendSessions> {
  on = await onServer(...args);
  on.server.dropAuthFile(name, claudeFile());
  const { sessions } = on.backend;
  if (!sessions) throw new Error('no sessions');
  return sessions;
}
const only = async (sessions: BackendSessions) => good(await sessions.list())[0];

test('learns the quota of an account from the headers in the usage feed of v7, and tells it', async () => {
  const sessions = await open('v7', {}, { usageFeed: 'subscribe' });
  const listening = on.listen();
  good(await on.backend.load());
  await listening.until(isLive);
  const listed = await only(sessions);
  expect(listed?.quota).toBeUndefined();
  const account = { provider: 'claude', index: listed?.authIndex ?? '' };
  on.server.traffic({ clientKey: alpha, account, headers });
  const told = await listening.until(({ type }) => type === 'session-quotas');
  const quota = { windows: [{ id: '5h', usedPercent: 42, resetsAt: reset * 1000, source: 'headers' }] };
  expect(told).toMatchObject({ quotas: { [name]: quota } });
  expect((await only(sessions))?.quota).toMatchObject(quota);
});

test('what was learnt is there when the console starts again', async () => {
  const sessions = await open('v7', {}, { usageFeed: 'queue' });
  const account = { provider: 'claude', index: (await only(sessions))?.authIndex ?? '' };
  on.server.traffic({ clientKey: alpha, account, headers });
  await on.backend.usage?.records({ since: 0 }, 1);
  await on.backend.close();
  const again = good(await on.signIn());
  expect((await only(again.sessions as BackendSessions))?.quota?.windows[0]?.usedPercent).toBe(42);
  await again.close();
});

test.each(['v7', 'v6'] as const)('%s: asks the provider through the server, once a minute', async (kind) => {
  const calls: ApiCall[] = [];
  const onApiCall = (call: ApiCall): ApiCallAnswer => {
    calls.push(call);
    const profile = { account: { has_claude_pro: true } };
    const about = call.url.endsWith('/profile') ? profile : { five_hour: { utilization: 71 } };
    return { status_code: 200, header: {}, body: JSON.stringify(about) };
  };
  const sessions = await open(kind, { onApiCall });
  const index = (await only(sessions))?.authIndex;
  on.asked();
  expect(good(await sessions.askQuota(name))).toMatchObject({
    plan: 'Pro',
    windows: [{ id: '5h', usedPercent: 71 }],
  });
  // The index changes with the file, and one that is not there is not refused.
  const asked = [`GET /auth-files?name=${encodeURIComponent(name)}`, 'POST /api-call', 'POST /api-call'];
  expect(on.asked()).toEqual(asked);
  const header = { Authorization: 'Bearer $TOKEN$', 'User-Agent': 'cli-proxy' };
  const [first, second] = calls.sort((one, other) => (one.url > other.url ? -1 : 1));
  expect([first, second]).toMatchObject([
    { auth_index: index, method: 'GET', url: 'https://api.anthropic.com/api/oauth/usage', header },
    { auth_index: index, method: 'GET', url: 'https://api.anthropic.com/api/oauth/profile', header },
  ]);
  expect(good(await sessions.inspect(name)).quota?.plan).toBe('Pro');
  expect((await only(sessions))?.quota?.windows[0]).toMatchObject({ usedPercent: 71, source: 'asked' });
  expect(await sessions.askQuota(name)).toMatchObject({ ok: false, kind: 'failed' });
  expect(calls.length).toBe(2);
});

test('says what the provider or the server answered', async () => {
  const onApiCall = (): ApiCallAnswer => ({
    status_code: 429,
    header: { 'Retry-After': ['2895'] },
    body: '{}',
  });
  const sessions = await open('v7', { onApiCall });
  const limited = 'Claude limits this question as well (429). Try again in 48 min.';
  expect(await sessions.askQuota(name)).toMatchObject({ message: limited });
  expect(await sessions.askQuota('nope.json')).toMatchObject({ ok: false, kind: 'conflict' });
});
