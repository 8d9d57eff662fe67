import { GoogleGenAI } from '@google/genai';
import { expect, test } from 'vitest';
import { fakeUpstream } from '../fake-upstream.ts';
import { alpha, runGateway } from '../gateway-world.ts';

const key = 'fake-gemini-key-000000000000000000001';

async function world() {
  const upstream = await fakeUpstream(({ json, url }) =>
    json(
      200,
      url.includes('batch')
        ? { embeddings: [{ values: [1] }] }
        : { totalTokens: 1, embedding: { values: [1] } },
    ),
  );
  const models = [{ name: 'gemini-embedding-001', alias: 'embed' }];
  const server = await runGateway({
    'gemini-api-key': [{ 'api-key': key, 'base-url': upstream.url, models }],
  });
  const sent = () => ({ url: upstream.seen.at(-1)?.url, body: upstream.seen.at(-1)?.body ?? '' });
  return { ...server, sent };
}

test('an alias is changed in the body of embeddings as well as in their path', async () => {
  const { url, post, sent } = await world();
  const client = new GoogleGenAI({ apiKey: alpha, httpOptions: { baseUrl: url } });
  await client.models.embedContent({ model: 'embed', contents: ['one', 'two'] });
  expect(sent().url).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents');
  expect(JSON.parse(sent().body).requests.map(({ model }: { model: string }) => model)).toEqual([
    'models/gemini-embedding-001',
    'models/gemini-embedding-001',
  ]);

  const content = { parts: [{ text: 'models/embed' }] };
  await post('/v1beta/models/embed:embedContent', { model: 'models/embed', content });
  expect(JSON.parse(sent().body)).toEqual({ model: 'models/gemini-embedding-001', content });
});

test('the body of everything else goes on byte for byte', async () => {
  const { post, sent } = await world();
  const body = '{ "contents": [], "tools": [{"model": "embed", "n": 12345678901234567890}] }';
  await post('/v1beta/models/embed:generateContent', body);
  expect(sent().body).toBe(body);
  await post('/v1beta/models/gemini-embedding-001:countTokens', body);
  expect(sent().body).toBe(body);
});
