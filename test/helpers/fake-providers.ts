import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../../src/contract/config.ts';
import { httpServer } from '../cli/outside/servers.ts';

/** A key whose word decides what the fake provider makes of it. */
export const keyFor = (word: string): string => `fake-provider-key-${word}-0000000000000001`;

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

interface FakeProvider {
  /** Of the check, as it arrives. */
  readonly request: string;
  readonly credential: (headers: IncomingHttpHeaders) => string | string[] | undefined;
  /** What it answers to whom; `none`: to somebody without a key. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly config: (url: string, key: string) => Config;
}

const bearer = ({ authorization }: IncomingHttpHeaders) => /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
const compatible = (name: string, base: string, key: string): Config => ({
  'openai-compatibility': [{ name, 'base-url': base, 'api-key-entries': [{ 'api-key': key }] }],
});

const clineError = (code: number, message: string): Answer => [
  code,
  { error: { code, message, metadata: {} } },
];
const cloroError = (status: number, error: string): Answer => [status, { success: false, error }];
const anthropicError = (status: number, type: string, message: string): Answer => [
  status,
  { type: 'error', error: { type, message }, request_id: 'req_fake' },
];
const openAiError = (
  status: number,
  code: string,
  message: string,
  type = 'invalid_request_error',
): Answer => [status, { error: { message, type, param: null, code } }];
const googleError = (code: number, status: string, message: string): Answer => [
  code,
  { error: { code, message, status } },
];

/** Each with the bodies that its documents tell (J3, K2), or that it is known to send. */
export const fakeProviders: Readonly<Record<string, FakeProvider>> = {
  cline: {
    request: 'GET /api/v1/api-keys',
    credential: bearer,
    config: (url, key) => compatible('cline', `${url}/api/v1`, key),
    answers: {
      none: clineError(401, 'Missing API key'),
      good: [200, { data: [{ id: 'key_1', name: 'ci', keyPrefix: 'sk-f' }] }],
      wrong: clineError(401, 'Invalid API key'),
      deleted: clineError(401, 'API key deleted'),
      poor: clineError(402, 'Insufficient credits'),
      narrow: clineError(403, 'Forbidden'),
      busy: [
        429,
        { error: { code: 429, message: 'Rate limit exceeded', metadata: {} } },
        { 'retry-after': '30' },
      ],
      down: clineError(503, 'Service temporarily unavailable'),
    },
  },
  cloro: {
    request: 'POST /v1/monitor',
    credential: bearer,
    config: (url, key) => compatible('cloro', url, key),
    answers: {
      none: cloroError(401, 'Invalid or missing API key'),
      good: [
        400,
        {
          success: false,
          error: 'Request validation failed',
          details: [{ field: 'prompt', message: 'empty' }],
        },
      ],
      wrong: cloroError(401, 'Invalid or missing API key'),
      bare: cloroError(401, 'Missing Bearer prefix'),
      expired: cloroError(401, 'Expired API key'),
      limited: cloroError(401, 'Rate limit exceeded'),
      busy: cloroError(429, 'Rate limit exceeded'),
      poor: cloroError(403, 'Insufficient credits'),
      spent: [200, { success: true, result: {} }],
    },
  },
  claude: {
    request: 'GET /v1/models?limit=1000',
    credential: (headers) => headers['x-api-key'],
    config: (url, key) => ({ 'claude-api-key': [{ 'api-key': key, 'base-url': url }] }),
    answers: {
      none: anthropicError(401, 'authentication_error', 'x-api-key header is required'),
      good: [
        200,
        {
          data: [
            { type: 'model', id: 'claude-fake-1' },
            { type: 'model', id: 'claude-fake-2' },
          ],
        },
      ],
      wrong: anthropicError(401, 'authentication_error', 'invalid x-api-key'),
      poor: anthropicError(400, 'invalid_request_error', 'Your credit balance is too low to access the API.'),
      narrow: anthropicError(403, 'permission_error', 'Your key does not have permission.'),
      busy: anthropicError(429, 'rate_limit_error', 'Too many requests.'),
      down: anthropicError(529, 'overloaded_error', 'Overloaded'),
    },
  },
  codex: {
    request: 'GET /v1/models',
    credential: bearer,
    config: (url, key) => ({ 'codex-api-key': [{ 'api-key': key, 'base-url': `${url}/v1` }] }),
    answers: {
      none: openAiError(401, 'missing_api_key', "You didn't provide an API key."),
      good: [200, { object: 'list', data: [{ id: 'gpt-fake' }] }],
      wrong: openAiError(401, 'invalid_api_key', `Incorrect API key provided: ${keyFor('wrong')}.`),
      poor: openAiError(429, 'insufficient_quota', 'You exceeded your current quota.', 'insufficient_quota'),
      country: openAiError(403, 'unsupported_country_region_territory', 'Country not supported'),
      narrow: openAiError(403, 'missing_scope', 'You have insufficient permissions for this operation.'),
      busy: [
        429,
        { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } },
        { 'retry-after': '7' },
      ],
    },
  },
  gemini: {
    request: 'GET /v1beta/models?pageSize=1000',
    credential: (headers) => headers['x-goog-api-key'],
    config: (url, key) => ({ 'gemini-api-key': [{ 'api-key': key, 'base-url': url }] }),
    answers: {
      none: googleError(403, 'PERMISSION_DENIED', "Method doesn't allow unregistered callers."),
      good: [200, { models: [{ name: 'models/gemini-fake' }] }],
      wrong: googleError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
      expired: googleError(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.'),
      off: googleError(403, 'PERMISSION_DENIED', 'Generative Language API has not been used in project 1.'),
      bound: googleError(403, 'PERMISSION_DENIED', 'Requests from this client are blocked.'),
      busy: googleError(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted.'),
    },
  },
  xai: {
    request: 'GET /v1/models',
    credential: bearer,
    config: (url, key) => ({ 'xai-api-key': [{ 'api-key': key, 'base-url': `${url}/v1` }] }),
    answers: {
      none: [401, { code: 'unauthenticated', error: 'No API key.' }],
      good: [200, { data: [{ id: 'grok-fake' }] }],
      wrong: [
        400,
        { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: fa***01.' },
      ],
      poor: [
        403,
        { code: 'The caller does not have permission', error: "Your team doesn't have any credits yet." },
      ],
    },
  },
  other: {
    request: 'GET /v1/models',
    credential: bearer,
    config: (url, key) => compatible('other', `${url}/v1`, key),
    answers: {
      none: openAiError(401, 'unauthorized', 'no key'),
      good: [200, [{ id: 'model-a' }, { id: 'model-a' }, { id: 'model-b' }]],
      wrong: openAiError(401, 'unauthorized', 'bad key'),
      poor: [402, { error: { message: 'Insufficient Balance' } }],
      narrow: [403, { detail: 'not for you' }],
      nowhere: openAiError(404, 'not_found', 'Not Found'),
      page: [200, '<html><title>Welcome</title><body>Sign in</body></html>'],
      blocked: [403, '<html><body>Just a moment</body></html>'],
      down: [502, '<html><h1>502 Bad Gateway</h1></html>'],
      odd: [418, { error: { message: 'teapot' } }],
      moved: [301, '', { location: 'https://new.example.com/v1/models?token=fake' }],
    },
  },
};

export interface RunningProvider {
  readonly url: string;
  /** Method, path and credential of each request. */
  readonly seen: string[];
  readonly bodies: string[];
}

export async function runProvider(name: string): Promise<RunningProvider> {
  const provider = fakeProviders[name];
  if (!provider) throw new Error(`no fake of ${name}`);
  const seen: string[] = [];
  const bodies: string[] = [];
  const url = await httpServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    bodies.push(body);
    const called = `${request.method} ${request.url}`;
    const key = provider.credential(request.headers);
    seen.push(`${called} ${key ?? 'without a key'}`);
    const word =
      key === undefined ? 'none' : (/^fake-provider-key-(.+)-0+1$/.exec(String(key))?.[1] ?? 'wrong');
    const fallback: Answer = [404, { error: 'no such path' }];
    const [status, answer, headers = {}] =
      (called === provider.request && provider.answers[word]) || fallback;
    const page = typeof answer === 'string';
    response.writeHead(status, { 'content-type': page ? 'text/html' : 'application/json', ...headers });
    response.end(page ? answer : JSON.stringify(answer));
  });
  return { url, seen, bodies };
}
