import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { cli, cliWorkspace } from './run-cli.ts';

type Place = Awaited<ReturnType<typeof cliWorkspace>>;
const versionsOf = async (
  place: Place,
): Promise<{ id: string; path: string; by?: string; line?: string }[]> =>
  (await cli(place, ['config', 'history', '--disk', '--json'])).json().changes as never;

describe('config list', () => {
  test('lists value, default, effect and help of every setting, and masks secrets', async () => {
    const place = await cliWorkspace();
    await cli(place, ['config', 'set', 'no-such.setting', '1', '--force', '--disk']);
    const listed = await cli(place, ['config', 'list', '--disk']);
    expect(listed.stdout).toMatch(/^request-retry +– +0 +at start +Further rounds/m);
    expect(listed.stdout).toMatch(/^streaming\.keepalive-seconds +– +0 +none here/m);
    expect(listed.stdout).toMatch(/^no-such +\{"setting":1\} +– +– +No known server has this setting\./m);
    expect((await cli(place, ['config', 'list', 'clients', '--json'])).stdout).not.toMatch(
      /fake-client-key-\d/,
    );
    expect(await cli(place, ['config', 'list', 'nowhere'])).toMatchObject({ code: 2 });
  });
});

describe('what is shown before config.yaml changes', () => {
  test('--dry-run shows the difference and writes nothing', async () => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    const run = await cli(place, ['config', 'set', 'request-retry', '5', '--dry-run', '--disk']);
    expect(run).toMatchObject({ code: 0, stderr: 'Dry run: no changes made.\n' });
    expect(run.stdout).toMatch(/^ *\d+ \+ request-retry: 5$/m);
    expect(await place.readConfig()).toBe(before);
    const open = await cli(place, ['config', 'set', 'host', '0.0.0.0', '--dry-run', '--disk']);
    expect(open.stderr).toContain('host: Every network');
  });

  test('a value outside the range of its setting is refused before anything is read', async () => {
    const place = await cliWorkspace();
    for (const [path, value] of [
      ['request-retry', '-5'],
      ['pprof.addr', 'here'],
      ['streaming.keepalive-seconds', 'often'],
    ] as const) {
      const run = await cli(place, ['config', 'set', path, '--disk', '--', value]);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain(`${path} must be`);
    }
  });

  test('unset removes a setting, and says so if there is none', async () => {
    const place = await cliWorkspace();
    await cli(place, ['config', 'set', 'request-retry', '5', '--disk']);
    expect((await cli(place, ['config', 'unset', 'request-retry', '--disk'])).stderr).toBe(
      'Reset request-retry to its default.\n',
    );
    expect(await place.readConfig()).not.toContain('request-retry');
    expect(await cli(place, ['config', 'unset', 'request-retry', '--disk'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('its default already applies'),
    });
  });
});

describe('the history of config.yaml', () => {
  test.each([
    ['emptied', ''],
    ['cut', 'port: ['],
    ['cut in its auth-dir', 'port: 8601\nauth-dir: ~/au\nbroken: ['],
  ])('is found beside a file that was %s, and restores it', async (_, broken) => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    await cli(place, ['config', 'set', 'request-retry', '5', '--disk']);
    await place.editConfig(() => broken);
    const [newest] = await versionsOf(place);
    const id = newest?.id ?? '';
    expect(await cli(place, ['config', 'restore', id, '--yes', '--disk'])).toMatchObject({ code: 0 });
    expect(await place.readConfig()).toBe(before);
  });

  test('names each change with its author, shows its difference, and restores the text before it', async () => {
    const place = await cliWorkspace();
    const before = await place.readConfig();
    await cli(place, ['config', 'set', 'request-retry', '5', '--disk']);
    await cli(place, ['config', 'set', 'max-retry-interval', '70', '--disk']);
    const versions = await versionsOf(place);
    expect(versions.map(({ line }) => line)).toEqual(['+ max-retry-interval: 70', '+ request-retry: 5']);
    expect(versions.every(({ by }) => by !== undefined)).toBe(true);
    const [, first] = versions;
    expect(await readFile(first?.path ?? '', 'utf8')).toBe(before);
    const difference = await cli(place, ['config', 'diff', first?.id ?? '', '--disk']);
    expect(difference.stdout).toMatch(/\+ request-retry: 5\n.*\+ max-retry-interval: 70/s);
    const dry = await cli(place, ['config', 'restore', first?.id ?? '', '--dry-run', '--disk']);
    expect(dry.stdout).toMatch(/- request-retry: 5/);
    const restored = await cli(place, ['config', 'restore', first?.id ?? '', '--yes', '--disk']);
    expect(restored).toMatchObject({ code: 0, stderr: `Restored version ${first?.id} of config.yaml.\n` });
    expect(await place.readConfig()).toBe(before);
    expect(await versionsOf(place)).toHaveLength(3);
  });

  test('tells adding from removing and changing', async () => {
    const place = await cliWorkspace({ keys: 1 });
    await cli(place, ['config', 'set', 'request-retry', '5', '--disk']);
    await cli(place, ['config', 'set', 'request-retry', '6', '--disk']);
    await cli(place, ['undo', '--yes']);
    await cli(place, ['config', 'unset', 'request-retry', '--disk']);
    await cli(place, ['keys', 'add', 'ci', '--disk']);
    await cli(place, ['keys', 'rotate', 'team-1', '--grace', 'now', '--yes', '--disk']);
    expect((await versionsOf(place)).map(({ line }) => line)).toEqual([
      expect.stringMatching(/^- "?fake…0001"?.* → \S+…\S+$/),
      expect.stringMatching(/^\+ - \S+…\S+$/),
      '− request-retry: 5',
      'request-retry: 6 → 5',
      'request-retry: 5 → 6',
      '+ request-retry: 5',
    ]);
  });

  test('an unknown version and a path in its place are refused', async () => {
    const place = await cliWorkspace();
    expect((await cli(place, ['config', 'diff', '--disk'])).stderr).toContain(
      'No former text of config.yaml',
    );
    for (const id of ['20260101T000000000Z', '../../config.yaml', ''])
      expect((await cli(place, ['config', 'restore', id, '--yes', '--disk'])).code).not.toBe(0);
  });
});
