import { describe, expect, test } from 'vitest';
import type { Fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { Config } from '../../../../src/contract/config.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import type { ProviderKeyState, ProviderStates } from '../../../../src/contract/provider-states.ts';
import { providerKeysOf } from '../../../../src/providers/provider-keys.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import {
  createFakeSession,
  fakeKey,
  fakeServer,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeGroup } from '../../../helpers/fake-usage.ts';

const config: Config = {
  'gemini-api-key': [{ 'api-key': 'fake-AIza-0123456789abcdef7f01', prefix: 'team-a' }],
  'claude-api-key': [
    {
      'api-key': 'fake-sk-ant-0123456789abcdef04QK',
      prefix: 'production',
      headers: { 'X-Own': 'fake-header-value' },
      'proxy-url': 'http://user:fake-pass@127.0.0.1:3128',
    },
    { 'api-key': 'fake-sk-ant-second-0000001111', prefix: 'off', 'excluded-models': ['*'] },
  ],
  'codex-api-key': [
    { 'api-key': 'fake-codex-dev-key-00000000WuUF', prefix: 'dev' },
    { 'api-key': 'fake-codex-ops-key-0000000099Zk', prefix: 'ops' },
  ],
  'vertex-api-key': [
    { 'api-key': 'fake-vertex-key-00000000000001', 'base-url': 'https://vertex.example.com' },
  ],
  'openai-compatibility': [
    {
      name: 'openrouter',
      'base-url': 'https://openrouter.ai/api/v1',
      'api-key-entries': [{ 'api-key': 'fake-sk-or-0123456789abcdef2b2b' }],
      models: [{ name: 'big/model', alias: 'big' }],
    },
    { name: '智谱 GLM\u001b[2J', 'base-url': 'https://open.bigmodel.cn/api' },
  ],
};
const rows = providerKeysOf(config);
const idOf = (prefix: string) => rows.find((row) => row.prefix === prefix)?.id ?? '';
const minute = 60_000;

const today: Readonly<Record<string, ProviderKeyState>> = {
  [idOf('production')]: {
    callsToday: 3421,
    errorsToday: 3,
    calls: 9000,
    errors: 5,
    countedSince: testNow - 600 * minute,
  },
  [idOf('dev')]: {
    callsToday: 214,
    errorsToday: 214,
    lastUsedAt: testNow - minute,
    lastError: { at: testNow - minute, status: 401, message: 'invalid_api_key', refused: true },
  },
  [idOf('ops')]: {
    callsToday: 40,
    errorsToday: 5,
    coolingUntil: testNow + 38_000,
    coolingModels: ['fake-model\u001b[2J'],
    lastError: { at: testNow - 2000, status: 429, message: 'too many requests' },
    lastUsedAt: testNow - 2000,
  },
};

interface At {
  readonly columns?: number;
  readonly rows?: number;
  readonly states?: Readonly<Record<string, ProviderKeyState>>;
  readonly environment?: NonNullable<ProviderStates['environment']>;
  readonly more?: Parameters<typeof createFakeSession>[0];
  readonly config?: Config;
}

async function providersAt({ columns = 80, rows: height = 24, states = today, ...rest }: At = {}) {
  const session = createFakeSession({
    ...signedIn([fakeKey('team-a')], { config: rest.config ?? config }),
    ...rest.more,
  });
  const { environment = {} } = rest;
  session.dispatch({ type: 'provider-states-loaded', states, environment, at: testNow });
  const console = consoleAt(session, { columns, rows: height });
  await console.see('Overview');
  console.press('3');
  await console.see('Provider keys');
  return console;
}

describe('the list', () => {
  test('at 80×24', async () => {
    const screen = await (await providersAt()).see('cooling');
    expect(screen.split('\n').slice(2, 13).join('\n')).toBe(
      `
╭ Provider keys ─────────────────────────────────────────────── 8 keys · today ╮
│  PROVIDER▲   NAME       KEY       BASE U… ATTEMPTS   ERR STATE               │
│▸ Gemini      team-a     fak…7f01  genera…        –     – ● active            │
│  Claude      production fake…04QK api.an…     3.4k <0.1% ● active            │
│  Claude      off        fak…1111  api.an…        –     – ○ disabled          │
│  Codex       dev        fak…WuUF  api.op…      214  100% ✕ rejected          │
│  Codex       ops        fak…99Zk  api.op…       40   13% ◐ cooling 38 s      │
│  Vertex      –          fak…0001  vertex…        –     – • stored, not served│
│  OpenAI-like openrouter fak…2b2b  openro…        –     – ● active            │
│  OpenAI-like 智谱 GLM   none      open.b…        –     – ● active            │
│                                                                              │`.slice(1),
    );
  });

  test.each([
    [60, 20],
    [130, 40],
    [200, 60],
  ])('at %i×%i nothing is wider than the terminal, and no key is shown in full', async (columns, height) => {
    const console = await providersAt({ columns, rows: height });
    const screen = await console.see('cooling');
    console.press('j', 'Enter');
    const detail = await console.see('claude-api-key');
    for (const secret of ['fake-sk', 'fake-header-value', 'fake-pass'])
      expect(screen + detail).not.toContain(secret);
    expect(detail).toContain('X-Own: ••••');
    expect(screen).toContain('✕ rejected');
  });

  test('an unknown figure is – and not 0; while they are loaded it is …', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')], { config }));
    const console = consoleAt(session);
    await console.see('Overview');
    console.press('3');
    expect(await console.see('8 keys')).toMatch(/production +\S+ +\S+ +… +… ● active/);
    session.dispatch({ type: 'provider-states-loaded', states: {}, at: testNow });
    expect(await console.see('attempts not reported')).toMatch(/production +\S+ +\S+ +– +– ● active/);
  });

  test('figures since the start of the server are not called today’s', async () => {
    const console = await providersAt({ states: { [idOf('production')]: { calls: 812, errors: 0 } } });
    expect(await console.see('since the server started')).toMatch(/production .* 812 +0% ● active/);
  });

  test('states that could not be read again say how old they are', async () => {
    const console = await providersAt();
    console.session.dispatch({ type: 'provider-states-problem', problem: 'The server answered 500.' });
    await console.pass(3 * minute);
    await console.see('as of 3 min ago');
    console.press('Enter');
    await console.see('The server answered 500.');
  });

  test('a cooldown counts down, and the key is failing then until it has answered well', async () => {
    const console = await providersAt();
    await console.see('cooling 38 s');
    await console.pass(30_000);
    await console.see('cooling 8 s');
    await console.pass(8_000);
    await console.see('✕ failing 429');
  });

  test('the status line says what happened to the selected key, and what helps', async () => {
    const console = await providersAt();
    console.press('j', 'j', 'j');
    await console.see('Codex dev: the provider rejected the key (401). R replace');
    console.press('j');
    await console.see('Codex ops: cooling down (429). z clear cooldown');
    console.press('j');
    await console.gone('cooling down');
  });

  test('their state is followed only while the screen is shown', async () => {
    const console = await providersAt();
    const watching = () => console.session.calls.filter((call) => /watch/.test(call));
    expect(watching()).toEqual(['watchProviderStates']);
    console.press('8');
    await console.gone('PROVIDER▲');
    expect(watching()).toEqual(['watchProviderStates', 'unwatchProviderStates']);
  });

  test('/ finds by provider, name, mask and state, and marks stay', async () => {
    const console = await providersAt();
    console.press('Space', '/');
    console.type('rejected');
    expect(await console.see('1 of 8')).toContain('dev');
    console.press('Escape');
    await console.see('1 marked');
  });

  test('o sorts by what is worst, and a moved key needs the list order', async () => {
    const console = await providersAt();
    console.press('o', 'o', 'o');
    expect(await console.see('ERR▼')).toMatch(/ERR▼.*\n.* dev /);
    console.press('J');
    await console.see('Keys move only in list order.');
  });

  test('J moves a key down its list, but not beyond the end', async () => {
    const console = await providersAt();
    console.session.answer = () => success({ id: idOf('production') });
    console.press('j', 'J');
    await console.see('Done: move-provider-key');
    expect(console.session.inputs.at(-1)).toEqual({ id: idOf('production'), to: 'down' });
    console.press('j', 'J');
    await console.see('This is the last key of claude-api-key.');
  });

  test('without a provider key it says what to do', async () => {
    const console = await providersAt({ config: {}, states: {} });
    const screen = await console.see('No provider keys yet');
    expect(screen).toContain('a  Add a provider key');
    expect(screen).toMatch(/a add/);
  });
});

describe('the details', () => {
  test('say what happened to the key, with absolute times, and what the config says', async () => {
    const console = await providersAt({ columns: 100, rows: 40 });
    console.press('j', 'Enter');
    const good = await console.see('3,421 today, 3 errors');
    expect(good).toContain('9,000 since');
    expect(good).toContain('Provider keys › Claude production · fake…04QK');
    expect(good).toContain('2 of 8');
    console.press(']', ']', ']');
    const tired = await console.see('fake-model');
    expect(tired).toMatch(/Cooldown +until .*\(in 38 s\)\s+│\n│ +fake-model/);
    expect(tired).toMatch(/Last error .* 2 s ago · 429\s+│\n│ +too many requests/);
  });

  test('from 120 columns on they are beside the list', async () => {
    const console = await providersAt({ columns: 130, rows: 40 });
    console.press('j');
    const screen = await console.see('3,421 today');
    expect(screen).toContain('PROVIDER▲');
    expect(screen).toContain('Claude production · fake…04QK');
    // Without its kind where that leaves no room for the mask.
    console.type('/openrouter');
    await console.see('╭ openrouter · fak…2b2b ─');
  });
});

test('what a key was used for in 24 hours is in its details, with a graph of the hours', async () => {
  const console = await providersAt({ columns: 130, rows: 50, more: { hasUsage: true } });
  const { session } = console;
  const series = Array.from({ length: 24 }, (_, hour) => ({ at: hour, requests: hour, failed: 0 }));
  session.figures = () =>
    success(fakeFigures({ series, groups: { model: [fakeGroup('fake-model', 214)] }, records: [] }));
  console.press('j');
  await console.see('Claude production ·');
  await console.pass(200);
  const screen = await console.see('1,204 requests');
  expect(screen).toMatch(/Per hour +·▁▁/);
  expect(screen).toMatch(/fake-model +214 +1/);
  expect(session.usageRequests.at(-1)?.query.terms).toEqual([{ field: 'account', is: ['fake…04QK'] }]);
});

describe('acts on a key', () => {
  test('v reveals it, and hides it again; c copies it', async () => {
    const console = await providersAt();
    console.press('v');
    await console.see('fake-AIza-0123456789abcdef7f01');
    console.press('v');
    await console.gone('fake-AIza-0123456789abcdef7f01');
    console.press('c');
    await console.see('clipboard');
    expect(console.session.calls).toContain('copy');
  });

  test('a key that is not in the config cannot be shown, and says so', async () => {
    const console = await providersAt();
    console.press('G', 'v');
    await console.see('This key is not in config.yaml, so the console does not know it.');
  });

  test('d disables those that are enabled, else enables', async () => {
    const console = await providersAt();
    console.press('Space', 'j', 'Space');
    await console.see('2 marked');
    console.press('d');
    await console.see('Done: disable-provider-keys');
    expect(console.session.inputs.at(-1)).toEqual({ ids: [idOf('team-a')] });
    console.press('g', 'j', 'j');
    expect(await console.see('d enable')).toContain('d enable');
    console.press('d');
    await console.see('Done: enable-provider-keys');
  });

  test('z clears a cooldown, and says where there is none or none is known', async () => {
    const coolingUntil = testNow + minute;
    const states = { [idOf('dev')]: { coolingUntil }, [idOf('ops')]: { coolingUntil } };
    const console = await providersAt({ states });
    console.press('z');
    await console.see('The key is not cooling down.');
    console.press('A', 'z');
    await console.see('Done: clear-provider-cooldown');
    expect(console.session.inputs.at(-1)).toEqual({ ids: [idOf('dev'), idOf('ops')] });
    const capabilities = { ...fullCapabilities, cooldowns: 'absent' as const };
    const unknown = await providersAt({ states, more: { capabilities } });
    unknown.press('z');
    await unknown.see('Only a running embedded server reports the cooldowns');
  });

  test('x asks first, naming the key and its use; Enter alone says no', async () => {
    const console = await providersAt();
    console.press('j', 'x');
    const box = await console.see('✕ Remove Claude key production (fake…04QK)?');
    expect(box).toContain('3.4k attempts today');
    console.press('Enter');
    await console.gone('✕ Remove');
    expect(console.session.calls).not.toContain('run remove-provider-keys');
    console.press('x');
    await console.see('✕ Remove');
    console.press('y');
    await console.see('Done: remove-provider-keys');
    expect(console.session.inputs.at(-1)).toEqual({ ids: [idOf('production')] });
  });

  test('of the last key of an entry it says that the entry is removed with it', async () => {
    const console = await providersAt();
    console.press('G', 'k', 'x');
    await console.see('the whole entry is removed');
  });

  test('a snippet goes to the provider itself', async () => {
    const console = await providersAt();
    console.press('s', 'Enter');
    expect(await console.see('GEMINI_API_KEY')).toContain('generativelanguage.googleapis.com');
  });

  test('a key that is disabled has no snippet, and says why', async () => {
    const [entry] = config['openai-compatibility'] ?? [];
    const off = { 'openai-compatibility': [{ ...entry, disabled: true }] } as Config;
    const console = await providersAt({ config: off });
    await console.see('disabled');
    console.press('s');
    await console.see('The key is disabled. Enable it to get a snippet.');
  });

  test('a key that is only stored has no snippet, and says why; a public server uses every list', async () => {
    const console = await providersAt();
    for (let step = 0; step < 5; step += 1) console.press('j');
    console.press('s');
    await console.see('does not use this key');
    const capabilities = { ...fullCapabilities, everyProvider: 'enforced' as const };
    const open = await providersAt({ more: { capabilities } });
    expect(await open.see('Vertex')).not.toContain('stored, not');
    open.press('a');
    expect(await open.see('Add a provider key')).not.toContain('stored for public servers');
  });

  test('read-only drops what writes', async () => {
    const console = await providersAt({ more: { readOnly: true } });
    console.press('x');
    await console.see('Read-only mode.');
    expect(await console.screen()).not.toContain('e edit');
  });
});

describe('a new key', () => {
  test('begins with what must be typed, and an error goes to its field', async () => {
    const console = await providersAt({ config: {}, states: {} });
    console.session.answer = () => ({ ...failure('invalid', 'The address is wrong.'), field: 'base-url' });
    console.press('a');
    await console.see('Add a provider key');
    for (let step = 0; step < 6; step += 1) console.press('j');
    await console.see(/▸ OpenAI-compatible/);
    console.press('Enter');
    await console.see('New OpenAI-compatible key');
    console.type('my-name');
    await console.see('my-name▏');
    console.press('Enter');
    await console.see('Base URL is required.');
    console.type('https://x');
    console.press('Enter');
    expect(await console.see('✕ The address is wrong.')).toMatch(/Base URL +┃ https:\/\/x▏/);
    expect(console.session.inputs.at(-1)).toMatchObject({
      provider: 'openai-compatibility',
      fields: { name: 'my-name', 'base-url': 'https://x' },
    });
  });

  test('Esc asks before typed text is lost, then goes back to the menu', async () => {
    const console = await providersAt({ config: {}, states: {} });
    console.press('a', 'Enter');
    await console.see('New Gemini key');
    console.type('fake-key');
    console.press('Escape');
    await console.see('Discard what you typed?');
    console.press('y');
    await console.see('Add a provider key');
  });

  test('a form that is too high for its room scrolls, under a banner too', async () => {
    const session = createFakeSession(signedIn([], { config }));
    const console = consoleAt(session, { columns: 60, rows: 20 });
    await console.see('OPEN PROXY');
    console.press('3');
    await console.see('Provider keys');
    console.press('a', 'Down', 'Down', 'Enter');
    const form = await console.see('[ Add ]');
    expect(form).toContain('OPEN PROXY');
    expect(form).toContain('New Codex key');
    console.press('Up');
    expect(await console.see(/field (\d+) of \1/)).toContain('[ Add ]');
  });

  test('an entry that has keys already can get another', async () => {
    const console = await providersAt();
    console.session.answer = () => success({ id: 'added' });
    console.press('G', 'k', 'a');
    await console.see('openrouter: another key');
    console.press('Enter');
    const form = await console.see('Another key of openrouter');
    expect(form).not.toContain('Base URL');
    console.type('fake-second-key');
    console.press('Enter');
    await console.see('Done: add-provider-key');
    const id = rows.find(({ name }) => name === 'openrouter')?.id;
    expect(console.session.inputs.at(-1)).toMatchObject({ provider: 'openai-compatibility', to: id });
  });
});

describe('a key of the server’s environment', () => {
  test('is a row that can only be tested here', async () => {
    const environment = {
      CLINE_API_KEY: { fingerprint: '0123456789abcdef' as Fingerprint, mask: 'fak…0009' },
    };
    const console = await providersAt({ columns: 100, environment });
    console.session.answer = () => failure('unsupported', 'Only the server can read it.');
    expect(await console.see('9 keys')).toMatch(/Cline +cline +fak…0009 .*● active · environment/);
    console.press('G', 'x');
    await console.see('Change it there.');
    console.press('t');
    await console.see('✕ Only the server can read it.');
    expect(console.session.inputs.at(-1)).toMatchObject({
      inEnvironment: { variable: 'CLINE_API_KEY', fingerprint: '0123456789abcdef' },
    });
  });
});

describe('a replaced key', () => {
  const replacing = async (only: Config, title: string) => {
    const console = await providersAt({ config: only, states: {} });
    console.session.answer = () => success({ id: 'rotated' });
    console.press('R');
    const form = await console.see(title);
    const sent = async () => {
      console.type('fake-provider-key-0000000000002222');
      console.press('Enter');
      await console.see('Done: rotate-provider-key');
      return console.session.inputs.at(-1);
    };
    return { console, form, sent };
  };
  const old = 'fake-provider-key-0000000000001111';

  test('is tested with the new one first', async () => {
    const { form, sent } = await replacing({ 'claude-api-key': [{ 'api-key': old }] }, 'Replace Claude key');
    expect(form).toContain('real request');
    expect(await sent()).toMatchObject({ check: 'real', mayCost: true, keepOld: false });
  });

  test('says what the test may cost, which can be skipped', async () => {
    const cloro: Config = {
      'openai-compatibility': [
        { name: 'cloro', 'base-url': 'https://api.cloro.dev', 'api-key-entries': [{ 'api-key': old }] },
      ],
    };
    const { form, console, sent } = await replacing(cloro, 'Replace cloro');
    expect(form).toMatch(/would\s+cost\s+one\s+question/);
    console.press('Tab', 'Right', 'Shift-Tab');
    expect(await sent()).not.toHaveProperty('check');
  });

  test('says so where no test is known, and offers none', async () => {
    const vertex = { 'api-key': old, 'base-url': 'https://vertex.example.com' };
    const { form, sent } = await replacing({ 'vertex-api-key': [vertex] }, 'Replace Vertex key');
    expect(form).toContain('cannot be tested');
    expect(form).not.toContain('skip');
    expect(await sent()).not.toHaveProperty('check');
  });
});

describe('the test of keys', () => {
  test('asks first where it may cost money, with No as the answer of Enter', async () => {
    const cloro: Config = {
      'openai-compatibility': [
        {
          name: 'cloro',
          'base-url': 'https://api.cloro.dev',
          'api-key-entries': [{ 'api-key': 'fake-cloro-key-000000000000001' }],
        },
      ],
    };
    const console = await providersAt({ config: cloro, states: {} });
    console.session.answer = () => failure('failed', 'Out of order.');
    console.press('t');
    await console.see('Test cloro');
    console.press('Enter');
    await console.gone('Send the request');
    expect(console.session.calls).not.toContain('ask test-provider-key');
    console.press('t');
    await console.see('Send the request');
    console.press('y');
    await console.see('✕ Out of order.');
    expect(console.session.inputs.at(-1)).toMatchObject({ mayCost: true });
  });

  test('of marked keys is one box with a row each', async () => {
    const console = await providersAt();
    console.session.answer = (_operation, input) => {
      const { onResult, rows: asked } = input as {
        onResult: (id: string, outcome: unknown) => void;
        rows: readonly { id: string }[];
      };
      for (const { id } of asked) onResult(id, failure('failed', 'Out of order.'));
      return success([]);
    };
    console.press('Space', 'Space', 't');
    const box = await console.see('2 of 2 tested');
    expect(box).toContain('Test 2 provider keys');
    expect(box).toContain('✕ Claude key production (fake…04QK) · Out of order.');
  });
});

test('a form about a key that another program removed says so as it closes', async () => {
  const console = await providersAt();
  console.press('e');
  await console.see('Edit Gemini key');
  const server = fakeServer([fakeKey('team-a')], { config: { ...config, 'gemini-api-key': [] } });
  console.session.dispatch({ type: 'loaded', server, at: testNow });
  await console.gone('fak…7f01 generativel');
  console.press('Enter');
  await console.see('no longer in the config');
  expect(await console.screen()).not.toContain('Edit Gemini key');
});

test('a form leaves what another program changed meanwhile, and that the user did not touch', async () => {
  const console = await providersAt();
  console.session.answer = () => success({ id: 'edited' });
  console.press('e');
  await console.see('Edit Gemini key');
  const [gemini] = config['gemini-api-key'] ?? [];
  const changed = { ...config, 'gemini-api-key': [{ ...gemini, 'proxy-url': 'http://127.0.0.1:3128' }] };
  const server = fakeServer([fakeKey('team-a')], { config: changed });
  console.session.dispatch({ type: 'loaded', server, at: testNow });
  console.press('Tab');
  console.type('-eu');
  console.press('Enter');
  await console.see('Done: edit-provider-key');
  expect(console.session.inputs.at(-1)).toMatchObject({ changes: { prefix: 'team-a-eu' } });
  expect(console.session.inputs.at(-1)).not.toHaveProperty(['changes', 'proxy-url']);
});

describe('the models', () => {
  test('that the provider reports are chosen with Space, those of the config are marked', async () => {
    const console = await providersAt();
    console.session.answer = (operation) =>
      success(operation === 'discover-models' ? { models: ['new/model'] } : { id: 'edited' });
    console.press('G', 'k', 'm');
    const picker = await console.see('new/model');
    expect(picker).toMatch(/● +big\/model +in the config; not reported by the provider/);
    expect(picker).toMatch(/If none is marked, none is listed, and clients ask for \S+\/MODEL\./);
    console.press('j', 'Space', 'Enter');
    await console.see('Done: edit-provider-key');
    expect(console.session.inputs.at(-1)).toMatchObject({
      changes: { models: [{ name: 'big/model', alias: 'big' }, { name: 'new/model' }] },
    });
  });

  test('a refusal of the provider is shown', async () => {
    const console = await providersAt();
    console.session.answer = () => failure('failed', 'The provider answered 500.');
    console.press('m');
    await console.see('✕ The provider answered 500.');
  });
});
