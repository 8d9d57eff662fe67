import { afterEach, expect, test } from 'vitest';
import type { ConfigEdit } from '../../../../src/contract/config-edit.ts';
import { good } from '../../conformance.ts';
import { alpha, bravo, charlie, type OnServer, onServer } from '../on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const ampcode = { 'upstream-url': 'https://amp.example.com', 'upstream-api-key': 'fake-amp-key-0001' };
const debug: ConfigEdit = { op: 'set', path: ['debug'], value: true };
const writes = () => on.server.requests.filter((it) => it.method !== 'GET').map((it) => it.path.slice(14));

test('what a v7 server would take out of the file with a setter is not lost without a word', async () => {
  on = await onServer('v7', { state: { ampcode } });
  const append: ConfigEdit = { op: 'append', path: ['api-keys'], value: charlie };
  for (const edit of [debug, append]) {
    const outcome = await on.backend.editConfig([edit]);
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'failed',
      message: expect.stringMatching(/keep a copy/i),
    });
  }
  expect(writes()).toEqual([]);
  expect(await on.server.configText()).toContain('ampcode:');
});

test('what goes through config.yaml leaves the block there, client keys too', async () => {
  on = await onServer('v7', { state: { ampcode } });
  good(await on.backend.editConfig([{ op: 'set', path: ['tls'], value: { enable: false } }]));
  const { text, revision } = good(await on.backend.readConfigText());
  good(await on.backend.writeConfigText(text.replace(bravo, charlie), { revision }));
  expect(writes()).toEqual(['/config.yaml', '/config.yaml']);
  expect(on.server.clientKeysInForce()).toEqual([alpha, charlie]);
  expect(await on.server.configText()).toContain('ampcode:');
});

test('without a block, and on v6 with one, setters are sent', async () => {
  on = await onServer('v7');
  good(await on.backend.editConfig([debug]));
  await on.close();
  on = await onServer('v6', { state: { ampcode } });
  good(await on.backend.editConfig([debug]));
  expect(await on.server.configText()).toContain('ampcode:');
});
