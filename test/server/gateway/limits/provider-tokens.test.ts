import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { alpha, chat, compatible, runGateway, upstreamKey } from '../gateway-world.ts';
import { rawUpstream } from '../raw-upstream.ts';

/** A provider that answers with this whole HTTP answer. */
async function answering(name: string): Promise<string> {
  const answer = readFileSync(new URL(`../../../fixtures/provider-answers/${name}.raw`, import.meta.url));
  return `http://${await rawUpstream((socket) => socket.once('data', () => socket.end(answer)))}`;
}

const keys = (list: string) => (url: string) => ({
  [list]: [{ 'api-key': upstreamKey, 'base-url': url, models: [{ name: 'm', alias: 'fake-chat' }] }],
});
const xai = (url: string) => keys('xai-api-key')(`${url}/v1`);
const toChat = ['/v1/chat/completions', compatible] as const;
const toGemini = ['/v1beta/models/fake-chat:streamGenerateContent', keys('gemini-api-key')] as const;
const plain = { input: 11, output: 7, total: 18 };

describe('the tokens of an answer stand where its provider puts them', () => {
  test.each([
    ['Moonshot: in the choice', 'sse-kimichoice', ...toChat, plain],
    ['Groq: in a member of its own', 'sse-groq', ...toChat, plain],
    ['DeepSeek: cached beside the prompt', 'sse-deepseek', ...toChat, { ...plain, cached: 8, reasoning: 5 }],
    ['Moonshot: cached in the usage', 'sse-kimicached', ...toChat, { ...plain, cached: 8 }],
    ['GLM: reasoning in the usage', 'sse-glm', ...toChat, { ...plain, reasoning: 5 }],
    [
      'xAI: reasoning beside the output, which it is part of',
      'sse-xaireason',
      ...toChat,
      { input: 11, output: 12, reasoning: 5, total: 23 },
    ],
    [
      'xAI: the same in Responses',
      'x-reason',
      '/v1/responses',
      xai,
      { input: 11, output: 12, reasoning: 5, total: 23 },
    ],
    ['a last chunk of zeros takes nothing back', 'sse-zerolast', ...toChat, plain],
    [
      'a last event of Anthropic that repeats its input as zeros takes nothing back',
      'a-zerodelta',
      '/v1/messages',
      keys('claude-api-key'),
      { input: 170, cached: 50, written: 20, output: 9, total: 179 },
    ],
    [
      'Gemini: what its own tools fetched is input',
      'g-tool',
      ...toGemini,
      { input: 15, output: 7, total: 22 },
    ],
  ] as const)('%s', async (_, name, path, config, tokens) => {
    const world = await runGateway(config(await answering(name)));
    await (await world.post(path, { ...chat, stream: true })).text();
    expect((await world.record()).tokens).toEqual(tokens);
  });

  test('and count for the limit of the client key', async () => {
    const world = await runGateway(compatible(await answering('sse-kimichoice')), {
      records: [{ fingerprint: fingerprint(alpha), limits: { tokensPerDay: 20 } }],
    });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await world.post('/v1/chat/completions', { ...chat, stream: true });
      statuses.push(answer.status);
      await answer.text();
      await world.record(turn);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('and with them the cost that the provider itself names', async () => {
    const world = await runGateway(compatible(await answering('sse-orcost')));
    await (await world.post('/v1/chat/completions', { ...chat, stream: true })).text();
    expect(await world.record()).toMatchObject({ cost: 0.00123, tokens: plain });
  });
});
