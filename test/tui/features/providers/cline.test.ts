import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../../../src/base/secrets/secret.ts';
import type { Config } from '../../../../src/contract/config.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import type { ListedClineKey } from '../../../../src/operations/index.ts';
import { providerKeysOf } from '../../../../src/providers/provider-keys.ts';
import type { ConsoleState } from '../../../../src/store/state.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../../../helpers/fake-session.ts';

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
const listed = [key({}), key({ id: 'key_2', name: 'Console', mask: 'fak…0001', asking: true })];

interface At {
  readonly config?: Config;
  /** CLINE_API_KEY where the console runs. */
  readonly own?: string;
  readonly more?: Partial<ConsoleState>;
  readonly keys?: readonly ListedClineKey[];
}

async function at({ config = withCline, own, more = {}, keys = listed }: At = {}) {
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
  await console.see('Overview');
  console.press('3');
  await console.see('Provider keys');
  return console;
}

describe('the keys of a Cline account (J2)', () => {
  test('C on a Cline row lists them, and names the one that the row uses', async () => {
    const console = await at();
    console.press('j', 'C');
    const screen = await console.see('2 keys. Choose one');
    expect(screen).toMatch(/▸ ci +fak…9999 · created 1 Sep/);
    expect(screen).toMatch(/Console +fak…0001 · used by this row/);
    expect(console.session.inputs).toContainEqual({ id: cline?.id, shownUrl: cline?.baseUrl });
  });

  test('one is revoked once its name is typed, as it cannot be undone', async () => {
    const console = await at();
    console.press('j', 'C');
    await console.see('2 keys. Choose one');
    console.press('Enter');
    const question = await console.see('✕ Revoke the Cline key ci?');
    expect(question).toContain('fak…9999 · created 1 Sep');
    expect(question).toContain('cannot be undone');
    console.press('y');
    await console.see('Type  ci  to continue:  ┃ y▏');
    console.press('Backspace');
    console.type('ci');
    await console.see('[ Revoke the key ]');
    console.press('Enter');
    await console.see('Done: delete-cline-key');
    expect(console.session.inputs.at(-1)).toMatchObject({ id: cline?.id, keyId: 'key_1' });
  });

  test('of the key that this row uses it says what that means; any case of the name will do', async () => {
    const console = await at();
    console.press('j', 'C');
    await console.see('2 keys. Choose one');
    console.press('j', 'Enter');
    await console.see('can no longer use Cline with this row');
    console.type('console');
    console.press('Enter');
    await console.see('Done: delete-cline-key');
  });

  test('a key without a name is named by the end of its mask, and by what is not known', async () => {
    const console = await at({ keys: [key({ name: undefined, asking: undefined })] });
    console.press('j', 'C');
    await console.see('1 key. Choose one');
    console.press('Enter');
    const screen = await console.see('Revoke the Cline key fak…9999?');
    expect(screen).toContain('It is not known whether this row uses it.');
    expect(screen).toContain('Type  9999  to continue');
  });

  test('in read-only mode they are shown and none can be chosen, and none is added', async () => {
    const console = await at({ more: { readOnly: true } });
    console.press('j', 'C');
    await console.see('used by this row');
    console.press('Enter');
    await console.gone('API keys of the Cline account');
    const empty = await at({ config: {}, more: { readOnly: true } });
    empty.press('C');
    await empty.see('Read-only mode.');
  });

  test('what Cline refuses is shown, with its remedy', async () => {
    const console = await at();
    console.session.answer = () => failure('failed', 'cline answered 401: make a new key at Cline.');
    console.press('j', 'C');
    await console.see('✕ cline answered 401: make a new key at Cline.');
  });

  test('on a row of another provider it says which row to select', async () => {
    const console = await at();
    console.press('C');
    await console.see('This is not a Cline key. Select one.');
  });
});

describe('Cline is added with one key (J1)', () => {
  test('C adds it with the key that the environment of the console has', async () => {
    const console = await at({ config: {}, own: value });
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
    const console = await at({
      config: {},
      own: 'fake-another-cline-key-00000002',
      more: { providerStates },
    });
    console.press('a');
    expect(await console.see('Cline, with CLINE_API_KEY')).toContain(
      'fak…0001 from the server’s environment',
    );
    console.press('Enter');
    await console.see('Done: add-provider-key');
    expect(console.session.inputs.at(-1)).toMatchObject({ provider: 'cline' });
    expect(console.session.inputs.at(-1)).not.toHaveProperty('key');
  });

  test('without a key anywhere its form asks for one', async () => {
    const console = await at({ config: {} });
    console.press('C');
    const screen = await console.see('New Cline key');
    expect(screen).toMatch(/Key +┃ ▏/);
    expect(screen).toContain('anthropic/claude-sonnet-4-6');
    expect(screen).toMatch(/from its variable\s+│\n│ +CLINE_API_KEY/);
  });

  test('what the config has is not offered again', async () => {
    const console = await at({ own: value });
    console.press('a');
    expect(await console.see('Add a provider key')).not.toContain('with CLINE_API_KEY');
  });
});
