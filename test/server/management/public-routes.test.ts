import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { alpha, runServer } from '../running-server.ts';

describe('what everybody may ask', () => {
  test('healthz answers to GET and HEAD without a key', async () => {
    const { url } = await runServer();
    const answer = await fetch(`${url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
    const head = await fetch(`${url}/healthz`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect(head.headers.get('content-length')).toBe('15');
  });

  test('the root names the endpoints', async () => {
    const { url } = await runServer();
    expect(await (await fetch(`${url}/`)).json()).toEqual({
      message: 'CLI Proxy API Server',
      endpoints: ['POST /v1/chat/completions', 'POST /v1/completions', 'GET /v1/models'],
    });
  });

  test('an unknown path is 404 with an empty body', async () => {
    const { url } = await runServer();
    for (const path of ['/nothing', '/v1/nosuch', '/keep-alive', '/v0/managementx']) {
      const answer = await fetch(url + path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 404, '']);
    }
  });

  test('every answer says which server it is', async () => {
    const { url } = await runServer();
    for (const path of ['/', '/healthz', '/nothing', '/v1/models', '/v0/management/config'])
      expect((await fetch(url + path)).headers.get('server')).toBe('cli-proxy/9.9.9');
  });

  test('what is no HTTP gets a sentence and the name of the server', async () => {
    const { url } = await runServer();
    const answer = await new Promise<{ status: number | undefined; server: unknown }>((resolve, reject) => {
      const asked = request(
        `${url}/healthz`,
        { headers: { 'x-long': 'x'.repeat(40 * 1024) } },
        (response) => {
          response.resume();
          resolve({ status: response.statusCode, server: response.headers.server });
        },
      );
      asked.on('error', reject);
      asked.end();
    });
    expect(answer).toEqual({ status: 431, server: 'cli-proxy/9.9.9' });
  });

  test('a request without a Host is 400 in a sentence', async () => {
    const { url } = await runServer();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write('GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('server: cli-proxy/9.9.9');
    expect(answer).toContain('The request has no Host header.');
  });

  test('a client that offers another protocol is answered all the same', async () => {
    const { url } = await runServer();
    const status = await new Promise((resolve, reject) => {
      const headers = {
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQAAP__',
      };
      const asked = request(
        `${url}/v1/models`,
        { headers: { ...headers, 'x-api-key': alpha } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(200);
  });
});
