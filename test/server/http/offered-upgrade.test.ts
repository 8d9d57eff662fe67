import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../gateway/fake-upstream.ts';
import { alpha, chat, compatible, completion, runGateway } from '../gateway/gateway-world.ts';

/** As Java's HttpClient sends every request unless it is told not to. */
const offer =
  'Connection: Upgrade, HTTP2-Settings, X-Hop\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nX-Hop: one\r\n';

const pem = (name: string) => new URL(`../../fixtures/tls/${name}.pem`, import.meta.url);

async function answerTo(url: string, pieces: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port, protocol } = new URL(url);
  const socket =
    protocol === 'https:'
      ? connectTls({ host: hostname, port: Number(port), ca: await readFile(pem('authority')) })
      : connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, resolve));
  await once(socket, 'close');
  return text;
}

const head = (more: string) =>
  `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${alpha}\r\nContent-Type: application/json\r\n${offer}${more}\r\n`;

describe('a request with a body that also offers another protocol', () => {
  test.each([0, 3_000_000])('is answered as one without the offer, with a text of %i bytes', async (more) => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const body = JSON.stringify({ ...chat, more: 'é'.repeat(more / 2) });
    const answer = await answerTo(world.url, [head(`Content-Length: ${Buffer.byteLength(body)}\r\n`) + body]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(answer).toContain(completion.id);
    expect(upstream.seen[0]?.body).toBe(body.replace('fake-chat', 'fake-model-1'));
    expect(upstream.seen[0]?.headers).not.toHaveProperty('upgrade');
    expect(upstream.seen[0]?.headers).not.toHaveProperty('http2-settings');
    // What the client keeps for this connection goes no further, as ever.
    expect(upstream.seen[0]?.headers).not.toHaveProperty('x-hop');
    expect(await world.record()).toMatchObject({ status: 200 });
  });

  test('is answered over TLS, too', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const tls = { enable: true, cert: 'server', key: 'server-key' };
    const config = { ...compatible(upstream.url), tls };
    const world = await runGateway(config, { readFile: (path) => readFile(pem(path)) });
    const body = JSON.stringify(chat);
    const answer = await answerTo(world.url, [head(`Content-Length: ${body.length}\r\n`), body]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain(completion.id);
  });

  test('may send it in pieces, also after its head', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(compatible(upstream.url));
    const body = Buffer.from(JSON.stringify(chat));
    const pieces = [body.subarray(0, 10), body.subarray(10)].flatMap((piece) => [
      `${piece.length.toString(16)}\r\n`,
      piece,
      '\r\n',
    ]);
    const answer = await answerTo(world.url, [
      head('Transfer-Encoding: chunked\r\n'),
      ...pieces,
      '0\r\n\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toEqual({ ...chat, model: 'fake-model-1' });
  });
});
