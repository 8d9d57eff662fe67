import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { createOutside } from '../../../src/cli/compose/create-effects.ts';
import { exchangeOutside } from '../../../src/cli/compose/outside/exchange-outside.ts';
import type {
  ExchangeStep,
  OutsideAnswer,
  OutsideRequest,
  StepReport,
} from '../../../src/contract/outside.ts';
import { socksProxy } from '../../server/gateway/socks-proxy.ts';
import { freeAddress, httpServer, httpsServer, pem, socketServer } from './servers.ts';

const key = new Secret('fake-provider-key-0000000000000001');
const ask = (url: string, more: Partial<OutsideRequest> = {}, onStep?: (told: StepReport) => void) =>
  createOutside(pem('authority')).exchange({ method: 'GET', url, ...more }, onStep);
/** Too long for a name, so that no question leaves this machine. */
const nowhere = `http://${'no-such-host'.repeat(8)}.example`;
/** The time is up in the moment when that step begins. */
async function lateAt(step: ExchangeStep, url: string, more: Partial<OutsideRequest> = {}) {
  const due: (() => void)[] = [];
  return exchangeOutside(
    { method: 'GET', url, limits: { connectMs: 2000, answerMs: 3000 }, ...more },
    {
      onStep: (told) =>
        void (told.step === step && told.ms === undefined && setImmediate(due.at(-1) ?? fail)),
      after(_, run) {
        due.push(run);
        return () => {};
      },
    },
  );
}
const fail = () => expect.unreachable('no limit holds');
const ok = httpServer.bind(undefined, (_, response) => response.end('{}'));

describe('an answer', () => {
  test('comes whole, with status, headers and the time it took, and the secret goes out as it is', async () => {
    const seen: unknown[] = [];
    const url = await httpServer((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization]);
      response.writeHead(418, { 'X-Kind': 'tea' }).end('{"pot":1}');
    });
    const headers = { authorization: new Secret(`Bearer ${key.reveal()}`) };
    const end = await ask(`${url}/v1/models?page=1`, { headers });
    expect(end).toMatchObject({ kind: 'answer', status: 418, body: '{"pot":1}', cut: false });
    expect((end as OutsideAnswer).headers['x-kind']).toBe('tea');
    expect((end as OutsideAnswer).ms).toBeGreaterThan(0);
    expect(seen).toEqual([['GET', '/v1/models?page=1', `Bearer ${key.reveal()}`]]);
  });

  test('is told step by step, each with its time', async () => {
    const told: StepReport[] = [];
    const url = (await ok()).replace('127.0.0.1', 'localhost');
    await ask(url, {}, (step) => told.push(step));
    expect(told.map(({ step, ms }) => (ms === undefined ? step : `${step} done`))).toEqual([
      ...['resolve', 'resolve done', 'connect', 'connect done'],
      ...['request', 'request done', 'answer', 'answer done'],
    ]);
    expect(told.filter(({ ms }) => ms !== undefined).every(({ ms = -1 }) => ms >= 0)).toBe(true);
    const known = told.filter(({ ms }) => ms !== undefined).map(({ step, detail }) => [step, detail]);
    expect(known).toEqual([
      ['resolve', expect.stringMatching(/^(127\.0\.0\.1|::1)$/)],
      ['connect', Number(new URL(url).port)],
      ['request', expect.stringMatching(/^GET \//)],
      ['answer', 200],
    ]);
  });

  test('that is too long is cut', async () => {
    const url = await httpServer((_, response) => response.end('x'.repeat(200_000)));
    expect(await ask(url, { limits: { bytes: 1000 } })).toMatchObject({ cut: true, body: 'x'.repeat(1000) });
  });

  test('that never ends is left at the limit', async () => {
    const url = await httpServer((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await ask(url, { limits: { bytes: 1000 } })).toMatchObject({ kind: 'answer', cut: true });
  });

  test('that leads elsewhere is not followed, so the key stays here', async () => {
    let elsewhere = 0;
    const other = await httpServer((_, response) => {
      elsewhere += 1;
      response.end();
    });
    const url = await httpServer((_, response) => response.writeHead(307, { location: other }).end());
    expect(await ask(url, { headers: { 'x-api-key': key } })).toMatchObject({
      status: 307,
      headers: { location: other },
    });
    expect(elsewhere).toBe(0);
  });
});

describe('a fault', () => {
  test('nothing listens', async () => {
    expect(await ask(await freeAddress())).toEqual({ kind: 'refused' });
  });

  test('no such host', async () => {
    expect(await ask(nowhere)).toEqual({ kind: 'no-such-host' });
  });

  test.each(['ftp://127.0.0.1', 'not an address', 'https://me:fake-word@127.0.0.1'])('%s', async (url) => {
    expect(await ask(url)).toEqual({ kind: 'bad-url' });
  });

  test('the time is up by itself', async () => {
    const url = await httpServer(() => {});
    expect(await ask(url, { limits: { answerMs: 1 } })).toMatchObject({ kind: 'timeout', ms: 1 });
  });

  test('the server takes the request and hangs', async () => {
    const url = await httpServer(() => {});
    expect(await lateAt('request', url)).toEqual({ kind: 'timeout', step: 'request', ms: 3000 });
  });

  test('the server hangs in the middle of its answer', async () => {
    const url = await httpServer((_, response) => response.writeHead(200).write('{'));
    expect(await lateAt('answer', url)).toEqual({ kind: 'timeout', step: 'answer', ms: 3000 });
  });

  test('TLS that never begins', async () => {
    const url = (await socketServer(() => {})).replace('http', 'https');
    expect(await lateAt('tls', url)).toEqual({ kind: 'timeout', step: 'tls', ms: 2000 });
  });

  test('cut off before and in the middle of the answer', async () => {
    const before = await socketServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await ask(before)).toEqual({ kind: 'cut-off', step: 'request' });
    const middle = await socketServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf')),
    );
    expect(await ask(middle)).toEqual({ kind: 'cut-off', step: 'answer' });
  });

  test('something that is no HTTP', async () => {
    const url = await socketServer((socket) => socket.once('data', () => socket.end('hello\r\n\r\n')));
    expect(await ask(url)).toEqual({ kind: 'no-http' });
  });

  test.each([
    ['self-signed', undefined, 'self-signed'],
    ['server', undefined, 'unknown-ca'],
    ['expired', 'server', 'expired'],
    ['other-name', 'server', 'wrong-host'],
  ] as const)('the certificate "%s", trusted like %s', async (certificate, trust, why) => {
    let asked = 0;
    const url = await httpsServer(certificate, () => {
      asked += 1;
    });
    const end = await ask(url, { headers: { 'x-api-key': key }, ...(trust && { trust }) });
    expect(end).toMatchObject({ kind: 'tls', why });
    expect(asked).toBe(0);
  });

  test('https where plain HTTP is spoken', async () => {
    expect(await ask((await ok()).replace('http', 'https'))).toMatchObject({ kind: 'tls', why: 'no-tls' });
  });

  test('the console’s own server is trusted with the authority that the console has', async () => {
    const url = await httpsServer('server', (_, response) => response.end('{}'));
    expect(await ask(url, { trust: 'server' })).toMatchObject({ kind: 'answer', status: 200 });
  });

  test('cancelled while it runs, and before it begins', async () => {
    const controller = new AbortController();
    const url = await httpServer(() => controller.abort());
    const { exchange } = createOutside();
    expect(await exchange({ method: 'GET', url }, undefined, controller.signal)).toEqual({
      kind: 'cancelled',
    });
    expect(await exchange({ method: 'GET', url }, undefined, controller.signal)).toEqual({
      kind: 'cancelled',
    });
  });
});

describe('a proxy', () => {
  /** Joins the two sides; `asked` are its first lines. */
  async function tunnel(status = '200 OK') {
    const asked: string[] = [];
    const url = await socketServer((socket) =>
      socket.once('data', (data) => {
        const head = String(data);
        asked.push(head);
        if (status !== '200 OK') return socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
        const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+)/.exec(head) ?? [];
        const beyond = connect(Number(port), host, () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(beyond).pipe(socket);
        });
        onTestFinished(() => void beyond.destroy());
      }),
    );
    return { url, asked };
  }

  test('leads there, for https too, and is told as a step', async () => {
    const url = await httpsServer('server', (_, response) => response.end('{}'));
    const proxy = await tunnel();
    const steps: string[] = [];
    const end = await ask(url, { proxyUrl: proxy.url, trust: 'server' }, ({ step, ms }) =>
      ms === undefined ? steps.push(step) : undefined,
    );
    expect(end).toMatchObject({ kind: 'answer', status: 200 });
    expect(steps).toEqual(['proxy', 'tls', 'request', 'answer']);
    expect(proxy.asked[0]).toContain(`CONNECT ${new URL(url).host} HTTP/1.1`);
  });

  test('gets its own name and password, and never the key', async () => {
    const proxy = await tunnel('407 Proxy Authentication Required');
    const proxyUrl = proxy.url.replace('//', '//me:fake-word@');
    const end = await ask('https://127.0.0.1:9', { proxyUrl, headers: { 'x-api-key': key } });
    expect(end).toEqual({ kind: 'proxy', why: 'sign-in', status: 407 });
    expect(proxy.asked[0]).toContain(`authorization: Basic ${btoa('me:fake-word')}`);
    expect(proxy.asked[0]).not.toContain(key.reveal());
  });

  test('may be one of SOCKS5', async () => {
    const url = await ok();
    const [open, closed, wants] = [
      await socksProxy(),
      await socksProxy(undefined, false),
      await socksProxy('me:fake-word'),
    ];
    expect(await ask(url, { proxyUrl: open.url })).toMatchObject({ kind: 'answer', status: 200 });
    expect(open.asked).toEqual([new URL(url).host]);
    expect(await ask(url, { proxyUrl: closed.url })).toEqual({ kind: 'proxy', why: 'answered' });
    expect(await ask(url, { proxyUrl: wants.url })).toEqual({ kind: 'proxy', why: 'sign-in' });
    expect(await ask(url, { proxyUrl: 'socks5://127.0.0.1:1' })).toEqual({ kind: 'proxy', why: 'refused' });
  });

  test('that fails is told from a provider that fails', async () => {
    const url = await ok();
    const proxy = await tunnel('502 Bad Gateway');
    expect(await ask(url, { proxyUrl: proxy.url })).toEqual({ kind: 'proxy', why: 'answered', status: 502 });
    expect(await ask(url, { proxyUrl: await freeAddress() })).toEqual({ kind: 'proxy', why: 'refused' });
    expect(await ask(url, { proxyUrl: nowhere })).toEqual({
      kind: 'proxy',
      why: 'no-such-host',
    });
    expect(await ask(url, { proxyUrl: 'socks4://127.0.0.1:1' })).toEqual({
      kind: 'proxy',
      why: 'unsupported',
    });
    const hung = await socketServer(() => {});
    expect(await lateAt('proxy', url, { proxyUrl: hung })).toEqual({
      kind: 'timeout',
      step: 'proxy',
      ms: 2000,
    });
    expect(await ask(url, { proxyUrl: 'direct' })).toMatchObject({ kind: 'answer' });
  });
});
