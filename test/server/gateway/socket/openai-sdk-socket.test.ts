import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, runGateway, upstreamKey } from '../gateway-world.ts';
import { completed, created } from '../responses-client.ts';

const hello = { type: 'response.create' as const, model: 'fake-chat', input: 'hi' };

function connected(url: string): ResponsesWS {
  const socket = new ResponsesWS(new OpenAI({ apiKey: alpha, baseURL: `${url}/v1` }));
  onTestFinished(() => socket.close());
  return socket;
}

const overHttp = (url: string) => compatible(url, { 'disable-cooling': true });
const overSocket = (url: string) => ({
  'codex-api-key': [
    {
      'api-key': upstreamKey,
      'base-url': url,
      websockets: true,
      'disable-cooling': true,
      models: [{ name: 'fake-model-1', alias: 'fake-chat' }],
    },
  ],
});

describe("the OpenAI SDK's socket", () => {
  test.each([
    ['over HTTP', overHttp],
    ['over a socket of the provider', overSocket],
  ])('gets its answer %s, and the record its tokens', async (_, config) => {
    const upstream = await fakeUpstream(
      ({ events }) => events(created, completed),
      (socket) => {
        for (const frame of [created, completed]) socket.send(JSON.stringify(frame));
      },
    );
    const world = await runGateway(config(upstream.url));
    const socket = connected(world.url);
    const types: string[] = [];
    socket.on('event', ({ type }) => types.push(type));
    const over = new Promise<unknown>((resolve) => socket.on('response.completed', resolve));
    socket.send(hello);
    expect(await over).toEqual(completed);
    expect(types).toEqual(['response.created', 'response.completed']);
    expect(await world.record()).toMatchObject({
      endpoint: 'GET /v1/responses',
      status: 200,
      model: 'fake-model-1',
      tokens: { input: 7, output: 3, cached: 2, total: 10 },
    });
  });

  test.each([
    [401, 'over HTTP', overHttp],
    [429, 'over HTTP', overHttp],
    [401, 'over its socket', overSocket],
    [429, 'over its socket', overSocket],
  ])('reads a %i that the provider says %s as an error, and stays open', async (status, _, config) => {
    const error = { message: 'no', type: 'x', code: 'nope' };
    const upstream = await fakeUpstream(
      ({ json }) => json(status, { error }),
      (socket) => socket.send(JSON.stringify({ type: 'error', status, error })),
    );
    const world = await runGateway(config(upstream.url));
    const socket = connected(world.url);
    for (const turn of [0, 1]) {
      const failed = new Promise<{ error?: unknown }>((resolve) => socket.on('error', resolve));
      socket.send(hello);
      const message = expect.stringMatching(new RegExp(`^\\w+ answered ${status}: .*\\bno\\b`));
      expect((await failed).error).toEqual({ type: 'error', status, error: { ...error, message } });
      expect(await world.record(turn)).toMatchObject({ status, failed: true, attempts: 1 });
    }
  });
});
