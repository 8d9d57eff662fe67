import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { Config } from '../../src/contract/config.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import { addProviderKey, duplicateProviderKey } from '../../src/operations/provider-keys/add-provider-key.ts';
import { editProviderKey } from '../../src/operations/provider-keys/edit-provider-key.ts';
import { moveProviderKey } from '../../src/operations/provider-keys/move-provider-key.ts';
import { removeProviderKeys } from '../../src/operations/provider-keys/remove-provider-keys.ts';
import { rotateProviderKey } from '../../src/operations/provider-keys/rotate-provider-key.ts';
import {
  disableProviderKeys,
  enableProviderKeys,
} from '../../src/operations/provider-keys/switch-provider-keys.ts';
import { providerEntriesOf } from '../../src/providers/provider-keys.ts';
import type { Subject } from '../backend/conformance.ts';
import { makePublicSubject } from '../backend/public/make-public-subject.ts';
import { createFakeBackend } from '../helpers/fake-backend.ts';
import { contextOf, got } from './fixture.ts';
import {
  type Bench,
  benchOn,
  claudeOne,
  claudeTwo,
  diffOf,
  everyServer,
  fresh,
  providerConfig,
  routerOne,
  routerTwo,
} from './provider-config.ts';

const web = 'Claude key web (fake…0001)';
const two = 'Claude key fake…0002';
const router = 'openrouter (fake…0001)';
const spare = 'openrouter (fake…0002)';
const compatible = 'openai-compatibility';

describe.each(everyServer)('provider keys on $server', ({ make, exact }) => {
  let subject: Subject;
  let bench: Bench;
  beforeEach(async () => {
    subject = await make(providerConfig);
    bench = benchOn(subject);
  });
  afterEach(() => subject.close());

  const ids = async (...names: string[]) =>
    Promise.all(names.map(async (name) => (await bench.row(name)).id));

  test('an added key stands last in its list, without what was not given, and is gone again after an undo', async () => {
    const before = bench.text();
    const done = await bench.run(addProviderKey, {
      provider: 'claude',
      key: new Secret(fresh),
      fields: { prefix: 'night', 'excluded-models': ['Claude-OPUS-*'], weight: 4 },
    });
    expect(done.message).toBe('Added Claude key night (fake…0009).');
    expect(await bench.names()).toEqual([web, two, 'Claude key night (fake…0009)']);
    expect((await bench.row('Claude key night (fake…0009)')).id).toBe(done.result.id);
    if (exact) {
      expect(diffOf(before, bench.text())).toEqual({
        gone: [],
        come: [
          `  - api-key: ${fresh}`,
          '    prefix: night',
          '    excluded-models:',
          '      - "claude-opus-*"',
          '    weight: 4',
        ],
      });
    }
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect(await bench.names()).toEqual([web, two]);
    if (exact) expect(bench.text()).toBe(before);
  });

  test('an entry with comments and an unknown field changes in the one line that was edited', async () => {
    const before = bench.text();
    const { id } = await bench.row(router);
    const done = await bench.run(editProviderKey, {
      id,
      changes: { 'base-url': 'https://new.example.com/v1' },
    });
    expect(diffOf(before, bench.text())).toEqual({
      gone: ['    base-url: https://openrouter.example.com/api/v1 # the long one'],
      come: ['    base-url: https://new.example.com/v1 # the long one'],
    });
    expect((await bench.row(router)).id).toBe(done.result.id);
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect((await bench.row(router)).baseUrl).toBe('https://openrouter.example.com/api/v1');
    expect(bench.text()).toBe(before);
  });

  test('headers lose exactly the one that was taken out, and fields of a key stand beside the key', async () => {
    const before = bench.text();
    const { id } = await bench.row(spare);
    await bench.run(editProviderKey, {
      id,
      changes: { headers: { 'X-Team': 'blue' }, weight: 5, priority: 2 },
    });
    expect(diffOf(before, bench.text())).toEqual({
      gone: ['      X-Other: red', '        weight: 3'],
      come: ['        weight: 5', '    priority: 2'],
    });
    expect(await bench.row(spare)).toMatchObject({ weight: 5, priority: 2 });
    expect((await bench.row(router)).weight).toBe(1);
  });

  test('a disabled key keeps its other patterns when it is edited and when it is enabled again', async () => {
    const before = bench.text();
    const done = await bench.run(disableProviderKeys, { ids: await ids(web, router) });
    expect(done.message).toBe('Disabled 2 provider keys.');
    expect(await bench.names()).toEqual([`[${web}]`, two]);
    expect(await bench.names(compatible)).toEqual([`[${router}]`, `[${spare}]`, 'local']);
    expect(diffOf(before, bench.text())).toEqual({
      gone: [],
      come: [expect.stringMatching(/^ {6}- "\*"$/), '    disabled: true'],
    });
    await bench.run(editProviderKey, {
      id: (await bench.row(web)).id,
      changes: { 'excluded-models': ['x-*'] },
    });
    expect(await bench.names()).toEqual([`[${web}]`, two]);
    await bench.run(enableProviderKeys, { ids: await ids(web) });
    expect(await bench.names()).toEqual([web, two]);
    expect(bench.text()).toContain('      - "x-*"\n');
    expect(bench.text()).not.toContain('"*"');
  });

  test('several keys go together, and come back with their comments', async () => {
    const before = bench.text();
    const done = await bench.run(removeProviderKeys, { ids: await ids(web, spare) });
    expect(done.message).toBe('Removed 2 provider keys.');
    expect(await bench.names()).toEqual([two]);
    expect(await bench.names(compatible)).toEqual([router, 'local']);
    expect(bench.text()).not.toContain('paid by marketing');
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect(bench.text()).toBe(before);
  });

  test('the last key of an entry takes the entry along, and so does the word for all of it', async () => {
    await bench.run(removeProviderKeys, { ids: await ids(router, spare) });
    expect(await bench.names(compatible)).toEqual(['local']);
    expect(bench.text()).not.toContain('x-contract');
  });

  test('an undo after somebody else has changed something brings the keys back where they stood', async () => {
    const done = await bench.run(removeProviderKeys, { ids: await ids(web, spare) });
    got(await bench.backend.editConfig([{ op: 'set', path: ['debug'], value: true }]));
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect(await bench.names()).toEqual([web, two]);
    expect(await bench.names(compatible)).toEqual([router, spare, 'local']);
    expect(got(await bench.backend.load()).config.debug).toBe(true);
  });

  test('what was changed again since is not undone over', async () => {
    const { id } = await bench.row(two);
    const done = await bench.run(editProviderKey, { id, changes: { weight: 2 } });
    await bench.run(editProviderKey, { id, changes: { weight: 3 } });
    const undone = (await done.undo?.(bench.context)) ?? failure('failed', 'No undo.');
    expect(undone).toMatchObject({ ok: false, kind: 'conflict' });
    expect((await bench.row(two)).weight).toBe(3);
  });

  test('a moved key takes its comments along, and goes back', async () => {
    const before = bench.text();
    const done = await bench.run(moveProviderKey, { id: (await bench.row(web)).id, to: 'last' });
    expect(await bench.names()).toEqual([two, web]);
    expect(diffOf(before, bench.text())).toEqual({ gone: [], come: [] });
    expect(bench.text()).toMatch(
      /# the website\n {2}- api-key: ".*" # paid by marketing\n {4}prefix: web\n {4}x-team: 0755/,
    );
    const [last] = await ids(web);
    expect(await bench.fails(moveProviderKey, { id: last ?? '', to: 'down' })).toMatchObject({
      ok: false,
      kind: 'invalid',
    });
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect(await bench.names()).toEqual([web, two]);
    expect(bench.text()).toBe(before);
  });

  test('a key moves among those of its entry first, and then its entry does', async () => {
    await bench.run(moveProviderKey, { id: (await bench.row(spare)).id, to: 'up' });
    expect(await bench.names(compatible)).toEqual([spare, router, 'local']);
    await bench.run(moveProviderKey, { id: (await bench.row(router)).id, to: 'down' });
    expect(await bench.names(compatible)).toEqual(['local', spare, router]);
  });

  test('a rotated key is switched in its line when the check likes the new one, and the old one comes back', async () => {
    const before = bench.text();
    const seen: (string | undefined)[] = [];
    const done = await bench.run(rotateProviderKey, {
      id: (await bench.row(spare)).id,
      key: new Secret(fresh),
      check: async ({ row, keyItem }) => {
        seen.push(
          row.key?.reveal(),
          keyItem?.['api-key'] ?? '',
          row.baseUrl,
          bench.text() === before ? 'old' : 'new',
        );
        return success({ message: 'It answers.' });
      },
    });
    expect(seen).toEqual([fresh, fresh, 'https://openrouter.example.com/api/v1', 'old']);
    expect(done.message).toBe('Rotated openrouter (fake…0002) to fake…0009. It answers.');
    expect(diffOf(before, bench.text())).toEqual({
      gone: [`      - api-key: ${routerTwo} # the spare`],
      come: [`      - api-key: ${fresh} # the spare`],
    });
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    expect(bench.text()).toBe(before);
  });

  test('a key that fails its check leaves everything as it was', async () => {
    const before = bench.text();
    const check = async () => failure('denied', 'The provider refuses it.');
    const failed = await bench.fails(rotateProviderKey, {
      id: (await bench.row(web)).id,
      key: new Secret(fresh),
      check,
    });
    expect(failed).toMatchObject({
      kind: 'denied',
      message: 'The new key failed its test, so the old one stays. The provider refuses it.',
    });
    expect(bench.text()).toBe(before);
  });

  test('a rotation may keep the old key behind the new one', async () => {
    const id = (await bench.row(web)).id;
    const done = await bench.run(rotateProviderKey, { id, key: new Secret(fresh), keepOld: true });
    expect(done.message).toContain('not tested');
    expect(await bench.names()).toEqual(['Claude key web (fake…0009)', web, two]);
    expect(done.result.oldId).toBe((await bench.row(web)).id);
  });

  test('a copy has every field of the first one and stands right behind it', async () => {
    await bench.run(duplicateProviderKey, {
      id: (await bench.row(web)).id,
      key: new Secret(fresh),
      changes: { prefix: 'shop', models: null },
    });
    expect(await bench.names()).toEqual([web, 'Claude key shop (fake…0009)', two]);
    if (exact) expect(bench.text().match(/x-team: 0755|x-team: 755/g)).toHaveLength(2);
    const same = { id: (await bench.row(router)).id };
    expect(await bench.fails(duplicateProviderKey, same)).toMatchObject({ ok: false, kind: 'invalid' });
    await bench.run(duplicateProviderKey, { ...same, changes: { name: 'second' } });
    expect(await bench.names(compatible)).toEqual([
      router,
      spare,
      'second (fake…0001)',
      'second (fake…0002)',
      'local',
    ]);
  });

  test('a second key goes into the entry that is named, and an address that servers need is written', async () => {
    const to = (await bench.row('local')).id;
    await bench.run(addProviderKey, { provider: compatible, to, key: new Secret(fresh) });
    await bench.run(addProviderKey, { provider: 'codex', key: new Secret(fresh) });
    await bench.run(addProviderKey, {
      provider: 'cline',
      key: new Secret(fresh),
      fields: { models: [{ name: 'a/b' }] },
    });
    expect(await bench.names(compatible)).toEqual([router, spare, 'local (fake…0009)', 'cline (fake…0009)']);
    const { config } = got(await bench.backend.load());
    expect(config['codex-api-key']).toMatchObject([{ 'base-url': 'https://api.openai.com/v1' }]);
    expect(config['openai-compatibility']?.[2]).toMatchObject({ 'base-url': 'https://api.cline.bot/api/v1' });
  });

  test('wrong fields, keys that are there and an address that would be lost are refused before anything is sent', async () => {
    const before = bench.text();
    const { id } = await bench.row(router);
    const refused = [
      await bench.fails(addProviderKey, { provider: 'claude', key: new Secret('fake key') }),
      await bench.fails(addProviderKey, {
        provider: 'claude',
        key: new Secret(claudeTwo),
        fields: { 'base-url': 'https://claude.example.com/' },
      }),
      await bench.fails(addProviderKey, { provider: 'claude' }),
      await bench.fails(addProviderKey, { provider: 'nobody', key: new Secret(fresh) }),
      await bench.fails(addProviderKey, {
        provider: compatible,
        fields: { name: 'local', 'base-url': 'http://a.example.com' },
      }),
      await bench.fails(addProviderKey, { provider: compatible, to: id, key: new Secret(routerOne) }),
      await bench.fails(editProviderKey, { id, changes: { weight: 0 } }),
      await bench.fails(editProviderKey, { id, changes: { 'base-url': null } }),
      await bench.fails(editProviderKey, { id, changes: { 'api-key': fresh } }),
      await bench.fails(editProviderKey, { id, changes: { name: 'local' } }),
      await bench.fails(editProviderKey, { id, changes: { name: 'openrouter' } }),
      await bench.fails(rotateProviderKey, { id, key: new Secret(routerTwo) }),
      await bench.fails(removeProviderKeys, { ids: [] }),
    ];
    for (const one of refused) {
      expect(one).toMatchObject({
        ok: false,
        kind: 'invalid',
        message: expect.stringMatching(/^\S.*\.$/),
      });
      expect(JSON.stringify(one)).not.toMatch(/key-0000/);
    }
    const gone = await bench.fails(removeProviderKeys, {
      ids: [id, 'claude-api-key/0000000000000000/00000000'],
    });
    expect(gone).toMatchObject({ ok: false, kind: 'conflict' });
    expect(bench.text()).toBe(before);
  });

  test('each change and its undo leave a line in the audit log, with fingerprints and no key', async () => {
    const done = await bench.run(rotateProviderKey, {
      id: (await bench.row(two)).id,
      key: new Secret(fresh),
    });
    got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
    const prints = [fingerprint(claudeTwo), fingerprint(fresh)];
    // The embedded server adds a line for the route that was used.
    const lines = got(await bench.backend.readAudit(20)).filter(({ user }) => user === 'tester');
    expect(lines).toMatchObject([
      { operation: 'rotate-provider-key', fingerprints: prints },
      { operation: 'undo', undoes: 'rotate-provider-key', fingerprints: prints },
    ]);
  });

  test('entries that cannot be distinguished are left alone with a sentence', async () => {
    await subject.close();
    const twins = ['one', 'two'].map((note) => `  - api-key: ${claudeOne}\n    x-note: ${note}\n`).join('');
    subject = await make(
      providerConfig.replace(/claude-api-key:\n(.*\n)*?\nopenai/, `claude-api-key:\n${twins}\nopenai`),
    );
    bench = benchOn(subject);
    const before = bench.text();
    const [first, second] = (await bench.rows()).filter((row) => row.list === 'claude-api-key');
    expect([first?.duplicate, second?.duplicate]).toEqual([false, true]);
    const edited = await bench.fails(editProviderKey, { id: second?.id ?? '', changes: { weight: 2 } });
    expect(edited).toMatchObject({
      ok: false,
      kind: 'invalid',
      message: expect.stringContaining('distinguished'),
    });
    expect(bench.text()).toBe(before);
  });
});

describe('what a server does not take', () => {
  test('a list that it does not know is not written to', async () => {
    const subject = await makePublicSubject('v6', providerConfig);
    const bench = benchOn(subject);
    const before = bench.text();
    const outcome = await bench.fails(addProviderKey, { provider: 'xai', key: new Secret(fresh) });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('does not support xai-api-key'),
    });
    expect(bench.text()).toBe(before);
    await subject.close();
  });

  test('an entry that is gone when it is read back is no success', async () => {
    const config: Config = { 'claude-api-key': [{ 'api-key': claudeOne }] };
    const backend = createFakeBackend(config);
    const { load } = backend;
    backend.load = async () => {
      const state = await load();
      return state.ok ? success({ ...state.value, config }) : state;
    };
    const outcome = await addProviderKey.run(contextOf(backend), {
      provider: 'claude',
      key: new Secret(fresh),
    });
    expect(outcome).toMatchObject({
      ok: false,
      message: expect.stringContaining('reports different provider keys'),
    });
  });

  test.each(['enforced', 'shown'] as const)(
    'an edit after which its key is gone is no success, and is undone, as the key is nowhere else (text %s)',
    async (configText) => {
      const config: Config = { 'claude-api-key': [{ 'api-key': claudeOne, prefix: 'web' }] };
      const backend = createFakeBackend(config, { configText });
      const { load } = backend;
      backend.load = async () => {
        const state = await load();
        if (!state.ok || isDeepStrictEqual(backend.config, config)) return state;
        return success({ ...state.value, config: { 'claude-api-key': [] } });
      };
      const [row] = providerEntriesOf(config);
      const input = { id: row?.row.id ?? '', changes: { prefix: 'night' } };
      expect(await editProviderKey.run(contextOf(backend), input)).toMatchObject({
        ok: false,
        message:
          'http://127.0.0.1:8317 accepted the change but reports different provider keys. The change was undone.',
      });
      expect(backend.config).toEqual(config);
    },
  );

  test('the undo of an edit that reads back differently does not overwrite the change of another program', async () => {
    const config: Config = { 'claude-api-key': [{ 'api-key': claudeOne, prefix: 'web' }] };
    const other: Config = { 'claude-api-key': [{ 'api-key': claudeOne, prefix: 'other' }] };
    const backend = createFakeBackend(config);
    const { editConfig } = backend;
    backend.editConfig = async (...given) => {
      const edited = await editConfig(...given);
      backend.config = other;
      return edited;
    };
    const [row] = providerEntriesOf(config);
    const input = { id: row?.row.id ?? '', changes: { prefix: 'night' } };
    expect(await editProviderKey.run(contextOf(backend), input)).toMatchObject({
      ok: false,
      message: expect.stringContaining('The change could not be undone: '),
    });
    expect(backend.config).toEqual(other);
  });

  test('a change that cannot be read back says so, and can be undone', async () => {
    const config: Config = { 'claude-api-key': [{ 'api-key': claudeOne }] };
    const backend = createFakeBackend(config);
    const { load, editConfig } = backend;
    backend.editConfig = async (...given) => {
      backend.load = async () => failure('unreachable', 'The server does not answer.');
      return editConfig(...given);
    };
    const context = contextOf(backend);
    const done = got(await addProviderKey.run(context, { provider: 'claude', key: new Secret(fresh) }));
    expect(done.message).toMatch(
      /^Added .* The change could not be read back: The server does not answer\.$/,
    );
    Object.assign(backend, { load, editConfig });
    got((await done.undo?.(context)) ?? failure('failed', 'No undo.'));
    expect(backend.config).toEqual(config);
  });
});
