import { describe, expect, test } from 'vitest';
import { runGateway } from '../gateway-world.ts';

const messageOf = async (answer: Response) =>
  ((await answer.json()) as { error: { message: string } }).error.message;

describe('a model on a route that its provider does not speak', () => {
  test('is refused with the routes that it has', async () => {
    const world = await runGateway({
      'claude-api-key': [
        {
          'api-key': 'fake-claude-key-000000000000000000001',
          models: [{ name: 'claude-x', alias: 'fake-chat' }],
        },
      ],
    });
    expect(await messageOf(await world.post('/v1/embeddings', { model: 'fake-chat', input: 'hi' }))).toBe(
      'unknown provider for model fake-chat: its provider does not have this route, use /v1/messages or /v1/chat/completions',
    );
  });
});
