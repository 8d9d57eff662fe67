import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { routes } from '../../src/contract/routes.ts';
import { askWithKey, requestWithKey, statusOf } from '../helpers/ask-server.ts';
import { localPassword, managementSecret } from '../helpers/workspace.ts';
import { cli, cliWorkspace } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('serve', () => {
  test('prints one line when it listens, and stops in order', async () => {
    const place = await cliWorkspace();
    const server = await serving(place);
    expect(server.stdout()).toBe(`listening on ${place.url}\n`);
    expect(await askWithKey(server.url, place.keys[0]?.key ?? '')).toBe(200);
    expect(await askWithKey(server.url, 'fake-wrong-key-0000000000000000000001')).toBe(401);
    expect(await server.stop()).toBe(0);
    expect(await askWithKey(server.url, place.keys[0]?.key ?? '')).toBe(0);
  });

  test('--json: one ready line, log lines as JSON on stderr', async () => {
    const place = await cliWorkspace();
    const server = await serving(place, ['--json']);
    await server.stop();
    expect(
      server
        .stdout()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ event: 'listening', url: place.url, pid: process.pid }]);
    for (const line of server.stderr().trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({
        level: expect.stringMatching(/^(info|warn)$/),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        msg: expect.any(String),
      });
    }
  });

  test('says at its start what others can read', async () => {
    const place = await cliWorkspace();
    await chmod(place.configPath, 0o644);
    await chmod(place.authDir, 0o755);
    const server = await serving(place);
    await expect
      .poll(() => server.stderr())
      .toMatch(/warn {2}.*config\.yaml can be read by .*mode 0644.*chmod/);
    await expect.poll(() => server.stderr()).toMatch(/warn {2}.*auth can be read by .*mode 0755/);
  });

  test('--port and --host win over the config', async () => {
    const place = await cliWorkspace();
    const server = await serving(place, ['--port', '0', '--host', 'localhost']);
    expect(server.url).not.toBe(place.url);
    expect(await askWithKey(server.url, place.keys[0]?.key ?? '')).toBe(200);
  });

  test('--url is refused, as it would be ignored', async () => {
    const place = await cliWorkspace();
    const refused = await cli(place, ['serve', '--url', 'http://127.0.0.1:9']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Use --host and --port');
  });

  test('the local password comes from the environment, which then no longer holds it', async () => {
    const place = await cliWorkspace();
    const env = { ...place.env, CLI_PROXY_PASSWORD: localPassword };
    const server = await serving(place, [], { io: { env } });
    expect(await statusOf(`${server.url}/v0/management/config`, bearer(localPassword))).toBe(200);
    expect(env).not.toHaveProperty('CLI_PROXY_PASSWORD');
  });

  test('MANAGEMENT_PASSWORD takes precedence over the config', async () => {
    const place = await cliWorkspace();
    const server = await serving(place, [], { env: { MANAGEMENT_PASSWORD: 'fake-environment-password-1' } });
    const config = `${server.url}/v0/management/config`;
    expect(await statusOf(config, bearer('fake-environment-password-1'))).toBe(200);
  });

  test('the first run makes a private config and shows its secrets on stderr only', async () => {
    const place = await cliWorkspace({ config: false });
    const server = await serving(place, ['--json', '--init']);
    const [clientKey = '', secret = ''] = server.stderr().match(/\b[0-9a-f]{64}\b/g) ?? [];
    expect(server.stdout()).not.toContain(clientKey);
    expect(await askWithKey(server.url, clientKey)).toBe(200);
    expect(await statusOf(`${server.url}/v0/management/config`, bearer(secret))).toBe(200);
    const text = await readFile(place.configPath, 'utf8');
    expect(text).toContain(clientKey);
    expect(text).not.toContain(secret);
    expect((await stat(place.configPath)).mode & 0o777).toBe(0o600);
  });

  test('the client key of a first run is counted from the beginning', async () => {
    const place = await cliWorkspace({ config: false });
    const server = await serving(place, ['--init']);
    const [, secret = ''] = server.stderr().match(/\b[0-9a-f]{64}\b/g) ?? [];
    const state = await fetch(`${server.url}/v0/management/console/state`, { headers: bearer(secret) });
    const { keyRecords, countedSince } = v.parse(routes.consoleState.output, await state.json());
    expect(new Date(countedSince).toISOString()).toBe(keyRecords[0]?.createdAt);
  });

  test.each([
    ['a port that is taken', /Port \d+ on 127\.0\.0\.1 is used by another program/],
    ['a broken file', /line \d/i],
    ['a slip in the name of the file', /nearest match is .*config\.yaml/],
    ['a folder that is not there', /The folder .* does not exist/],
    ['a bad certificate', /tls|certificate/i],
    ['a password file that is not there', /password|read/i],
  ])('%s is refused in a sentence', async (what, sentence) => {
    const place = await cliWorkspace();
    const args = ['serve', '--config', place.configPath];
    if (what.includes('port')) await occupy(place.port);
    if (what.includes('broken')) await place.editConfig((text) => `${text}\nport: [\n`);
    if (what.includes('folder')) args.splice(2, 1, join(place.home, 'nowhere', 'config.yaml'), '--init');
    if (what.includes('slip')) args[2] = join(place.home, 'confg.yaml');
    if (what.includes('certificate')) {
      await place.editConfig((text) => `${text}tls: {enable: true, cert: none.pem, key: none.pem}\n`);
    }
    if (what.includes('password')) args.push('--password-file', join(place.home, 'none'));
    const run = await cli(place, args);
    expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) });
    expect(run.stderr).not.toMatch(/\n {4}at /);
  });
});

describe('commands beside a running server', () => {
  test('with its password they go over the network, and the old key is refused after finish', async () => {
    const place = await cliWorkspace();
    const env = { CLI_PROXY_PASSWORD: localPassword };
    const server = await serving(place, [], { env });
    const old = place.keys[0]?.key ?? '';
    const rotated = await cli(place, ['keys', 'rotate', 'team-1', '--grace', '1h', '--json'], { env });
    const { key, enforced } = rotated.json() as { key: string; enforced: boolean };
    expect(enforced).toBe(true);
    expect(await askWithKey(server.url, old)).toBe(200);
    expect(await askWithKey(server.url, key)).toBe(200);
    const listed = await cli(place, ['keys', 'finish', 'team-1'], { env });
    expect(listed).toMatchObject({ code: 2, stderr: expect.stringContaining('was used to list models') });
    expect(await requestWithKey(server.url, old)).toBe(400);
    const unasked = await cli(place, ['keys', 'finish', 'team-1'], { env });
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('1 request in the last hour') });
    expect((await cli(place, ['keys', 'finish', 'team-1', '--yes'], { env })).code).toBe(0);
    expect(await askWithKey(server.url, old)).toBe(401);
    expect(await askWithKey(server.url, key)).toBe(200);
  });

  test('without a password they change the files, say so, and the server follows', async () => {
    const place = await cliWorkspace();
    const server = await serving(place);
    const run = await cli(place, ['keys', 'add', 'ci', '--json']);
    expect(run.stderr).toContain('the files were edited directly');
    const { key } = run.json() as { key: string };
    await expect.poll(() => askWithKey(server.url, key), { timeout: 5_000, interval: 10 }).toBe(200);
  });

  test('status over the network', async () => {
    const place = await cliWorkspace();
    const file = join(place.home, 'password');
    await writeFile(file, `${managementSecret}\n`, { mode: 0o600 });
    await serving(place);
    const run = await cli(place, ['status', '--password-file', file, '--json']);
    expect(run.json()).toMatchObject({
      ok: true,
      config: { path: place.configPath, why: 'named by CLI_PROXY_CONFIG' },
      server: { kind: 'ours', url: place.url },
      signedInAs: 'management secret',
      keys: { total: 3, active: 3 },
      openProxy: false,
    });
  });

  test('secrets that were mounted may end in a line break, and passwords from Windows begin with a mark', async () => {
    const place = await cliWorkspace();
    const mounted = 'fake-mounted-secret-0123456789';
    const server = await serving(place, [], { env: { MANAGEMENT_PASSWORD: `${mounted}\n` } });
    const asked = await fetch(`${server.url}/v0/management/config`, {
      headers: { authorization: `Bearer ${mounted}` },
    });
    expect(asked.status).toBe(200);
    const file = join(place.home, 'password');
    await writeFile(file, `\ufeff${managementSecret}\r\n`, { mode: 0o600 });
    for (const way of [
      { argv: ['--password-file', file], env: {} },
      { argv: [], env: { CLI_PROXY_PASSWORD: `${managementSecret}\n` } },
    ]) {
      const run = await cli(place, ['status', '--json', ...way.argv], { env: way.env });
      expect(run.json()).toMatchObject({ ok: true, signedInAs: 'management secret' });
    }
  });

  test('on a terminal the password is asked for, and not shown', async () => {
    const place = await cliWorkspace();
    await serving(place);
    const run = await cli(place, ['status'], { typed: [managementSecret] });
    expect(run.stdout).toContain('management secret');
    expect(run.stderr).toContain(`secret for ${place.url}: `);
    expect(run.stderr).not.toContain(managementSecret);
  });

  test('a refused password ends with 3, no password for --url too, nobody there with 4', async () => {
    const place = await cliWorkspace();
    const server = await serving(place);
    const wrong = { env: { CLI_PROXY_PASSWORD: 'fake-wrong-password' } };
    const refused = await cli(place, ['keys', 'list', '--json'], wrong);
    expect(refused.code).toBe(3);
    expect(refused.json()).toMatchObject({ ok: false, error: { kind: 'denied', attemptsLeft: 4 } });
    expect(refused.stderr).toContain('4 attempts left');
    expect((await cli(place, ['keys', 'list', '--url', server.url])).code).toBe(3);
    await server.stop();
    expect((await cli(place, ['keys', 'list', '--url', server.url], wrong)).code).toBe(4);
    const spelled = await cli(place, ['status', '--url', 'http://me:fake-pass@127.0.0.1:1']);
    expect(spelled.code).toBe(1);
    expect(spelled.stderr).not.toContain('fake-pass');
  });

  test('the secret is rotated and shown once', async () => {
    const place = await cliWorkspace();
    const server = await serving(place);
    const env = { CLI_PROXY_PASSWORD: managementSecret };
    expect((await cli(place, ['secret', 'rotate'], { env })).code).toBe(2);
    const run = await cli(place, ['secret', 'rotate', '--yes'], { env });
    expect(run.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    const config = `${server.url}/v0/management/config`;
    expect(await statusOf(config, bearer(run.stdout.trim()))).toBe(200);
    expect(await statusOf(config, bearer(managementSecret))).toBe(401);
    expect(run.stderr + (await place.readConfig())).not.toContain(run.stdout.trim());
  });
});

describe('beside a server that is not understood', () => {
  const page = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';
  const cases = [
    ['answers as another program', (socket) => socket.once('data', () => socket.end(page)), 'foreign'],
    ['is silent', () => {}, 'unclear'],
    ['hangs up', (socket) => socket.resetAndDestroy(), 'unclear'],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown, string])[];

  test.each(cases)('that %s: commands stop and change nothing', async (_, talk, kind) => {
    const place = await cliWorkspace();
    await occupy(place.port, talk);
    const before = await place.readConfig();
    const status = await cli(place, ['status', '--json']);
    expect(status).toMatchObject({ code: 4 });
    expect(status.json()).toMatchObject({ server: { kind, reason: expect.any(String) } });
    const stopped = { code: 4, stdout: '', stderr: expect.stringContaining('use --disk') };
    expect(await cli(place, ['keys', 'add', 'ci'])).toMatchObject(stopped);
    expect(await cli(place, ['keys', 'list'])).toMatchObject(stopped);
    expect(await place.readConfig()).toBe(before);
  });

  test.each(cases)('that %s: --disk writes in place', async (_, talk) => {
    const place = await cliWorkspace();
    await occupy(place.port, talk);
    const { ino } = await stat(place.configPath);
    expect((await cli(place, ['keys', 'add', 'ci', '--disk'])).code).toBe(0);
    expect((await stat(place.configPath)).ino).toBe(ino);
  });

  test('CLI_PROXY_URL names the server where no config is named', async () => {
    const place = await cliWorkspace();
    const server = await serving(place);
    const env = { CLI_PROXY_CONFIG: '', CLI_PROXY_URL: server.url, CLI_PROXY_PASSWORD: managementSecret };
    const elsewhere = { env, cwd: '/' };
    const status = (await cli(place, ['status', '--json'], elsewhere)).json();
    expect(status).toMatchObject({ config: null, server: { kind: 'ours', url: server.url } });
    expect((await cli(place, ['keys', 'list'], elsewhere)).stdout).toContain('team-1');
    const named = await cli(place, ['status', '--json', '--config', place.configPath], elsewhere);
    expect(named.json()).toMatchObject({ config: { path: place.configPath } });
  });

  test('no server at all is no failure', async () => {
    const place = await cliWorkspace();
    const status = await cli(place, ['status', '--json']);
    expect(status.code).toBe(0);
    expect(status.json()).toMatchObject({ server: { kind: 'none' } });
  });

  test('nobody is asked for the password of a server that is not there', async () => {
    const place = await cliWorkspace();
    const script = await cli(place, ['keys', 'list', '--url', 'http://notaurl.invalid']);
    expect(script).toMatchObject({ code: 4, stderr: expect.stringMatching(/notaurl\.invalid/) });
    const gone = await cli(place, ['keys', 'list', '--url', place.url], { typed: ['not asked for'] });
    expect(gone).toMatchObject({ code: 4, stderr: expect.stringContaining('Nothing listens') });
    expect(gone.stderr).not.toContain('Local password');
  });
});

test('undo asks before it revokes a client key that was used since', async () => {
  const place = await cliWorkspace();
  const { url } = await serving(place);
  const env = { ...place.env, CLI_PROXY_PASSWORD: managementSecret };
  const { key } = (await cli(place, ['keys', 'add', 'ci', '--json'], { env })).json() as { key: string };
  expect((await fetch(`${url}/v1/models`, { headers: bearer(key) })).status).toBe(200);
  expect(await cli(place, ['undo'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('This revokes ci, which clients may use by now'),
  });
  expect((await cli(place, ['undo', '--yes'], { env })).code).toBe(0);
  expect((await fetch(`${url}/v1/models`, { headers: bearer(key) })).status).toBe(401);
});

test('undo of the label of a key that was written by hand revokes nothing, and does not ask', async () => {
  const place = await cliWorkspace();
  const key = 'fake-key-written-by-hand-000000000001';
  await place.editConfig((text) => text.replace('api-keys:', `api-keys:\n  - ${key}`));
  await serving(place);
  const env = { ...place.env, CLI_PROXY_PASSWORD: managementSecret };
  expect((await cli(place, ['keys', 'label', fingerprint(key), 'night'], { env })).code).toBe(0);
  expect(await cli(place, ['undo'], { env })).toMatchObject({ code: 0 });
  expect(await place.readConfig()).toContain(key);
});

/** Something that listens there. */
async function occupy(port: number, talk: (socket: Socket) => unknown = () => {}): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    talk(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
}

test('undo lists what another program changed, undoes one, and leaves a line in the audit log', async () => {
  const place = await cliWorkspace();
  const { url } = await serving(place);
  const before = await readFile(place.configPath, 'utf8');
  const headers = bearer(managementSecret);
  const put = { method: 'PUT', headers, body: '{"value":7}' };
  expect((await fetch(`${url}/v0/management/request-retry`, put)).status).toBe(200);
  const env = { ...place.env, CLI_PROXY_PASSWORD: managementSecret };
  const listed = await cli(place, ['audit', 'undo', '--json'], { env });
  const { changes } = listed.json() as { changes: { id: string; operation: string }[] };
  expect(changes.map(({ operation }) => operation)).toEqual(['PUT request-retry']);
  expect(await cli(place, ['undo'], { env })).toMatchObject({
    code: 2,
    stderr: expect.not.stringContaining('cli-proxy undo last'),
  });
  const dry = await cli(place, ['undo', '--dry-run'], { env });
  expect(dry.stdout).toBe('undo PUT request-retry by management secret, from 127.0.0.1\n');
  const undone = await cli(place, ['audit', 'undo', changes[0]?.id ?? '', '--yes'], { env });
  expect(undone).toMatchObject({
    code: 0,
    stderr: 'Undone: PUT request-retry by management secret, from 127.0.0.1.\n',
  });
  expect(await readFile(place.configPath, 'utf8')).toBe(before);
  expect((await cli(place, ['audit', 'undo'], { env })).stderr).toBe('There is nothing to undo.\n');
  const audit = await cli(place, ['audit', '--json'], { env });
  const { entries } = audit.json() as { entries: { operation: string }[] };
  expect(entries.map(({ operation }) => operation)).toEqual(['PUT request-retry', 'undo-route-change']);
});

test('undo undoes the newest change first, and by its ID alone that of another program', async () => {
  const place = await cliWorkspace();
  const { url } = await serving(place);
  const headers = bearer(managementSecret);
  const put = { method: 'PUT', headers, body: '{"value":7}' };
  const env = { ...place.env, CLI_PROXY_PASSWORD: managementSecret };
  const before = await readFile(place.configPath, 'utf8');
  await cli(place, ['keys', 'add', 'ci'], { env });
  const between = await readFile(place.configPath, 'utf8');
  await fetch(`${url}/v0/management/request-retry`, put);
  const { changes } = (await cli(place, ['undo', '--list', '--json'], { env })).json() as {
    changes: readonly { readonly id: string }[];
  };
  expect(changes).toMatchObject([
    { operation: 'PUT request-retry' },
    { id: 'last', operation: 'keys add ci', user: 'tester' },
  ]);
  expect((await cli(place, ['undo', 'last'], { env })).code).toBe(5);
  const [{ id = '' } = {}] = changes;
  expect(await cli(place, ['undo', '--yes'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      `PUT request-retry by management secret, from 127.0.0.1. To undo it, use cli-proxy undo ${id}. To undo keys add ci, use cli-proxy undo last, `,
    ),
  });
  expect((await cli(place, ['undo', id, '--yes'], { env })).code).toBe(0);
  expect(await readFile(place.configPath, 'utf8')).toBe(between);
  expect((await cli(place, ['undo'], { env })).stderr).toContain('Undid keys add ci');
  expect(await readFile(place.configPath, 'utf8')).toBe(before);
  expect((await cli(place, ['undo'], { env })).stderr).toContain('nothing to undo');
});
