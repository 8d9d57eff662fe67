import { type AddressInfo, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, compatible, completion, runGateway, upstreamKey } from '../gateway-world.ts';
import { eachSdk } from '../sdk-clients.ts';
import { socksProxy } from '../socks-proxy.ts';
import { tunnelProxy } from '../tunnel-proxy.ts';

const ask = '/v1/chat/completions';
const keyBy = (proxy: string | undefined) => ({
  'api-key-entries': [{ 'api-key': upstreamKey, ...(proxy === undefined ? {} : { 'proxy-url': proxy }) }],
});

describe('proxy-url', () => {
  test.each(eachSdk)('of the config leads %s to its provider', async (_, client) => {
    const upstream = await fakeUpstream(({ json, response, turn }) => {
      if (turn === 0) return json(200, client.answer);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(client.events.join(''));
    });
    const proxy = await tunnelProxy();
    const world = await runGateway({ ...client.config(upstream.url), 'proxy-url': proxy.url });
    expect(await client.ask(world.url)).toBe('Hello');
    let text = '';
    for await (const piece of client.stream(world.url)) text += piece;
    expect(text).toBe('Hello');
    // One tunnel, which is kept.
    expect(proxy.asked).toEqual([new URL(upstream.url).host]);
    expect(await world.record(1)).toMatchObject({ status: 200, tokens: client.tokens });
  });

  test('of an entry wins over that of the config, which need not work', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const [own, other] = [await tunnelProxy(), await tunnelProxy()];
    const world = await runGateway({ ...compatible(upstream.url, keyBy(own.url)), 'proxy-url': other.url });
    expect(await (await world.post(ask, chat)).json()).toEqual(completion);
    expect([own.asked, other.asked]).toEqual([[new URL(upstream.url).host], []]);
  });

  test.each(['direct', 'none'])('%s of an entry goes around the proxy of the config', async (word) => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const proxy = await tunnelProxy();
    const world = await runGateway({ ...compatible(upstream.url, keyBy(word)), 'proxy-url': proxy.url });
    expect((await world.post(ask, chat)).status).toBe(200);
    expect(upstream.seen).toHaveLength(1);
    expect(proxy.asked).toEqual([]);
  });

  test('gives its own name and password to the proxy, and to nobody else', async () => {
    const upstream = await fakeUpstream(({ json }) => json(500, { error: { message: 'no' } }));
    const proxy = await tunnelProxy();
    const url = proxy.url.replace('//', '//fake-name:fake-proxy-password@');
    const world = await runGateway(compatible(upstream.url, keyBy(url)));
    const answer = await world.post(ask, chat);
    expect(proxy.headers[0]?.['proxy-authorization']).toBe(`Basic ${btoa('fake-name:fake-proxy-password')}`);
    expect(upstream.seen[0]?.headers).not.toHaveProperty('proxy-authorization');
    const told = inspect([upstream.seen, await answer.text(), await world.record(), world.lines], {
      depth: 5,
    });
    expect(told).not.toContain('fake-proxy-password');
  });

  test('of a proxy that is not there is said, and nobody goes around it', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const password = 'fake-proxy-password';
    const world = await runGateway(compatible(upstream.url, keyBy(`http://name:${password}@127.0.0.1:9`)));
    const answer = await world.post(ask, chat);
    expect(answer.status).toBe(502);
    const record = await world.record();
    expect(record).toMatchObject({ status: 502, failed: true, error: expect.stringContaining('fakeup') });
    expect(inspect([await answer.text(), record, world.lines])).not.toContain(password);
    expect(upstream.seen).toEqual([]);
  });
});

describe('a proxy that fails', () => {
  const refused = async (proxy: string) => {
    const world = await runGateway(
      { ...compatible('http://127.0.0.1:9'), 'proxy-url': proxy },
      { upstreamTimes: { connectMs: 100 } },
    );
    const answer = await world.post(ask, chat);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect((await world.onlyRecord()).error).toBe(error.message);
    return `${answer.status} ${error.message}`;
  };

  test('is named, and its password is not', async () => {
    const silent = await rawProxy(() => {});
    const wants = await rawProxy((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    );
    const broken = await rawProxy((socket) => socket.end('HTTP/1.1 503 No\r\n\r\n'));
    expect(await refused(silent)).toBe(
      `504 fakeup could not be reached: the proxy ${silent} did not answer in time`,
    );
    const named = wants.replace('://', '://user:fake-password@');
    expect(await refused(named)).toBe(
      `502 fakeup could not be reached: the proxy ${wants} answered 407 and asks for a name and password`,
    );
    expect(await refused(broken)).toBe(`502 fakeup could not be reached: the proxy ${broken} answered 503`);
    expect(await refused('http://user:fake-password@127.0.0.1:9')).toBe(
      '502 fakeup could not be reached: nothing listens at the proxy http://127.0.0.1:9',
    );
  });
});

test.each(['http', 'socks5'])(
  '%s: a name or password that is not percent-encoded is reported',
  async (scheme) => {
    const proxy = `${scheme}://me:100%fake-password@127.0.0.1:9`;
    const world = await runGateway(compatible('http://127.0.0.1:9', keyBy(proxy)));
    const answer = await world.post(ask, chat);
    const text = await answer.text();
    expect(answer.status).toBe(502);
    expect(text).toContain('The proxy-url for fakeup is not a valid address');
    expect(text).not.toContain('fake-password');
  },
);

describe('a SOCKS5 proxy', () => {
  const refused = async (proxy: string, upstream = 'http://127.0.0.1:9') => {
    const world = await runGateway(compatible(upstream, keyBy(proxy)), { upstreamTimes: { connectMs: 100 } });
    const answer = await world.post(ask, chat);
    const { error } = (await answer.json()) as { error: { message: string } };
    return `${answer.status} ${error.message}`;
  };

  test.each(['socks5', 'socks5h'])(
    '%s: leads to the provider, whose name it looks up itself, and is kept',
    async (scheme) => {
      const upstream = await fakeUpstream(({ json }) => json(200, completion));
      const proxy = await socksProxy('me:fake-proxy-password');
      const url = proxy.url.replace('socks5://', `${scheme}://me:fake-proxy-password@`);
      const named = upstream.url.replace('127.0.0.1', 'provider.example.com');
      const world = await runGateway(compatible(named, keyBy(url)));
      for (let turn = 0; turn < 2; turn += 1)
        expect(await (await world.post(ask, chat)).json()).toEqual(completion);
      expect(proxy.asked).toEqual([new URL(named).host]);
      expect(upstream.seen).toHaveLength(2);
    },
  );

  test('that fails is named, its password is not, and nobody goes around it', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const [wants, closed] = [await socksProxy('me:fake-word'), await socksProxy(undefined, false)];
    const silent = (await rawProxy(() => {})).replace('http:', 'socks5:');
    const other = (await rawProxy((socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'))).replace(
      'http:',
      'socks5:',
    );
    const start = 'fakeup could not be reached:';
    const wrong = wants.url.replace('//', '//me:fake-password@');
    const askedFor = `502 ${start} the proxy ${wants.url} rejected the name and password, or requires them`;
    expect(await refused(wrong, upstream.url)).toBe(askedFor);
    expect(await refused(wants.url, upstream.url)).toBe(askedFor);
    expect(await refused(closed.url, upstream.url)).toBe(
      `502 ${start} the proxy ${closed.url} refused to connect there`,
    );
    expect(await refused(silent)).toBe(`504 ${start} the proxy ${silent} did not answer in time`);
    expect(await refused(other)).toBe(
      `502 ${start} the proxy ${other} closed the connection, or is not a SOCKS5 proxy`,
    );
    expect(await refused('socks5://me:fake-password@127.0.0.1:9')).toBe(
      `502 ${start} nothing listens at the proxy socks5://127.0.0.1:9`,
    );
    expect(upstream.seen).toEqual([]);
  });
});

/** A proxy on a free port of loopback that answers each CONNECT in this way. */
async function rawProxy(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
