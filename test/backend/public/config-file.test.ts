import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BackendConfigFile } from '../../../src/backend/backend.ts';
import type { AcceptedParts } from '../../../src/backend/public/config-file.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import type { ConfigEdit } from '../../../src/contract/config-edit.ts';
import { good } from '../conformance.ts';
import { alpha, bravo, charlie, eventually, isLive, kinds, type OnServer, onServer } from './on-server.ts';

let on: OnServer;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-file-'));
});
afterEach(async () => {
  await on.close();
  await rm(folder, { recursive: true, force: true });
});

const hand = 'fake-client-key-by-hand-00000000000009';
const set = (name: string, value: boolean | number): ConfigEdit => ({ op: 'set', path: [name], value });
const add: ConfigEdit = { op: 'append', path: ['api-keys'], value: charlie };
const configFile = () => on.backend.configFile as BackendConfigFile;
const writes = () => on.server.requests.filter(({ method }) => method !== 'GET');

/** As an editor saves it; `hand` is in the list then, and debug is on. */
async function editByRename(): Promise<string> {
  const text = (await on.server.configText()).replace(alpha, `${hand}\n  - ${alpha}`);
  const edited = `${text.replace(/^debug:.*\n/m, '')}debug: true\n`;
  await on.server.renameOverConfig(edited);
  await eventually(() => !on.server.watching());
  return edited;
}

async function start(kind: 'v7' | 'v6', acceptedParts?: AcceptedParts): Promise<void> {
  on = await onServer(
    kind,
    {},
    { folder: openConsoleFolder(folder), ...(acceptedParts && { acceptedParts }) },
  );
}

async function backups(): Promise<string[]> {
  const place = join(folder, '.console', 'backups');
  const names = existsSync(place) ? await readdir(place) : [];
  return Promise.all(names.sort().map((name) => readFile(join(place, name), 'utf8')));
}

describe.each(kinds)('an edit by rename that %s has not noticed', (kind) => {
  test('is a conflict for every writer, and nothing is sent', async () => {
    await start(kind);
    const { text: before, revision } = good(await on.backend.readConfigText());
    const edited = await editByRename();
    const tried = [
      await on.backend.editConfig([set('request-retry', 7)]),
      await on.backend.editConfig([add]),
      await on.backend.editConfig([{ op: 'set', path: ['tls'], value: { enable: false } }]),
      await on.backend.writeConfigText(before, { revision }),
      await on.backend.setManagementSecret(new Secret('fake-management-secret-0002')),
    ];
    for (const outcome of tried) {
      expect(outcome).toMatchObject({ ok: false, kind: 'conflict', unloaded: true });
      expect(outcome).toMatchObject({ message: expect.stringMatching(/config load.*config keep/) });
    }
    expect(writes()).toEqual([]);
    expect(await on.server.configText()).toBe(edited);
    expect(good(await on.backend.load()).problem).toMatchObject({ unloaded: true });
  });

  test.each(['load', 'keep'] as const)('is not replaced by %s once it was edited again', async (choice) => {
    let meanwhile = async () => {};
    await start(kind, {
      read: async () => {
        await meanwhile();
        return [];
      },
      add: async () => undefined,
    });
    const edited = await editByRename();
    good(await configFile().look());
    const again = `${edited}# once more\n`;
    meanwhile = () => on.server.renameOverConfig(again);
    expect(await configFile()[choice]()).toMatchObject({ ok: false, kind: 'conflict' });
    expect(writes()).toEqual([]);
    expect(await on.server.configText()).toBe(again);
  });

  test('is loaded on request, with both texts kept, and writers go on', async () => {
    await start(kind);
    const edited = await editByRename();
    const loaded = good(await configFile().load());
    expect(loaded).toMatchObject({ applied: kind === 'v7', backup: join(folder, '.console', 'backups') });
    expect(loaded.parts).toEqual(expect.arrayContaining(['api-keys', 'debug']));
    // v6 applies nothing any more once its file was replaced, until it is restarted.
    expect(on.server.clientKeysInForce()).toEqual(kind === 'v7' ? [hand, alpha, bravo] : [alpha, bravo]);
    expect(on.server.clientKeys()).toEqual([hand, alpha, bravo]);
    expect(await backups()).toEqual([...new Set([edited, await on.server.configText()])]);
    const { problem } = good(await on.backend.load());
    expect(problem).toBeNull();
    good(await configFile().look());
    const warnings = good(await on.backend.load()).warnings.join();
    expect(warnings.includes('Restart the server')).toBe(kind === 'v6');
    const added = good(await on.backend.editConfig([add]));
    expect(added.applied).toBe(kind === 'v7');
    expect(on.server.clientKeys()).toEqual([hand, alpha, bravo, charlie]);
    const said = async () =>
      good(await on.backend.load()).warnings.some((it) => /^Restart the server/.test(it));
    expect(await said()).toBe(kind === 'v6');
    await on.server.stop();
    await on.server.start();
    good(await configFile().look());
    expect(await said()).toBe(false);
    expect(on.server.clientKeysInForce()).toEqual([hand, alpha, bravo, charlie]);
  });

  test('in Latin-1 is refused, as its bytes would go lost in its backup and on the server', async () => {
    await start(kind);
    const edited = await editByRename();
    const bytes = Buffer.from(`${edited}# für Björn\n`, 'latin1');
    await on.server.renameOverConfig(bytes);
    for (const tried of [
      await configFile().load(),
      await configFile().keep(),
      await on.backend.editConfig([{ op: 'set', path: ['tls'], value: { enable: false } }]),
    ]) {
      expect(tried).toMatchObject({ ok: false, message: expect.stringContaining('is not UTF-8 text') });
    }
    expect(writes()).toEqual([]);
    expect(await readFile(on.server.configPath)).toEqual(bytes);
    expect(good(await on.backend.load()).problem?.message).toMatch(/save it as UTF-8/i);
  });

  test('is neither loaded nor dropped while the place of its backup is planted', async () => {
    await start(kind);
    const edited = await editByRename();
    const theirs = join(folder, 'theirs');
    await mkdir(theirs);
    await symlink(theirs, join(folder, '.console'));
    for (const choice of [await configFile().load(), await configFile().keep()]) {
      expect(choice).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^Cannot write a backup to .*symbolic link; remove the link/),
      });
    }
    expect(writes()).toEqual([]);
    expect(await on.server.configText()).toBe(edited);
    expect(await readdir(theirs)).toEqual([]);
  });

  test('gives way to the config of the server on request, and is kept as a backup', async () => {
    await start(kind);
    const edited = await editByRename();
    const kept = good(await configFile().keep());
    expect(kept).toMatchObject({ applied: true });
    expect(await on.server.configText()).not.toContain(hand);
    expect(on.server.clientKeys()).toEqual([alpha, bravo]);
    expect(await backups()).toEqual([edited, await on.server.configText()]);
    good(await on.backend.editConfig([set('request-retry', 7)]));
    expect(good(await on.backend.load()).problem).toBeNull();
  });

  test('is said when somebody looks, and no more once the server has been restarted', async () => {
    await start(kind);
    const listening = on.listen();
    await editByRename();
    expect(good(await configFile().look())).toMatchObject({
      unloaded: true,
    });
    await listening.until((event) => event.type === 'config-problem' && event.problem?.unloaded === true);
    await on.server.stop();
    await on.server.start();
    await eventually(() => on.server.watching());
    expect(good(await on.backend.load()).problem).toBeNull();
  });
});

test.each([
  ['client keys', async () => void (await editByRename())],
  [
    // No key tells whether they are applied.
    'other settings',
    async () => {
      await on.server.renameOverConfig(`${await on.server.configText()}request-retry: 7\n`);
      await eventually(() => !on.server.watching());
    },
  ],
])('a load of %s by v6 asks for a restart until there was one', async (_, edit) => {
  await start('v6');
  const listening = on.listen();
  await listening.until(isLive);
  await edit();
  expect(good(await configFile().load())).toMatchObject({ applied: false });
  good(await configFile().look());
  const more = good(await on.backend.editConfig([set('max-retry-interval', 7)]));
  expect(more.applied).toBe(false);
  const asksForRestart = async () =>
    good(await on.backend.load()).warnings.some((it) => it.startsWith('Restart the server'));
  expect(await asksForRestart()).toBe(true);
  await on.server.stop();
  await listening.until((event) => event.type === 'feed' && event.state !== 'live');
  await on.server.start();
  await listening.until(isLive);
  listening.events.length = 0;
  await listening.until((event) => event.type === 'config');
  expect(await asksForRestart()).toBe(false);
});

test.each(kinds)('an edit in place is loaded by %s and stands in nobody’s way', async (kind) => {
  await start(kind);
  const text = await on.server.configText();
  await on.server.writeConfig(text.replace(alpha, hand));
  good(await on.backend.editConfig([add]));
  expect(on.server.clientKeysInForce()).toEqual([hand, bravo, charlie]);
  expect(good(await configFile().load()).parts).toEqual([]);
});

test('what the server makes of a loaded text is no difference any more', async () => {
  const accepted: string[] = [];
  await start('v7', {
    read: async () => accepted,
    add: async (parts) => accepted.push(...parts),
  });
  const text = await on.server.configText();
  // It shows 0 for it.
  await on.server.renameOverConfig(`${text}logs-max-total-size-mb: 7\nmax-retry-credentials: 9\n`);
  await eventually(() => !on.server.watching());
  expect(await on.backend.editConfig([add])).toMatchObject({ ok: false, unloaded: true });
  good(await configFile().load());
  good(await on.backend.editConfig([add]));
});
