import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { fakeProviders, keyFor, runProvider } from '../helpers/fake-providers.ts';
import { type PublicServer, startPublicServer } from '../helpers/public-server/start-public-server.ts';
import { until } from '../helpers/until.ts';
import { type CliOptions, cli, cliWorkspace } from './run-cli.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';

/** A public server, and commands on the machine where it runs. */
async function onMachine(kind: 'v7' | 'v6') {
  const place = await cliWorkspace();
  const server = await startPublicServer({ kind, clientKeys: [alpha] });
  onTestFinished(() => server.close());
  const run = (argv: readonly string[], env: Record<string, string> = {}) =>
    cli(place, argv, { env: { CLI_PROXY_CONFIG: server.configPath, ...env } } satisfies CliOptions);
  return { place, server, run, password: { CLI_PROXY_PASSWORD: server.secret } };
}

const records = async (folder: string) => readFile(join(folder, 'key-records.data'), 'utf8');
const keyedRequests = (server: PublicServer) => server.requests.filter((it) => it.path.startsWith('/v0/'));

describe.each(['v7', 'v6'] as const)('commands beside a public server, %s', (kind) => {
  test('with its secret a key is added over the network, and its label lies in auth-dir', async () => {
    const { server, run, password } = await onMachine(kind);
    const added = await run(['keys', 'add', 'ci'], password);
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f]{64}\n$/) });
    expect(server.clientKeysInForce()).toEqual([alpha, added.stdout.trim()]);
    expect(await records(join(server.authDir, '.console'))).toContain('"ci"');
    expect((await run(['keys', 'list', '--json'], password)).stdout).toContain('"ci"');
  });

  test('without a secret a script is told what to give, and nothing is sent', async () => {
    const { server, run } = await onMachine(kind);
    const refused = await run(['keys', 'add', 'ci']);
    expect(refused).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('--password-file'),
    });
    expect(refused.stderr).toContain('--disk');
    expect(keyedRequests(server)).toEqual([]);
  });

  test('the secret goes over http to another machine only when somebody says so', async () => {
    const { place, server, password } = await onMachine(kind);
    // No name of this machine, as far as anybody can tell from it.
    const argv = ['keys', 'list', '--url', server.url.replace('127.0.0.1', '0.0.0.0')];
    const refused = await cli(place, argv, { env: password });
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--insecure-http'),
    });
    expect(refused.stderr).toContain('unencrypted');
    const no = await cli(place, argv, { env: password, typed: ['n'] });
    expect(no.code).not.toBe(0);
    expect(no.stderr).toContain('Send it anyway?');
    expect(keyedRequests(server)).toEqual([]);
    expect((await cli(place, argv, { env: password, typed: ['y'] })).code).toBe(0);
    expect((await cli(place, [...argv, '--insecure-http'], { env: password })).code).toBe(0);
    expect(keyedRequests(server).length).toBeGreaterThan(0);
  });

  test('--disk says what may undo it, and changes the file in place, so that the server keeps its watch', async () => {
    const { server, run } = await onMachine(kind);
    const { ino } = await stat(server.configPath);
    const added = await run(['keys', 'add', 'ci', '--disk']);
    expect(added).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('its next change overwrites this one'),
    });
    expect((await stat(server.configPath)).ino).toBe(ino);
    await server.settled();
    expect(server.watching()).toBe(true);
    expect(keyedRequests(server)).toEqual([]);
  });

  test('of a server elsewhere labels lie in the state folder, by server', async () => {
    const { place, server, run, password } = await onMachine(kind);
    const state = join(place.home, 'state');
    await mkdir(state);
    const env = { ...password, XDG_STATE_HOME: state };
    expect((await run(['keys', 'add', 'ci', '--url', server.url], env)).code).toBe(0);
    expect(await records(join(state, 'cli-proxy', 'servers', `127.0.0.1_${server.port}`))).toContain('"ci"');
    expect(existsSync(join(server.authDir, '.console'))).toBe(false);
  });

  test('status names it', async () => {
    const { run, server, password } = await onMachine(kind);
    const status = await run(['status', '--json'], password);
    expect(status.json()).toMatchObject({
      server: { kind: 'public', url: server.url, generation: kind },
      keys: { total: 1 },
    });
  });

  test('a key is checked by the server itself, which may know another file than the one on disk', async () => {
    const { server, run, password } = await onMachine(kind);
    const known = await run(['keys', 'check', fingerprint(alpha), '--json'], password);
    expect(known).toMatchObject({ code: 0 });
    expect(known.json()).toMatchObject({ state: 'works', status: 200 });
    // Replaced by a rename: from then on the server sees no change of the file.
    const beside = `${server.configPath}.new`;
    const text = await readFile(server.configPath, 'utf8');
    await writeFile(beside, text.replaceAll(alpha, 'fake-client-key-of-the-file-000000000001'));
    await rename(beside, server.configPath);
    await server.settled();
    const unknown = await run(['keys', 'check', 'fake…0001', '--disk']);
    expect(unknown.code).toBe(1);
    expect(unknown.stdout).toMatch(/\(Invalid API key\): the server has loaded a different config/);
  });

  test('a provider key that the server tells is checked with its provider', async () => {
    const { server, run, password } = await onMachine(kind);
    const provider = await runProvider('claude');
    const list = fakeProviders.claude?.config(provider.url, keyFor('good'))['claude-api-key'];
    const url = `${server.url}/v0/management/claude-api-key`;
    const headers = { authorization: `Bearer ${server.secret}`, 'content-type': 'application/json' };
    await fetch(url, { method: 'PUT', headers, body: JSON.stringify(list) });
    const checked = await run(['providers', 'check', 'claude', '--url', server.url], password);
    expect(checked).toMatchObject({ code: 0, stdout: 'Claude accepts the key and lists 2 models.\n' });
  });

  test('a key is rotated, and the old one goes without a word in the log', async () => {
    const { server, run, password } = await onMachine(kind);
    expect((await run(['keys', 'label', fingerprint(alpha), 'web'], password)).code).toBe(0);
    const rotated = await run(['keys', 'rotate', 'web', '--grace', 'now', '--yes'], password);
    expect(rotated.code).toBe(0);
    expect(server.clientKeysInForce()).toEqual([rotated.stdout.trim()]);
    expect(server.logLines.join('\n')).not.toContain(alpha);
  });
});

test('a program that is no CLI Proxy API server is sent no secret', async () => {
  const place = await cliWorkspace();
  const { createServer } = await import('node:http');
  const seen: unknown[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers);
    response.end('hello');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const env = { CLI_PROXY_PASSWORD: 'fake-management-secret-0001' };
  const refused = await cli(place, ['keys', 'list', '--url', `http://127.0.0.1:${port}`], { env });
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('not a CLI Proxy API server') });
  expect(JSON.stringify(seen)).not.toContain('fake-management-secret');
});

describe.each(['v7', 'v6'] as const)('config.yaml edited by rename under a running server, %s', (kind) => {
  const hand = 'fake-client-key-by-hand-00000000000009';
  async function edited() {
    const at = await onMachine(kind);
    const text = await readFile(at.server.configPath, 'utf8');
    await at.server.renameOverConfig(text.replace(alpha, `${alpha}\n  - ${hand}`));
    await until(() => expect(at.server.watching()).toBe(false));
    return at;
  }

  test('every command that writes ends with 5 and names both ways; status and doctor say it', async () => {
    const { server, run, password, place } = await edited();
    const before = await readFile(server.configPath, 'utf8');
    const keys = join(place.home, 'keys.txt');
    await writeFile(keys, 'fake-client-key-imported-000000000000001\n');
    const commands = [
      ['config', 'set', 'request-retry', '5'],
      ['keys', 'add', 'ci'],
      ['keys', 'import', keys],
      ['keys', 'rotate', fingerprint(alpha)],
      ['providers', 'add', 'gemini', '--key-file', keys],
      ['secret', 'rotate', '--yes'],
      ...(kind === 'v6' ? [['amp', 'set', '--upstream-url', 'https://amp.example.com']] : []),
    ];
    for (const words of commands) {
      const refused = await run(words, password);
      expect([words.join(' '), refused.code, refused.stdout]).toEqual([words.join(' '), 5, '']);
      expect(refused.stderr).toMatch(/has not loaded it \(api-keys\)\. .*config load.*config keep/);
    }
    expect(await readFile(server.configPath, 'utf8')).toBe(before);
    expect((await run(['status'], password)).stdout).toContain('has not loaded it (api-keys)');
    expect((await run(['doctor'], password)).stdout).toContain(
      'was edited, but the server has not loaded it',
    );
  });

  test('config load and config keep choose, and leave a line in the audit log', async () => {
    const one = await edited();
    const loaded = await one.run(['config', 'load', '--json'], one.password);
    expect(loaded.json()).toMatchObject({ ok: true, parts: ['api-keys'], applied: kind === 'v7' });
    expect(one.server.clientKeys()).toEqual([alpha, hand]);
    expect(loaded.stderr.includes('Restart the server')).toBe(kind === 'v6');
    expect((await one.run(['config', 'set', 'request-retry', '5'], one.password)).code).toBe(0);
    expect(await readFile(one.server.configPath, 'utf8')).toContain(hand);
    const again = await one.run(['config', 'load'], one.password);
    expect(again).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('already runs with config.yaml'),
    });

    const other = await edited();
    const kept = await other.run(['config', 'keep'], other.password);
    expect(kept).toMatchObject({ code: 0, stderr: expect.stringContaining('The replaced text is saved in') });
    expect(await readFile(other.server.configPath, 'utf8')).not.toContain(hand);
    expect((await other.run(['audit'], other.password)).stdout).toMatch(/keep-config +api-keys/);
  });
});
