import { afterEach, describe, expect, test } from 'vitest';
import { verifySecret } from '../../../../src/base/secrets/bcrypt.ts';
import { Secret } from '../../../../src/base/secrets/secret.ts';
import type { ConfigEdit } from '../../../../src/contract/config-edit.ts';
import { good } from '../../conformance.ts';
import {
  alpha,
  bravo,
  charlie,
  eventually,
  kinds,
  losingWrites,
  type OnServer,
  onServer,
} from '../on-server.ts';

let on: OnServer;
afterEach(() => on.close());

const set = (path: string[], value: unknown): ConfigEdit => ({ op: 'set', path, value }) as ConfigEdit;
const writes = () =>
  on.server.requests.filter((it) => it.method !== 'GET').map((it) => `${it.method} ${it.path.slice(14)}`);

describe.each(kinds)('settings of %s', (kind) => {
  test('a scalar goes by its own route and is read back', async () => {
    on = await onServer(kind);
    good(
      await on.backend.editConfig([set(['debug'], true), set(['quota-exceeded', 'switch-project'], true)]),
    );
    expect(writes()).toEqual(['PUT /debug', 'PUT /quota-exceeded/switch-project']);
    expect(good(await on.backend.load()).config).toMatchObject({
      debug: true,
      'quota-exceeded': { 'switch-project': true },
    });
  });

  test('a value that the server takes as another is put back, and said', async () => {
    on = await onServer(kind, { state: { 'logs-max-total-size-mb': 50 } });
    const outcome = await on.backend.editConfig([set(['logs-max-total-size-mb'], -5)]);
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'invalid',
      message: expect.stringContaining('stores 0 for this'),
    });
    expect(on.server.config()).toMatchObject({ 'logs-max-total-size-mb': 50 });
  });

  test('a short form of the routing strategy is what it stands for', async () => {
    on = await onServer(kind);
    good(await on.backend.editConfig([set(['routing', 'strategy'], 'ff')]));
    expect(on.server.config()).toMatchObject({ routing: { strategy: 'fill-first' } });
  });

  test('a lost setting is repeated', async () => {
    on = await onServer(kind);
    on.server.loseWrites(1);
    good(await on.backend.editConfig([set(['request-retry'], 4)]));
    expect(on.server.config()).toMatchObject({ 'request-retry': 4 });
  });

  test('setters that answer 500 yet change memory: a scalar is put back', async () => {
    on = await onServer(kind);
    good(await on.backend.editConfig([set(['debug'], false)]));
    await on.server.writeConfig('port: [broken\n');
    const outcome = await on.backend.editConfig([set(['debug'], true)]);
    expect(outcome).toMatchObject({ ok: false, kind: 'failed' });
    expect(on.server.config().debug).toBe(false);
  });
});

describe.each(kinds)('what has no route on %s', (kind) => {
  test('goes into config.yaml, whose comments stay', async () => {
    on = await onServer(kind);
    good(await on.backend.editConfig([set(['tls'], { enable: false })]));
    expect(writes()).toEqual(['PUT /config.yaml']);
    const text = await on.server.configText();
    expect(text).toContain('# Made up for a test');
    expect(text).toContain('tls:');
  });

  test('provider PATCH fields that are silently ignored go through config.yaml, headers as well', async () => {
    const entry = { 'api-key': 'fake-gemini-key-0001', headers: { 'X-A': '1', 'X-B': '2' } };
    on = await onServer(kind, { state: { 'gemini-api-key': [entry] } });
    const item = { 'api-key': 'fake-gemini-key-0001' };
    good(
      await on.backend.editConfig([
        { op: 'set', path: ['gemini-api-key', { item }, 'priority'], value: 9 },
        { op: 'unset', path: ['gemini-api-key', { item }, 'headers', 'X-B'] },
      ]),
    );
    const { config } = good(await on.backend.load());
    expect(config['gemini-api-key']).toMatchObject([{ priority: 9, headers: { 'X-A': '1' } }]);
    expect(config['gemini-api-key']?.[0]?.headers).not.toHaveProperty('X-B');
    expect(writes()).toEqual(['PUT /config.yaml']);
  });

  test('codex and xai need a base-url: an entry without one is refused before it is dropped', async () => {
    on = await onServer(kind);
    for (const list of ['codex-api-key', 'xai-api-key']) {
      const outcome = await on.backend.editConfig([
        { op: 'append', path: [list], value: { 'api-key': 'fake-upstream-key-0001' } },
      ]);
      expect(outcome).toMatchObject({
        ok: false,
        kind: 'invalid',
        message: expect.stringContaining('base-url'),
      });
    }
    expect(writes()).toEqual([]);
  });

  test('keys and the rest of one batch land in one write', async () => {
    on = await onServer(kind);
    good(
      await on.backend.editConfig([
        { op: 'append', path: ['api-keys'], value: charlie, after: alpha },
        set(['tls'], { enable: false }),
      ]),
    );
    await on.server.settled();
    expect(on.server.clientKeysInForce()).toEqual([alpha, charlie, bravo]);
    expect(writes().filter((it) => it === 'PUT /config.yaml')).toHaveLength(1);
  });

  test('restart needed after a rename: keys of a written text are in force all the same', async () => {
    on = await onServer(kind);
    await on.server.renameOverConfig(await on.server.configText());
    await eventuallyBlind();
    const read = good(await on.backend.readConfigText());
    good(await on.backend.writeConfigText(read.text.replace(alpha, charlie), { revision: read.revision }));
    // v6 applies nothing any more until it is restarted.
    expect(on.server.clientKeysInForce()).toEqual(kind === 'v7' ? [charlie, bravo] : [alpha, bravo]);
  });

  test('a text of another revision is a conflict, and nothing is sent', async () => {
    on = await onServer(kind);
    const { text, revision } = good(await on.backend.readConfigText());
    await on.server.changeByOther((config) => {
      config.debug = true;
    });
    const outcome = await on.backend.writeConfigText(`${text}request-retry: 3\n`, { revision });
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(writes()).toEqual([]);
  });

  test('text that is no config is refused with its line before it is sent', async () => {
    on = await onServer(kind);
    expect(await on.backend.writeConfigText('api-keys: [')).toMatchObject({
      ok: false,
      kind: 'invalid',
      line: 1,
    });
    expect(writes()).toEqual([]);
  });

  test('a broken file on the server is repaired by a good text, and everybody is told', async () => {
    on = await onServer(kind);
    const listening = on.listen();
    const { text } = good(await on.backend.readConfigText());
    await on.server.writeConfig('port: [broken\n');
    await on.backend.editConfig([set(['debug'], true)]);
    await listening.until((event) => event.type === 'config-problem' && event.problem !== null);
    good(await on.backend.writeConfigText(text));
    await listening.until((event) => event.type === 'config-problem' && event.problem === null);
    expect(good(await on.backend.load()).problem).toBeNull();
  });

  async function eventuallyBlind(): Promise<void> {
    while (on.server.watching()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

describe.each(kinds)('the management secret of %s', (kind) => {
  test('is changed as its hash, and this backend goes on with the new one, refused not once', async () => {
    on = await onServer(kind);
    const next = 'fake-management-secret-0002';
    good(await on.backend.setManagementSecret(new Secret(next)));
    expect(on.server.requests.some((it) => it.body.includes(next))).toBe(false);
    const [, hash = ''] = /secret-key: ["']?(\$2[^\s"']+)/.exec(await on.server.configText()) ?? [];
    expect(await verifySecret(next, hash)).toBe(true);
    good(await on.backend.load());
    expect(on.server.refused).toBe(0);
    const old = await on.signIn();
    expect(old).toMatchObject({ ok: false, kind: 'denied' });
  });

  test('that the server does not take up costs one attempt, and the old one goes on to work', async () => {
    on = await onServer(kind);
    await on.server.renameOverConfig(await on.server.configText());
    while (on.server.watching()) await new Promise((resolve) => setTimeout(resolve, 5));
    const outcome = await on.backend.setManagementSecret(new Secret('fake-management-secret-0002'));
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'failed',
      message: expect.stringContaining('does not accept it yet'),
      maybeInForce: true,
    });
    expect(on.server.refused).toBe(1);
    good(await on.backend.load());
  });

  test('that has been sent is not given up by a cancel, as only the caller knows it', async () => {
    on = await onServer(kind);
    const cancel = new AbortController();
    const next = 'fake-management-secret-0002';
    const done = on.backend.setManagementSecret(new Secret(next), cancel.signal);
    await eventually(() => writes().length > 0);
    cancel.abort();
    good(await done);
    good(await on.backend.load());
  });

  test('whose answer is lost is tried once, and goes on', async () => {
    on = await onServer(kind);
    await using relay = await losingWrites(on.server.url);
    const backend = good(await on.signIn({ url: relay.url }));
    good(await backend.setManagementSecret(new Secret('fake-management-secret-0002')));
    good(await backend.load());
    expect(on.server.refused).toBe(0);
    await on.server.renameOverConfig(await on.server.configText());
    while (on.server.watching()) await new Promise((resolve) => setTimeout(resolve, 5));
    const blind = await backend.setManagementSecret(new Secret('fake-management-secret-0003'));
    expect(blind).toMatchObject({ ok: false, kind: 'unreachable', maybeInForce: true });
    await backend.close();
  });

  test('that is too short is not sent', async () => {
    on = await onServer(kind);
    expect(await on.backend.setManagementSecret(new Secret('short'))).toMatchObject({
      ok: false,
      kind: 'invalid',
    });
    expect(writes()).toEqual([]);
  });
});

describe('Amp mappings', () => {
  const upstream = { 'upstream-api-key': 'fake-amp-upstream-0001', 'api-keys': [alpha] };
  const other = { 'upstream-api-key': 'fake-amp-upstream-0002', 'api-keys': [bravo] };
  const item = { 'upstream-api-key': 'fake-amp-upstream-0001' };
  const state = { ampcode: { 'upstream-url': 'http://127.0.0.1:1', 'upstream-api-keys': [upstream, other] } };

  test('v6: the list is sent as a whole, and keys follow in one batch', async () => {
    on = await onServer('v6', { state });
    good(
      await on.backend.editConfig([
        { op: 'append', path: ['api-keys'], value: charlie, after: alpha },
        {
          op: 'append',
          path: ['ampcode', 'upstream-api-keys', { item }, 'api-keys'],
          value: charlie,
          after: alpha,
        },
      ]),
    );
    expect(writes()).toEqual(['PATCH /api-keys', 'PUT /ampcode/upstream-api-keys']);
    const { config } = good(await on.backend.load());
    expect(config.ampcode?.['upstream-api-keys']).toMatchObject([
      { ...upstream, 'api-keys': [alpha, charlie] },
      other,
    ]);
  });

  test('v6: an entry goes by its name in the body, and an empty url is set', async () => {
    on = await onServer('v6', { state });
    good(
      await on.backend.editConfig([
        { op: 'remove', path: ['ampcode', 'upstream-api-keys'], item },
        { op: 'set', path: ['ampcode', 'upstream-url'], value: '' },
      ]),
    );
    const { config } = good(await on.backend.load());
    expect(config.ampcode?.['upstream-api-keys']).toMatchObject([other]);
    expect(config.ampcode?.['upstream-url'] ?? '').toBe('');
    expect(on.server.logLines.join('\n')).not.toContain('fake-amp-upstream');
  });

  test('v6: of an entry that is gone nothing is changed', async () => {
    on = await onServer('v6', { state });
    const outcome = await on.backend.editConfig([
      {
        op: 'remove',
        path: ['ampcode', 'upstream-api-keys'],
        item: { 'upstream-api-key': 'fake-not-there' },
      },
    ]);
    expect(outcome).toMatchObject({ ok: false, kind: 'conflict' });
    expect(writes()).toEqual([]);
  });

  test('v7 has no ampcode block: said, and nothing is sent', async () => {
    on = await onServer('v7');
    const outcome = await on.backend.editConfig([set(['ampcode', 'upstream-url'], 'http://127.0.0.1:1')]);
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('deletes it'),
    });
    expect(writes()).toEqual([]);
  });
});
