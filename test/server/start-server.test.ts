import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect, createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { spokenLanguage } from '../../src/base/text/language.ts';
import { failure } from '../../src/contract/outcome.ts';
import { startServer } from '../../src/server/start-server.ts';
import { memoryBackend } from '../helpers/memory-backend.ts';
import { alpha, baseConfig, bravo, managementSecret, runServer, startFailure } from './running-server.ts';

const pem = (name: string) => new URL(`../fixtures/tls/${name}.pem`, import.meta.url);
const withTls = async (cert: string, key: string) => ({
  ...(await baseConfig()),
  tls: { enable: true, cert, key },
});
const fixtures = { readFile: (path: string) => readFile(pem(path)) };

describe('where it listens', () => {
  test('an empty or missing host means this machine only', async () => {
    for (const host of ['', undefined]) {
      const { url, lines } = await runServer({ config: { ...(await baseConfig()), host } });
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(lines.join('\n')).toContain('for this machine only because host is empty');
    }
  });

  test('host and port of the command win over the config', async () => {
    const { url } = await runServer({
      config: { ...(await baseConfig()), host: '0.0.0.0', port: 1 },
      host: 'localhost',
      port: 0,
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  });

  test('without client keys not beyond this machine, unless told to (A2)', async () => {
    const open = { ...(await baseConfig()), 'api-keys': [] };
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'some.example.com'])
      expect(await startFailure({ ...open, host })).toBe(
        `Without client keys, anyone who can reach ${host} could use this server. Add a key to api-keys, set host to 127.0.0.1, or set allow-open-proxy to true.`,
      );
    expect(await startFailure({ ...open, host: '127.0.0.1' })).toBe('it started');
    expect(await startFailure({ ...open, host: '0.0.0.0', 'allow-open-proxy': true })).toBe('it started');
  });

  test('a taken port, a foreign address and an unknown host are said in one sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const config = await baseConfig();
    expect(await startFailure({ ...config, port })).toBe(
      `Port ${port} on 127.0.0.1 is used by another program. Stop it, or set another port in config.yaml.`,
    );
    const lines: string[] = [];
    const forConsole = { failuresIn: 'zh-CN', log: (line: string) => lines.push(line) } as const;
    expect(await startFailure({ ...config, port }, forConsole)).toContain(`端口 ${port} 已被其他程序占用`);
    expect(await startFailure({ ...config }, forConsole)).toBe('it started');
    expect(lines.join('\n')).not.toMatch(/\p{Script=Han}/u);
    expect(spokenLanguage()).toBe('en');
    expect(await startFailure({ ...config, host: '192.0.2.1' })).toBe(
      '192.0.2.1 is not an address of this machine. Set host in config.yaml to one that is.',
    );
    expect(await startFailure({ ...config, host: 'no such host' })).toContain('"no such host" is not known');
  });

  test('a config that cannot be loaded is the failure, and nothing stays behind', async () => {
    const backend = memoryBackend(await baseConfig());
    const broken = { ...backend, load: async () => failure('invalid', 'config.yaml is broken: line 1.') };
    const outcome = await startServer({
      backend: broken,
      version: '1',
      log: () => {},
      activity: { read: async () => failure('failed', ''), write: async () => failure('failed', '') },
    });
    expect(outcome).toMatchObject({ ok: false, message: 'config.yaml is broken: line 1.' });
    expect(backend.listeners).toBe(0);
  });
});

describe('TLS (I1)', () => {
  test('serves HTTPS with the given certificate', async () => {
    const config = await withTls('server', 'server-key');
    const { url } = await runServer({ config, ...fixtures });
    const ca = await readFile(pem('authority'));
    const answer = await new Promise((resolve, reject) => {
      const asked = requestTls(`${url}/healthz`, { ca }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      asked.on('error', reject).end();
    });
    expect(url).toMatch(/^https:/);
    expect(answer).toBe('{"status":"ok"}');
  });

  test.each([
    ['', 'server-key', 'tls is enabled and tls.cert is empty'],
    ['server', 'absent', 'The file of tls.key, absent, does not exist'],
    ['server-key', 'server-key', 'tls.cert contains no certificate'],
    ['server', 'server', 'tls.key contains no private key'],
    ['server', 'self-signed-key', 'tls.cert and tls.key do not match'],
  ])('cert "%s" with key "%s" is refused in a sentence', async (cert, key, sentence) => {
    expect(await startFailure(await withTls(cert, key), fixtures)).toContain(sentence);
  });
});

describe('stopping', () => {
  test('lets a running request end, and takes no new one', async () => {
    const server = await runServer();
    const running = request(`${server.url}/v0/management/api-keys`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${managementSecret}`, expect: '100-continue' },
    });
    const answered = once(running, 'response');
    running.flushHeaders();
    // The server has it, and waits for its body.
    await once(running, 'continue');
    const closed = server.close();
    running.end(JSON.stringify([bravo]));
    const [answer] = (await answered) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.connection).toBe('close');
    await closed;
    expect(server.backend.config['api-keys']).toEqual([bravo]);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    expect(server.backend.listeners).toBe(0);
  });

  test('refuses what is asked on a connection that is kept, and closes it', async () => {
    const server = await runServer();
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk;
    });
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`;
    // Its body is missing, so that this connection is busy when the server begins to stop.
    socket.write(
      `PUT /v0/management/debug HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${managementSecret}\r\ncontent-length: 16\r\nexpect: 100-continue\r\n\r\n`,
    );
    await once(socket, 'data');
    const closed = server.close();
    socket.write(`{"value": false}${get('/v1/models')}`);
    await once(socket, 'close');
    expect(answers).toMatch(/^HTTP\/1.1 100 .*HTTP\/1.1 200 .*connection: close/is);
    expect(answers).not.toContain('GET');
    await closed;
  });

  test('closing twice is closing once', async () => {
    const server = await runServer();
    await Promise.all([server.close(), server.close()]);
    expect(server.lines.filter((line) => line.endsWith(' stopped'))).toHaveLength(1);
  });
});

describe('the log', () => {
  test('names method, path, status and time of each request, and never a key', async () => {
    const { url, lines, client, manage } = await runServer();
    await client('/v1/models', alpha);
    await fetch(`${url}/v1/models?key=${alpha}&alt=sse&${bravo}&%6bey=${bravo}&x=${bravo}`);
    await manage(`/api-keys?value=${bravo}`, { method: 'DELETE' });
    await manage('/api-keys?index=7', { method: 'DELETE' });
    const text = lines.join('\n');
    expect(text).toContain('2026-03-04T10:00:30.000Z info  GET /v1/models 200 0ms');
    expect(text).toContain('GET /v1/models?key=…&alt=sse&…&key=…&… 200');
    expect(text).toContain('DELETE /v0/management/api-keys?value=… 200');
    expect(text).toContain('DELETE /v0/management/api-keys?index=7 400');
    expect(text).not.toMatch(/fake-/);
  });

  test('holds no control character, whatever is sent', async () => {
    const { url, lines } = await runServer();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write('GET /\u001b[31mred\u0007 HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    await fetch(`${url}/%1b%5b31m`);
    expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f]/);
  });

  test('says at the start what is risky', async () => {
    const { lines } = await runServer({
      config: { ...(await baseConfig()), host: '0.0.0.0', 'api-keys': [], 'allow-open-proxy': true },
    });
    expect(lines.join('\n')).toContain('open proxy: api-keys is empty, so every client is let in');
    expect(lines.join('\n')).toContain('without TLS');
  });

  test('says at the start what has no effect', async () => {
    const { lines } = await runServer({
      config: {
        ...(await baseConfig()),
        debug: true,
        'quota-exceeded': { 'switch-project': true },
        routing: { strategy: 'nonsense' },
      },
    });
    expect(lines.join('\n')).toContain('not used by this server: quota-exceeded.switch-project');
    expect(lines.join('\n')).toContain('routing.strategy must be round-robin, ');
  });
});
