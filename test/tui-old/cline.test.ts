import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/fingerprint.ts';
import { Secret } from '../../src/base/secret.ts';
import type { Config } from '../../src/contract/config.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { ListedClineKey } from '../../src/operations/index.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';
import type { ConsoleState } from '../../src/store/state.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const value = 'fake-cline-key-0000000000000001';
const withCline: Config = {
  'claude-api-key': [{ 'api-key': 'fake-claude-key-000000000000001' }],
  'openai-compatibility': [
    { name: 'cline', 'base-url': 'https://api.cline.bot/api/v1', 'api-key-entries': [{ 'api-key': value }] },
  ],
};
const [, cline] = providerKeysOf(withCline);
const key = (more: Partial<ListedClineKey>): ListedClineKey => ({
  id: 'key_1',
  name: 'ci',
  mask: 'fak…9999',
  createdAt: '2026-09-01T08:00:00Z',
  lastUsedAt: undefined,
  expiresAt: undefined,
  asking: false,
  ...more,
});
const listed = [key({}), key({ id: 'key_2', name: 'console', mask: 'fak…0001', asking: true })];

interface At {
  readonly config?: Config;
  /** CLINE_API_KEY where the console runs. */
  readonly own?: string;
  readonly more?: Partial<ConsoleState>;
  readonly keys?: readonly ListedClineKey[];
}

function at({ config = withCline, own, more = {}, keys = listed }: At = {}) {
  const session = createFakeSession({ ...signedIn([fakeKey('team-a')], { config }), ...more });
  const secret = own === undefined ? undefined : new Secret(own);
  const environment = secret && {
    CLINE_API_KEY: { fingerprint: fingerprint(secret.reveal()), mask: secret.mask, key: secret },
  };
  session.answer = (operation) => {
    if (operation === 'environment-keys') return success(environment ?? {});
    if (operation === 'list-cline-keys') return success(keys);
    return success({ id: 'added' });
  };
  const console = consoleAt(session);
  console.press('3');
  return { ...console, session };
}

describe('the keys of a Cline account (J2)', () => {
  test('C on a row of Cline lists them, and tells the one that asks', async () => {
    const console = at();
    await console.see('2 provider keys');
    console.press('j', 'C');
    const screen = await console.see('2 keys.');
    expect(screen).toMatch(/ci +fak…9999 · made 1 Sep/);
    expect(screen).toMatch(/console +fak…0001 · the one that asks/);
    expect(console.session.inputs).toContainEqual({ id: cline?.id, shownUrl: cline?.baseUrl });
  });

  test('choosing one asks, naming it, and then revokes it', async () => {
    const console = at();
    await console.see('2 provider keys');
    console.press('j', 'C');
    await console.see('2 keys.');
    console.press('Enter');
    const question = await console.see('Revoke the Cline key ci?');
    expect(question).toContain('fak…9999 · made 1 Sep');
    expect(question).toContain('there is no way back');
    expect(console.session.calls).not.toContain('run delete-cline-key');
    console.press('y');
    await console.see('Done: delete-cline-key');
    expect(console.session.inputs.at(-1)).toMatchObject({ id: cline?.id, keyId: 'key_1' });
  });

  test('the key that this server itself uses wants a word typed first', async () => {
    const console = at();
    await console.see('2 provider keys');
    console.press('j', 'C');
    await console.see('2 keys.');
    console.press('j', 'Enter');
    await console.see('this server cannot use Cline with it any more');
    console.press('Enter');
    await console.see('Type revoke first');
    console.type('revoke');
    console.press('Enter');
    await console.see('Done: delete-cline-key');
  });

  test('where it cannot be told which one asks, the question says so', async () => {
    const console = at({ keys: [key({ name: undefined, asking: undefined })] });
    await console.see('2 provider keys');
    console.press('j', 'C');
    await console.see('1 key.');
    console.press('Enter');
    const screen = await console.see('Revoke the Cline key fak…9999?');
    expect(screen).toContain('Whether it is the key of this row cannot be told.');
  });

  test('read-only offers to add none', async () => {
    const more = { ...signedIn([fakeKey('team-a')]), readOnly: true };
    const console = consoleAt(createFakeSession(more));
    console.press('3');
    expect(await console.see('no provider key')).not.toContain('add Cline');
    console.press('C');
    await console.see('No provider can be added here');
  });

  test('read-only they are shown, and none can be chosen', async () => {
    const console = at({ more: { readOnly: true } });
    await console.see('2 provider keys');
    console.press('j', 'C');
    await console.see('console');
    console.press('Enter');
    await console.gone('API keys of the account');
    expect(await console.screen()).not.toContain('Revoke');
  });

  test('what Cline refuses is told, with its remedy', async () => {
    const console = at();
    console.session.answer = () => failure('failed', 'cline answered 401: make a new key at Cline.');
    await console.see('2 provider keys');
    console.press('j', 'C');
    await console.see('✕ cline answered 401: make a new key at Cline.');
  });

  test('on a row of somebody else it says which row to select', async () => {
    const console = at();
    await console.see('2 provider keys');
    console.press('C');
    await console.see('This is not a Cline key. Select one.');
  });
});

describe('Cline is added with one key (J1)', () => {
  test('C adds it with the key that the environment of the console has', async () => {
    const console = at({ config: {}, own: value });
    expect(await console.see('There is no provider key')).toContain('C add Cline');
    console.press('C');
    await console.see('Done: add-provider-key');
    const input = console.session.inputs.at(-1) as { key?: Secret };
    expect(input).toMatchObject({
      provider: 'cline',
      fields: { 'base-url': 'https://api.cline.bot/api/v1' },
    });
    expect(input.key?.reveal()).toBe(value);
  });

  test('a key that the server has in its environment is left there', async () => {
    const providerStates = {
      states: {},
      environment: { CLINE_API_KEY: { fingerprint: fingerprint(value), mask: 'fak…0001' } },
      loadedAt: testNow,
      problem: undefined,
    };
    const console = at({ config: {}, own: 'fake-another-cline-key-00000002', more: { providerStates } });
    await console.see('1 provider key');
    console.press('a');
    expect(await console.see('Cline, with CLINE_API_KEY')).toContain('fak…0001 which the server has');
    console.press('Enter');
    await console.see('Done: add-provider-key');
    expect(console.session.inputs.at(-1)).toMatchObject({ provider: 'cline' });
    expect(console.session.inputs.at(-1)).not.toHaveProperty('key');
  });

  test('without a key anywhere its form asks for one', async () => {
    const console = at({ config: {} });
    await console.see('There is no provider key');
    console.press('C');
    const screen = await console.see('New key of Cline');
    expect(screen).toMatch(/▸ Key/);
    expect(screen).toContain('anthropic/claude-sonnet-4-6');
  });

  test('what the config has is not offered again', async () => {
    const console = at({ own: value });
    await console.see('2 provider keys');
    console.press('a');
    expect(await console.see('A new provider key of')).not.toContain('with CLINE_API_KEY');
  });
});

describe('a purpose of a cloro key (K3)', () => {
  const cloroForm = async () => {
    const console = at({ config: {} });
    await console.see('There is no provider key');
    console.press('a');
    for (let step = 0; step < 8; step += 1) console.press('j');
    console.press('Enter');
    await console.see('New key of cloro');
    console.type('fake-cloro-key-0000000000000001');
    return console;
  };

  test('goes into its name', async () => {
    const console = await cloroForm();
    console.press('Shift-Tab', 'Shift-Tab', 'Right', 'Right', 'Right', 'Enter');
    await console.see('Done: add-provider-key');
    expect(console.session.inputs.at(-1)).toMatchObject({
      provider: 'cloro',
      fields: { name: 'cloro-ci-cd', 'base-url': 'https://api.cloro.dev' },
    });
  });

  test('is refused at an address where only the name tells that it is cloro', async () => {
    const console = await cloroForm();
    console.press('Shift-Tab');
    console.type('.example');
    console.press('Shift-Tab', 'Right', 'Enter');
    await console.see('leave the purpose out');
    expect(console.session.calls).not.toContain('run add-provider-key');
  });
});
