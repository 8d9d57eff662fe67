import { access } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { askWithKey } from '../helpers/ask-server.ts';
import { openConsole, workspace } from '../helpers/journey.ts';
import { processesAtHome } from '../helpers/run-program.ts';

describe('the first run', () => {
  test('makes a config of its own, shows its secrets once, and opens on an embedded server', async () => {
    const place = await workspace({ config: false });
    const first = openConsole(place);
    const shown = await first.waitFor(/management secret/i);
    const [clientKey = '', secret = ''] = shown.match(/\b[0-9a-f]{64}\b/g) ?? [];
    expect(secret).not.toBe('');
    first.press('c');
    await first.waitFor(/copied|clipboard/i);
    expect([clientKey, secret]).toContain(first.clipboard());
    first.press('Enter');
    await first.waitFor(/LABEL\s+KEY/);
    expect(first.screen()).not.toContain(clientKey);
    expect(first.screen()).toContain('● live');
    const config = await place.readConfig();
    expect(config).toContain(clientKey);
    expect(config).not.toContain(secret);
    expect(config).toMatch(/host: ['"]?127\.0\.0\.1/);
    const port = /port: (\d+)/.exec(config)?.[1];
    expect(await askWithKey(`http://127.0.0.1:${port}`, clientKey)).toBe(200);
    expect(await askWithKey(`http://127.0.0.1:${port}`, 'fake-wrong-key-000000000000000000001')).toBe(401);
    first.press('q');
    expect(await first.exit).toEqual({ code: 0, signal: 0 });
    expect(first.output().split(secret)).toHaveLength(2);
  });

  test('a second run signs in by itself, and its server ends with it', async () => {
    const place = await workspace();
    const terminal = openConsole(place);
    const screen = await terminal.waitFor('● live');
    expect(screen).toContain('local password');
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
    terminal.press('q');
    await terminal.exit;
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(0);
    expect(await processesAtHome(place.home)).toEqual([]);
  });

  test('--keep leaves the server running', async () => {
    const place = await workspace();
    const terminal = openConsole(place, { args: ['--keep'] });
    await terminal.waitFor('● live');
    terminal.press('q');
    await terminal.exit;
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
  });

  test('--read-only makes no config', async () => {
    const place = await workspace({ config: false });
    const terminal = openConsole(place, { args: ['--read-only'] });
    expect((await terminal.exit).code).not.toBe(0);
    await expect(access(place.configPath)).rejects.toThrow();
  });
});
