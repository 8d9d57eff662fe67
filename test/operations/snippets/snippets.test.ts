import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../../src/base/secrets/secret.ts';
import type { Config } from '../../../src/contract/config.ts';
import { clientTarget, providerTarget, snippets } from '../../../src/operations/snippets/index.ts';
import { claude } from '../../../src/providers/kinds/claude.ts';
import { cline } from '../../../src/providers/kinds/cline.ts';
import { cloro } from '../../../src/providers/kinds/cloro.ts';
import { gemini } from '../../../src/providers/kinds/gemini.ts';
import { openAiCompatibility } from '../../../src/providers/kinds/openai-compatibility.ts';
import type { Provider } from '../../../src/providers/provider.ts';
import { upstreamEntries } from '../../../src/providers/provider-keys.ts';
import { fakeUpstream } from '../../server/gateway/fake-upstream.ts';
import { alpha, compatible, runGateway } from '../../server/gateway/gateway-world.ts';
import { inShell, type Runnable, runSnippet, ways, whyNot } from './run-snippet.ts';

const snippet = (id: string) => {
  const found = snippets.find((it) => it.id === id);
  if (!found) throw new Error(`no snippet ${id}`);
  return found;
};
const answer = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'fake-model-1',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello from far' } }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};
const delta = { type: 'response.output_text.delta', delta: 'Hello from far' };
const completed = { type: 'response.completed', response: { id: 'resp_1', object: 'response', output: [] } };

/** The gateway in front of a provider that says hello. */
async function world() {
  const upstream = await fakeUpstream(({ url, json, events }) =>
    url.endsWith('/responses') ? events(delta, completed) : json(200, answer),
  );
  const config = compatible(upstream.url, { responses: true });
  const gateway = await runGateway(config);
  const target = (more: { key?: Secret } = {}) =>
    clientTarget({ 'api-keys': [alpha], ...config }, { url: gateway.url, ...more });
  return { upstream, gateway, target };
}

describe('a snippet for a client key, pasted and run', () => {
  for (const kind of Object.keys(ways) as Runnable[]) {
    test(`${kind}: reaches a model with the key of the environment, and with the key in it`, {
      timeout: 200_000,
    }, async (context) => {
      const reason = await whyNot(kind);
      if (reason !== undefined) {
        console.log(`skipped: the ${kind} snippet was not run, as ${reason}`);
        context.skip(reason);
      }
      const { upstream, target } = await world();
      const byVariable = snippet(kind).text(target());
      expect(byVariable).not.toContain(alpha);
      const first = await runSnippet(kind, byVariable, { CLI_PROXY_API_KEY: alpha });
      expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello from far') });
      const second = await runSnippet(kind, snippet(kind).text(target({ key: new Secret(alpha) })), {});
      expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('Hello from far') });
      expect(upstream.seen.map(({ body }) => JSON.parse(body).model)).toEqual([
        'fake-model-1',
        'fake-model-1',
      ]);
    });
  }

  test('a wrong key is an error that says 401, not silence', async () => {
    const { target } = await world();
    const ended = await runSnippet('javascript-fetch', snippet('javascript-fetch').text(target()), {
      CLI_PROXY_API_KEY: 'fake-wrong',
    });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('401');
  });

  const asShell = (text: string, names: readonly string[]) =>
    inShell(text, `printf "%s|" ${names.map((name) => `"$${name}"`).join(' ')}`, {});
  const asNode = async (text: string, names: readonly string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'cli-proxy-env-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, '.env'), text);
    const shown = `for (const name of ${JSON.stringify(names)}) process.stdout.write(process.env[name] + '|')`;
    const node = [process.execPath, `--env-file=${join(folder, '.env')}`, '-e', shown];
    return inShell(`'${node.map((word) => word.replaceAll("'", `'\\''`)).join("' '")}'`, '', {});
  };

  test.each([
    ['a shell', asShell],
    ['node --env-file', asNode],
  ])('env: %s that reads it has address, key and model', async (_, read) => {
    const { gateway, target } = await world();
    const names = ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'CLI_PROXY_API_KEY', 'OPENAI_MODEL'];
    const without = await read(snippet('env').text(target()), names);
    const open = 'your_api_key_here';
    expect(without.stdout).toBe(`${gateway.url}/v1|${open}|${open}|fake-chat|`);
    const key = new Secret('fake key with "blanks" #1');
    const odd = await read(snippet('env').text({ ...target({ key }), model: 'fake/a b' }), names);
    expect(odd.stdout).toBe(`${gateway.url}/v1|${key.reveal()}|${key.reveal()}|fake/a b|`);
  });

  test('claude-code: the variables lead to the messages of this server', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { type: 'message', content: [] }));
    const config = {
      'claude-api-key': [
        {
          'api-key': 'fake-claude-key',
          'base-url': upstream.url,
          models: [{ name: 'claude-x', alias: 'x' }],
        },
      ],
    };
    const gateway = await runGateway(config);
    const target = clientTarget(config, { url: gateway.url });
    const shown =
      'printf "%s|%s|%s|%s" "$ANTHROPIC_BASE_URL" "$ANTHROPIC_AUTH_TOKEN" "$ANTHROPIC_MODEL" "$ANTHROPIC_API_KEY"';
    const env = { CLI_PROXY_API_KEY: alpha, ANTHROPIC_API_KEY: 'fake-own' };
    const { stdout } = await inShell(snippet('claude-code').text(target), shown, env);
    const [base, token, model, own] = stdout.split('|');
    expect(own).toBe('');
    const sent = await fetch(`${base}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({ model, max_tokens: 1, messages: [] }),
    });
    expect(sent.status).toBe(200);
    expect(JSON.parse(upstream.seen[0]?.body ?? '').model).toBe('claude-x');
  });

  test.each([
    ['cline', ['auth', '-p', 'openai', '-k', alpha, '-m', 'fake-chat', '-b', 'URL/v1']],
    [
      'codex',
      [
        ...['-c', 'model_provider=cli-proxy', '-c'],
        'model_providers.cli-proxy={name="CLI Proxy API", base_url="URL/v1", env_key="CLI_PROXY_API_KEY", wire_api="responses"}',
        ...['-m', 'fake-chat'],
      ],
    ],
  ])('%s: a shell hands these words over', async (kind, words) => {
    const { gateway, target } = await world();
    const asFunction = `${kind}() { printf '%s\\n' "$@"; }`;
    const { stdout } = await inShell(`${asFunction}\n${snippet(kind).text(target())}`, '', {
      CLI_PROXY_API_KEY: alpha,
    });
    expect(stdout.trimEnd().split('\n')).toEqual(words.map((word) => word.replace('URL', gateway.url)));
  });
});

describe('what a snippet is about', () => {
  const nowhere = clientTarget({}, {});

  test('a quote in a model or key stays inside its quotes', async () => {
    const target = clientTarget({}, { model: `it's "$HOME"`, key: new Secret(`fake'key$1`) });
    const asFunction = `curl() { printf '%s\\n' "$@"; }`;
    const { stdout } = await inShell(`${asFunction}\n${snippet('curl').text(target)}`, '', {});
    expect(stdout).toContain(`Authorization: Bearer fake'key$1`);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').model).toBe(`it's "$HOME"`);
  });

  test('a model that nobody knows is a word to replace', () => {
    expect(nowhere.model).toBe('MODEL');
  });

  test('this server takes every client', () => {
    const target = clientTarget({}, {});
    expect(snippets.filter(({ unfit }) => unfit?.(target) !== undefined)).toEqual([]);
  });

  test('of the models of the config, one that this key may use, with its prefix', () => {
    const config = {
      'codex-api-key': [
        {
          'api-key': 'fake-1',
          prefix: 'dev',
          models: [{ name: 'gpt-a' }, { name: 'gpt-b' }],
          'excluded-models': ['*a'],
        },
      ],
      'gemini-api-key': [{ 'api-key': 'fake-2' }],
    };
    expect(clientTarget(config, { allowed: ['dev/*'] }).model).toBe('dev/gpt-b');
    expect(clientTarget(config, { allowed: ['nothing-*'] }).model).toBe('MODEL');
  });

  test('a provider without models is selected by its name, as the server does', () => {
    const keys = [{ 'api-key': 'fake-1' }];
    const config: Config = {
      'openai-compatibility': [{ name: 'up', 'base-url': 'http://127.0.0.1:9', 'api-key-entries': keys }],
    };
    const target = clientTarget(config, {});
    expect(target.model).toBe('up/MODEL');
  });

  test('an own certificate is named to every client that may not know it', () => {
    const target = clientTarget({ tls: { enable: true, cert: '/etc/fake/cert.pem' } }, {});
    for (const kind of [
      'curl',
      'python',
      'python-requests',
      'javascript',
      'javascript-fetch',
      'go',
      'websocket',
    ])
      expect(snippet(kind).text(target), kind).toContain('/etc/fake/cert.pem');
    expect(target.openAi).toBe('https://127.0.0.1:8317/v1');
  });
});

describe('a snippet for a provider key', () => {
  test('Responses of an openai-compatibility entry are not promised unless they are known', () => {
    const unfitFor = (kind: string, more: object) => {
      const list = [
        {
          name: 'up',
          'base-url': 'http://127.0.0.1:9/v1',
          'api-key-entries': [{ 'api-key': 'fake' }],
          ...more,
        },
      ];
      return snippet(kind).unfit?.(first(openAiCompatibility, { 'openai-compatibility': list }));
    };
    for (const kind of ['codex', 'websocket']) {
      for (const unknown of [{}, { responses: false }])
        expect(unfitFor(kind, unknown), kind).toMatch(
          /^up is not known to support the Responses API; if it does/,
        );
      for (const known of [{ responses: true }, { websockets: true }])
        expect(unfitFor(kind, known), kind).toBeUndefined();
    }
    expect(unfitFor('claude-code', {})).toBe('up does not support the Anthropic Messages API.');
    expect(unfitFor('gemini-cli', {})).toBe('up does not support the Gemini API.');
  });

  const first = (provider: Provider, config: Config, env = {}) => {
    const [entry] = upstreamEntries(provider, config, env);
    if (!entry) throw new Error('no entry');
    return providerTarget(provider, entry);
  };

  test('goes to where the provider takes OpenAI-style chat', () => {
    expect(first(gemini, { 'gemini-api-key': [{ 'api-key': 'fake' }] })).toMatchObject({
      openAi: 'https://generativelanguage.googleapis.com/v1beta/openai',
      gemini: 'https://generativelanguage.googleapis.com',
      env: 'GEMINI_API_KEY',
    });
    const target = clientTarget({}, { model: 'claude-x' });
    expect(snippet('gemini-cli').text(target)).toBe(
      `export GOOGLE_GEMINI_BASE_URL='http://127.0.0.1:8317'\nexport GEMINI_API_KEY="$CLI_PROXY_API_KEY"\ngemini -m 'claude-x'`,
    );
    expect(first(claude, { 'claude-api-key': [{ 'api-key': 'fake' }] })).toMatchObject({
      openAi: 'https://api.anthropic.com/v1',
      anthropic: 'https://api.anthropic.com',
      gemini: undefined,
    });
  });

  test('Cline’s own line is for a Cline key alone (J5)', () => {
    const target = first(cline, {}, { CLINE_API_KEY: 'fake' });
    expect(snippet('env').text(target)).toMatch(/\nCLINE_API_KEY=your_api_key_here$/);
    const text = snippet('cline').text({ ...target, model: 'fake/model' });
    expect(text).toBe(`cline auth -p cline -k "$CLINE_API_KEY" -m 'fake/model'`);
    expect(snippet('cline').text(clientTarget({}, {}))).toMatch(/^cline auth -p openai .* -b '/);
  });

  test('cloro has one request of its own, and no chat (K1)', () => {
    const target = first(cloro, {}, { CLORO_API_KEY: 'fake' });
    expect(snippet('curl').text(target)).toContain(`'https://api.cloro.dev/v1/monitor'`);
    expect(snippet('curl').text(target)).toContain('{"prompt":"Say hello","model":"CHATGPT"}');
    expect(snippet('env').text(target)).toBe(
      '# Add .env to .gitignore: anyone with this file has the key.\nCLORO_API_KEY=your_api_key_here',
    );
    expect(snippet('python').unfit?.(target)).toBe(
      'cloro does not support OpenAI-style chat, which this client needs.',
    );
  });
});
