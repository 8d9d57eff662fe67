import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isFault } from '../../../../src/server/gateway/forward/upstream-error.ts';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, chunk, compatible, completion, runGateway, twoKeys } from '../gateway-world.ts';
import { rawUpstream } from '../raw-upstream.ts';

/** A client of Anthropic's protocol, so that a provider with chat alone is translated. */
const message = { model: 'fake-chat', max_tokens: 100, messages: [{ role: 'user', content: 'hi' }] };
const onlyChat = (url: string, more: object = {}) => compatible(url, { responses: false, ...more });
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const messageOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { message: string } }).error.message;

describe('what cannot be translated is a failure of its provider, and not an empty answer', () => {
  test.each([
    [
      'in an encoding',
      { 'content-encoding': 'gzip' },
      () => gzipSync(JSON.stringify(completion)),
      'answered in an encoding that was not asked for',
    ],
    [
      'in an encoding that nobody knows here',
      { 'content-encoding': 'zstd' },
      () => '(\u00b5/\u00fd',
      'answered in an encoding that was not asked for',
    ],
    [
      'of another API',
      {},
      () => '{"message":"Welcome"}',
      'answered with something other than an API response',
    ],
    [
      'nested too deeply',
      {},
      () => {
        const called = { name: 'look', arguments: `{"a":${nested(20_000)}}` };
        const tool_calls = [{ id: 'call_1', type: 'function', function: called }];
        return JSON.stringify({ choices: [{ message: { tool_calls }, finish_reason: 'tool_calls' }] });
      },
      'answered with JSON that is nested too deeply',
    ],
  ])('%s', async (_, headers, body, words) => {
    const upstream = await fakeUpstream(({ response, turn }) => {
      const strange = turn < 2;
      response.writeHead(200, { 'content-type': 'application/json', ...(strange && headers) });
      response.end(strange ? body() : JSON.stringify(completion));
    });
    const world = await runGateway(onlyChat(upstream.url, { ...twoKeys, 'disable-cooling': true }));
    const refused = await world.post('/v1/messages', message);
    expect([refused.status, await messageOf(refused)]).toEqual([502, `fakeup ${words}`]);
    expect(upstream.seen).toHaveLength(2);
    expect((await world.post('/v1/messages', message)).status).toBe(200);
  });
});

test.each(['/v1/messages', '/v1/messages/count_tokens'])(
  'a request to %s that is nested too deeply to be translated is refused as the request of its client',
  async (path) => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const world = await runGateway(onlyChat(upstream.url));
    const input = `{"a":${nested(20_000)}}`;
    const content = `[{"type":"tool_use","id":"t","name":"look","input":${input}}]`;
    const body = JSON.stringify({ ...message, messages: [{ role: 'assistant', content: '@' }] });
    const answer = await world.post(path, body.replace('"@"', content));
    expect([answer.status, await messageOf(answer)]).toEqual([
      400,
      'The JSON of this request is nested too deeply to be read for a provider with another protocol.',
    ]);
    expect(upstream.seen).toEqual([]);
    expect((await world.record()).status).toBe(400);
  },
);

test('a stream whose length was announced ends with an error, if it is cut short', async () => {
  const upstream = await fakeUpstream(({ response }) => {
    const event = `data: ${JSON.stringify(chunk('Hel'))}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': event.length });
    response.end(event);
  });
  const world = await runGateway(compatible(upstream.url));
  const answer = await world.post('/v1/chat/completions', { ...chat, stream: true });
  expect(answer.headers.get('content-length')).toBeNull();
  const [first, last] = (await answer.text()).split(/\n{2,}/);
  expect(first).toContain('Hel');
  expect(last).toContain('"error"');
  expect(last).toContain('ended its answer before it was complete');
});

test('headers that are too large are named as the reason', async () => {
  const host = await rawUpstream((socket) => {
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx-large: ${'h'.repeat(200_000)}\r\n\r\n`));
  });
  const world = await runGateway(compatible(`http://${host}`));
  const answer = await world.post('/v1/chat/completions', chat);
  expect([answer.status, await messageOf(answer)]).toEqual([
    502,
    'fakeup answered with headers that are too large',
  ]);
});

test('a fault of this server is not taken for one of the connection', () => {
  expect(isFault(new TypeError('x is not a function'))).toBe(true);
  const failures = [
    Object.assign(new TypeError('Invalid character in header'), { code: 'ERR_INVALID_CHAR' }),
    Object.assign(new TypeError('terminated'), { cause: new Error('other side closed') }),
    new Error('other side closed'),
    new RangeError('Maximum call stack size exceeded'),
  ];
  expect(failures.map(isFault)).toEqual([false, false, false, false]);
});
