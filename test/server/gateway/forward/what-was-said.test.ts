import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { stateWords } from '../../../../src/cli/commands/provider-keys/providers-list.ts';
import type { Config } from '../../../../src/contract/config.ts';
import type { ProviderStates } from '../../../../src/contract/provider-states.ts';
import { providerKeyRow } from '../../../../src/operations/provider-keys/list-provider-keys.ts';
import { providerKeysOf } from '../../../../src/providers/provider-keys.ts';
import { baseConfig, read } from '../../running-server.ts';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import {
  alpha,
  chat,
  chunk,
  compatible,
  completion,
  otherUpstreamKey,
  runGateway,
  twoKeys,
  upstreamKey,
} from '../gateway-world.ts';
import { rawUpstream } from '../raw-upstream.ts';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/provider-answers/${name}.raw`, import.meta.url));

const goodAnswer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${JSON.stringify(completion)}`;

/** A provider that answers its first key with these bytes, and every other one well. */
async function provider(answer: Buffer | string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const host = await rawUpstream((socket) =>
    socket.once('data', (request) => {
      const first = String(request).includes(upstreamKey);
      asked.push(first ? 'first' : 'second');
      socket.end(first ? answer : goodAnswer);
    }),
  );
  return { url: `http://${host}`, asked };
}

const listed = (list: string) => (url: string, keys: readonly string[]) => ({
  [list]: keys.map((key) => ({
    'api-key': key,
    'base-url': url,
    models: [{ name: 'm', alias: 'fake-chat' }],
  })),
});
const kinds = {
  chat: ['/v1/chat/completions', listed('codex-api-key')],
  responses: ['/v1/responses', listed('codex-api-key')],
  messages: ['/v1/messages', listed('claude-api-key')],
  gemini: ['/v1beta/models/fake-chat:streamGenerateContent', listed('gemini-api-key')],
  other: [
    '/v1/chat/completions',
    (url: string, keys: readonly string[]) =>
      compatible(url, { 'api-key-entries': keys.map((key) => ({ 'api-key': key })) }),
  ],
} as const satisfies Record<string, readonly [string, (url: string, keys: readonly string[]) => Config]>;

/** A gateway before such a provider, whose keys are asked in their order. */
async function place(kind: keyof typeof kinds, answer: Buffer | string, keys: readonly string[]) {
  const [path, config] = kinds[kind];
  const { url, asked } = await provider(answer);
  const whole = { ...(await baseConfig()), ...config(url, keys), routing: { strategy: 'fill-first' } };
  const world = await runGateway(whole);
  const rows = async () => {
    const { states } = await read<ProviderStates>(await world.manage('/console/providers'));
    return providerKeysOf(whole).map((key) =>
      stateWords(
        providerKeyRow(key, states[key.id], { everyProvider: 'shown' }, world.clock.now),
        world.clock.now,
      ),
    );
  };
  return { world, asked, rows, post: (more: object = {}) => world.post(path, { ...chat, ...more }) };
}
const both = [upstreamKey, otherUpstreamKey];

describe('an answer that refuses its key, whatever its status', () => {
  test.each([
    ['gemini', 'fail-g400', 400],
    ['other', 'fail-g400', 400],
    ['messages', 'fail-a400', 400],
    ['other', 'fail-arrear', 400],
    ['chat', 'quota-429', 429],
    ['other', 'quota-429', 429],
  ] as const)(
    '%s, %s: the next key answers, the first rests, and its row says so',
    async (kind, name, status) => {
      const { asked, world, rows, post } = await place(kind, fixture(name), both);
      for (const _ of [1, 2]) expect((await post()).status).toBe(200);
      world.clock.now += 59_000;
      expect((await post()).status).toBe(200);
      expect(asked).toEqual(['first', 'second', 'second', 'second']);
      expect((await rows())[0]).toMatch(new RegExp(`^(rejected|no credit) · ${status}`));
      expect(await world.record()).toMatchObject({ status: 200, failed: false, tries: [{ status }] });
    },
  );

  test.each([
    [
      'gemini',
      { error: { code: 400, message: 'tools[0].api_key: API key must be text', status: 'INVALID_ARGUMENT' } },
    ],
    [
      'messages',
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'text: "credit balance is too low"' },
      },
    ],
    ['other', { error: { message: "Unknown parameter: 'insufficient_quota incorrect api key provided'" } }],
  ] as const)('%s: what only repeats the words of the client says nothing of the key', async (kind, body) => {
    const answer = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${JSON.stringify(body)}`;
    const { asked, rows, post } = await place(kind, answer, both);
    for (const _ of [1, 2]) expect((await post()).status).toBe(400);
    expect(asked).toEqual(['first', 'first']);
    expect((await rows())[0]).toMatch(/^active/);
  });
});

test.each([
  ['other headers', { headers: { 'x-site': 'good' } }, {}],
  ['another proxy', {}, { 'proxy-url': 'direct' }],
] as const)('a key that was refused is asked again at once with %s', async (_, more, top) => {
  const upstream = await fakeUpstream(({ json, turn }) =>
    turn === 0 ? json(403, { error: { message: 'not from here' } }) : json(200, completion),
  );
  const config = compatible(upstream.url);
  const world = await runGateway(config);
  const ask = async () => (await world.post('/v1/chat/completions', chat)).status;
  expect([await ask(), await ask()]).toEqual([403, 503]);
  world.backend.outside({ ...world.backend.config, ...compatible(upstream.url, more), ...top });
  await expect.poll(ask).toBe(200);
});

describe('a request that no key would have answered', () => {
  const refusal = (status: number, error: object) =>
    `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${JSON.stringify({ error })}`;
  const stream = (...events: object[]) =>
    `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${events.map(eventText).join('')}`;
  test.each([
    [
      'flagged by moderation',
      'other',
      refusal(403, { code: 403, message: 'requires moderation', metadata: { reasons: ['violence'] } }),
      403,
    ],
    [
      'against the guidelines of xAI',
      'other',
      `HTTP/1.1 403 No\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${JSON.stringify({
        code: 'The caller does not have permission to execute the specified operation',
        error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_FAKE',
      })}`,
      403,
    ],
    [
      'with a file of somebody else',
      'gemini',
      refusal(403, {
        code: 403,
        message: 'You do not have permission to access the File fake-1 or it may not exist.',
        status: 'PERMISSION_DENIED',
      }),
      403,
    ],
    [
      'larger than what a minute may have',
      'chat',
      refusal(429, {
        message: 'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      429,
    ],
    [
      'with a picture that cannot be read, told in the stream',
      'responses',
      stream(
        { type: 'response.created', response: {} },
        { type: 'response.failed', response: { error: { code: 'invalid_image_url', message: 'no image' } } },
      ),
      200,
    ],
    [
      'with words that a filter stopped, told in the stream',
      'other',
      stream({ error: { code: 'content_filter', message: 'filtered' } }),
      200,
    ],
  ] as const)('%s: neither rests nor is another asked', async (_, kind, answer, status) => {
    const { asked, rows, post } = await place(kind, answer, both);
    for (const turn of [1, 2]) {
      expect((await post({ stream: true })).status).toBe(status);
      expect(asked).toHaveLength(turn);
    }
    expect(asked).toEqual(['first', 'first']);
    expect((await rows())[0]).toMatch(/^active/);
  });
});

describe('an error in an answer with 200', () => {
  test.each([
    'sse-errstr',
    'sse-lmserr',
    'sse-jsonerr200',
    'sse-zai200',
    'sse-iflow200',
    'g-lead',
    'err-empty',
    'sse-jsonbody',
    'fail-sseerr',
    'sse-emptystream',
    'sse-zerobody',
  ])('%s: the next key answers; without one the client gets an error', async (name) => {
    const { asked, world, rows, post } = await place('other', fixture(name), both);
    const answer = await post({ stream: true });
    expect([answer.status, await answer.json()]).toEqual([200, completion]);
    expect(asked).toEqual(['first', 'second']);
    expect(await world.record()).toMatchObject({ status: 200, failed: false, attempts: 2 });
    expect((await rows())[0]).not.toMatch(/^active/);

    const alone = await place('other', fixture(name), [upstreamKey]);
    const failed = await alone.post({ stream: true });
    expect(failed.status).toBeGreaterThanOrEqual(400);
    expect(await failed.json()).toMatchObject({
      error: { message: expect.stringMatching(/^fakeup answered /) },
    });
    expect(await alone.world.record()).toMatchObject({ status: failed.status, failed: true });
  });

  test.each([
    ['messages', [{ type: 'message_start', message: {} }, { type: 'ping' }]],
    [
      'responses',
      [
        { type: 'response.created', response: {} },
        { type: 'response.in_progress', response: {} },
        { type: 'codex.rate_limits', rate_limits: { primary: { used_percent: 7 } } },
      ],
    ],
    ['chat', [{ ...chunk(''), choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }]],
    ['chat', [': still thinking\n\n']],
  ] as const)('%s: what goes before the answer does not bind it to its key', async (kind, before) => {
    const events = [...before, { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }];
    const body = events.map((event) => (typeof event === 'string' ? event : eventText(event))).join('');
    const answer = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${body}`;
    const { asked, post } = await place(kind, answer, both);
    expect((await post({ stream: true })).status).toBe(200);
    expect(asked).toEqual(['first', 'second']);
  });

  test('one that blames the request goes to the client as its protocol has it, and to no other key', async () => {
    const error = { code: 'context_length_exceeded', message: 'too long' };
    const events = [
      { type: 'response.created', response: {} },
      { type: 'response.failed', response: { error } },
    ];
    const upstream = await fakeUpstream((asked) => asked.events(...events));
    const world = await runGateway(compatible(upstream.url, twoKeys));
    const answer = await world.post('/v1/responses', { model: 'fake-chat', stream: true });
    expect([answer.status, await answer.text()]).toEqual([200, events.map(eventText).join('')]);
    expect(await world.record()).toMatchObject({ status: 200, failed: true, attempts: 1 });
    expect(upstream.seen).toHaveLength(1);
  });

  test('content goes out at once, with all that was before it; what only keeps the line open, soon', async () => {
    let goOn = () => {};
    const upstream = await fakeUpstream(({ response, turn }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hold\n\n');
      if (turn === 0) response.write(eventText(chunk('Hel')));
      goOn = () => response.end(eventText('[DONE]'));
    });
    const world = await runGateway(compatible(upstream.url));
    for (const first of [`: hold\n\n${eventText(chunk('Hel'))}`, ': hold\n\n']) {
      const reader = (await world.post('/v1/chat/completions', { ...chat, stream: true })).body?.getReader();
      let got = '';
      while (got.length < first.length) got += new TextDecoder().decode((await reader?.read())?.value);
      expect(got).toBe(first);
      goOn();
      while (!(await reader?.read())?.done);
    }
  });
});

describe('a stream that ends without its end', () => {
  test.each([
    ['chat', 'chat-cut'],
    ['messages', 'a-cut'],
    ['responses', 'r-cut'],
    ['gemini', 'g-cut'],
  ] as const)('%s is cut short: the client is told in it, and it has failed', async (kind, name) => {
    const { asked, world, rows, post } = await place(kind, fixture(name), both);
    const text = await (await post({ stream: true })).text();
    expect(text).toContain('ended its answer before it was complete');
    expect(asked).toEqual(['first']);
    expect(await world.record()).toMatchObject({
      failed: true,
      error: expect.stringMatching(/ended its answer before it was complete$/),
    });
    expect((await rows())[0]).toMatch(/^failing · 502/);
  });
});

describe('a stream of events is known as one, byte for byte as it came', () => {
  test.each(['sse-octet', 'sse-ctjson', 'sse-ctupper', 'sse-cronly', 'sse-crlf', 'sse-bom'])(
    '%s',
    async (name) => {
      const { world, post } = await place('other', fixture(name), [upstreamKey]);
      const bytes = Buffer.from(await (await post({ stream: true })).arrayBuffer());
      const whole = fixture(name);
      expect(bytes).toEqual(whole.subarray(whole.indexOf('\r\n\r\n') + 4));
      const record = await world.record();
      expect(record).toMatchObject({ status: 200, failed: false, tokens: { input: 11, output: 7 } });
    },
  );
});

test('a quota that is used up until an instant rests until then, and says so', async () => {
  for (const name of ['c429', 'fail-bodysec']) {
    const { asked, world, post } = await place('chat', fixture(name), [upstreamKey]);
    expect((await post()).headers.get('retry-after')).toBe('3600');
    world.clock.now += 3_599_000;
    const resting = await post();
    expect([resting.status, resting.headers.get('retry-after')]).toEqual([429, '1']);
    expect(asked).toEqual(['first']);
  }
});

describe('when every credential is refused', () => {
  test.each([401, 402, 403])(
    'after a %i, the clients are told in their own shape that waiting is useless',
    async (status) => {
      const upstream = await fakeUpstream(({ json }) => json(status, { error: { message: 'wrong key' } }));
      const world = await runGateway({
        ...compatible(upstream.url, twoKeys),
        'claude-api-key': [{ 'api-key': upstreamKey, 'base-url': upstream.url }],
      });
      const ask = {
        openai: () =>
          new OpenAI({ apiKey: alpha, baseURL: `${world.url}/v1` }).chat.completions.create({
            model: 'fake-chat',
            messages: [{ role: 'user', content: 'hi' }],
          }),
        anthropic: () =>
          new Anthropic({ apiKey: alpha, baseURL: world.url }).messages.create({
            model: 'claude-fake-1',
            max_tokens: 9,
            messages: [{ role: 'user', content: 'hi' }],
          }),
      };
      for (const one of [ask.openai, ask.anthropic]) {
        const before = world.records.length;
        expect((await one().catch((thrown) => thrown)).status).toBe(status);
        const failed = await one().catch((thrown) => thrown);
        expect(failed).toMatchObject({ status: 503, message: expect.stringContaining(`answered ${status}`) });
        expect(failed.headers.get('retry-after')).toBeNull();
        expect(failed.headers.get('x-should-retry')).toBe('false');
        expect(world.records).toHaveLength(before + 2);
      }
    },
  );

  test('one that only rests is worth waiting for', async () => {
    const upstream = await fakeUpstream(({ json, headers }) =>
      headers.authorization === `Bearer ${upstreamKey}`
        ? json(429, { error: { message: 'slow down' } }, { 'retry-after': '600' })
        : json(401, { error: { message: 'wrong key' } }),
    );
    const world = await runGateway(compatible(upstream.url, twoKeys));
    for (const turn of [0, 1]) {
      const failed = await world.post('/v1/chat/completions', chat);
      expect([failed.status, failed.headers.get('retry-after')]).toEqual([429, turn === 0 ? '600' : '540']);
      world.clock.now += 60_000;
    }
    expect(await world.record()).toMatchObject({
      status: 429,
      attempts: 2,
      error: expect.stringContaining('401'),
    });
    expect(await world.record()).not.toHaveProperty('restingMs');
    expect(upstream.seen).toHaveLength(3);
  });

  test('a round later is not worth waiting for', async () => {
    const upstream = await fakeUpstream(({ json }) => json(401, { error: { message: 'wrong key' } }));
    const world = await runGateway({
      ...compatible(upstream.url),
      'request-retry': 3,
      'max-retry-interval': 3600,
    });
    for (const status of [401, 503])
      expect((await world.post('/v1/chat/completions', chat)).status).toBe(status);
    expect(upstream.seen).toHaveLength(1);
  });
});
