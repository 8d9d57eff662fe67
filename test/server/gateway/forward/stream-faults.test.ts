import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chunk, compatible, runGateway, upstreamKey } from '../gateway-world.ts';

const claude = (url: string) => ({ 'claude-api-key': [{ 'api-key': upstreamKey, 'base-url': url }] });
const gemini = (url: string) => ({ 'gemini-api-key': [{ 'api-key': upstreamKey, 'base-url': url }] });
const created = { type: 'response.created', response: { id: 'resp_1', error: null } };
const delta = { type: 'response.output_text.delta', delta: 'Hel' };
const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 };

describe('a stream that ends with an error of its provider', () => {
  test.each([
    [
      '/v1/chat/completions',
      'fakeup',
      compatible,
      [chunk('Hel'), { error: { message: 'no more', code: 'x' } }],
    ],
    [
      '/v1/responses',
      'fakeup',
      compatible,
      [created, delta, { type: 'error', message: 'no more', code: 'x' }],
    ],
    [
      '/v1/responses',
      'fakeup',
      compatible,
      [created, delta, { type: 'response.failed', response: { error: { message: 'no more' }, usage } }],
    ],
    [
      '/v1/messages',
      'claude',
      claude,
      [
        { type: 'message_start', message: {} },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
        { type: 'error', error: { type: 'overloaded_error', message: 'no more' } },
      ],
    ],
    [
      '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
      'gemini',
      gemini,
      [
        { candidates: [{ content: { parts: [{ text: 'Hel' }] } }] },
        { error: { code: 503, message: 'no more' } },
      ],
    ],
  ])('%s of %s is a failed request, though the client got a 200', async (path, name, config, events) => {
    const upstream = await fakeUpstream((asked) => asked.events(...events));
    const world = await runGateway(config(upstream.url));
    const model = name === 'claude' ? 'claude-sonnet-4-5' : 'fake-chat';
    const text = await (await world.post(path, { model, stream: true })).text();
    expect(text).toContain('no more');
    expect(await world.record()).toMatchObject({
      status: 200,
      failed: true,
      error: expect.stringMatching(`^${name} ended its answer with an error: .*no more`),
      attempts: 1,
    });
  });

  test('keeps its tokens, and not the key that its words repeat', async () => {
    const failed = { error: { message: `the key ${upstreamKey} is out of credits` }, usage };
    const upstream = await fakeUpstream(({ events }) =>
      events(created, delta, { type: 'response.failed', response: failed }),
    );
    const world = await runGateway(compatible(upstream.url));
    await (await world.post('/v1/responses', { model: 'fake-chat', stream: true })).text();
    const record = await world.record();
    expect(record.tokens).toMatchObject({ input: 7, output: 3 });
    expect(record.error).toContain('is out of credits');
    expect(record.error).not.toContain(upstreamKey);
  });

  test('is not one that only speaks of an error', async () => {
    const said = chunk('{"error": {"message": "x"}} and "type":"error"');
    const done = { type: 'response.completed', response: { error: null, usage } };
    const upstream = await fakeUpstream(({ events, turn }) => events(turn === 0 ? said : done, '[DONE]'));
    const world = await runGateway(compatible(upstream.url));
    await (await world.post('/v1/chat/completions', { model: 'fake-chat', stream: true })).text();
    await (await world.post('/v1/responses', { model: 'fake-chat', stream: true })).text();
    expect(await world.record(0)).toMatchObject({ status: 200, failed: false });
    expect(await world.record(1)).toMatchObject({ status: 200, failed: false, tokens: { input: 7 } });
  });
});
