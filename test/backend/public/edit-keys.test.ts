import { afterEach, describe, expect, test } from 'vitest';
import { replaceList } from '../../../src/backend/public/edit/client-key-steps.ts';
import type { PublicBackend } from '../../../src/backend/public/public-backend.ts';
import { readConfig } from '../../../src/backend/public/read-config.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';
import { good } from '../conformance.ts';
import { alpha, bravo, charlie, kinds, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const path = ['api-keys'];
const append = (value: string, after?: string): ConfigEdit => ({
  op: 'append',
  path,
  value,
  ...(after && { after }),
});
const remove = (item: string, every?: boolean): ConfigEdit => ({
  op: 'remove',
  path,
  item,
  ...(every && { every }),
});
const replace = (item: string, value: string): ConfigEdit => ({ op: 'replace', path, item, value });

describe.each(kinds)('client keys on %s', (kind) => {
  test('append sends an empty old, reads back, and is in force with its answer', async () => {
    on = await onServer(kind);
    const { revision } = good(await on.backend.editConfig([append(charlie)]));
    expect(on.server.clientKeysInForce()).toEqual([alpha, bravo, charlie]);
    expect(on.server.requests.find((it) => it.method === 'PATCH')?.body).toBe(
      JSON.stringify({ old: '', new: charlie }),
    );
    // The file must be what the server runs with; and only v7 surely applies what its setters write.
    const asClient = kind === 'v6' ? ['GET /v1/models'] : [];
    expect(on.asked()).toEqual([
      ...['GET /config', 'GET /config', 'GET /config.yaml', 'PATCH /api-keys', 'GET /config'],
      ...asClient,
    ]);
    const state = good(await on.backend.load());
    expect(state.revision).toBe(revision);
    expect(on.asked()).toEqual([]);
  });

  test('writes one at a time: what is asked for at once is done one after the other, each read back', async () => {
    on = await onServer(kind);
    const keys = [1, 2, 3].map((at) => `fake-client-key-of-three-at-once-000000000${at}`);
    for (const done of await Promise.all(keys.map((key) => on.backend.editConfig([append(key)])))) good(done);
    expect(on.server.clientKeysInForce()).toEqual([alpha, bravo, ...keys]);
    const writes = on
      .asked()
      .filter((path) => path !== 'GET /config.yaml' && path !== 'GET /v1/models')
      .slice(1);
    expect(writes).toEqual(keys.flatMap(() => ['GET /config', 'PATCH /api-keys', 'GET /config']));
  });

  test('append does not replace an empty entry of the list', async () => {
    on = await onServer(kind, { clientKeys: [alpha, '', bravo] });
    good(await on.backend.editConfig([append(charlie)]));
    expect(on.server.clientKeys()).toEqual([alpha, '', bravo, charlie]);
  });

  test('replace keeps the place and is read back', async () => {
    on = await onServer(kind);
    good(await on.backend.editConfig([replace(alpha, charlie)]));
    expect(on.server.clientKeysInForce()).toEqual([charlie, bravo]);
  });

  test('replace of a key that is gone appends nothing', async () => {
    on = await onServer(kind);
    good(await on.backend.load());
    await on.server.changeByOther((config) => {
      config['api-keys'] = [bravo];
    });
    const outcome = await on.backend.editConfig([replace(alpha, charlie)]);
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(on.server.clientKeys()).toEqual([bravo]);
  });

  test('replace of a key that goes in the very moment is taken back', async () => {
    on = await onServer(kind);
    const { server } = on;
    // Between the look and the write: the answer to the first GET of the edit is still under way.
    const running = on.backend.editConfig([replace(alpha, charlie)]);
    const looked = server.requests.length;
    while (server.requests.length === looked) await new Promise((resolve) => setImmediate(resolve));
    await server.changeByOther((config) => {
      config['api-keys'] = [bravo];
    });
    const outcome = await running;
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(server.clientKeys()).toEqual([bravo]);
  });

  test('delete goes by a placeholder, so that no key enters the log', async () => {
    on = await onServer(kind);
    good(await on.backend.editConfig([remove(alpha)]));
    expect(on.server.clientKeysInForce()).toEqual([bravo]);
    expect(on.server.logLines.join('\n')).not.toContain(alpha);
    const deletes = on.server.requests.filter((it) => it.method === 'DELETE');
    expect(deletes.map((it) => it.path)).toEqual([expect.stringMatching(/\?value=removed-[0-9a-f]{64}$/)]);
  });

  test('of a repeated key one goes, or every one', async () => {
    on = await onServer(kind, { clientKeys: [alpha, bravo, alpha, alpha] });
    good(await on.backend.editConfig([remove(alpha)]));
    expect(on.server.clientKeys()).toEqual([bravo, alpha, alpha]);
    good(await on.backend.editConfig([remove(alpha, true)]));
    expect(on.server.clientKeys()).toEqual([bravo]);
  });

  test.each([
    ['append', append(charlie), [alpha, bravo, charlie]],
    ['replace', replace(alpha, charlie), [charlie, bravo]],
    ['remove', remove(alpha), [bravo]],
  ] as const)('a lost %s is repeated', async (_name, edit, expected) => {
    on = await onServer(kind);
    on.server.loseWrites(1);
    good(await on.backend.editConfig([edit]));
    expect(on.server.clientKeysInForce()).toEqual(expected);
  });

  test('a write that is lost every time is given up and said', async () => {
    on = await onServer(kind);
    on.server.loseWrites(50);
    const outcome = await on.backend.editConfig([append(charlie)]);
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'failed',
      message: expect.stringContaining('lost it each time'),
    });
    expect(on.server.requests.filter((it) => it.method === 'PATCH')).toHaveLength(3);
  });

  test('a batch whose key is not there begins nothing', async () => {
    on = await onServer(kind);
    const outcome = await on.backend.editConfig([append(charlie), remove('fake-not-there')]);
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(on.server.requests.filter((it) => it.method !== 'GET')).toEqual([]);
  });

  test('a batch that breaks in the middle is taken back, and says so', async () => {
    on = await onServer(kind);
    const steps: ConfigEdit[] = [
      append(charlie),
      { op: 'set', path: ['routing', 'strategy'], value: 'random' },
    ];
    const outcome = await on.backend.editConfig(steps);
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('were undone') });
    expect(on.server.clientKeys()).toEqual([alpha, bravo]);
  });

  test('many keys go as one list, each behind the one that is named', async () => {
    on = await onServer(kind);
    const keys = Array.from(
      { length: 12 },
      (_, at) => `fake-client-key-many-${String(at).padStart(12, '0')}`,
    );
    good(await on.backend.editConfig([append(charlie, alpha), ...keys.map((key) => append(key))]));
    expect(on.server.clientKeysInForce()).toEqual([alpha, charlie, bravo, ...keys]);
    expect(on.server.requests.filter((it) => it.method === 'PUT')).toHaveLength(1);
  });

  test('many keys are put back in their order when the first write of that is lost', async () => {
    on = await onServer(kind);
    const client = (on.backend as PublicBackend).client;
    const context = { client, randomBytes: () => new Uint8Array(32), wait: async () => {} };
    const step = replaceList((keys) => [charlie, ...keys.filter((key) => key !== alpha)]);
    const done = good(await step.run(context, good(await readConfig(client))));
    expect(on.server.clientKeys()).toEqual([charlie, bravo]);
    on.server.loseWrites(1);
    good(await step.undo(context, done));
    expect(on.server.clientKeys()).toEqual([alpha, bravo]);
  });

  test('an edit of another revision than the one that runs is a conflict', async () => {
    on = await onServer(kind);
    const { revision } = good(await on.backend.load());
    await on.server.changeByOther((config) => {
      config.debug = true;
    });
    expect(await on.backend.editConfig([append(charlie)], { revision })).toMatchObject({
      ok: false,
      kind: 'conflict',
    });
    expect(on.server.clientKeys()).toEqual([alpha, bravo]);
  });

  test('setters that answer 500 yet change memory: told with the line, and the memory put back', async () => {
    on = await onServer(kind);
    const listening = on.listen();
    await on.server.writeConfig('host: "127.0.0.1"\nport: [broken\n');
    await on.server.settled();
    const outcome = await on.backend.editConfig([append(charlie)]);
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'failed',
      message: expect.stringContaining('cannot be written'),
    });
    expect(outcome.ok ? '' : outcome.message).toContain('No changes made');
    expect(on.server.clientKeys()).toEqual([alpha, bravo]);
    const told = await listening.until((event) => event.type === 'config-problem');
    expect(told).toMatchObject({ problem: { message: expect.any(String), line: expect.any(Number) } });
    expect(good(await on.backend.load()).problem).not.toBeNull();
  });
});
