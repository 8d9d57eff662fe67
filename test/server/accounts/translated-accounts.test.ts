import { expect, test, vi } from 'vitest';
import { alpha, json } from '../running-server.ts';
import { accountWorld } from './account-world.ts';

const message = {
  id: 'msg_fake',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 2 },
};
const response = {
  id: 'resp_fake',
  object: 'response',
  status: 'completed',
  model: 'gpt-5-codex',
  output: [
    {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
    },
  ],
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
};
const chat = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
  ],
};
const gemini = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] };
const messages = { max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };

test.each([
  ['anthropic', 'claude-sonnet-4-5', '/v1/chat/completions', chat, '/v1/messages'],
  ['anthropic', 'claude-sonnet-4-5', '/v1/responses', { input: 'hi' }, '/v1/messages'],
  [
    'anthropic',
    'claude-sonnet-4-5',
    '/v1beta/models/claude-sonnet-4-5:generateContent',
    gemini,
    '/v1/messages',
  ],
  ['codex', 'gpt-5-codex', '/v1/chat/completions', chat, '/responses'],
  ['codex', 'gpt-5-codex', '/v1/messages', messages, '/responses'],
])('an account of %s answers %s on %s', async (word, model, path, body, upstreamPath) => {
  const world = await accountWorld({
    reply: (asked) => asked.json(200, asked.url.includes('/messages') ? message : response),
  });
  await world.logIn(word);
  const headers = { authorization: `Bearer ${alpha}` };
  const sent = path.includes(':') ? body : { model, ...body };
  // The server reads the new file a moment after the login.
  await vi.waitFor(async () => {
    const answer = await fetch(world.url + path, json(sent, { method: 'POST', headers }));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Hello');
  });
  const [asked] = world.upstream.seen;
  expect(asked?.url).toContain(upstreamPath);
  expect(asked?.headers.authorization).toMatch(/^Bearer /);
  // The account's own header beside the translation.
  if (word === 'anthropic') expect(asked?.headers['anthropic-beta']).toBe('oauth-2025-04-20');
  else expect(asked?.headers['chatgpt-account-id']).toBe('id-of-dev@example.com');
  expect(JSON.parse(asked?.body ?? '').model).toBe(model);
  expect(world.records.at(-1)).toMatchObject({ status: 200, tokens: { input: 3, output: 2 } });
});
