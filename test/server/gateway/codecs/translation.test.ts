import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, chunk, compatible, completion, otherUpstreamKey, runGateway } from '../gateway-world.ts';
import { open } from '../responses-client.ts';
import { fakeModel } from './fake-model.ts';

const onlyChat = (url: string, more: object = {}) => compatible(url, { responses: false, ...more });
const message = { model: 'fake-chat', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] };
const gemini = { contents: [{ parts: [{ text: 'hi' }] }] };
const errorOf = async (answer: Response) =>
  (await answer.json()) as { error: { message: string; type?: string } };
/** The events of a stream, by name and data. */
async function eventsOf(answer: Response) {
  const text = await answer.text();
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? '';
      return { event: /^event: (.*)$/m.exec(block)?.[1], data: data === '[DONE]' ? data : JSON.parse(data) };
    });
}

test('codecs are loaded with the first request that needs one: nothing else of the gateway imports them', () => {
  const folder = new URL('../../../../src/server/gateway/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const importing = files.filter((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (
      !name.startsWith('codecs/') &&
      /^import (?!type ).*from '.*(codecs\/|translate\.ts|translated-sink\.ts)/m.test(text)
    );
  });
  expect(importing.sort()).toEqual(['forward/translate.ts', 'forward/translated-sink.ts']);
});

test('what does not change the meaning is left out and named; what would is refused with its reason', async () => {
  const upstream = await fakeUpstream(fakeModel);
  const world = await runGateway(onlyChat(upstream.url));
  const answer = await world.post('/v1/messages', { ...message, top_k: 40, service_tier: 'auto' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-cli-proxy-dropped')).toBe('service_tier, top_k');
  const refused = await world.post('/v1/messages', {
    ...message,
    mcp_servers: [{ type: 'url', url: 'http://127.0.0.1:9' }],
  });
  expect(refused.status).toBe(400);
  expect(await errorOf(refused)).toEqual({
    type: 'error',
    error: { type: 'invalid_request_error', message: 'mcp_servers: not supported for this model.' },
  });
  expect(upstream.seen).toHaveLength(1);
});

test('a chat provider may answer with a list of parts, whole or in a stream', async () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo' },
    { type: 'reference', reference_ids: [1] },
  ];
  const answer = { role: 'assistant', content };
  const upstream = await fakeUpstream(({ json, events, body }) =>
    JSON.parse(body).stream === true
      ? events(
          chunk(content as never),
          { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
          '[DONE]',
        )
      : json(200, { ...completion, choices: [{ index: 0, message: answer, finish_reason: 'stop' }] }),
  );
  const world = await runGateway(onlyChat(upstream.url));
  const whole = await world.post('/v1/messages', message);
  expect(whole.headers.get('x-cli-proxy-dropped')).toBe('answer.reference');
  expect(await whole.json()).toMatchObject({
    content: [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'Hello' },
    ],
  });
  const events = await eventsOf(await world.post('/v1/messages', { ...message, stream: true }));
  const deltas = events.flatMap(({ data }) => data.delta?.thinking ?? data.delta?.text ?? []);
  expect(deltas).toEqual(['hm', 'Hel', 'lo']);
});

test('an image that a client of another protocol cannot get is named', async () => {
  const inlineData = { mimeType: 'image/png', data: 'ZmFrZQ==' };
  let parts: object[] = [{ text: 'Here:' }, { inlineData }, { executableCode: { code: '1' } }];
  const upstream = await fakeUpstream(({ json }) =>
    json(200, { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] }),
  );
  const world = await runGateway({
    'gemini-api-key': [
      {
        'api-key': otherUpstreamKey,
        'base-url': upstream.url,
        models: [{ name: 'fake-image-model', alias: 'fake-chat' }],
      },
    ],
  });
  const answer = await world.post('/v1/messages', message);
  expect(answer.headers.get('x-cli-proxy-dropped')).toBe('answer.executableCode, answer.image');
  expect(await answer.json()).toMatchObject({ content: [{ type: 'text', text: 'Here:' }] });
  parts = [{ text: 'Nothing to see.' }];
  const plain = await world.post('/v1/messages', message);
  expect(plain.headers.get('x-cli-proxy-dropped')).toBeNull();
});

test("a refusal reaches the client in its own protocol, with the provider's reason and when to come back", async () => {
  const upstream = await fakeUpstream(({ json }) =>
    json(429, { error: { message: 'slow down', type: 'rate_limit_error' } }, { 'retry-after': '7' }),
  );
  const world = await runGateway(onlyChat(upstream.url, { 'disable-cooling': true }));
  const answer = await world.post('/v1/messages', message);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  expect(await errorOf(answer)).toMatchObject({
    type: 'error',
    error: { type: 'rate_limit_error', message: expect.stringContaining('slow down') },
  });
  const google = await world.post('/v1beta/models/fake-chat:generateContent', gemini);
  expect(await errorOf(google)).toMatchObject({ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } });
});

test('the next key takes over as long as nothing has gone out, also from an error in the stream', async () => {
  const upstream = await fakeUpstream((asked) => {
    if (asked.headers.authorization?.includes(otherUpstreamKey)) return fakeModel(asked);
    return asked.events(chunk(''), { error: { message: 'overloaded', type: 'server_error', code: 503 } });
  });
  const keys = [{ 'api-key': 'fake-upstream-key-00000000000000000001' }, { 'api-key': otherUpstreamKey }];
  const world = await runGateway(onlyChat(upstream.url, { 'api-key-entries': keys }));
  const events = await eventsOf(await world.post('/v1/messages', { ...message, stream: true }));
  expect(events.map(({ event }) => event)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(await world.record()).toMatchObject({ status: 200, attempts: 2 });
});

test.each([
  ['/v1/messages', { ...message, stream: true }, 'error', { type: 'error', error: { type: 'api_error' } }],
  [
    '/v1/responses',
    { model: 'fake-chat', input: 'hi', stream: true },
    'response.failed',
    { response: { status: 'failed' } },
  ],
  [
    '/v1beta/models/fake-chat:streamGenerateContent?alt=sse',
    gemini,
    undefined,
    { error: { status: 'INTERNAL' } },
  ],
] as const)(
  'an error in the middle, or a stream that is cut, ends %s as its protocol has it',
  async (path, body, event, data) => {
    for (const last of [[{ error: { message: 'it broke', type: 'server_error' } }], []]) {
      const upstream = await fakeUpstream(({ events }) => events(chunk('Hel'), ...last));
      const world = await runGateway(onlyChat(upstream.url));
      const events = await eventsOf(await world.post(path, body));
      expect(events.at(-1)).toMatchObject({ data });
      expect(events.at(-1)?.event).toBe(event);
      expect(JSON.stringify(events)).toContain('Hel');
      expect((await world.record()).error).toBeDefined();
    }
  },
);

test('a client that leaves ends the request to the provider', async () => {
  let left = () => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const upstream = await fakeUpstream(({ response, request }) => {
    request.socket.once('close', left);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(chunk('Hel'))}\n\n`);
  });
  const world = await runGateway(onlyChat(upstream.url));
  const leaving = new AbortController();
  const answer = await fetch(`${world.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'fake-client-key-alpha-0000000000000001', 'content-type': 'application/json' },
    body: JSON.stringify({ ...message, stream: true }),
    signal: leaving.signal,
  });
  await answer.body?.getReader().read();
  leaving.abort();
  await gone;
  expect((await world.record()).status).toBe(499);
});

test("Google's stream without alt=sse is an array", async () => {
  const upstream = await fakeUpstream(fakeModel);
  const world = await runGateway(onlyChat(upstream.url));
  const answer = await world.post('/v1beta/models/fake-chat:streamGenerateContent', gemini);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const chunks = (await answer.json()) as { candidates: { content: { parts: { text?: string }[] } }[] }[];
  expect(
    chunks.flatMap(({ candidates }) => candidates[0]?.content.parts.map(({ text }) => text)).join(''),
  ).toBe('Hello');
});

test('a provider that ignores the wish for a stream is streamed all the same', async () => {
  const upstream = await fakeUpstream(({ json }) => json(200, completion));
  const world = await runGateway(onlyChat(upstream.url));
  const events = await eventsOf(await world.post('/v1/messages', { ...message, stream: true }));
  expect(events.at(-1)?.event).toBe('message_stop');
  expect(JSON.stringify(events)).toContain('"text":"Hello"');
  expect((await world.record()).tokens).toMatchObject({ input: 120, output: 45 });
});

test.each([
  ['JSON that is called a stream', 'text/event-stream', () => JSON.stringify(completion)],
  [
    'a stream without a type',
    '',
    () => `retry: 10\n\ndata: ${JSON.stringify(chunk('Hello'))}\n\ndata: [DONE]\n\n`,
  ],
])('%s is read as what it is', async (_, type, body) => {
  const upstream = await fakeUpstream(({ response }) => {
    response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(body());
  });
  const world = await runGateway(onlyChat(upstream.url));
  const answer = await (await world.post('/v1/messages', message)).json();
  expect(answer).toMatchObject({ content: [{ type: 'text', text: 'Hello' }] });
  const events = await eventsOf(await world.post('/v1/messages', { ...message, stream: true }));
  expect(JSON.stringify(events)).toContain('"text":"Hello"');
});

test('tokens are counted by a provider that can, else estimated, and that is said', async () => {
  const upstream = await fakeUpstream(fakeModel);
  const world = await runGateway(onlyChat(upstream.url));
  const { max_tokens: _, ...count } = message;
  const answer = await world.post('/v1/messages/count_tokens', count);
  expect(answer.headers.get('x-cli-proxy-estimated')).toBe('true');
  expect(((await answer.json()) as { input_tokens: number }).input_tokens).toBeGreaterThan(1);
  const google = await world.post('/v1beta/models/fake-chat:countTokens', gemini);
  expect(((await google.json()) as { totalTokens: number }).totalTokens).toBeGreaterThan(1);
  expect(upstream.seen).toEqual([]);
});

test('embeddings are translated into nothing', async () => {
  const world = await runGateway(onlyChat('http://127.0.0.1:9'));
  const answer = await world.post('/v1beta/models/fake-chat:embedContent', gemini);
  expect([answer.status, (await errorOf(answer)).error.message]).toEqual([
    400,
    'unknown provider for model fake-chat',
  ]);
});

test('a body that is too large to be kept is not translated or counted, and the client is told', async () => {
  const upstream = await fakeUpstream(fakeModel);
  const world = await runGateway(onlyChat(upstream.url));
  const large = { ...message, messages: [{ role: 'user', content: 'x'.repeat(9 * 1024 * 1024) }] };
  for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
    const answer = await world.post(path, large);
    expect([answer.status, (await errorOf(answer)).error.message]).toEqual([
      413,
      expect.stringContaining('larger than 8 MiB'),
    ]);
  }
  expect(upstream.seen).toEqual([]);
});

test('Responses where nobody knows whether the provider has them: asked natively once, then through chat', async () => {
  const upstream = await fakeUpstream((asked) => {
    if (asked.url.endsWith('/responses'))
      asked.response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    else fakeModel(asked);
  });
  const world = await runGateway(compatible(upstream.url));
  const body = { model: 'fake-chat', input: 'hi' };
  for (const turn of [0, 1]) {
    const answer = await world.post('/v1/responses', body);
    expect([turn, answer.status]).toEqual([turn, 200]);
    expect(await answer.json()).toMatchObject({ object: 'response', status: 'completed' });
  }
  expect(upstream.seen.map(({ url }) => url)).toEqual([
    '/v1/responses',
    '/v1/chat/completions',
    '/v1/chat/completions',
  ]);
});

test('a turn on the Responses socket is answered by a provider of another protocol', async () => {
  const upstream = await fakeUpstream(fakeModel);
  const world = await runGateway(onlyChat(upstream.url));
  const client = await open(world);
  client.send({ type: 'response.create', model: 'fake-chat', input: [{ role: 'user', content: 'hi' }] });
  const frames: Record<string, unknown>[] = [];
  while (frames.at(-1)?.type !== 'response.completed') frames.push(await client.next());
  expect(frames.at(-1)).toMatchObject({ response: { status: 'completed' } });
  expect(frames.map(({ sequence_number: at }) => at)).toEqual(frames.map((_, at) => at));
});

test('a client that needs no translation goes first to providers that speak its protocol', async () => {
  const [native, other] = [await fakeUpstream(fakeModel), await fakeUpstream(fakeModel)];
  const world = await runGateway({
    'claude-api-key': [
      {
        'api-key': 'fake-claude-key-000000000000000000001',
        'base-url': native.url,
        models: [{ name: 'fake-model-1', alias: 'fake-chat' }],
      },
    ],
    ...onlyChat(other.url, { priority: 10 }),
  });
  for (let turn = 0; turn < 3; turn += 1)
    expect((await world.post('/v1/messages', message)).status).toBe(200);
  expect([native.seen.length, other.seen.length]).toEqual([3, 0]);
  expect((await world.post('/v1/chat/completions', chat)).status).toBe(200);
});
