import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, compatible, completion, runGateway } from '../gateway-world.ts';

const messageOf = async (answer: Response) =>
  ((await answer.json()) as { error: { message: string } }).error.message;

describe('a model on a route that its provider does not speak', () => {
  test('is refused with the routes that it is known to speak', async () => {
    const world = await runGateway(compatible('http://127.0.0.1:9'));
    const hint = 'unknown provider for model fake-chat: its provider does not speak this route, ask with';
    expect(await messageOf(await world.post('/v1/messages', chat))).toBe(`${hint} /v1/chat/completions`);
    const both = await runGateway(compatible('http://127.0.0.1:9', { responses: true }));
    expect(await messageOf(await both.post('/v1/messages', chat))).toBe(
      `${hint} /v1/chat/completions or /v1/responses`,
    );
  });

  test('is not asked for Responses where its entry says that it takes none, and is where nobody knows', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, completion));
    const none = await runGateway(compatible(upstream.url, { responses: false }));
    expect(await messageOf(await none.post('/v1/responses', chat))).toMatch(
      /ask with \/v1\/chat\/completions$/,
    );
    expect(upstream.seen).toEqual([]);
    const unknown = await runGateway(compatible(upstream.url));
    expect((await unknown.post('/v1/responses', chat)).status).toBe(200);
  });

  test('is asked for Responses where nobody knows, and a 404 then says what may be the reason', async () => {
    const upstream = await fakeUpstream(({ response }) =>
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
    );
    const world = await runGateway(compatible(upstream.url));
    expect(await messageOf(await world.post('/v1/responses', chat))).toBe(
      'fakeup answered 404: 404 page not found. It may not support the Responses API: use /v1/chat/completions, and set responses: false in its entry',
    );
    expect(await messageOf(await world.post('/v1/chat/completions', chat))).not.toContain('Responses');
    const known = await runGateway(compatible(upstream.url, { responses: true }));
    expect(await messageOf(await known.post('/v1/responses', chat))).not.toContain('may not take');
  });
});
