import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { createOutside } from '../../../src/cli/compose/create-effects.ts';
import type { OutsideEnd, OutsideRequest } from '../../../src/contract/outside.ts';
import type { ProgressStep } from '../../../src/operations/operation.ts';
import { inputOf } from '../../../src/operations/provider-keys/ask-provider.ts';
import { testProviderKey } from '../../../src/operations/provider-keys/test-provider-keys.ts';
import { keysInEnvironment } from '../../../src/providers/environment-keys.ts';
import { type ProviderKey, providerKeysOf } from '../../../src/providers/provider-keys.ts';
import { freeAddress, httpServer, httpsServer, pem, socketServer } from '../../cli/outside/servers.ts';
import { answered, fakeOutside } from '../../helpers/fake-outside.ts';
import { fakeProviders, keyFor, runProvider } from '../../helpers/fake-providers.ts';
import { failureOf, got } from '../fixture.ts';
import { checkWorld } from './ask.ts';

const claude = (url: string, more = {}) => ({
  'claude-api-key': [{ 'api-key': keyFor('good'), 'base-url': url, ...more }],
});
const listed = { data: [{ id: 'claude-fake-1' }] };

async function told(url: string, more = {}): Promise<string> {
  const { context, input } = checkWorld(claude(url, more));
  return got(await testProviderKey.run(context, input)).message;
}

describe('when no answer comes, the sentence says where it stopped and what to do', () => {
  test('nothing listens', async () => {
    const url = await freeAddress();
    expect(await told(url)).toBe(
      `Nothing listens at ${new URL(url).host}. Check that it is running, and the port in the base-url.`,
    );
  });

  test.each([
    ['self-signed', /is self-signed\. If you trust it, name its file in/],
    ['server', /is from an authority that this machine does not trust\. If you trust it, name/],
  ] as const)('the certificate "%s"', async (certificate, sentence) => {
    const url = await httpsServer(certificate, (_, response) => response.end());
    expect(await told(url)).toMatch(sentence);
  });

  test.each([
    [{ kind: 'tls', why: 'expired', code: 'CERT_HAS_EXPIRED' }, /has expired\. Renew it there/],
    [{ kind: 'tls', why: 'wrong-host', code: 'X' }, /is for another name\. Use the name in it/],
    [
      { kind: 'no-such-host' },
      /^No address was found for a\.example\.com\. Check the base-url and the network/,
    ],
    [
      { kind: 'timeout', step: 'connect', ms: 10_000 },
      /did not accept a connection within 10 s\. Check that it/,
    ],
    [
      { kind: 'timeout', step: 'request', ms: 30_000 },
      /accepted the request and did not answer within 30 s\. Try/,
    ],
    [
      { kind: 'proxy', why: 'refused' },
      /^Nothing listens at the proxy proxy\.example\.com:3128\. Check that/,
    ],
    [
      { kind: 'proxy', why: 'sign-in', status: 407 },
      /^The proxy proxy\.example\.com:3128 requires a name and/,
    ],
    [{ kind: 'proxy', why: 'unsupported' }, /Use an http:\/\/, https:\/\/ or socks5:\/\/ proxy/],
    [{ kind: 'no-http' }, /answers with something that is not HTTP\. Check the port in the base-url/],
    [{ kind: 'other', code: 'EWHAT' }, /could not be reached \(EWHAT\)\. Check the base-url and the network/],
  ] as [OutsideEnd, RegExp][])('%j', async (end, sentence) => {
    const entry = { 'proxy-url': 'http://me:fake-word@proxy.example.com:3128' };
    const outside = fakeOutside(() => end);
    const { context, input } = checkWorld(claude('https://a.example.com', entry), { outside });
    const { result } = got(await testProviderKey.run(context, input));
    expect(result).toMatchObject({ state: 'unreachable', cause: end.kind });
    expect(result.message).toMatch(sentence);
    expect(result.message).not.toContain('fake-word');
    expect(result.tookMs).toBeUndefined();
  });

  test('it hangs up', async () => {
    const url = await socketServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await told(url)).toMatch(/closed the connection without an answer\. Check the base-url/);
  });

  test('the proxy of the config is the way where the entry names none', async () => {
    const proxyUrl = await freeAddress();
    const config = { ...claude('http://127.0.0.1:9'), 'proxy-url': proxyUrl };
    const { context, input } = checkWorld(config);
    const { message } = got(await testProviderKey.run(context, input));
    expect(message).toBe(
      `Nothing listens at the proxy ${new URL(proxyUrl).host}. Check that it is running, and the proxy-url.`,
    );
    expect(await told(await freeAddress(), { 'proxy-url': 'direct' })).toMatch(/^Nothing listens at 127/);
  });
});

describe('the key goes nowhere else', () => {
  test('an entry that leads elsewhere by now is a conflict, and nothing is sent', async () => {
    const outside = fakeOutside(() => answered(200, listed));
    const { context, input } = checkWorld(claude('https://new.example.com'), { outside });
    const outcome = await testProviderKey.run(context, { ...input, shownUrl: 'https://old.example.com' });
    expect(failureOf(outcome)).toMatchObject({
      kind: 'conflict',
      message:
        'Claude now uses https://new.example.com instead of https://old.example.com. Nothing was sent. Check it again.',
    });
    expect(outside.sent).toEqual([]);
  });

  test('a key that is gone is a conflict', async () => {
    const { context, input } = checkWorld(claude('https://a.example.com'));
    expect(failureOf(await testProviderKey.run(context, { ...input, id: 'gone' })).kind).toBe('conflict');
  });

  test('a redirect is told, and not followed', async () => {
    const other: string[] = [];
    const elsewhere = await httpServer((request, response) => {
      other.push(String(request.headers['x-api-key']));
      response.end();
    });
    const url = await httpServer((_, response) => response.writeHead(302, { location: elsewhere }).end());
    expect(await told(url)).toContain(`redirects to ${elsewhere}/ (302); the key was not sent there`);
    expect(other).toEqual([]);
  });

  test('an address that is none, or holds a password, gets nothing', async () => {
    expect(await told('ftp://a.example.com')).toContain('is not an http or https address');
    expect(await told('https://me:fake-word@127.0.0.1:9')).not.toContain('fake-word');
  });
});

describe('an answer proves something only when a stranger gets another one', () => {
  test('a list that is open to everybody says nothing of the key', async () => {
    const seen: (string | undefined)[] = [];
    const url = await httpServer((request, response) => {
      seen.push(request.headers['x-api-key'] as string | undefined);
      response.end(JSON.stringify(listed));
    });
    const { context, input } = checkWorld(claude(url));
    const { result } = got(await testProviderKey.run(context, input));
    expect(result).toMatchObject({ state: 'unclear', cause: 'open', models: ['claude-fake-1'] });
    expect(result.message).toMatch(/answers the same without the key/);
    expect(seen).toEqual([keyFor('good'), undefined]);
  });

  test('at the own address of a provider that is known, and asked once', async () => {
    const outside = fakeOutside(() => answered(200, listed));
    const { context, input } = checkWorld(claude(''), { outside });
    expect(got(await testProviderKey.run(context, input)).result.state).toBe('works');
    expect(outside.sent.map(({ url }) => url)).toEqual(['https://api.anthropic.com/v1/models?limit=1000']);
  });

  test('cloro looks at the question before the key: nothing is known', async () => {
    const outside = fakeOutside(() => answered(400, { success: false, error: 'Request validation failed' }));
    const config = fakeProviders.cloro?.config('https://api.cloro.dev', keyFor('good')) ?? {};
    const { context, input } = checkWorld(config, { outside });
    const { result } = got(await testProviderKey.run(context, { ...input, mayCost: true }));
    expect(result).toMatchObject({ state: 'unclear', cause: 'open' });
  });
});

describe('what may cost something', () => {
  test('is not sent before somebody has agreed, and says what it may cost', async () => {
    const provider = await runProvider('cloro');
    const { context, input } = checkWorld(fakeProviders.cloro?.config(provider.url, keyFor('good')) ?? {});
    const { result } = got(await testProviderKey.run(context, input));
    expect(result).toMatchObject({ state: 'skipped', cause: 'cost' });
    expect(result.message).toBe(
      'Not tested. cloro has no free request. The test sends an empty question, which cloro should refuse without charge; an answer would cost one question.',
    );
    expect(provider.seen).toEqual([]);
    await testProviderKey.run(context, { ...input, mayCost: true });
    expect(provider.bodies[0]).toBe('{"prompt":"","model":"CHATGPT"}');
  });
});

describe('which key is asked with', () => {
  test('a new one, before it is put in; and one that stands in a form alone', async () => {
    const provider = await runProvider('claude');
    const { context, input } = checkWorld(claude(provider.url));
    const newKey = new Secret(keyFor('wrong'));
    expect(got(await testProviderKey.run(context, { ...input, newKey })).result.state).toBe('refused');
    const draft = { provider: 'claude', baseUrl: `${provider.url}/`, key: new Secret(keyFor('good')) };
    expect(got(await testProviderKey.run(context, draft)).result.state).toBe('works');
    expect(provider.seen.slice(0, 2)).toEqual([
      `GET /v1/models?limit=1000 ${keyFor('wrong')}`,
      `GET /v1/models?limit=1000 ${keyFor('good')}`,
    ]);
  });

  test('CLINE_API_KEY, where the config has no Cline', async () => {
    const outside = fakeOutside(() => answered(200, { data: [] }));
    const environment = { CLINE_API_KEY: keyFor('good') };
    const { context, input } = checkWorld({}, { outside, environment });
    expect(got(await testProviderKey.run(context, input)).result.state).toBe('works');
    const [{ url, headers = {} }] = outside.sent as [OutsideRequest];
    expect(url).toBe('https://api.cline.bot/api/v1/api-keys');
    expect((headers.authorization as Secret).reveal()).toBe(`Bearer ${keyFor('good')}`);
    expect(JSON.stringify(outside.sent)).not.toContain(keyFor('good'));
  });

  test.each([[{}], [{ CLINE_API_KEY: keyFor('other') }]])(
    'a key in the environment of the server is not replaced by what stands in ours: %j',
    async (environment) => {
      const outside = fakeOutside(() => answered(200, { data: [] }));
      const cline = { name: 'cline', 'base-url': 'https://api.cline.bot/api/v1' };
      const { context } = checkWorld({ 'openai-compatibility': [cline] }, { outside, environment });
      const servers = keysInEnvironment({ CLINE_API_KEY: keyFor('good') });
      const [row] = providerKeysOf({ 'openai-compatibility': [cline] }, servers);
      const asked = await testProviderKey.run(context, inputOf(row as ProviderKey));
      expect(failureOf(asked).message).toMatch(
        /^The key is set in CLINE_API_KEY in the server's environment/,
      );
      expect(outside.sent).toEqual([]);
      const same = { ...context, environment: { CLINE_API_KEY: keyFor('good') } };
      expect(got(await testProviderKey.run(same, inputOf(row as ProviderKey))).result.state).toBe('works');
    },
  );

  test('the headers of the entry go along, and win', async () => {
    const outside = fakeOutside(() => answered(200, listed));
    const entry = { headers: { 'X-Team': 'a', 'X-Api-Key': 'fake-other-key' } };
    const { context, input } = checkWorld(claude('', entry), { outside });
    await testProviderKey.run(context, input);
    const headers = outside.sent[0]?.headers ?? {};
    expect(Object.keys(headers).sort()).toEqual(['accept', 'anthropic-version', 'x-api-key', 'x-team']);
    expect((headers['x-api-key'] as Secret).reveal()).toBe('fake-other-key');
  });

  test('a provider without a known request says so', async () => {
    const config = { 'vertex-api-key': [{ 'api-key': keyFor('good'), 'base-url': 'https://v.example.com' }] };
    const { context, input } = checkWorld(config);
    expect(failureOf(await testProviderKey.run(context, input))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringMatching(/^No request can test a key of Vertex/),
    });
  });
});

describe('a Cline account token is told from an API key', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (exp: number) => `${part({ alg: 'RS256' })}.${part({ exp })}.ZmFrZQ`;
  const year = 365 * 86_400;

  test.each([
    [
      'expired',
      (now: number) => `workos:${token(now - year)}`,
      /this is an account token, not an API key, and it expired \d+ Nov 2025/,
    ],
    [
      'without its mark',
      (now: number) => token(now + year),
      /this looks like an account token, which Cline accepts only after the prefix workos:/,
    ],
    [
      'taken back',
      (now: number) => `workos:${token(now + year)}`,
      /this is an account token, not an API key, and it is wrong or was revoked/,
    ],
  ] as const)('%s', async (_, make, sentence) => {
    const outside = fakeOutside(() => answered(401, { error: { code: 401, message: 'Unauthorized' } }));
    const now = checkWorld(claude('')).context.now() / 1000;
    const config = fakeProviders.cline?.config('https://api.cline.bot', make(now)) ?? {};
    const { context, input } = checkWorld(config, { outside });
    const { result } = got(await testProviderKey.run(context, input));
    expect(result).toMatchObject({ state: 'refused', cause: 'key' });
    expect(result.message).toMatch(sentence);
  });
});

describe('while it runs', () => {
  test('each step is told with its time and without a secret', async () => {
    const url = await httpsServer('server', (_, response) => response.end(JSON.stringify(listed)));
    const steps: ProgressStep[] = [];
    // Trusted like the console's own server, which the fixture's authority has signed.
    const trusted = createOutside(pem('authority'));
    const outside = {
      exchange: (...[request, ...rest]: Parameters<typeof trusted.exchange>) =>
        trusted.exchange({ ...request, trust: 'server' }, ...rest),
    };
    const { context, input, row } = checkWorld(claude(url), { outside });
    await testProviderKey.run({ ...context, progress: (step) => steps.push(step) }, input);
    const { host } = new URL(url);
    expect(steps.slice(0, 4).map(({ text }) => text)).toEqual([
      `connecting to ${host}`,
      `connecting to ${host}`,
      `checking the certificate of ${host}`,
      `checking the certificate of ${host}`,
    ]);
    expect(steps.every(({ about }) => about === row.id)).toBe(true);
    expect(steps[1]?.ms).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(steps)).not.toContain(keyFor('good'));
  });

  test('it can be cancelled, and then says nothing of the key', async () => {
    const controller = new AbortController();
    const url = await httpServer(() => controller.abort());
    const { context, input } = checkWorld(claude(url));
    const outcome = await testProviderKey.run({ ...context, signal: controller.signal }, input);
    expect(outcome).toMatchObject({ ok: false, kind: 'cancelled' });
  });
});
