import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type PublicServer, startPublicServer } from '../helpers/public-server/start-public-server.ts';
import type { PublicServerOptions } from '../helpers/public-server/types.ts';
import { readFixture, readRecording } from './recording.ts';

const alpha = 'fake-client-key-alpha-0000000000000001';
const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function start(options: PublicServerOptions): Promise<PublicServer> {
  const server = await startPublicServer(options);
  running.push(server);
  return server;
}

/** A connection that sends words and hands over what came back. */
function open(server: PublicServer) {
  const socket: Socket = connect(server.port, '127.0.0.1');
  let text = '';
  let closed = false;
  let wake = () => {};
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    wake();
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  const until = async (done: (text: string) => boolean) => {
    while (!done(text)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const all = text;
    text = '';
    return all;
  };
  return {
    send: (...words: readonly string[]) =>
      socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
      ),
    inline: (line: string) => socket.write(`${line}\r\n`),
    until,
    /** The bytes of the next answer, a record's own values left out. */
    answer: async (like: string) => shape(await until((all) => shape(all) === shape(like) || closed)),
    isClosed: () => closed,
    end: () => socket.destroy(),
  };
}

/** A reply with the values of records taken away: lengths and JSON texts differ from run to run. */
function shape(text: string): string {
  return text.replace(/\$\d+\r\n(\{"timestamp".*\})\r\n/g, (_, json: string) =>
    Object.keys(JSON.parse(json)).sort().join(' '),
  );
}

describe('the Redis protocol on the HTTP port', () => {
  test('v7 answers as it was recorded, SUBSCRIBE and its end too', async () => {
    const server = await start({ kind: 'v7', configText: readFixture('v7/config-real.yaml') });
    const line = open(server);
    for (const { name, request, response } of readRecording('v7/resp')) {
      const recorded = String(response.body).replace('<connection closed>', '');
      if (name.startsWith('LPOP usage: one record')) {
        server.traffic({ clientKey: alpha });
        server.traffic({ clientKey: alpha });
      }
      if (typeof request.body === 'string') line.send(...request.body.split(' '));
      else server.traffic({ clientKey: alpha });
      expect(`${name}: ${await line.answer(recorded)}`).toBe(`${name}: ${shape(recorded)}`);
    }
    await line.until(() => line.isClosed());
  });

  test('v6 answers as it was recorded, whatever the queue is called', async () => {
    const server = await start({ kind: 'v6', configText: readFixture('v6/config.yaml') });
    const [recording] = JSON.parse(readFixture('v6/resp-queue.json'));
    server.traffic({ clientKey: 'b'.repeat(64), owner: 'fakeprov' });
    server.traffic({ clientKey: 'a'.repeat(64), owner: 'fakeprov' });
    const line = open(server);
    for (const { send, reply_raw: recorded } of recording.exchanges) {
      line.send(...send);
      expect(`${send}: ${await line.answer(recorded)}`).toBe(`${send}: ${shape(recorded)}`);
    }
    line.send('SUBSCRIBE', 'usage');
    expect(await line.answer("-ERR unknown command 'subscribe'\r\n")).toBe(
      "-ERR unknown command 'subscribe'\r\n",
    );
    line.end();
  });

  test('commands on a line are understood', async () => {
    const server = await start({ kind: 'v7' });
    const line = open(server);
    line.inline(`AUTH ${server.secret}`);
    expect(await line.answer('+OK\r\n')).toBe('+OK\r\n');
    line.end();
  });

  test('while somebody is subscribed, records go there only', async () => {
    const server = await start({ kind: 'v7' });
    const line = open(server);
    line.send('AUTH', server.secret);
    line.send('SUBSCRIBE', 'usage');
    await line.until((text) => text.includes('support_refresh'));
    server.traffic({ clientKey: alpha });
    expect(await line.until((text) => text.includes('request_id'))).toContain(alpha);
    expect(server.recordsWaiting).toBe(0);
    line.end();
    while (server.subscribers > 0) await new Promise((resolve) => setImmediate(resolve));
    server.traffic({ clientKey: alpha });
    expect(server.recordsWaiting).toBe(1);
  });

  test("another administrator's change is pushed", async () => {
    const server = await start({ kind: 'v7' });
    const line = open(server);
    line.send('AUTH', server.secret);
    line.send('SUBSCRIBE', 'usage');
    await line.until((text) => text.includes('support_refresh'));
    await server.changeByOther((config) => config['api-keys'].push('fake-other'));
    expect(await line.until((text) => text.includes('refresh'))).toContain('{"refresh":true}');
    line.end();
  });

  test('a wrong AUTH counts towards the same ban as a wrong request', async () => {
    const server = await start({ kind: 'v7' });
    const ask = () =>
      fetch(`${server.url}/v0/management/debug`, { headers: { authorization: 'Bearer fake-wrong' } });
    for (let count = 0; count < 4; count += 1) expect((await ask()).status).toBe(401);
    const line = open(server);
    line.send('AUTH', 'fake-wrong');
    await line.answer('-ERR invalid management key\r\n');
    expect((await ask()).status).toBe(403);
    expect(server.refused).toBe(6);
    line.end();
  });
});
