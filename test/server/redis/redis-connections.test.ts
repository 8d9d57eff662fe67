import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../gateway/fake-upstream.ts';
import {
  alpha,
  baseConfig,
  json,
  managementSecret,
  read,
  runServer,
  type TestServerOptions,
} from '../running-server.ts';
import { closedMark, redisTalk } from './redis-talk.ts';

const key = 'sk-fake-provider-key-000000000000001';

/** A server with a provider that answers as the test says. */
async function world(status = 200, options: TestServerOptions = {}) {
  const upstream = await fakeUpstream((asked) =>
    asked.json(status, status === 200 ? { usage: { total_tokens: 3 } } : { error: { message: 'no' } }),
  );
  const config = {
    ...(await baseConfig()),
    'openai-compatibility': [
      {
        name: 'fakeprov',
        'base-url': `${upstream.url}/v1`,
        'api-key-entries': [{ 'api-key': key }],
        models: [{ name: 'm' }],
      },
    ],
  };
  const server = await runServer({ ...options, config: { ...config, ...options.config } });
  const ask = (id: string) =>
    server
      .client(
        '/v1/chat/completions',
        alpha,
        json({ model: 'm', messages: [] }, { method: 'POST', headers: { 'x-task-id': id } }),
      )
      .then((answer) => answer.text());
  const talk = () => {
    const made = redisTalk(server.url);
    onTestFinished(() => made.end());
    return made;
  };
  return { server, ask, talk };
}

const signIn = ['AUTH', managementSecret];

describe('the Redis protocol on the port of HTTP', () => {
  test('pops records one by one or many at once, the oldest first, and shares the queue with HTTP', async () => {
    const { server, ask, talk } = await world();
    for (const id of ['1', '2', '3', '4']) await ask(id);
    const redis = talk();
    expect(await redis.say(signIn)).toEqual(['+OK']);
    expect(await redis.say(['LPOP', 'usage'])).toMatchObject([{ task: '1', provider: 'fakeprov' }]);
    expect(await redis.say(['rpop', 'USAGE', '2'])).toMatchObject([[{ task: '2' }, { task: '3' }]]);
    const rest = await read<{ task: string }[]>(await server.manage('/usage-queue?count=9'));
    expect(rest.map(({ task }) => task)).toEqual(['4']);
    expect(await redis.say(['LPOP', 'usage'])).toEqual([null]);
  });

  test('names the credential of a record by the auth-index of its key', async () => {
    const { server, ask, talk } = await world();
    await ask('1');
    const listed = await read<Record<string, { 'api-key-entries': { 'auth-index': string }[] }[]>>(
      await server.manage('/openai-compatibility'),
    );
    const index = listed['openai-compatibility']?.[0]?.['api-key-entries'][0]?.['auth-index'];
    expect(index).toMatch(/^[0-9a-f]{16}$/);
    const redis = talk();
    await redis.say(signIn);
    expect(await redis.say(['LPOP', 'usage'])).toMatchObject([{ auth_index: index }]);
  });

  test('pushes each record to every subscriber, and into the queue only without one', async () => {
    const { server, ask, talk } = await world();
    const [one, other] = [talk(), talk()];
    for (const redis of [one, other]) {
      await redis.say(signIn);
      expect(await redis.say(['SUBSCRIBE', 'usage'], 2)).toEqual([
        ['subscribe', 'usage', 1],
        ['message', 'usage', { support_refresh: true }],
      ]);
    }
    const heard = [one.say(undefined), other.say(undefined)];
    await ask('1');
    for (const replies of await Promise.all(heard))
      expect(replies).toMatchObject([['message', 'usage', { task: '1' }]]);
    expect(await read(await server.manage('/usage-queue'))).toEqual([]);
    expect(await one.say(['PING', 'hello'])).toEqual([['pong', 'hello']]);
    for (const redis of [one, other]) {
      expect(await redis.say(['UNSUBSCRIBE'], 2)).toEqual([['unsubscribe', 'usage', 0], closedMark]);
    }
    await ask('2');
    expect(await read(await server.manage('/usage-queue'))).toMatchObject([{ task: '2' }]);
  });

  test('pushes failed attempts on the channel of errors, and keeps their records in the queue', async () => {
    const { server, ask, talk } = await world(401);
    const redis = talk();
    await redis.say(signIn);
    expect(await redis.say(['SUBSCRIBE', 'errors'])).toEqual([['subscribe', 'errors', 1]]);
    const heard = redis.say(undefined);
    await ask('1');
    expect(await heard).toMatchObject([
      ['message', 'errors', { provider: 'fakeprov', model: 'm', status_code: 401 }],
    ]);
    expect(await read(await server.manage('/usage-queue'))).toMatchObject([{ task: '1', failed: true }]);
  });

  test('says nothing of the queue without the secret, and counts wrong ones with those over HTTP', async () => {
    const { server, talk } = await world();
    const redis = talk();
    expect(await redis.say(['LPOP', 'usage'])).toEqual(['-NOAUTH Authentication required.']);
    expect(await redis.say(['SUBSCRIBE', 'usage'])).toEqual(['-NOAUTH Authentication required.']);
    for (const wrong of ['wrong-1', 'wrong-2', 'wrong-3', 'wrong-4', 'wrong-5'])
      expect(await redis.say(['AUTH', wrong])).toEqual(['-ERR invalid management key']);
    const [banned] = await redis.say(signIn);
    expect(banned).toMatch(/^-ERR IP banned due to too many failed attempts/);
    expect((await server.manage('/config')).status).toBe(403);
  });

  test('leaves a subscriber whose secret is no longer good', async () => {
    const { server, ask, talk } = await world();
    const redis = talk();
    await redis.say(signIn);
    await redis.say(['SUBSCRIBE', 'usage'], 2);
    const changed = json({ value: 'another-fake-secret' }, { method: 'PUT' });
    expect((await server.manage('/console/management-secret', changed)).status).toBe(200);
    await ask('1');
    await redis.closed;
  });

  test('reads commands in whatever pieces they arrive, and several in one', async () => {
    const { talk } = await world();
    const redis = talk();
    for (const piece of ['*', '1\r', '\n$4\r\nPI', 'NG\r\n']) {
      redis.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await redis.say(undefined)).toEqual(['-NOAUTH Authentication required.']);
    redis.write('*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n');
    expect(await redis.say(undefined, 3)).toHaveLength(3);
  });

  test.each([
    ['$4\r\nPING\r\n'],
    ['*1\r\nxyz\r\n'],
    ['*-1\r\n'],
    ['*17\r\n'],
    ['*1\r\n$5000\r\n'],
    ['*1\r\n$4\r\nPINGxx'],
    [`*1\r\n+${'x'.repeat(5000)}`],
  ])('hangs up on %j, which is no command', async (raw) => {
    const { talk } = await world();
    const redis = talk();
    redis.write(raw);
    expect(await redis.say(undefined, 2)).toEqual(['-ERR protocol error', closedMark]);
  });

  test('a connection outlives the limits of HTTP for slow requests', async () => {
    const httpTimes = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 };
    const { server, ask, talk } = await world(200, { httpTimes });
    const redis = talk();
    await redis.say(signIn);
    await redis.say(['SUBSCRIBE', 'usage'], 2);
    // A slow HTTP request that began later is refused for being slow, so the limit has passed for the other as well.
    const slow = redisTalk(server.url);
    slow.write('GET / HTTP/1.1\r\n');
    await slow.closed;
    const heard = redis.say(undefined);
    await ask('1');
    expect(await heard).toMatchObject([['message', 'usage', { task: '1' }]]);
  });

  test('is not what follows an HTTP request on its connection', async () => {
    const { server } = await world();
    const http = redisTalk(server.url);
    http.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    http.write('*1\r\n$4\r\nPING\r\n');
    const [answers] = await http.say(undefined, 99);
    expect(String(answers)).toContain('HTTP/1.1 400 ');
    expect(String(answers)).not.toContain('NOAUTH');
  });

  test('does not keep a server from stopping', async () => {
    const { server, talk } = await world();
    const redis = talk();
    await redis.say(signIn);
    await Promise.all([server.close(), redis.closed]);
  });

  test('serves a client library', async () => {
    const { server, ask } = await world();
    await ask('1');
    const { hostname, port } = new URL(server.url);
    const redis = new Redis({
      host: hostname,
      port: Number(port),
      password: managementSecret,
      protocol: 2,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
    });
    onTestFinished(() => redis.disconnect());
    expect(JSON.parse((await redis.lpop('usage')) ?? '')).toMatchObject({ task: '1' });
    expect(await redis.lpop('usage', 5)).toEqual([]);
    const message = new Promise<string>((resolve) => {
      redis.on('message', (_, text) => text.includes('task') && resolve(text));
    });
    await redis.subscribe('usage');
    await ask('2');
    expect(JSON.parse(await message)).toMatchObject({ task: '2' });
  });
});
