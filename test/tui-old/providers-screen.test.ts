import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/contract/config.ts';
import { failure } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fullCapabilities, signedIn } from '../helpers/fake-session.ts';

const config: Config = {
  'gemini-api-key': [{ 'api-key': 'fake-AIza-0123456789abcdef7f01', prefix: 'team-a' }],
  'claude-api-key': [
    {
      'api-key': 'fake-sk-ant-0123456789abcdef04QK',
      prefix: 'production',
      headers: { 'X-Own': 'fake-header-value' },
      'proxy-url': 'http://user:fake-pass@127.0.0.1:3128',
    },
    { 'api-key': 'fake-sk-ant-second-0000001111', 'excluded-models': ['*'] },
  ],
  'vertex-api-key': [
    { 'api-key': 'fake-vertex-key-00000000000001', 'base-url': 'https://vertex.example.com' },
  ],
  'openai-compatibility': [
    {
      name: 'openrouter',
      prefix: 'or',
      'base-url': 'https://openrouter.example/api/v1',
      'api-key-entries': [{ 'api-key': 'fake-sk-or-0123456789abcdef2b2b' }],
      models: [{ name: 'big/model', alias: 'big' }],
    },
    { name: 'cline\u001b[2J', 'base-url': 'https://api.cline.bot/api/v1' },
  ],
};

const providersAt = (size: { columns?: number; rows?: number } = {}) => {
  const console = consoleAt(createFakeSession(signedIn([fakeKey('team-a')], { config })), size);
  console.press('3');
  return console;
};

describe('the providers screen', () => {
  test('at 80×24', async () => {
    expect(await providersAt().see('6 provider keys')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [130, 40],
  ])('at %i×%i every line fits, and no key stands there in full', async (columns, rows) => {
    const console = providersAt({ columns, rows });
    const screen = await console.see('6 provider keys');
    expect(screen).toContain('fake…04QK');
    console.press('j', 'Enter');
    const detail = await console.see('claude-api-key');
    for (const secret of ['fake-sk', 'fake-header-value', 'fake-pass'])
      expect(screen + detail).not.toContain(secret);
    expect(detail).toContain('X-Own: ••••');
  });

  test('/ finds by provider, name, prefix, mask and state, and marks stay', async () => {
    const console = providersAt();
    await console.see('6 provider keys');
    console.press('Space', '/');
    console.type('disabled');
    expect(await console.see('1 of 6')).toContain('fak…1111');
    console.press('Escape');
    await console.see('● 1 marked');
  });

  test('v shows the key under the cursor in full, c copies it', async () => {
    const console = providersAt();
    await console.see('6 provider keys');
    console.press('v');
    await console.see('fake-AIza-0123456789abcdef7f01');
    console.press('v');
    await console.gone('fake-AIza-0123456789abcdef7f01');
    console.press('c');
    await console.see('was sent to your terminal’s clipboard');
    expect(console.session.calls).toContain('copy');
  });

  test('a key that is not in the config cannot be shown, and says so', async () => {
    const console = providersAt();
    await console.see('6 provider keys');
    console.press('G', 'v');
    await console.see('The key is not in the config, so it is not known here.');
  });

  test('a snippet goes to the provider itself', async () => {
    const console = providersAt();
    await console.see('6 provider keys');
    console.press('s', 'Enter');
    expect(await console.see('GEMINI_API_KEY')).toContain(
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    );
  });

  test('a provider whose keys are only kept has no snippet, and says why', async () => {
    const console = providersAt();
    await console.see('6 provider keys');
    console.press('j', 'j', 'j', 's');
    await console.see('sends nothing with this key');
  });

  test('a public server uses every list, so none is called “not served”', async () => {
    const capabilities = { ...fullCapabilities, everyProvider: 'enforced' as const };
    const state = { ...signedIn([fakeKey('team-a')], { config }), capabilities };
    const console = consoleAt(createFakeSession(state));
    console.press('3');
    expect(await console.see('6 provider keys')).not.toContain('not served');
    console.press('j', 'j', 'j', 's');
    expect(await console.see('straight at its provider')).not.toContain('embedded');
    console.press('a');
    expect(await console.see('A new provider key of')).not.toContain('kept for the public server');
  });

  test('a new OpenAI-compatible key begins with what must be typed, and an error goes to its field', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')], { config: {} }));
    session.answer = () => ({ ...failure('invalid', 'base-url: The address is wrong.'), field: 'base-url' });
    const console = consoleAt(session);
    console.press('3');
    await console.see('no provider key');
    console.press('a');
    await console.see('A new provider key of');
    console.press('End');
    for (let i = 0; i < 12; i++) console.press('j');
    const menu = await console.screen();
    const steps = menu.split('\n').findIndex((line) => line.includes('▸'));
    expect(steps).toBeGreaterThan(0);
    for (let i = 0; i < 12 && !/▸ +OpenAI-compatible/.test(await console.screen()); i++) console.press('k');
    console.press('Enter');
    await console.see('New key of');
    console.type('my-name');
    expect(await console.see(/Name +my-name/)).toContain('my-name▏');
    console.press('Enter');
    await console.see('The address is wrong');
    console.type('https://x');
    await console.see(/Base URL +https:\/\/x/);
  });

  test('without a provider key it says what to do', async () => {
    const console = consoleAt(createFakeSession(signedIn([fakeKey('team-a')])));
    console.press('3');
    await console.see('There is no provider key in the config.');
  });
});
