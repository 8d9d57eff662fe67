import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import {
  forgetChangeNote,
  keepChangeNote,
  plannedAnswer,
  readChangeNote,
} from '../../src/cli/compose/change-note.ts';
import { recordWrites } from '../../src/cli/compose/recorded-backend.ts';
import { success } from '../../src/contract/outcome.ts';
import { editProviderKey } from '../../src/operations/index.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';
import { createFakeBackend } from '../helpers/fake-backend.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace, ioOf } from './run-cli.ts';

/** Everything that a user has in files. */
async function filesOf({ home }: Workspace): Promise<Record<string, string>> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.cache'));
  const texts = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path, await readFile(path, 'utf8')] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

describe('--dry-run', () => {
  test.each<[string[], RegExp]>([
    [['keys', 'add', 'ci'], /^config.yaml:\n[\s\S]* \+ .*…/],
    [['keys', 'rotate', 'team-1', 'team-2'], /record of [0-9a-f]{16}: .*retiring – → /],
    [['keys', 'label', 'team-1', 'night'], /record of [0-9a-f]{16}: label team-1 → night/],
    [['keys', 'revoke', 'team-1'], / - .*…/],
    [['config', 'set', 'debug', 'true'], / \+ debug: true/],
    [['amp', 'set', '--upstream-url', 'https://amp.example.com'], /\+ .*amp\.example\.com/],
  ])('%j shows what would change, masked, and changes no file', async (words, expected) => {
    const place = await cliWorkspace();
    const before = await filesOf(place);
    const run = await cli(place, [...words, '--disk', '--dry-run']);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(expected) });
    expect(run.stderr.toLowerCase()).toContain('no changes made');
    for (const { key } of place.keys) expect(run.stdout).not.toContain(key);
    expect(run.stdout).not.toMatch(/[0-9a-f]{64}/);
    expect(await filesOf(place)).toEqual(before);
  });

  test('shows a difference for a public server too, whose answer is that of the change', async () => {
    const fake = createFakeBackend(
      { 'claude-api-key': [{ 'api-key': 'fake-claude-key-0123456789' }] },
      { configText: 'shown' },
    );
    const { backend, writes } = recordWrites(fake, false);
    const loaded = await backend.load();
    const [row] = loaded.ok ? providerKeysOf(loaded.value.config) : [];
    const context = { backend, user: 'tester', now: () => 0, randomBytes: (n: number) => new Uint8Array(n) };
    const edited = await editProviderKey.run(context, { id: row?.id ?? '', changes: { prefix: 'team' } });
    expect(edited).toMatchObject({ ok: true });
    expect(fake.writes).toEqual([]);
    const planned = await plannedAnswer(writes);
    if (!planned.ok) throw new Error(planned.message);
    expect(String(planned.value.stdout)).toMatch(/\+ .*prefix.*team/);
  });

  test('is a document with --json', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'label', 'team-1', 'night', '--dry-run', '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      dryRun: true,
      config: [],
      records: [{ before: { label: 'team-1' }, after: { label: 'night' } }],
    });
  });

  test('of init names the file and the address, and creates nothing', async () => {
    const place = await cliWorkspace({ config: false });
    const path = join(place.home, 'mine.yaml');
    const run = await cli(place, ['init', '--config', path, '--dry-run', '--json']);
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(`Would create ${path}`) });
    expect(run.json()).toMatchObject({ dryRun: true, created: false, path });
    expect(await readdir(place.home)).not.toContain('mine.yaml');
  });

  test('fails as the change would fail', async () => {
    const place = await cliWorkspace();
    const run = await cli(place, ['keys', 'revoke', 'nobody', '--dry-run']);
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('No client key') });
  });

  test('is refused where nothing is changed', async () => {
    const run = await cli(await cliWorkspace(), ['keys', 'list', '--dry-run']);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('Unknown option --dry-run') });
  });
});

describe('undo', () => {
  /** config.yaml and what is known of each key. */
  const stateOf = async (place: Workspace) => ({
    text: await place.readConfig(),
    keys: (await cli(place, ['keys', 'list', '--json'])).json().keys,
  });

  test.each<[string[]]>([
    [['keys', 'add', 'ci']],
    [['keys', 'rotate', 'team-1']],
    [['keys', 'revoke', 'team-1', 'team-2', '--yes']],
    [['keys', 'limit', 'team-1', '--requests-per-minute', '60']],
    [['config', 'set', 'debug', 'true']],
  ])('restores config.yaml byte for byte and the records behind %j', async (words) => {
    const place = await cliWorkspace();
    const before = await stateOf(place);
    expect((await cli(place, words)).code).toBe(0);
    expect(await stateOf(place)).not.toEqual(before);
    const shown = await cli(place, ['undo', '--dry-run']);
    expect(shown.stderr).toContain('Dry run');
    const undone = await cli(place, ['undo']);
    expect(undone).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Undid ${words.slice(0, 2).join(' ')}`),
    });
    expect(await stateOf(place)).toEqual(before);
    expect(await cli(place, ['undo'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing to undo'),
    });
    const { entries } = (await cli(place, ['audit', '--json'])).json() as { entries: unknown[] };
    expect(entries.at(-1)).toMatchObject({ operation: 'undo' });
  });

  test('as audit undo lists where no ID is given, whatever its options', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'add', 'ci']);
    const before = await place.readConfig();
    for (const options of [
      ['-o', 'json'],
      ['--config', place.configPath, '--json'],
      ['--json', '--yes'],
    ]) {
      const listed = await cli(place, ['audit', 'undo', ...options]);
      expect(listed.json().changes).toMatchObject([{ id: 'last', operation: 'keys add ci' }]);
    }
    expect(await place.readConfig()).toBe(before);
    expect((await cli(place, ['audit', 'undo', 'last', '-o', 'json'])).json()).toMatchObject({ ok: true });
    expect(await place.readConfig()).not.toBe(before);
  });

  test('is a conflict if another program changed config.yaml since', async () => {
    const place = await cliWorkspace();
    await cli(place, ['keys', 'add', 'ci']);
    await place.editConfig((text) => `${text}# mine\n`);
    const before = await place.readConfig();
    expect(await cli(place, ['undo'])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('changed again since'),
    });
    expect(await place.readConfig()).toBe(before);
  });

  test('what is undone is forgotten; a change that was noted since stays', async () => {
    const place = await cliWorkspace();
    const { backend, writes } = recordWrites(createFakeBackend({}), true);
    await backend.setManagementSecret(new Secret('fake-secret-0000000000000000000000001'));
    const keep = (title: string, at: number) =>
      keepChangeNote(backend, place.configPath, writes, title, { ...ioOf(place), now: () => at });
    const forget = (at: number) => forgetChangeNote(backend, place.configPath, at, ioOf(place));
    const left = () => readChangeNote(backend, place.configPath, ioOf(place));
    expect([await keep('editing client keys', 7), await keep('keys add ci', 9)]).toEqual([7, 9]);
    await forget(7);
    expect(await left()).toMatchObject({ value: { title: 'keys add ci' } });
    await forget(9);
    expect(await left()).toEqual(success(undefined));
  });

  test('is refused for two writes with one of another program in between', async () => {
    const fake = createFakeBackend({ port: 1 });
    const { backend, writes } = recordWrites(fake, true);
    await backend.editConfig([{ op: 'set', path: ['debug'], value: true }]);
    await backend.editConfig([{ op: 'set', path: ['port'], value: 2 }]);
    expect(writes.others).toEqual([]);
    fake.config = { ...fake.config, 'request-retry': 7 };
    await backend.editConfig([{ op: 'set', path: ['port'], value: 3 }]);
    expect(writes.others).toEqual([expect.stringContaining('another program')]);
  });

  test('covers the state of a session', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'claude-dev.json');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(
      file,
      JSON.stringify({ type: 'claude', email: 'dev@example.com', access_token: 'fake-token-1' }),
    );
    await cli(place, ['sessions', 'upload', file]);
    expect(await cli(place, ['undo'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Cannot undo sessions upload'),
    });
    const disabled = async () =>
      ((await cli(place, ['sessions', 'list', '--json'])).json().sessions as { state: string }[])[0]?.state;
    const before = await disabled();
    await cli(place, ['sessions', 'disable', 'dev@example.com']);
    expect(await disabled()).toBe('disabled');
    expect((await cli(place, ['undo'])).code).toBe(0);
    expect(await disabled()).toBe(before);
  });
});
