import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { AuthFile } from '../../../src/contract/auth-file.ts';
import { completed, create, created, open } from '../gateway/responses-client.ts';
import { type AccountWorld, accountWorld } from './account-world.ts';

const name = 'codex-dev@example.com-plus.json';

async function logInForSockets(world: AccountWorld): Promise<Record<string, unknown>> {
  await world.logIn('codex');
  const path = join(world.folder, name);
  const file = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...file, websockets: true }), { mode: 0o600 });
  await world.restart();
  return file;
}

test('an account whose token is refused on a socket is renewed over HTTP, and opens another one with it', async () => {
  const frames: string[] = [];
  const refusal = { type: 'error', status: 401, error: { message: 'token expired', code: 'token_expired' } };
  let stale = '';
  const world = await accountWorld({
    reply: (asked) =>
      asked.headers.authorization === stale
        ? asked.json(401, { error: { message: 'token expired' } })
        : asked.events(created, completed),
    onFrame(socket, frame) {
      frames.push(frame);
      const answers = frames.length === 1 ? [refusal] : [created, completed];
      for (const answer of answers) socket.send(JSON.stringify(answer));
    },
  });
  const file = await logInForSockets(world);
  stale = `Bearer ${file.access_token}`;
  const client = await open(world);
  for (const turn of [0, 1]) {
    client.send({ ...create, model: 'gpt-5-codex' });
    expect(await client.next()).toEqual(created);
    expect(await client.next()).toEqual(completed);
    await vi.waitFor(() => expect(world.records).toHaveLength(turn + 1));
  }
  expect(world.records[0]).toMatchObject({
    status: 200,
    attempts: 3,
    tries: [{ status: 401, error: expect.stringContaining('on its socket') }, { status: 401 }],
  });
  expect(world.records[1]).toMatchObject({ status: 200, attempts: 1 });
  const tokens = world.upstream.seen.map(({ headers }) => headers.authorization);
  expect(tokens).toHaveLength(4);
  expect(tokens.map((token) => token === stale)).toEqual([true, true, false, false]);
  client.socket.terminate();
});

test('the quota of an account is learnt on a socket: from its upgrade, and from the events before answers', async () => {
  const limits = (used: number) => ({
    type: 'codex.rate_limits',
    plan_type: 'plus',
    rate_limits: {
      allowed: true,
      limit_reached: false,
      primary: { used_percent: used, window_minutes: 300, reset_after_seconds: 7200 },
      secondary: null,
    },
  });
  const answers: object[][] = [
    [created, completed],
    [limits(43), created, completed],
    [created, completed],
  ];
  const world = await accountWorld({
    upgradeHeaders: [
      'x-codex-primary-used-percent: 42',
      'x-codex-primary-window-minutes: 300',
      'x-codex-primary-reset-after-seconds: 7200',
    ],
    onFrame(socket) {
      for (const answer of answers.shift() ?? []) socket.send(JSON.stringify(answer));
    },
  });
  await logInForSockets(world);
  const client = await open(world);
  const quotaAfter = async (...frames: object[]) => {
    client.send({ ...create, model: 'gpt-5-codex' });
    for (const frame of frames) expect(await client.next()).toEqual(frame);
    const listed = (await (await world.manage('/sessions')).json()) as { sessions: AuthFile[] };
    return listed.sessions[0]?.quota;
  };
  expect(await quotaAfter(created, completed)).toMatchObject({
    windows: [{ id: '5h', usedPercent: 42, source: 'headers' }],
  });
  const learnt = { plan: 'plus', windows: [{ id: '5h', usedPercent: 43, source: 'headers' }] };
  // A client of Codex gets it as well.
  expect(await quotaAfter(limits(43), created, completed)).toMatchObject(learnt);
  expect(await quotaAfter(created, completed)).toMatchObject(learnt);
  expect(world.upstream.sockets).toHaveLength(1);
  client.socket.terminate();
});
