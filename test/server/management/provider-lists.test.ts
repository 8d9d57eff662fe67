import { describe, expect, onTestFinished, test } from 'vitest';
import { openWorld } from '../contract/world.ts';
import { managementSecret } from '../running-server.ts';

const config = `# head
remote-management:
  secret-key: "${managementSecret}"
api-keys: ["fake-client-key-alpha-0000000000000001"]
gemini-api-key:
  # the team's
  - api-key: "fake-gemini-key-000000000000000000001" # rotate in May
    base-url: "https://gemini.example.com"
    prefix: team
  # a spare
  - api-key: 'fake-gemini-key-000000000000000000002'
openai-compatibility:
  - name: local # in the cellar
    base-url: http://127.0.0.1:1234/v1
    api-key-entries:
      - api-key: fake-local-key-1 # first
      - api-key: fake-local-key-2 # second
oauth-excluded-models:
  codex: # for all accounts
    - gpt-5-codex-mini # too small
ampcode:
  # the team's
  upstream-url: https://amp.example.com
  model-mappings:
    - from: a # first
      to: b
# foot
`;

async function start() {
  const world = await openWorld({ text: config });
  onTestFinished(world.close);
  const manage = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${world.url}/v0/management/${path}`, {
      method,
      headers: { authorization: managementSecret },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  // The plain secret is replaced by its hash, which is no matter of these tests.
  const text = async () =>
    (await world.text()).replace(/secret-key: .*/, `secret-key: "${managementSecret}"`);
  return { world, manage, text };
}

const ok = { status: 200, body: { status: 'ok' } };
const [one, two] = [
  {
    'api-key': 'fake-gemini-key-000000000000000000001',
    'base-url': 'https://gemini.example.com',
    prefix: 'team',
  },
  { 'api-key': 'fake-gemini-key-000000000000000000002' },
];

describe('the lists of provider keys', () => {
  test('keep comments, quotes and all else of the file when one field changes', async () => {
    const { manage, text } = await start();
    expect(await manage('PUT', 'gemini-api-key', [{ ...one, prefix: 'blue' }, two])).toEqual(ok);
    expect(await text()).toBe(config.replace('prefix: team', 'prefix: blue'));
    expect(
      await manage('PATCH', 'gemini-api-key', { match: two['api-key'], value: { priority: 3 } }),
    ).toEqual(ok);
    expect(await text()).toContain("  - api-key: 'fake-gemini-key-000000000000000000002'\n    priority: 3\n");
    expect(await manage('DELETE', `gemini-api-key?api-key=${one['api-key']}`)).toEqual(ok);
    expect(await text()).toBe(
      config.replace(/ {2}# the team's\n(.*\n){3}/, '').replace("0002'\n", "0002'\n    priority: 3\n"),
    );
  });

  test('keep the comments of the keys in an entry', async () => {
    const { manage, text } = await start();
    const keys = [
      { 'api-key': 'fake-local-key-1' },
      { 'api-key': 'fake-local-key-2', weight: 2 },
      { 'api-key': 'fake-local-key-3' },
    ];
    const patch = { name: 'local', value: { 'api-key-entries': keys } };
    expect(await manage('PATCH', 'openai-compatibility', patch)).toEqual(ok);
    expect(await text()).toBe(
      config.replace(
        'key-2 # second\n',
        'key-2 # second\n        weight: 2\n      - api-key: fake-local-key-3\n',
      ),
    );
  });

  test('change an entry that is put back as it was shown by nothing', async () => {
    const { manage, text } = await start();
    for (const list of ['gemini-api-key', 'openai-compatibility']) {
      const shown = await manage('GET', list);
      expect(await manage('PUT', list, shown.body[list])).toEqual(ok);
    }
    expect(await text()).toBe(config);
  });

  test('write no switch that is off, and none that was on', async () => {
    const { manage, text } = await start();
    const key = { 'api-key': 'fake-claude-key-1' };
    const models = [{ name: 'sonnet', 'force-mapping': true }];
    await manage('PUT', 'claude-api-key', [{ ...key, models, cloak: { 'strict-mode': true } }]);
    expect(await text()).toMatch(/force-mapping: true\n(.*\n)*.*strict-mode: true/);
    const off = [{ ...models[0], 'force-mapping': false, alias: '' }];
    const sent = { ...key, models: off, cloak: { mode: '', 'strict-mode': false } };
    expect(await manage('PUT', 'claude-api-key', [sent])).toEqual(ok);
    expect((await manage('GET', 'claude-api-key')).body).toMatchObject({
      'claude-api-key': [{ ...key, models: [{ name: 'sonnet' }] }],
    });
    expect(await text()).not.toMatch(/cloak|strict-mode|force-mapping|alias/);
  });

  test('refuse what the provider could not use, with the place and no secret', async () => {
    const { manage, text } = await start();
    const refused = async (list: string, items: unknown) => (await manage('PUT', list, items)).body.error;
    expect(await refused('claude-api-key', [{ 'api-key': 'fake key' }])).toBe(
      'claude-api-key[0].api-key: The key contains white space. Paste it in one piece.',
    );
    expect(await refused('gemini-api-key', [one, { ...two, 'base-url': 'gemini' }])).toBe(
      'gemini-api-key[1].base-url: The address must begin with https:// or http://.',
    );
    expect(await refused('codex-api-key', [{ 'api-key': 'fake-codex-key' }])).toMatch(
      /^codex-api-key\[0\]\.base-url: The address is empty\./,
    );
    expect(
      await refused('openai-compatibility', [
        { name: 'x', 'base-url': 'https://x.example', 'api-key-entries': [{ 'api-key': 'a b' }] },
      ]),
    ).toMatch(/white space/);
    expect(await text()).toBe(config);
  });

  test('say what this server stores and does not use', async () => {
    const { manage } = await start();
    const cloaked = { 'api-key': 'fake-claude-key-1', cloak: { mode: 'auto' } };
    expect((await manage('PUT', 'claude-api-key', [cloaked])).body.message).toBe(
      'The embedded server stores and does not use: cloak.',
    );
    expect(
      (await manage('PUT', 'vertex-api-key', [{ 'api-key': 'fake-vertex-key-1' }])).body.message,
    ).toMatch(/^The embedded server does not use vertex-api-key:/);
  });

  test('take no guess at which of two entries with one key is meant', async () => {
    const { manage } = await start();
    const twins = [one, { ...one, 'base-url': 'https://other.example.com' }];
    expect(await manage('PUT', 'gemini-api-key', twins)).toEqual(ok);
    const patch = { match: one['api-key'], value: { prefix: 'x' } };
    expect((await manage('PATCH', 'gemini-api-key', patch)).status).toBe(400);
    expect((await manage('PATCH', 'gemini-api-key', { index: 1, value: { prefix: 'x' } })).status).toBe(200);
  });
});

describe('the settings of accounts and of Amp', () => {
  test('keep comments when a list gets one more item', async () => {
    const { manage, text } = await start();
    const models = ['gpt-5-codex-mini', 'GPT-5-*'];
    expect(await manage('PATCH', 'oauth-excluded-models', { provider: 'codex', models })).toEqual(ok);
    const mapping = { from: 'c', to: 'd' };
    expect(await manage('PATCH', 'ampcode/model-mappings', { value: [mapping] })).toEqual(ok);
    expect(await manage('PUT', 'ampcode/upstream-url', { value: ' https://amp2.example.com ' })).toEqual(ok);
    expect(await text()).toBe(
      config
        .replace('too small\n', 'too small\n    - "gpt-5-*"\n')
        .replace('to: b\n', 'to: b\n    - from: c\n      to: d\n')
        .replace('amp.example', 'amp2.example'),
    );
  });

  test('go from the file with their last channel', async () => {
    const { manage, text } = await start();
    expect(await manage('DELETE', 'oauth-excluded-models?provider=codex')).toEqual(ok);
    expect(await text()).not.toContain('oauth-excluded-models');
    expect((await manage('GET', 'oauth-excluded-models')).body).toEqual({ 'oauth-excluded-models': null });
  });

  test('say which accounts and fields do nothing here', async () => {
    const { manage } = await start();
    const alias = { name: 'm', alias: 'n', fork: true };
    expect((await manage('PUT', 'oauth-model-alias', { nosuch: [alias] })).body.message).toBe(
      'The embedded server knows no accounts of: nosuch. The embedded server offers a model under its alias and its own name, and does not use: fork.',
    );
  });
});

describe('the audit log', () => {
  test('has a line for each change over a route, with address, route and what was touched', async () => {
    const { manage } = await start();
    await manage('PATCH', 'gemini-api-key', { match: two['api-key'], value: { prefix: 'x' } });
    await manage('PUT', 'debug', { value: true });
    await manage('DELETE', 'gemini-api-key?api-key=fake-nothing');
    await manage('GET', 'gemini-api-key');
    const { entries } = (await manage('GET', 'console/audit')).body;
    expect(entries).toEqual([
      {
        time: expect.any(String),
        user: 'management secret, from 127.0.0.1',
        operation: 'PATCH gemini-api-key',
        fingerprints: [expect.stringMatching(/^[0-9a-f]+$/)],
        names: ['gemini-api-key'],
      },
      {
        time: expect.any(String),
        user: 'management secret, from 127.0.0.1',
        operation: 'PUT debug',
        fingerprints: [],
        names: ['debug'],
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('fake-gemini-key');
  });
});
