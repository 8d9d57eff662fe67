import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { completed, create, created, open } from '../gateway/responses-client.ts';
import { accountWorld } from './account-world.ts';

const name = 'codex-dev@example.com-plus.json';

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
  await world.logIn('codex');
  const path = join(world.folder, name);
  const file = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...file, websockets: true }), { mode: 0o600 });
  await world.restart();
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
