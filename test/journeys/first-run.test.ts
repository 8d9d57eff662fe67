import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { askWithKey } from '../helpers/ask-server.ts';
import { openConsole, workspace } from '../helpers/journey.ts';
import { processesAtHome } from '../helpers/run-program.ts';
import { localPassword } from '../helpers/workspace.ts';

describe('the first run', () => {
  test('makes a config of its own, shows its secrets once, and opens on an embedded server', async () => {
    const place = await workspace({ config: false, own: true });
    const first = openConsole(place);
    // On a machine with a server on the usual port that one is offered first.
    const met = await first.waitFor(/Set up a new server|Management secret · for/);
    if (/Set up a new server/.test(met)) first.press('n');
    const shown = await first.waitFor(/Management secret · for/);
    const [clientKey = '', secret = ''] = shown.match(/\b[0-9a-f]{64}\b/g) ?? [];
    expect(secret).not.toBe('');
    first.press('c');
    await first.waitFor('The client key was');
    expect(first.clipboard()).toBe(clientKey);
    first.press('m');
    await first.waitFor('The management secret was');
    expect(first.clipboard()).toBe(secret);
    first.press('Enter');
    // No terminal says whether it took the text.
    await first.waitFor('Your terminal may have ignored the copy');
    first.press('Right', 'Enter');
    await first.waitFor('Needs attention');
    expect(await first.waitFor('● live')).not.toContain(clientKey);
    const config = await place.readConfig();
    expect(config).toContain(clientKey);
    expect(config).not.toContain(secret);
    expect(config).toMatch(/host: ['"]?127\.0\.0\.1/);
    const port = /port: (\d+)/.exec(config)?.[1];
    expect(await askWithKey(`http://127.0.0.1:${port}`, clientKey)).toBe(200);
    expect(await askWithKey(`http://127.0.0.1:${port}`, 'fake-wrong-key-000000000000000000001')).toBe(401);
    first.press('q');
    await first.waitFor('Stop the server too?');
    first.press('j', 'Enter');
    expect(await first.exit).toEqual({ code: 0, signal: 0 });
    // Drawn again above the question, which moves it, and never after.
    expect(first.output().split(secret)).toHaveLength(3);
  });

  test('a second run signs in by itself, and its server ends with it', async () => {
    const place = await workspace({ own: true });
    const terminal = openConsole(place);
    const screen = await terminal.waitFor('● live');
    expect(screen).toContain('local password');
    // A request that is turned away is no client's.
    expect(await askWithKey(place.url, 'fake-wrong-key-000000000000000000001')).toBe(401);
    terminal.press('q');
    await terminal.exit;
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(0);
    expect(await processesAtHome(place.home)).toEqual([]);
  });

  test('--keep leaves the server running', async () => {
    const place = await workspace({ own: true });
    const terminal = openConsole(place, { args: ['--keep'] });
    await terminal.waitFor('● live');
    terminal.press('q');
    await terminal.exit;
    expect(await askWithKey(place.url, place.keys[0]?.key ?? '')).toBe(200);
  });

  test('a config that is named and does not exist is an error: nothing is created', async () => {
    const place = await workspace({ config: false });
    const terminal = openConsole(place);
    await terminal.waitFor('No such config file');
    terminal.press('q');
    expect((await terminal.exit).code).toBe(1);
    expect(terminal.screen()).toContain('does not exist');
    await expect(access(place.configPath)).rejects.toThrow();
  });

  test('--init makes the config that is named', async () => {
    const place = await workspace({ config: false });
    const terminal = openConsole(place, { args: ['--init'] });
    await terminal.waitFor(/Management secret · for/);
    expect(await place.readConfig()).toContain('127.0.0.1');
  });

  test('the picture of a slip offers to make it, and its server starts without a question', async () => {
    const place = await workspace({ config: false });
    const terminal = openConsole(place);
    await terminal.waitFor('n  Create a new server at');
    terminal.press('n');
    await terminal.waitFor('Your server is ready');
    await terminal.waitFor('● live');
  });

  test('--read-only makes no config', async () => {
    const place = await workspace({ config: false });
    const terminal = openConsole(place, { args: ['--read-only', '--init'] });
    expect((await terminal.exit).code).not.toBe(0);
    await expect(access(place.configPath)).rejects.toThrow();
  });
});

describe('a first run beside a server', () => {
  /** A server on another config, which a unit of this user's systemd names. */
  async function beside() {
    const other = await workspace();
    await other.startServe();
    const place = await workspace({ config: false, own: true });
    const units = join(place.home, '.config', 'systemd', 'user');
    await mkdir(units, { recursive: true });
    const unit = `[Service]\nExecStart=/opt/cli-proxy-api -config ${other.configPath}\n`;
    await writeFile(join(units, 'cliproxyapi.service'), unit);
    const terminal = openConsole(place);
    await terminal.waitFor(`A CLI Proxy API server is running at ${other.url}.`);
    await expect(access(place.configPath)).rejects.toThrow();
    return { other, place, terminal };
  }

  test('offers to sign in there, and makes nothing of its own', async () => {
    const { place, terminal } = await beside();
    terminal.press('Enter');
    await terminal.waitFor('Local password or management secret');
    terminal.type(localPassword);
    await terminal.waitFor('••');
    terminal.press('Enter');
    await terminal.waitFor('● live');
    await expect(access(place.configPath)).rejects.toThrow();
  });

  test('or to set up a server of its own', async () => {
    const { other, place, terminal } = await beside();
    terminal.press('n');
    await terminal.waitFor(/Management secret · for/);
    expect(await place.readConfig()).not.toContain(`port: ${other.port}`);
  });
});

describe('leaving a console whose server has clients', () => {
  async function withClients() {
    const place = await workspace({ own: true });
    const terminal = openConsole(place);
    await terminal.waitFor('● live');
    const ask = () => askWithKey(place.url, place.keys[0]?.key ?? '');
    expect(await ask()).toBe(200);
    terminal.press('q');
    await terminal.waitFor('Stop the server too?');
    return { terminal, ask };
  }

  test('asks, and keeps it running', async () => {
    const { terminal, ask } = await withClients();
    terminal.press('Enter');
    expect(await terminal.exit).toEqual({ code: 0, signal: 0 });
    expect(terminal.screen()).toContain('The server keeps running at');
    expect(await ask()).toBe(200);
    const [, pid] = /To stop it: kill (\d+)/.exec(terminal.screen()) ?? [];
    process.kill(Number(pid), 'SIGTERM');
    await expect.poll(ask).toBe(0);
  });

  test('or stays, or stops it', async () => {
    const { terminal, ask } = await withClients();
    terminal.press('Escape');
    await terminal.waitGone('Stop the server too?');
    expect(await ask()).toBe(200);
    terminal.press('q');
    await terminal.waitFor('Stop the server too?');
    terminal.press('j', 'Enter');
    await terminal.exit;
    expect(await ask()).toBe(0);
  });
});
