import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import { gate } from '../gate.ts';
import { alpha, compatible, runGateway } from '../gateway-world.ts';

const response = (status: string, more: object = {}) => ({
  id: 'resp_fake_0001',
  object: 'response',
  created_at: 1790000000,
  model: 'fake-model-1',
  status,
  output: [],
  ...more,
});
const usage = {
  input_tokens: 70,
  input_tokens_details: { cached_tokens: 20 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 9 },
  total_tokens: 100,
};
const delta = (text: string, number: number) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_fake_0001',
  output_index: 0,
  content_index: 0,
  delta: text,
  sequence_number: number,
});
const asked = { model: 'fake-chat', input: 'hi', stream: true as const };
const sdk = (url: string) => new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0 });

test('the OpenAI SDK streams a response over HTTP; the tokens stand in its last event', async () => {
  const goOn = gate();
  const upstream = await fakeUpstream(async ({ response: answer }) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    const created = { type: 'response.created', sequence_number: 0, response: response('in_progress') };
    answer.write(eventText(created) + eventText(delta('Hel', 1)));
    await goOn.opened;
    const completed = {
      type: 'response.completed',
      sequence_number: 3,
      response: response('completed', { usage }),
    };
    answer.end(eventText(delta('lo', 2)) + eventText(completed));
  });
  const world = await runGateway(compatible(upstream.url));
  const texts: string[] = [];
  const types: string[] = [];
  for await (const event of await sdk(world.url).responses.create(asked)) {
    types.push(event.type);
    if (event.type !== 'response.output_text.delta') continue;
    texts.push(event.delta);
    // The rest is sent only once the first text has arrived here.
    goOn.open();
  }
  expect(texts).toEqual(['Hel', 'lo']);
  expect(types).toEqual([
    'response.created',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.completed',
  ]);
  expect(upstream.seen[0]?.url).toBe('/v1/responses');
  expect(JSON.parse(upstream.seen[0]?.body ?? '')).toEqual({ ...asked, model: 'fake-model-1' });
  expect(await world.record()).toMatchObject({
    endpoint: 'POST /v1/responses',
    status: 200,
    failed: false,
    alias: 'fake-chat',
    tokens: { input: 70, output: 30, total: 100, cached: 20, reasoning: 9 },
  });
  expect(world.records).toHaveLength(1);
});

test('a response that is cut off throws, and its record has no tokens', async () => {
  const upstream = await fakeUpstream(({ response: answer }) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(eventText(delta('Hel', 1)), () => answer.destroy());
  });
  const world = await runGateway(compatible(upstream.url));
  const texts: string[] = [];
  const failed = await (async () => {
    for await (const event of await sdk(world.url).responses.create(asked))
      if (event.type === 'response.output_text.delta') texts.push(event.delta);
  })().catch((thrown) => thrown);
  expect(texts).toEqual(['Hel']);
  expect(failed.message).toMatch(/fakeup closed the connection before its answer was complete/);
  const record = await world.record();
  expect(record).toMatchObject({ status: 502, failed: true });
  expect(record).not.toHaveProperty('tokens');
});
