import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerForms } from '../../../../src/providers/answers/answer-forms.ts';
import { tokenReaders } from '../../../../src/providers/answers/read-tokens.ts';
import type { ApiRoute } from '../../../../src/providers/upstream-entry.ts';
import { answerScan, type Scanned } from '../../../../src/server/gateway/forward/answer-scan.ts';

const bodyOf = (name: string): Buffer => {
  const whole = readFileSync(new URL(`../../../fixtures/provider-answers/${name}.raw`, import.meta.url));
  return whole.subarray(whole.indexOf('\r\n\r\n') + 4);
};

function scanned(route: ApiRoute, type: string, body: Buffer, size = body.length): Scanned['none'] | 'good' {
  const scan = answerScan(tokenReaders.openai, answerForms[route], type, undefined);
  for (let at = 0; at < body.length; at += size) scan.push(body.subarray(at, at + size));
  return (scan.end() as Scanned).none ?? 'good';
}
const json = (route: ApiRoute, value: unknown) =>
  scanned(route, 'application/json', Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

describe('a stream is read the same however it is cut', () => {
  test.each([
    ['sse-cronly', 'good'],
    ['sse-crlf', 'good'],
    ['sse-octet', 'good'],
    ['chat-cut', { how: 'cut-short' }],
    ['sse-emptystream', { how: 'empty' }],
    ['sse-errstr', { how: 'error' }],
  ])('%s: %j', (name, how) => {
    const body = bodyOf(name);
    for (const size of [1, 2, 3, 7, 40, body.length]) {
      const found = scanned('chat', 'text/event-stream', body, size);
      if (typeof how === 'string') expect(found).toBe(how);
      else expect(found).toMatchObject(how);
    }
  });
});

describe('a stream that is whole', () => {
  const large = 'x'.repeat(1_200_000);
  const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const counts = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  test.each([
    [
      'says so before a picture',
      'responses',
      event({ type: 'response.completed', response: { output: [{ result: large }] } }),
    ],
    [
      'says so before long citations, behind a picture',
      'gemini',
      event({ candidates: [{ content: large, finishReason: 'STOP', citations: large.slice(0, 9_000) }] }),
    ],
    [
      'spaces its members as it likes',
      'chat',
      'data: {"choices" : [{"delta" : {"content" : "a"}, "finish_reason" : "stop"}]}\n\n',
    ],
    [
      'has an error that is none beside its counts',
      'chat',
      ['a', 'b'].map((content) => event({ choices: [{ delta: { content } }] })).join('') +
        [{}, ''].map((error) => event({ choices: [], usage: counts, error })).join('') +
        'data: [DONE]\n\n',
    ],
  ] as const)('%s', (_, route, text) => {
    for (const size of [4_000, 65_536, text.length])
      expect(scanned(route, 'text/event-stream', Buffer.from(text), size)).toBe('good');
  });

  test('is not, as long as every piece of it says that no end has come', () => {
    const piece = event({ choices: [{ delta: { content: 'a' }, finish_reason: null }] });
    expect(scanned('chat', 'text/event-stream', Buffer.from(piece + piece))).toEqual({ how: 'cut-short' });
  });
});

test.each(['zstd', 'gzip, br'])('what comes in %s is not judged', (encoding) => {
  const scan = answerScan(tokenReaders.openai, answerForms.chat, 'application/json', encoding);
  scan.push(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]));
  expect(scan.good).toBe(true);
  expect(scan.end()).toEqual({ tokens: undefined, none: undefined });
});

describe('a body', () => {
  const usage = { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 };
  test.each([
    ['chat', '', { how: 'empty' }],
    ['chat', ' \n', { how: 'empty' }],
    ['chat', {}, { how: 'empty' }],
    ['chat', 'null', { how: 'empty' }],
    ['chat', { choices: [], usage }, { how: 'empty' }],
    ['gemini', { candidates: [] }, { how: 'empty' }],
    ['chat', 'upstream connect error', { how: 'foreign' }],
    ['chat', '{"id":"c1","choices":[', { how: 'foreign' }],
    ['chat', { error: {}, usage }, { how: 'error' }],
    [
      'responses',
      { object: 'response', status: 'failed', error: { message: 'no' }, usage: null },
      { how: 'error' },
    ],
    ['chat', { base_resp: { status_code: 1004, status_msg: 'no' }, choices: null }, { how: 'error' }],
  ] as const)('%s %j is no answer: %j', (route, body, how) => {
    expect(json(route, body)).toMatchObject(how);
  });

  test.each([
    ['chat', { choices: [{ message: { content: '' }, finish_reason: 'stop' }], error: {}, usage }],
    [
      'responses',
      { object: 'response', error: null, output: [], usage: { input_tokens: 1, output_tokens: 0 } },
    ],
    ['messages', { type: 'message', content: [], stop_reason: 'end_turn' }],
    ['gemini', { totalTokens: 4 }],
    ['gemini', { promptFeedback: { blockReason: 'SAFETY' } }],
    ['count_tokens', { input_tokens: 12 }],
    ['embeddings', { data: [{ embedding: [0.1] }], usage: { prompt_tokens: 3, total_tokens: 3 } }],
    ['moderations', { results: [{ flagged: false }] }],
    ['monitor', { success: true, result: { text: 'x' } }],
    ['amp', { ok: false, error: { message: 'no' } }],
  ] as const)('%s %j is one', (route, body) => {
    expect(json(route, body)).toBe('good');
  });
});
