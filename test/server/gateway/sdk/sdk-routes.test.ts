import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, compatible, type GatewayWorld, runGateway, upstreamKey } from '../gateway-world.ts';

const nowhere = 'http://127.0.0.1:9';
const openAi = ({ url }: GatewayWorld) => new OpenAI({ apiKey: alpha, baseURL: `${url}/v1` });
const anthropic = ({ url }: GatewayWorld) => new Anthropic({ apiKey: alpha, baseURL: url });
const google = ({ url }: GatewayWorld) =>
  new GoogleGenAI({ apiKey: alpha, apiVersion: 'v1', httpOptions: { baseUrl: url } });
const gemini = (url: string) => ({ 'gemini-api-key': [{ 'api-key': upstreamKey, 'base-url': url }] });

test.each([
  ['OpenAI: files', async (world: GatewayWorld) => openAi(world).files.list(), '/v1/files'],
  [
    'Anthropic: batches',
    async (world: GatewayWorld) => anthropic(world).messages.batches.list(),
    '/v1/messages/batches',
  ],
])(
  '%s, which this server has not, are asked for once, with all retries that are usual',
  async (_, ask, path) => {
    const world = await runGateway(compatible(nowhere));
    await expect(ask(world)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('This server has no such route'),
    });
    expect(world.lines.filter((line) => line.includes(path))).toHaveLength(1);
  },
);

test('one model is found by each SDK', async () => {
  const claude = { 'claude-api-key': [{ 'api-key': upstreamKey }] };
  const world = await runGateway({ ...compatible(nowhere), ...claude, ...gemini(nowhere) });
  expect(await openAi(world).models.retrieve('fake-chat')).toMatchObject({
    id: 'fake-chat',
    object: 'model',
  });
  const opus = 'claude-opus-4-20250514';
  expect(await anthropic(world).models.retrieve(opus)).toMatchObject({ id: opus, type: 'model' });
  const flash = 'gemini-2.5-flash';
  expect(await google(world).models.get({ model: flash })).toMatchObject({ name: `models/${flash}` });
});

test("Google's SDK works with v1, which newer ones ask for by themselves", async () => {
  const candidates = [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }];
  const upstream = await fakeUpstream(({ json }) => json(200, { candidates }));
  const world = await runGateway(gemini(upstream.url));
  const request = { model: 'gemini-2.5-flash', contents: 'hi' };
  expect((await google(world).models.generateContent(request)).text).toBe('Hello');
  const names: (string | undefined)[] = [];
  for await (const model of await google(world).models.list()) names.push(model.name);
  expect(names).toContain('models/gemini-2.5-flash');
});
