import { describe, expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { chat, chunk, compatible, completion, runGateway } from '../gateway-world.ts';

const ask = '/v1/chat/completions';

/** A provider that tells the tokens of a stream only when it is asked to, as the real ones do. */
async function world() {
  const upstream = await fakeUpstream(({ body, events, json }) => {
    const { stream, stream_options } = JSON.parse(body);
    if (!stream) return json(200, completion);
    const told = stream_options?.include_usage ? [{ choices: [], usage: completion.usage }] : [];
    events(chunk('Hel'), chunk('lo'), ...told, '[DONE]');
  });
  const server = await runGateway(compatible(upstream.url));
  const asked = async (body: string | object) => {
    await (await server.post(ask, body)).text();
    const { tokens } = await server.record(server.records.length === 0 ? 0 : server.records.length - 1);
    return { tokens, sent: upstream.seen.at(-1)?.body ?? '' };
  };
  return { ...server, asked };
}

describe('a stream of a chat', () => {
  test('is asked for its tokens, and nothing else of the body changes', async () => {
    const { asked } = await world();
    const { tokens, sent } = await asked(
      '{ "model":"fake-chat", "stream" : true, "seed":12345678901234567890 }',
    );
    expect(tokens).toMatchObject({ input: 120, output: 45 });
    expect(sent).toBe(
      '{ "model":"fake-model-1", "stream_options":{"include_usage":true},"stream" : true, "seed":12345678901234567890 }',
    );
  });

  test.each([
    ['has other wishes', { other: 1 }, { other: 1, include_usage: true }],
    ['wishes for none', { include_usage: false }, { include_usage: true }],
    ['has null there', null, { include_usage: true }],
    ['wishes for them already', { include_usage: true }, { include_usage: true }],
  ])('that %s', async (_, stream_options, upstream) => {
    const { asked } = await world();
    const { tokens, sent } = await asked({ ...chat, stream: true, stream_options });
    expect(tokens).toMatchObject({ input: 120 });
    expect(JSON.parse(sent).stream_options).toEqual(upstream);
  });

  test('that is none is left as it is', async () => {
    const { asked } = await world();
    for (const stream of [false, null, 'true']) {
      const { sent } = await asked({ ...chat, ...(stream === 'true' ? {} : { stream }) });
      expect(JSON.parse(sent)).not.toHaveProperty('stream_options');
    }
  });
});
