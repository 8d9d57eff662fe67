import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findServers, publishedPorts, unitConfig } from '../../src/cli/compose/find/find-servers.ts';
import type { Input } from '../../src/cli/io.ts';
import { fakeServer, fakeSocketServer, ours, sendJson } from '../backend/management/fake-server.ts';
import { freePort } from '../helpers/free-port.ts';

/** A file system of its own, and a user in it. */
async function machine(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'find-servers-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text.replaceAll('ROOT', root));
  }
  const stdin = Readable.from([]) as Input;
  const place = { env: {}, cwd: join(root, 'work'), home: join(root, 'home/me'), stdin };
  // Whether something listens on the usual port of the machine that runs this test is not its matter.
  const usual = 'http://127.0.0.1:8317';
  const found = async () => (await findServers(place, root)).filter(({ url }) => url !== usual);
  return { root, found };
}

async function running(answer = ours): Promise<string> {
  const server = await fakeServer((response) => sendJson(response, 200, { status: 'ok' }, answer));
  onTestFinished(() => server.close());
  return server.url;
}

const portOf = (url: string) => Number(new URL(url).port);

describe('a first run looks for a server that is there already', () => {
  test.each([
    'opt/homebrew/etc/cliproxyapi.conf',
    'usr/local/etc/cliproxyapi.conf',
    'home/linuxbrew/.linuxbrew/etc/cliproxyapi.conf',
  ])('in %s', async (name) => {
    const url = await running();
    const { root, found } = await machine({ [name]: `port: ${portOf(url)}\n` });
    const text = `A CLI Proxy API server is running at ${url}.`;
    expect(await found()).toMatchObject([{ url, configPath: join(root, name), text }]);
  });

  test.each(['etc/systemd/system', 'home/me/.config/systemd/user'])('in units of %s', async (folder) => {
    const url = await running();
    const { root, found } = await machine({
      'srv/proxy/config.yaml': `port: ${portOf(url)}\n`,
      [`${folder}/cliproxyapi.service`]:
        '[Service]\nWorkingDirectory=ROOT/srv/proxy\nExecStart=/opt/cli-proxy-api\n',
    });
    expect(await found()).toMatchObject([{ url, configPath: join(root, 'srv/proxy/config.yaml') }]);
  });

  test('without waiting for a named pipe in the place of a file', async () => {
    const { root, found } = await machine({
      'work/keep': '',
      'etc/systemd/system/a.service': '[Service]\nExecStart=/usr/bin/cliproxyapi --config=ROOT/pipe\n',
    });
    for (const name of ['pipe', 'work/compose.yaml', 'etc/systemd/system/b.service'])
      execFileSync('mkfifo', [join(root, name)]);
    expect(await found()).toEqual([]);
  });

  test('in what a compose file of this folder publishes', async () => {
    const url = await running();
    const { found } = await machine({
      'work/docker-compose.yml': `services:\n  cli-proxy-api:\n    ports:\n      - "${portOf(url)}:8317"\n`,
    });
    expect(await found()).toMatchObject([{ url }]);
  });

  test('those that run come first, then what nobody knows, then configs of servers that do not run', async () => {
    const silent = await fakeSocketServer((socket) => socket.resetAndDestroy());
    onTestFinished(() => silent.close());
    const url = await running();
    const unit = (name: string) => `[Service]\nExecStart=/usr/bin/cliproxyapi --config=ROOT/${name}\n`;
    const { found } = await machine({
      'etc/systemd/system/a.service': unit('down.yaml'),
      'etc/systemd/system/b.service': unit('silent.yaml'),
      'etc/systemd/system/c.service': unit('up.yaml'),
      'down.yaml': `port: ${await freePort()}\n`,
      'silent.yaml': `port: ${portOf(silent.url)}\n`,
      'up.yaml': `port: ${portOf(url)}\n`,
    });
    expect((await found()).map(({ text }) => text)).toEqual([
      expect.stringContaining(`is running at ${url}`),
      expect.stringContaining('closed the connection'),
      expect.stringContaining('down.yaml, but the server is not running'),
    ]);
  });

  test('another program is none', async () => {
    const url = await running({ server: 'nginx', 'content-type': 'text/html' });
    const { found } = await machine({
      'work/compose.yaml': `image: eceasy/cli-proxy-api\nports:\n  - ${portOf(url)}:8317\n`,
    });
    expect(await found()).toEqual([]);
  });
});

test.each([
  ['ExecStart=/opt/x/cli-proxy-api -config /etc/x.yaml', '/etc/x.yaml'],
  ['ExecStart=-/opt/x/cliproxyapi --config="/etc/my x.yaml" -v', '/etc/my x.yaml'],
  ['WorkingDirectory=%h/proxy\nExecStart=%h/cli-proxy-api --config c.yaml', '/home/me/proxy/c.yaml'],
  ['WorkingDirectory=/srv/p\nExecStart=/srv/p/cli-proxy-api \\\n  -config sub/c.yaml', '/srv/p/sub/c.yaml'],
  ['ExecStart=/srv/p/cli-proxy-api', undefined],
  ['WorkingDirectory=/srv\nExecStart=/usr/bin/nginx -config /etc/cli-proxy-api.yaml', undefined],
])('the unit %j starts a server on %j', (text, path) => {
  expect(unitConfig(text, '/home/me')).toBe(path);
});

test.each([
  ['- "8317:8317"', [8317]],
  ["- '127.0.0.1:9000:8317/tcp' # console", [9000]],
  ['- 9001:8317', [9001]],
  ['- "$' + '{PORT:-9002}:8317"', [9002]],
  ['- "54545:54545"', []],
])('of the compose line %j the ports are %j', (line, ports) => {
  expect(publishedPorts(`image: eceasy/cli-proxy-api:latest\nports:\n  ${line}\n`)).toEqual(ports);
  expect(publishedPorts(`image: postgres\nports:\n  ${line}\n`)).toEqual([]);
});
