import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/contract/config.ts';
import { eventText, type FakeUpstream, fakeUpstream } from '../gateway/fake-upstream.ts';
import { compatible, type GatewayWorld, runGateway, upstreamKey } from '../gateway/gateway-world.ts';
import { completed, create, created, open } from '../gateway/responses-client.ts';
import { managementHash, managementSecret } from '../running-server.ts';

async function world(config: Config): Promise<GatewayWorld> {
  const management = { 'remote-management': { 'secret-key': await managementHash() } };
  return runGateway({ ...config, ...management, metrics: true });
}

const running = async (server: GatewayWorld): Promise<string | undefined> => {
  const text = await (await server.client('/metrics', managementSecret)).text();
  return /^cli_proxy_requests_in_flight (\d+)$/m.exec(text)?.[1];
};

describe('the gauge of running requests', () => {
  test('has the turns of a socket while they run, also those that their client leaves', async () => {
    const held: ServerResponse[] = [];
    const upstream: FakeUpstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventText(created));
      held.push(response);
    });
    const server = await world(compatible(upstream.url));
    const [one, other] = [await open(server), await open(server)];
    expect(await running(server)).toBe('0');
    for (const client of [one, other]) {
      client.send(create);
      expect((await client.next()).type).toBe('response.created');
    }
    expect(await running(server)).toBe('2');
    one.socket.terminate();
    await expect.poll(() => running(server)).toBe('1');
    held.at(-1)?.end(eventText(completed));
    expect((await other.next()).type).toBe('response.completed');
    await expect.poll(() => running(server)).toBe('0');
    other.send({ ...create, model: 'no-such-model' });
    expect((await other.next()).type).toBe('error');
    expect(await running(server)).toBe('0');
    other.socket.terminate();
  });

  test('has those that a provider answers on a socket of its own', async () => {
    const upstream = await fakeUpstream(
      () => {},
      (socket) => socket.send(JSON.stringify(created)),
    );
    const server = await world({
      'codex-api-key': [
        {
          'api-key': upstreamKey,
          'base-url': upstream.url,
          websockets: true,
          models: [{ name: 'gpt-real', alias: 'fake-chat' }],
        },
      ],
    });
    const client = await open(server);
    client.send(create);
    expect((await client.next()).type).toBe('response.created');
    expect(await running(server)).toBe('1');
    for (const socket of upstream.sockets) socket.terminate();
    expect((await client.next()).type).toBe('error');
    await expect.poll(() => running(server)).toBe('0');
    client.socket.terminate();
  });
});
