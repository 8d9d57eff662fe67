import { describe, expect, test } from 'vitest';
import type { TestCause, TestState } from '../../../src/providers/test/interpret-test.ts';
import { fakeProviders, keyFor } from '../../helpers/fake-providers.ts';
import { checked } from './ask.ts';

type Expected = readonly [
  provider: string,
  word: string,
  state: TestState,
  cause: TestCause,
  message: string,
];

const causes: readonly Expected[] = [
  ['cline', 'good', 'works', 'ok', 'cline accepts the key.'],
  [
    'cline',
    'wrong',
    'refused',
    'key',
    'cline answered 401: the Cline key is missing, wrong or deleted; create a new one at Cline (Invalid API key).',
  ],
  [
    'cline',
    'deleted',
    'refused',
    'key',
    'cline answered 401: the Cline key is missing, wrong or deleted; create a new one at Cline (API key deleted).',
  ],
  [
    'cline',
    'poor',
    'limited',
    'credits',
    'cline answered 402: the Cline account has no credits left; add some at Cline (Insufficient credits).',
  ],
  [
    'cline',
    'narrow',
    'refused',
    'forbidden',
    'cline answered 403: the Cline account is not allowed to do this; check its permissions at Cline (Forbidden).',
  ],
  [
    'cline',
    'busy',
    'limited',
    'rate-limit',
    'cline answered 429: too many requests; try again later (Rate limit exceeded); try again in 30 s.',
  ],
  [
    'cline',
    'down',
    'unreachable',
    'down',
    'cline answered 503: the provider has a problem; try again later (Service temporarily unavailable).',
  ],
  [
    'cloro',
    'good',
    'works',
    'ok',
    'cloro accepts the key: it refused only the empty question, which costs nothing.',
  ],
  [
    'cloro',
    'wrong',
    'refused',
    'key',
    'cloro answered 401: the cloro key is wrong or missing (Invalid or missing API key).',
  ],
  [
    'cloro',
    'bare',
    'refused',
    'key',
    'cloro answered 401: cloro did not find the word Bearer before the key (Missing Bearer prefix).',
  ],
  [
    'cloro',
    'expired',
    'refused',
    'key',
    'cloro answered 401: the cloro key has expired; create a new one at cloro (Expired API key).',
  ],
  [
    'cloro',
    'limited',
    'limited',
    'rate-limit',
    "cloro answered 401: cloro's rate limit is reached; try again later (Rate limit exceeded).",
  ],
  [
    'cloro',
    'busy',
    'limited',
    'rate-limit',
    "cloro answered 429: cloro's rate limit is reached; try again later (Rate limit exceeded).",
  ],
  [
    'cloro',
    'poor',
    'limited',
    'credits',
    'cloro answered 403: the cloro account has no credits left; add some at cloro (Insufficient credits).',
  ],
  [
    'cloro',
    'spent',
    'works',
    'ok',
    'cloro accepts the key. It answered the empty question, which may have cost one question.',
  ],
  ['claude', 'good', 'works', 'ok', 'Claude accepts the key and lists 2 models.'],
  [
    'claude',
    'wrong',
    'refused',
    'key',
    'Claude answered 401: the key is missing, wrong or revoked; create a new one at Anthropic (invalid x-api-key).',
  ],
  [
    'claude',
    'poor',
    'limited',
    'credits',
    'Claude answered 400: the Anthropic account has no credits left; buy some there (Your credit balance is too low to access the API.).',
  ],
  [
    'claude',
    'narrow',
    'refused',
    'forbidden',
    'Claude answered 403: the key is not allowed to do this; check its workspace at Anthropic (Your key does not have permission.).',
  ],
  [
    'claude',
    'busy',
    'limited',
    'rate-limit',
    'Claude answered 429: too many requests; try again later (Too many requests.).',
  ],
  [
    'claude',
    'down',
    'unreachable',
    'down',
    'Claude answered 529: Anthropic is overloaded; try again later (Overloaded).',
  ],
  ['codex', 'good', 'works', 'ok', 'Codex accepts the key and lists 1 model.'],
  [
    'codex',
    'wrong',
    'refused',
    'key',
    'Codex answered 401: the key is missing, wrong or revoked; create a new one at OpenAI (Incorrect API key provided: fake…0001.).',
  ],
  [
    'codex',
    'poor',
    'limited',
    'credits',
    'Codex answered 429: the OpenAI account has no credits or budget left; check its billing (You exceeded your current quota.).',
  ],
  [
    'codex',
    'country',
    'refused',
    'forbidden',
    'Codex answered 403: OpenAI does not serve the country of this server (Country not supported).',
  ],
  [
    'codex',
    'narrow',
    'refused',
    'forbidden',
    'Codex answered 403: the key is not allowed to do this; check its permissions at OpenAI (You have insufficient permissions for this operation.).',
  ],
  [
    'codex',
    'busy',
    'limited',
    'rate-limit',
    'Codex answered 429: too many requests; try again later (Rate limit reached); try again in 7 s.',
  ],
  ['gemini', 'good', 'works', 'ok', 'Gemini accepts the key and lists 1 model.'],
  [
    'gemini',
    'wrong',
    'refused',
    'key',
    'Gemini answered 400: the key is wrong or deleted; create a new one at Google (API key not valid. Please pass a valid API key.).',
  ],
  [
    'gemini',
    'expired',
    'refused',
    'key',
    'Gemini answered 400: the key has expired; create a new one at Google (API key expired. Please renew the API key.).',
  ],
  [
    'gemini',
    'off',
    'refused',
    'forbidden',
    "Gemini answered 403: the API is off in the key's project; enable the Generative Language API there (Generative Language API has not been used in project 1.).",
  ],
  [
    'gemini',
    'bound',
    'refused',
    'forbidden',
    'Gemini answered 403: the key is restricted to other uses or addresses; change that at Google (Requests from this client are blocked.).',
  ],
  [
    'gemini',
    'busy',
    'limited',
    'rate-limit',
    "Gemini answered 429: the project's quota is used up, or requests came too fast; wait (Resource has been exhausted.).",
  ],
  [
    'xai',
    'wrong',
    'refused',
    'key',
    'xAI answered 400: the key is missing, wrong or deleted; create a new one at xAI (Incorrect API key provided: fa***01.).',
  ],
  [
    'xai',
    'poor',
    'limited',
    'credits',
    "xAI answered 403: the xAI team has no credits left; buy some there (Your team doesn't have any credits yet.).",
  ],
  ['other', 'good', 'works', 'ok', 'other accepts the key and lists 2 models.'],
  [
    'other',
    'wrong',
    'refused',
    'key',
    'other answered 401: the key is missing, wrong or no longer valid; replace it (bad key).',
  ],
  [
    'other',
    'poor',
    'limited',
    'credits',
    'other answered 402: the account has no credits left; add some at the provider (Insufficient Balance).',
  ],
  [
    'other',
    'narrow',
    'refused',
    'forbidden',
    'other answered 403: the key is not allowed to do this; check its permissions at the provider (not for you).',
  ],
  [
    'other',
    'nowhere',
    'unreachable',
    'not-found',
    'other answered 404: there is nothing at this address; check base-url (Not Found); it usually ends with /v1.',
  ],
  [
    'other',
    'page',
    'unreachable',
    'no-api',
    'The answer for other is not from its API. Correct the base-url (it usually ends with /v1).',
  ],
  [
    'other',
    'down',
    'unreachable',
    'down',
    'other answered 502: the provider has a problem; try again later (502 Bad Gateway).',
  ],
  ['other', 'odd', 'unclear', 'request', 'other answered 418: it does not accept this request (teapot).'],
  [
    'other',
    'moved',
    'unreachable',
    'redirect',
    'other redirects to https://new.example.com/v1/models (301); the key was not sent there. If that is the right address, set it as base-url.',
  ],
];

describe('each cause has its own sentence', () => {
  test.each(causes)('%s, %s: %s (%s)', async (name, word, state, cause, message) => {
    const { provider, ...result } = await checked(name, word);
    expect(result).toMatchObject({ state, cause, message });
    const { request } = fakeProviders[name] ?? {};
    expect(provider.seen[0]).toBe(`${request} ${keyFor(word)}`);
    expect(JSON.stringify(result)).not.toContain(keyFor(word));
  });

  test('a page that stands before the API says nothing of the key', async () => {
    const { provider, ...result } = await checked('other', 'blocked');
    const { host } = new URL(provider.url);
    expect(result).toMatchObject({
      state: 'unclear',
      cause: 'no-api',
      message: `other answered 403 with a web page: something in front of its API at ${host} refused the request. Check the base-url, the network and the proxy.`,
    });
  });

  test('an entry without a key says that one is wanted', async () => {
    const keyless = (url: string) => ({
      'openai-compatibility': [{ name: 'other', 'base-url': `${url}/v1` }],
    });
    const result = await checked('other', '', keyless);
    expect(result).toMatchObject({
      state: 'refused',
      cause: 'key',
      message: 'other answered 401: it requires a key and none is set; add one.',
    });
  });

  test('models are told where the check reads them, and how long it took', async () => {
    const { models, tookMs, status } = await checked('gemini', 'good');
    expect(models).toEqual(['gemini-fake']);
    expect(status).toBe(200);
    expect(tookMs).toBeGreaterThanOrEqual(0);
  });
});
