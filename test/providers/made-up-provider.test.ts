import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../../src/config/parse/parse-config.ts';
import { clientTarget } from '../../src/operations/snippets/target.ts';
import { configRemarks } from '../../src/providers/config-remarks.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';
import { cli, cliWorkspace } from '../cli/run-cli.ts';
import { consoleAt } from '../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn } from '../helpers/fake-session.ts';
import { foundBy } from '../operations/health/case.ts';
import { fakeUpstream } from '../server/gateway/fake-upstream.ts';
import { alpha, completion, runGateway } from '../server/gateway/gateway-world.ts';
import { baseConfig, runServer } from '../server/running-server.ts';

// What CONTRIBUTING asks of a new provider with a list of its own: one record, its line in the index, and its list.
vi.mock('../../src/contract/provider-lists.ts', async (original) => {
  const real = await original<typeof import('../../src/contract/provider-lists.ts')>();
  return { ...real, providerLists: [...real.providerLists, 'madeup-api-key'] };
});
vi.mock('../../src/providers/index.ts', async (original) => {
  const { providers } = await original<typeof import('../../src/providers/index.ts')>();
  const { baseUrlField, keyListFields } = await import('../../src/providers/fields/key-fields.ts');
  const { bearer, openAiPaths } = await import('../../src/providers/paths.ts');
  const madeUp = {
    id: 'madeup',
    owner: 'made-up-labs',
    settings: {
      title: 'Made Up',
      list: 'madeup-api-key',
      baseUrl: 'https://api.madeup.example.com/v1',
      fields: keyListFields(baseUrlField(true, 'https://api.madeup.example.com/v1')),
    },
    path: (route: keyof typeof openAiPaths) => openAiPaths[route],
    credential: (_: string, key: string) => bearer(key),
    serves: (model: string) => model.startsWith('madeup-'),
    knownModels: ['madeup-large'],
    takesApplication: false,
  };
  return { providers: [...providers, madeUp] };
});

const key = 'fake-madeup-key-0000000000000001';
const madeUpConfig = (more: object = {}) => ({ 'madeup-api-key': [{ 'api-key': key, ...more }] });

describe('a provider that is only in the list of records is known to', () => {
  test('the config: its entries are read and checked like those of every list', () => {
    const read = parseConfig('madeup-api-key:\n  - api-key: 0123456789\n    weight: 2\n');
    expect(read).toMatchObject({
      value: { config: { 'madeup-api-key': [{ 'api-key': '0123456789', weight: 2 }] } },
    });
    expect(parseConfig('madeup-api-key:\n  - api-key: k\n    weight: two\n')).toMatchObject({
      kind: 'invalid',
      line: 3,
    });
    expect(configRemarks(madeUpConfig({ 'base-url': 'ftp://madeup.example.com' }))).toMatchObject([
      { path: ['madeup-api-key', 0, 'base-url'], kind: 'wrong' },
    ]);
  });

  test('the rows of provider keys and the snippets', () => {
    expect(providerKeysOf(madeUpConfig())).toMatchObject([
      { provider: 'madeup', list: 'madeup-api-key', baseUrl: 'https://api.madeup.example.com/v1' },
    ]);
    expect(clientTarget(madeUpConfig(), {}).model).toBe('madeup-large');
  });

  test('the management API, with and without a key', async () => {
    const server = await runServer({ config: await baseConfig() });
    expect(await (await server.manage('/config')).json()).toMatchObject({ 'madeup-api-key': null });
    const other = await runServer({ config: { ...(await baseConfig()), ...madeUpConfig() } });
    expect(await (await other.manage('/config')).json()).toMatchObject(madeUpConfig());
    expect(await (await other.manage('/api-key-usage')).json()).toMatchObject({
      madeup: { '|fake…0001': { success: 0, failed: 0 } },
    });
  });

  test('the gateway, its usage records and its lists of models', async () => {
    const upstream = await fakeUpstream(({ json }) => json(200, { ...completion, model: 'madeup-large' }));
    const world = await runGateway(madeUpConfig({ 'base-url': `${upstream.url}/v1` }));
    const answer = await world.post('/v1/chat/completions', { model: 'madeup-large', messages: [] });
    expect(answer.status).toBe(200);
    expect(upstream.seen[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(await world.record()).toMatchObject({ provider: 'madeup', account: 'fake…0001' });
    const models = await (await world.client('/v1/models', alpha)).json();
    expect(models).toMatchObject({ data: [{ id: 'madeup-large', owned_by: 'made-up-labs' }] });
  });

  test('the console: its row, and the form that adds a key', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')], { config: madeUpConfig() }));
    const console = consoleAt(session);
    await console.see('Overview');
    console.press('3');
    expect(await console.see('Provider keys')).toMatch(/Made Up +– +fake…0001 +api\.madeup/);
    console.press('a');
    expect(await console.see('Made Up ')).toContain('OpenAI-compatible');
  });

  test('the commands: a key is added, listed and removed', async () => {
    const at = await cliWorkspace({ keys: 1 });
    const added = await cli(at, ['providers', 'add', 'madeup', '--key-file', '-'], { stdin: key });
    expect(added.stderr).toContain('Made Up key');
    expect(await readFile(at.configPath, 'utf8')).toContain('madeup-api-key:');
    const listed = (await cli(at, ['providers', 'list', '--json'])).json();
    expect(listed.keys).toMatchObject([{ provider: 'madeup', state: 'active' }]);
    expect((await cli(at, ['providers', 'remove', 'fake…0001', '--yes'])).code).toBe(0);
    expect(await readFile(at.configPath, 'utf8')).not.toContain(key);
  });

  test('the doctor', () => {
    const twice = [
      { 'api-key': key, prefix: 'team', models: [{ name: 'madeup-large' }] },
      {
        'api-key': `${key}2`,
        prefix: 'team',
        'base-url': 'https://other.example.com/v1',
        models: [{ name: 'madeup-large' }],
      },
    ];
    const config = {
      'madeup-api-key': twice,
      'claude-api-key': [
        { 'api-key': 'fake-claude-key-1', prefix: 'team', models: [{ name: 'madeup-large' }] },
      ],
    };
    expect(JSON.stringify(foundBy('shared-prefixes', { config }))).toContain('madeup');
  });
});
