import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { fakeProviders, keyFor, runProvider } from '../helpers/fake-providers.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { freeAddress, httpServer } from './outside/servers.ts';
import { cli, cliWorkspace, collector } from './run-cli.ts';
import { serving } from './serve-in-process.ts';

/** JSON is YAML: the config of the fake, behind what the workspace writes. */
async function placeWith(...parts: object[]): Promise<Workspace> {
  const lists = Object.entries(Object.assign({}, ...parts) as object);
  const more = lists.map(([name, list]) => `${name}: ${JSON.stringify(list)}\n`).join('');
  return cliWorkspace({ more });
}

async function placeOf(name: string, word: string) {
  const provider = await runProvider(name);
  return { provider, place: await placeWith(fakeProviders[name]?.config(provider.url, keyFor(word)) ?? {}) };
}

const anyKey = /fake-provider-key-|fake-client-key-/;

describe('an entry with several keys', () => {
  test('by its name means all of them, and any of them for its models', async () => {
    const provider = await runProvider('other');
    const fake = fakeProviders.other;
    const config = fake?.config(provider.url, keyFor('good')) as Record<string, Record<string, unknown>[]>;
    const [entry] = config['openai-compatibility'] ?? [];
    const two = [{ 'api-key': keyFor('good') }, { 'api-key': keyFor('good2') }];
    const place = await placeWith({ 'openai-compatibility': [{ ...entry, 'api-key-entries': two }] });
    const name = String(entry?.name);
    const run = await cli(place, ['providers', 'check', name, '--json', '--yes']);
    expect(run.json()).toMatchObject({ checks: [{ name }, { name }] });
    const models = await cli(place, ['providers', 'models', name]);
    expect(models).toMatchObject({ code: 0 });
  });
});

describe('providers test', () => {
  test('one that is good: the sentence alone, and exit code 0', async () => {
    const { place } = await placeOf('claude', 'good');
    const run = await cli(place, ['providers', 'check', 'claude']);
    expect(run).toMatchObject({
      code: 0,
      stdout: 'Claude accepts the key and lists 2 models.\n',
      stderr: '',
    });
  });

  test('one that is refused: exit code 1, and as JSON with all that is known', async () => {
    const { place } = await placeOf('codex', 'busy');
    const run = await cli(place, ['providers', 'check', 'codex', '--json']);
    expect(run.code).toBe(1);
    expect(run.json()).toMatchObject({
      ok: true,
      checks: [
        {
          provider: 'codex',
          mask: new Secret(keyFor('busy')).mask,
          state: 'limited',
          cause: 'rate-limit',
          status: 429,
          retryAfterMs: 7000,
          models: null,
        },
      ],
    });
    expect(run.stdout + run.stderr).not.toMatch(anyKey);
  });

  test('a provider that is not reached: exit code 4', async () => {
    const place = await placeWith(fakeProviders.claude?.config(await freeAddress(), keyFor('good')) ?? {});
    const run = await cli(place, ['providers', 'check', 'claude']);
    expect(run.code).toBe(4);
    expect(run.stdout).toMatch(/^Nothing listens at 127\.0\.0\.1:/);
  });

  test('all: a table, the worst exit code, and what may cost is left out unless it is agreed to', async () => {
    const good = await runProvider('claude');
    const bad = await runProvider('other');
    const cloro = await runProvider('cloro');
    const vertex = { 'vertex-api-key': [{ 'api-key': keyFor('v'), 'base-url': good.url }] };
    const compatible = [
      ...Object.values(fakeProviders.other?.config(bad.url, keyFor('wrong')) ?? {}).flat(),
      ...Object.values(fakeProviders.cloro?.config(cloro.url, keyFor('good')) ?? {}).flat(),
    ];
    const place = await placeWith(
      fakeProviders.claude?.config(good.url, keyFor('good')) ?? {},
      { 'openai-compatibility': compatible },
      vertex,
    );
    const run = await cli(place, ['providers', 'check', '--all']);
    expect(run.code).toBe(1);
    const lines = run.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Claude key \S+ +works +Claude accepts the key and lists 2 models\.$/);
    expect(lines[1]).toMatch(/^Vertex key \S+ +not tested +No request can test/);
    expect(lines[2]).toMatch(/^other \(\S+\) +refused +other answered 401: the key is missing/);
    expect(lines[3]).toMatch(/^cloro \(\S+\) +skipped +Not tested\. cloro has no free request/);
    expect(run.stderr).toContain('1 of 4 provider keys work.');
    expect(cloro.seen).toEqual([]);
    const agreed = await cli(place, ['providers', 'check', '--all', '--yes']);
    expect(agreed.stdout).toMatch(/cloro \(\S+\) +works +cloro accepts the key/);
    expect(run.stdout + run.stderr + agreed.stdout).not.toMatch(anyKey);
  });

  test('cloro asks first, saying what it may cost; no sends nothing', async () => {
    const { place, provider } = await placeOf('cloro', 'good');
    const refused = await cli(place, ['providers', 'check', 'cloro'], { typed: ['n'] });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('an answer would cost one question. Continue? [y/N]');
    expect((await cli(place, ['providers', 'check', 'cloro'])).code).toBe(2);
    expect(provider.seen).toEqual([]);
    const run = await cli(place, ['providers', 'check', 'cloro'], { typed: ['y'] });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^cloro accepts the key/) });
  });

  test('on a terminal one line says what it waits for, and is gone at the end', async () => {
    const { place } = await placeOf('claude', 'good');
    const stderr = collector();
    const stream = Object.assign(stderr.stream, { isTTY: true, columns: 60 });
    await cli(place, ['providers', 'check', 'claude'], { io: { stderr: stream } });
    expect(stderr.text()).toMatch(/\r\x1b\[Kconnecting to 127\.0\.0\.1:\d+/);
    expect(stderr.text()).toMatch(/\r\x1b\[Kwaiting for .* to answer/);
    expect(stderr.text().endsWith('\r\x1b[K')).toBe(true);
    expect(stderr.text()).not.toMatch(anyKey);
  });

  test('Ctrl-C ends it', async () => {
    let stop = () => {};
    const url = await httpServer(() => stop());
    const place = await placeWith(fakeProviders.claude?.config(url, keyFor('good')) ?? {});
    const onStopSignal = (wanted: () => void) => {
      stop = wanted;
      return () => {};
    };
    const run = await cli(place, ['providers', 'check', 'claude'], { io: { onStopSignal } });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toBe('cli-proxy: Cancelled before an answer arrived.\n');
  });

  test('what is not there, and no name at all, are said', async () => {
    const { place } = await placeOf('claude', 'good');
    expect(await cli(place, ['providers', 'check', 'nobody'])).toMatchObject({ code: 1 });
    expect(await cli(place, ['providers', 'check'])).toMatchObject({
      code: 2,
      stderr: 'cli-proxy: Give provider keys, or --all.\n',
    });
  });
});

describe('providers models', () => {
  test('names, one a line', async () => {
    const { place } = await placeOf('claude', 'good');
    const run = await cli(place, ['providers', 'models', 'claude']);
    expect(run).toMatchObject({ code: 0, stdout: 'claude-fake-1\nclaude-fake-2\n' });
    const json = (await cli(place, ['providers', 'models', 'claude', '--json'])).json();
    expect(json).toMatchObject({ ok: true, provider: 'claude', models: ['claude-fake-1', 'claude-fake-2'] });
  });
});

describe('keys test', () => {
  test('asks the server that runs: 0 when it accepts the key, 4 when there is none', async () => {
    const place = await cliWorkspace({ more: 'claude-api-key: [{api-key: fake-provider-key-x-01}]\n' });
    const none = await cli(place, ['keys', 'check', 'team-1']);
    expect(none).toMatchObject({
      code: 4,
      stdout: expect.stringMatching(/^Nothing is listening at .*Start the server/),
    });
    const { url } = await serving(place);
    const run = await cli(place, ['keys', 'check', 'team-1']);
    expect(run).toMatchObject({
      code: 0,
      stdout: `The server at ${url} accepts the key and offers 3 models.\n`,
    });
    expect((await cli(place, ['keys', 'check', 'team-2', '--json'])).json()).toMatchObject({
      label: 'team-2',
      state: 'works',
      status: 200,
    });
  });

  test('a key that another server does not know: exit code 1', async () => {
    const place = await cliWorkspace();
    const other = await cliWorkspace({ keys: [{ key: 'fake-client-key-of-another-server-0001' }] });
    await serving(other);
    await place.editConfig((text) => text.replace(/^port: .*$/m, `port: ${other.port}`));
    const run = await cli(place, ['keys', 'check', 'team-1', '--disk']);
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(
      /rejects team-1 \(Invalid API key\): the server has loaded a different config/,
    );
  });
});

describe('cline', () => {
  async function account() {
    const names = new Map([
      ['key_1', 'ci'],
      ['key_2', 'laptop'],
      ['key_3', 'laptop'],
    ]);
    const url = await httpServer((request, response) => {
      const id = /api-keys\/(.+)$/.exec(request.url ?? '')?.[1];
      if (request.method === 'DELETE' && id) names.delete(id);
      const data = [...names].map(([key, name]) => ({ id: key, name, maskedKey: `sk-…${key}` }));
      response.end(JSON.stringify({ data }));
    });
    const config = fakeProviders.cline?.config(url, keyFor('good')) ?? {};
    return { names, config, place: await placeWith(config) };
  }

  test('keys: a table with masks; as JSON, unknown is null', async () => {
    const { place } = await account();
    const run = await cli(place, ['cline', 'keys']);
    expect(run.stdout).toMatch(/^ID +NAME +KEY +CREATED +LAST USED +EXPIRES\s*\nkey_1 +ci +sk-…key_1 +–/);
    const json = (await cli(place, ['cline', 'keys', '--json'])).json();
    expect(json).toMatchObject({
      keys: [{ id: 'key_1', name: 'ci', lastUsedAt: null, asking: false }, {}, {}],
    });
  });

  test('revoke: asks for confirmation, and writes it down', async () => {
    const { place, names } = await account();
    const no = await cli(place, ['cline', 'revoke', 'ci'], { typed: ['n'] });
    expect(no.stderr).toContain('Revoke the Cline key ci (sk-…key_1)? Clients using it fail immediately');
    expect(names.has('key_1')).toBe(true);
    const yes = await cli(place, ['cline', 'revoke', 'ci', '--yes', '--json']);
    expect(yes.json()).toEqual({ ok: true, id: 'key_1', name: 'ci' });
    expect(names.has('key_1')).toBe(false);
    const audit = await readFile(join(place.authDir, '.console', 'audit.jsonl'), 'utf8');
    expect(JSON.parse(audit)).toMatchObject({
      operation: 'delete-cline-key',
      names: ['Cline key ci (key_1)'],
    });
    expect(audit).not.toMatch(anyKey);
  });

  test('revoke: two of one name must be named by id', async () => {
    const { place, names } = await account();
    const run = await cli(place, ['cline', 'revoke', 'laptop', '--yes']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Several Cline keys have the id or name laptop. Use an id: key_2, key_3.');
    expect(names.size).toBe(3);
  });

  test('without a key of Cline, and with several', async () => {
    const none = await cliWorkspace();
    expect((await cli(none, ['cline', 'keys'])).stderr).toContain('set CLINE_API_KEY');
    const { config } = await account();
    const [item] = config['openai-compatibility'] ?? [];
    const keys = [{ 'api-key': keyFor('good') }, { 'api-key': keyFor('other') }];
    const two = await placeWith({ 'openai-compatibility': [{ ...item, 'api-key-entries': keys }] });
    expect((await cli(two, ['cline', 'keys'])).stderr).toMatch(
      /several Cline keys. Choose one with --account/,
    );
    const print = fingerprint(keyFor('other'));
    expect((await cli(two, ['cline', 'keys', '--account', print])).code).toBe(0);
  });
});
