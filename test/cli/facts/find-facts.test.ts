import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { revisionOf } from '../../../src/base/files/revision.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { createFacts } from '../../../src/cli/compose/create-effects.ts';
import type { MachineFacts } from '../../../src/contract/facts.ts';
import { cliWorkspace } from '../run-cli.ts';

const [alpha] = ['fake-client-key-alpha-0000000000000001'];

test('a server that is known by its address alone is not said to be elsewhere when it is here', async () => {
  const { home } = await cliWorkspace();
  const whyOf = async (url: string) => {
    const facts = createFacts({ configPath: undefined, url, home, cwd: home, ca: undefined, now: Date.now });
    const seen = await facts.look({}, []);
    return seen.known ? '' : seen.why;
  };
  expect(await whyOf('http://127.0.0.1:8317')).toContain('Use --config');
  expect(await whyOf('https://proxy.example.com')).toBe('The server runs on another machine.');
});

async function placeOf(more = '') {
  const place = await cliWorkspace({ keys: 1, more });
  const facts = createFacts({
    configPath: place.configPath,
    home: place.home,
    cwd: place.home,
    ca: undefined,
    now: Date.now,
  });
  const look = async (secrets: string[] = []): Promise<MachineFacts> => {
    const read = await facts.readConfig(await place.readConfig());
    if (!read.ok) throw new Error(read.message);
    const seen = await facts.look(
      read.value.config,
      secrets.map((secret) => new Secret(secret)),
    );
    if (!seen.known) throw new Error(seen.why);
    return seen.value;
  };
  const files = async () => {
    const { files: listed } = await look();
    return new Map(listed.known ? listed.value.map(({ path, ...file }) => [path, file]) : []);
  };
  return { ...place, facts, look, files };
}

describe('what is seen of the files', () => {
  test('config, auth-dir, its files and .console with their modes', async () => {
    const { configPath, authDir, files } = await placeOf();
    const account = join(authDir, 'claude-a.json');
    await writeFile(account, '{}', { mode: 0o644 });
    await writeFile(join(authDir, 'notes.txt'), '', { mode: 0o644 });
    await symlink(account, join(authDir, 'link.json'));
    await chmod(configPath, 0o640);
    const seen = await files();
    expect(seen.get(configPath)).toMatchObject({ role: 'config', mode: 0o640, owner: 'me' });
    expect(seen.get(authDir)).toMatchObject({ role: 'auth-dir', folder: true, mode: 0o700 });
    expect(seen.get(account)).toMatchObject({ role: 'auth-file', mode: 0o644 });
    expect(seen.get(join(authDir, '.console', 'key-records.data'))).toMatchObject({
      role: 'console',
      mode: 0o600,
    });
    expect([...seen.keys()].filter((path) => /notes|link/.test(path))).toEqual([]);
  });

  test('revision and time of config.yaml, and whether auth-dir is there', async () => {
    const { configPath, look } = await placeOf();
    const { revision, modifiedAt, authDir } = await look();
    expect(revision).toBe(revisionOf(await readFile(configPath)));
    expect(modifiedAt).toBe((await stat(configPath)).mtimeMs);
    expect(authDir.there).toBe(true);
  });

  test('.env files that concern the server, with the names of what they hold', async () => {
    const { home, look } = await placeOf();
    await mkdir(join(home, 'elsewhere'));
    const put = (name: string, text: string) => writeFile(join(home, name), text);
    await put('.env', `# keys\nexport TEAM="${alpha}"\nOTHER=fake-other-0001\n`);
    await put('.env.production', 'PLAIN=1\n');
    await put('.env.example', `TEAM=${alpha}\n`);
    const { env } = await look([alpha ?? '']);
    expect(env.map(({ path, holds }) => [path.slice(home.length + 1), holds])).toEqual([
      ['.env', ['TEAM']],
      ['.env.production', []],
    ]);
  });

  test('in the working folder only those .env files that hold something of ours', async () => {
    const place = await placeOf();
    const cwd = join(place.home, 'project');
    await mkdir(cwd);
    await writeFile(join(cwd, '.env'), 'DATABASE=fake-database-1\n');
    await writeFile(join(cwd, '.env.local'), 'CLINE_API_KEY=fake-cline-0001\n');
    const { configPath, home } = place;
    const facts = createFacts({ configPath, home, cwd, ca: undefined, now: Date.now });
    const seen = await facts.look({}, []);
    expect(seen.known && seen.value.env.map(({ path }) => path)).toEqual([join(cwd, '.env.local')]);
  });
});

describe('what is seen of version control', () => {
  const states = ({ git }: MachineFacts) =>
    git.known
      ? Object.fromEntries(git.value.map(({ path, state }) => [path.split('/').at(-1), state]))
      : git.why;

  test('nothing is run where there is no work tree', async () => {
    const { look } = await placeOf();
    expect(states(await look())).toEqual({});
  });

  test('tracked, ignored and neither are told apart, without any program of the repository', async () => {
    const { home, authDir, look } = await placeOf();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: home, stdio: 'ignore' });
    git('init', '-q');
    await writeFile(join(home, '.env'), 'X=1\n');
    await writeFile(join(authDir, 'claude-a.json'), '{}');
    await writeFile(join(home, '.gitignore'), '.console\n.env\n');
    git('add', 'config.yaml');
    const trap = join(home, 'trap');
    await writeFile(trap, `#!/bin/sh\ntouch ${home}/sprung\n`, { mode: 0o700 });
    git('config', 'core.fsmonitor', trap);
    expect(states(await look())).toMatchObject({
      'config.yaml': 'tracked',
      '.env': 'ignored',
      'claude-a.json': 'unignored',
      'key-records.data': 'ignored',
    });
    await expect(stat(join(home, 'sprung'))).rejects.toThrow();
  });
});

describe('what is seen of the server', () => {
  test('nobody, or another program, at the address of the config', async () => {
    const { port, look } = await placeOf();
    expect((await look()).listening).toEqual({ url: `http://127.0.0.1:${port}`, kind: 'none' });
    const other = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => other.close(() => resolve())));
    expect((await look()).listening.kind).toBe('foreign');
  });

  test('its time, from the Date of an answer that needs no secret', async () => {
    const { facts } = await placeOf();
    let asked: unknown;
    const server = createServer((request, response) => {
      asked = request.headers.authorization;
      response.setHeader('date', 'Mon, 16 Nov 2026 09:00:00 GMT').end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const told = await facts.askTime(`http://127.0.0.1:${port}`);
    expect(told).toMatchObject({ known: true, value: { theirs: Date.UTC(2026, 10, 16, 9) } });
    expect(asked).toBeUndefined();
    const nobody = await facts.askTime('http://127.0.0.1:1');
    expect(nobody.known).toBe(false);
  });

  test('the dates of its certificate, and whether the key belongs to it', async () => {
    const folder = join(import.meta.dirname, '../../fixtures/tls');
    const tls = (cert: string, key: string) =>
      `tls:\n  enable: true\n  cert: ${join(folder, cert)}\n  key: ${join(folder, key)}\n`;
    const good = await (await placeOf(tls('server.pem', 'server-key.pem'))).look();
    expect(good.tls?.problem).toBeUndefined();
    expect(good.tls?.validTo).toBeGreaterThan(good.tls?.validFrom ?? Number.POSITIVE_INFINITY);
    const wrong = await (await placeOf(tls('server.pem', 'other-name-key.pem'))).look();
    expect(wrong.tls?.problem).toMatch(/do not match/);
    const none = await (await placeOf(tls('none.pem', 'server-key.pem'))).look();
    expect(none.tls).toMatchObject({ problem: expect.stringMatching(/does not exist/) });
  });
});

describe('what it changes', () => {
  test('modes, all or none, and tells which there were', async () => {
    const { configPath, home, facts } = await placeOf();
    await chmod(configPath, 0o644);
    const missing = { path: join(home, 'none'), mode: 0o600 };
    const failed = await facts.setModes([{ path: configPath, mode: 0o600 }, missing]);
    expect(failed).toMatchObject({ ok: false, message: expect.stringContaining('none') });
    expect((await stat(configPath)).mode & 0o777).toBe(0o644);
    const set = await facts.setModes([{ path: configPath, mode: 0o600 }]);
    expect(set).toEqual({ ok: true, value: [{ path: configPath, mode: 0o644 }] });
    expect((await stat(configPath)).mode & 0o777).toBe(0o600);
  });

  test('a folder is made for its owner alone, and only an empty one goes again', async () => {
    const { home, facts } = await placeOf();
    const folder = join(home, 'new', 'auth');
    expect((await facts.makeFolder(folder)).ok).toBe(true);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    await writeFile(join(folder, 'token.json'), '{}');
    expect(await facts.removeFolder(folder)).toMatchObject({ ok: false, kind: 'conflict' });
    await stat(join(folder, 'token.json'));
  });
});
