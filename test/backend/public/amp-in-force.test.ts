import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import type { ConfigEdit, PathStep } from '../../../src/contract/config-edit.ts';
import { rotateClientKeys } from '../../../src/operations/client-keys/rotate-client-keys.ts';
import { finishRotation, rollBackRotation } from '../../../src/operations/client-keys/running-rotation.ts';
import { good } from '../conformance.ts';
import { alpha, bravo, charlie, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const [one, two, common] = ['fake-amp-key-0001', 'fake-amp-key-0002', 'fake-amp-common-key'];
const list: PathStep[] = ['ampcode', 'upstream-api-keys'];
const clientsOf = (key: string): PathStep[] => [...list, { item: { 'upstream-api-key': key } }, 'api-keys'];

async function start() {
  const mappings = [{ 'upstream-api-key': one, 'api-keys': [alpha] }];
  const ampcode = {
    'upstream-url': 'http://127.0.0.1:1',
    'upstream-api-key': common,
    'upstream-api-keys': mappings,
  };
  on = await onServer('v6', { clientKeys: [alpha, bravo, charlie], state: { ampcode } });
}

/** The key that Amp is sent for a client. */
async function sent(clientKey: string): Promise<string> {
  const answer = await fetch(`${on.server.url}/api/user`, { headers: { 'x-api-key': clientKey } });
  return ((await answer.json()) as { key: string }).key;
}

const edit = async (...edits: ConfigEdit[]) => good(await on.backend.editConfig(edits));

/** As another client does, and as earlier versions of this program did. */
async function patch(entry: object): Promise<void> {
  const answer = await fetch(`${on.server.url}/v0/management/ampcode/upstream-api-keys`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${on.server.secret}` },
    body: JSON.stringify({ value: [entry] }),
  });
  expect(answer.status).toBe(200);
}

test('a mapping that follows a rotated key is what Amp is sent at once, and after the rotation ends', async () => {
  await start();
  expect([await sent(alpha), await sent(bravo)]).toEqual([one, common]);
  await edit({ op: 'append', path: clientsOf(one), value: bravo, after: alpha });
  expect([await sent(alpha), await sent(bravo)]).toEqual([one, one]);
  await edit({ op: 'remove', path: clientsOf(one), item: alpha });
  expect([await sent(alpha), await sent(bravo)]).toEqual([common, one]);
});

test('a client key that is mapped, unmapped and mapped again gets its key each time', async () => {
  await start();
  await edit({ op: 'append', path: list, value: { 'upstream-api-key': two, 'api-keys': [bravo] } });
  expect([await sent(alpha), await sent(bravo), await sent(charlie)]).toEqual([one, two, common]);
  await edit({ op: 'append', path: clientsOf(two), value: charlie });
  expect(await sent(charlie)).toBe(two);
  await edit({ op: 'remove', path: list, item: { 'upstream-api-key': two } });
  expect([await sent(alpha), await sent(bravo), await sent(charlie)]).toEqual([one, common, common]);
});

test('a list that another client changed by PATCH is applied with the next change, or when it is sent again', async () => {
  await start();
  const mappings = [{ 'upstream-api-key': one, 'api-keys': [alpha, bravo] }];
  await patch(mappings[0] ?? {});
  expect(await sent(bravo)).toBe(common);
  await edit({ op: 'set', path: list, value: mappings });
  expect(await sent(bravo)).toBe(one);
  await patch({ ...mappings[0], 'api-keys': [charlie] });
  expect([await sent(alpha), await sent(charlie)]).toEqual([one, common]);
  await edit({ op: 'append', path: clientsOf(one), value: bravo });
  expect([await sent(alpha), await sent(bravo), await sent(charlie)]).toEqual([common, one, one]);
});

test('a rotation, its end and its undoing are what Amp sees', async () => {
  await start();
  const context = { backend: on.backend, now: Date.now, randomBytes, user: 'tester' };
  const rotate = async () =>
    good(
      await rotateClientKeys.run(context, [{ fingerprint: fingerprint(alpha) }]),
    ).result[0]?.key.reveal() ?? '';
  const first = await rotate();
  expect([await sent(alpha), await sent(first)]).toEqual([one, one]);
  good(await rollBackRotation.run(context, { fingerprint: fingerprint(alpha) }));
  expect(await sent(alpha)).toBe(one);
  const second = await rotate();
  good(await finishRotation.run(context, { fingerprint: fingerprint(alpha) }));
  expect(await sent(second)).toBe(one);
  expect(on.server.clientKeysInForce()).not.toContain(alpha);
});
