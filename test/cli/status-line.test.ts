import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { quotaId } from '../../src/contract/quota/quota.ts';
import { claudeFile } from '../backend/auth-files/disk-world.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';

const name = 'claude-dev@example.com.json';
let place: Workspace;
beforeEach(async () => {
  place = await cliWorkspace();
  await mkdir(place.authDir, { recursive: true, mode: 0o700 });
  const file = { ...claudeFile(), email: 'dev@example.com', expired: '2036-11-20T18:00:00Z' };
  await writeFile(join(place.authDir, name), JSON.stringify(file), { mode: 0o600 });
});

const line = (...format: string[]) => cli(place, ['status', '--line', ...format]);
const used = (usedPercent: number) =>
  openConsoleFolder(place.authDir).addQuotas({
    [quotaId({ name, account: 'dev@example.com' })]: {
      windows: [{ id: '5h', label: '5h', usedPercent, observedAt: Date.now(), source: 'headers' }],
    },
  });

test('status counts the accounts by state and says which command lists those that need attention', async () => {
  await writeFile(join(place.authDir, 'cut.json'), '{"type":', { mode: 0o600 });
  const { stdout } = await cli(place, ['status']);
  expect(stdout).toMatch(/^sessions +2 · 1 active · 1 broken$/m);
  expect(stdout).toMatch(/^warning +Sessions that need attention: 1\. See cli-proxy sessions list\.$/m);
  const { sessions } = (await cli(place, ['status', '--json'])).json();
  expect(sessions).toEqual({ total: 2, broken: 1, active: 1 });
});

describe('status --line', () => {
  test('is one line without what is unknown or 0', async () => {
    const { code, stdout, stderr } = await line();
    expect([code, stdout, stderr]).toEqual([0, '○\n', '']);
  });

  test('has the tightest quota, and how much needs attention', async () => {
    await used(93);
    expect((await line()).stdout).toBe('○ · 5h 7% left · !1\n');
    expect((await line('{quota} of {account}')).stdout).toBe('5h 7% left of dev@example.com\n');
  });

  test('has when the first window is full at its pace, if that is before its reset', async () => {
    const now = Date.now();
    const minute = 60_000;
    const window = (id: string, used: number, resetsAt: number) => ({
      ...{ id, label: id, usedPercent: used, observedAt: now - minute, source: 'headers' as const, resetsAt },
      recent: [[now - 31 * minute, used - 15] as [number, number]],
    });
    const windows = [window('7d', 40, now + 9_000 * minute), window('5h', 90, now + 60 * minute)];
    await openConsoleFolder(place.authDir).addQuotas({
      [quotaId({ name, account: 'dev@example.com' })]: { windows },
    });
    // 10 points at 30 an hour.
    const full = new Date(now + 19 * minute).toTimeString().slice(0, 5);
    expect((await line('{sign}[ {forecast}]')).stdout).toMatch(
      new RegExp(`^○ 5h full (\\d+ \\w+ )?${full}\n$`),
    );
  });

  test('has a dash for what is unknown where it is not optional', async () => {
    expect((await line('{server}: {quota}, {keys} keys[, {cooling} cooling]')).stdout).toMatch(
      /^down: –, \d+ keys\n$/,
    );
  });

  test('is JSON by the names, unknown as null', async () => {
    await used(41);
    const { json } = await line('--json');
    expect(json()).toMatchObject({ server: 'down', quota: '5h 59% left', requests: null, attention: 0 });
  });

  test('names what can be in a format', async () => {
    const wrong = await line('{quotas}');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('Unknown name {quotas}. Names: sign,'),
    ]);
    expect((await cli(place, ['status', '{sign}'])).code).toBe(2);
  });
});
