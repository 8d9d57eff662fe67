import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { eventText, fakeUpstream } from '../fake-upstream.ts';
import { alpha, chunk, compatible, runGateway, upstreamKey } from '../gateway-world.ts';

const sdk = (url: string, more: object = {}) =>
  new OpenAI({ apiKey: alpha, baseURL: `${url}/v1`, maxRetries: 0, ...more });
const hello = { model: 'fake-chat', messages: [{ role: 'user' as const, content: 'hi' }] };

describe('the OpenAI SDK, when something fails', () => {
  test.each([
    [401, OpenAI.AuthenticationError],
    [403, OpenAI.PermissionDeniedError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
  ])('takes a %i of the provider for what it is, and reads which hop failed', async (status, kind) => {
    const error = { message: `no (${upstreamKey})`, type: 'some_error', code: 'some_code' };
    const upstream = await fakeUpstream(({ json }) => json(status, { error }, { 'retry-after': '7' }));
    const world = await runGateway(compatible(upstream.url));
    const failed = await sdk(world.url)
      .chat.completions.create(hello)
      .catch((thrown) => thrown);
    expect(failed).toBeInstanceOf(kind);
    expect(failed.error).toEqual({ ...error, message: `fakeup answered ${status}: no (fake…0001)` });
    // Waiting does not help a credential that is refused.
    const refused = status === 401 || status === 403;
    expect(failed.headers.get('retry-after')).toBe(refused ? null : '7');
    expect(failed.headers.get('x-should-retry')).toBe(refused ? 'false' : null);
    expect(await world.record()).toMatchObject({
      status,
      failed: true,
      attempts: 1,
      error: `fakeup answered ${status}: no (fake…0001)`,
    });
  });

  test('takes a page for people for an error of the provider', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html><style>x{}</style><h1>Bad   gateway</h1></html>');
    });
    const world = await runGateway(compatible(upstream.url));
    const failed = await sdk(world.url)
      .chat.completions.create(hello)
      .catch((thrown) => thrown);
    expect(failed.status).toBe(502);
    expect(failed.error.message).toBe('fakeup answered 502: Bad gateway');
  });

  test('throws when a stream is cut off, and knows who did it', async () => {
    const upstream = await fakeUpstream(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventText(chunk('Hel')), () => response.destroy());
    });
    const world = await runGateway(compatible(upstream.url));
    const stream = await sdk(world.url).chat.completions.create({ ...hello, stream: true });
    const pieces: string[] = [];
    const failed = await (async () => {
      for await (const part of stream) pieces.push(part.choices[0]?.delta.content ?? '');
    })().catch((thrown) => thrown);
    expect(pieces).toEqual(['Hel']);
    expect(failed.message).toMatch(/fakeup closed the connection before its answer was complete/);
    expect(await world.record()).toMatchObject({ status: 502, failed: true });
  });

  test('that stops reading stops the provider, and leaves a record of it', async () => {
    let stopped = () => {};
    const closed = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    const upstream = await fakeUpstream(({ response }) => {
      response.on('close', stopped);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(eventText(chunk('Hel')));
    });
    const world = await runGateway(compatible(upstream.url));
    const stream = await sdk(world.url).chat.completions.create({ ...hello, stream: true });
    for await (const _ of stream) break;
    await closed;
    expect(await world.record()).toMatchObject({ status: 499, failed: true, provider: 'fakeup' });
  });

  test('is not kept waiting by a provider that nobody listens at', async () => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const failed = await sdk(world.url)
      .chat.completions.create(hello)
      .catch((thrown) => thrown);
    expect(failed.status).toBe(502);
    expect(failed.error.message).toBe('fakeup could not be reached: nothing listens at http://127.0.0.1:9');
  });
});
