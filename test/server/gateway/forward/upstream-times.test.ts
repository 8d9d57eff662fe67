import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { runGateway } from '../gateway-world.ts';
import { rawUpstream } from '../raw-upstream.ts';
import { eachSdk } from '../sdk-clients.ts';

describe.each(eachSdk)('%s', (_, client) => {
  test('gets a 504 when its provider takes the request and never answers', async () => {
    const upstream = await fakeUpstream(() => {});
    const world = await runGateway(client.config(upstream.url), { upstreamTimes: { headersMs: 50 } });
    const failed = await client.ask(world.url).catch((thrown) => thrown);
    const error = `${client.provider} accepted the request and did not answer in time`;
    expect(failed).toBeInstanceOf(client.thrown[504]);
    expect(failed).toMatchObject({ status: 504, message: expect.stringContaining(error) });
    expect(await world.onlyRecord()).toMatchObject({ status: 504, failed: true, attempts: 1, error });
    expect(upstream.seen).toHaveLength(1);
  });

  test('gets a 504 when the connection to its provider does not come about', async () => {
    // It takes bytes and says nothing, so the handshake never ends.
    const host = await rawUpstream((socket) => socket.resume());
    const world = await runGateway(client.config(`https://${host}`), { upstreamTimes: { connectMs: 50 } });
    const failed = await client.ask(world.url).catch((thrown) => thrown);
    const error = `${client.provider} could not be reached: https://${host} did not accept the connection in time`;
    expect(failed).toBeInstanceOf(client.thrown[504]);
    expect(failed).toMatchObject({ status: 504, message: expect.stringContaining(error) });
    expect(await world.onlyRecord()).toMatchObject({ status: 504, failed: true, attempts: 1, error });
  });
});
