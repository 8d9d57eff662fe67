import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../src/base/secrets/fingerprint.ts';
import type { Secret } from '../../../../src/base/secrets/secret.ts';
import type { Config } from '../../../../src/contract/config.ts';
import { success } from '../../../../src/contract/outcome.ts';
import type { ConsoleState } from '../../../../src/store/state.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import {
  createFakeSession,
  fakeKey,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';

const [alpha, beta, gamma] = ['alpha', 'beta\u001b[2J', 'gamma'].map((name) => fakeKey(name)) as [
  ReturnType<typeof fakeKey>,
  ReturnType<typeof fakeKey>,
  ReturnType<typeof fakeKey>,
];
const upstream = (name: string) => `fake-amp-00000000000000000-${name}`;
const gone = 'fake-client-key-that-is-gone-000009';
const config: Config = {
  ampcode: {
    'upstream-url': 'https://amp.example.com',
    'upstream-api-key': upstream('default'),
    'upstream-api-keys': [
      { 'upstream-api-key': upstream('team'), 'api-keys': [alpha.key.reveal(), gone] },
      { 'upstream-api-key': upstream('late'), 'api-keys': [alpha.key.reveal()] },
      { 'upstream-api-key': upstream('idle'), 'api-keys': [] },
    ],
  },
};

interface At {
  readonly config?: Config;
  readonly size?: { columns?: number; rows?: number };
  readonly more?: Partial<ConsoleState>;
}

function at({ config: own = config, size = {}, more = {} }: At = {}) {
  const session = createFakeSession({ ...signedIn([alpha, beta, gamma], { config: own }), ...more });
  const console = consoleAt(session, size);
  console.press('9');
  return { ...console, session };
}

describe('the screen of Amp', () => {
  test('at 80×24', async () => {
    const screen = await at().see('3 client keys');
    expect(screen.split('\n').slice(2).join('\n')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [140, 30],
  ])('at %i×%i each client key has its upstream key and why', async (columns, rows) => {
    const screen = await at({ size: { columns, rows } }).see('3 client keys · 1 mapped');
    expect(screen).toMatch(/alpha .* mapped/);
    expect(screen).toMatch(/gamma .* default/);
    expect(screen).toMatch(/! \(unknown\) .*mapped, but no such client key/);
    expect(screen).toMatch(/alpha .*no effect: mapped above already/);
    for (const secret of [upstream('team'), upstream('default'), gone]) expect(screen).not.toContain(secret);
  });

  test('o sorts by the name, mapped keys are first otherwise', async () => {
    const { press, see } = at();
    await see('WHY▲');
    press('o', 'O');
    const screen = await see('CLIENT KEY▼');
    expect(screen.indexOf('gamma')).toBeLessThan(screen.indexOf('alpha'));
  });

  test('at 60×20 a client key without a label is called by its mask', async () => {
    const session = createFakeSession(signedIn([{ ...alpha, record: undefined }], { config }));
    const console = consoleAt(session, { columns: 60, rows: 20 });
    console.press('9');
    expect(await console.see('1 client key')).toContain(alpha.key.mask);
  });

  test('AMP_API_KEY of the server replaces a default, and is loaded once', async () => {
    const { 'upstream-api-key': _, ...rest } = config.ampcode ?? {};
    const { session, ...console } = at({ config: { ampcode: rest } });
    expect(await console.see(/AMP_API_KEY +–/)).toMatch(/gamma .*of the server, if set/);
    session.dispatch({
      type: 'provider-states-loaded',
      states: {},
      environment: { AMP_API_KEY: { fingerprint: fingerprint('x'), mask: 'fak…7777' } },
      at: testNow,
    });
    expect(await console.see(/AMP_API_KEY +fak…7777/)).toMatch(/gamma .*fak…7777 +AMP_API_KEY of the server/);
    expect(session.calls.filter((call) => call.endsWith('ProviderStates')).slice(-2)).toEqual([
      'watchProviderStates',
      'unwatchProviderStates',
    ]);
  });

  test('where Amp is not set up it says so, and e fills its usual address in', async () => {
    const console = at({ config: {} });
    expect(await console.see(/Amp is off: no upstream URL\. +e Set up/)).toMatch(/gamma .*none: Amp is off/);
    console.press('e');
    await console.see('https://ampcode.com');
    console.press('Tab');
    console.type(upstream('new'));
    console.press('Enter');
    await console.see('Done: set-amp');
    const input = console.session.inputs.at(-1) as { upstreamUrl: string; defaultKey: Secret };
    expect(input.upstreamUrl).toBe('https://ampcode.com');
    expect(input.defaultKey.reveal()).toBe(upstream('new'));
  });

  test('the password in the upstream URL is not shown, and stays while the URL does', async () => {
    const ampcode = { ...config.ampcode, 'upstream-url': 'https://me:fake-pass@amp.example.com' };
    const console = at({ config: { ampcode } });
    await console.see('3 client keys');
    console.press('e');
    const form = await console.see('Upstream URL');
    expect(form).toContain('https://…@amp.example.com');
    expect(console.bytes()).not.toContain('fake-pass');
    console.press('Enter');
    await console.gone('Upstream URL');
    expect(console.session.calls).not.toContain('run set-amp');
    console.press('e');
    await console.see('Upstream URL');
    console.type('/x');
    console.press('Enter');
    await console.see('Enter the URL without a user name and password.');
  });

  test('a default key goes only when that is chosen', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('e', 'Enter');
    await console.gone('Upstream URL');
    expect(console.session.calls).not.toContain('run set-amp');
    console.press('e', 'Tab', 'Tab', 'Space', 'Enter');
    await console.see('Done: set-amp');
    expect(console.session.inputs.at(-1)).toEqual({ defaultKey: null });
  });

  test('/ finds by label, masks and reason', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('/');
    console.type('no such');
    expect(await console.see('1 of 6')).toContain('mapped, but no such client key');
  });

  test('the details show the order of precedence, and which other keys use the upstream key', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('Enter');
    const screen = await console.see(/Uses +fak…team · mapped/);
    expect(screen).toMatch(/Mapped to it +alpha, /);
    expect(screen).toMatch(/then\s+(│\s+│\s+)?AMP_API_KEY of the server/);
  });
});

describe('mapping client keys', () => {
  test('the marked ones get an upstream key that is there', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('j', 'Space', 'Space', 'm');
    expect(await console.see('Amp key for 2 client keys')).toMatch(/▸ fak\S+ +used by alpha, /);
    console.press('Enter');
    await console.see('Done: map-amp-clients');
    expect(console.session.inputs.at(-1)).toEqual({
      clients: [beta.fingerprint, gamma.fingerprint],
      upstream: fingerprint(upstream('team')),
    });
    await console.gone('marked');
  });

  test('or a new one, which is not shown', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('G', 'k', 'k', 'k', 'm');
    await console.see('Amp key for gamma');
    console.press('j', 'j', 'j', 'Enter');
    await console.see('Upstream key');
    console.type(upstream('fresh'));
    expect(await console.screen()).not.toContain(upstream('fresh'));
    console.press('Enter');
    await console.see('Done: map-amp-clients');
    const input = console.session.inputs.at(-1) as { clients: string[]; upstream: Secret };
    expect(input.clients).toEqual([gamma.fingerprint]);
    expect(input.upstream.reveal()).toBe(upstream('fresh'));
  });

  test('a mapping to nowhere cannot be mapped, and a default not unmapped', async () => {
    const console = at();
    await console.see('3 client keys');
    console.press('j', 'x');
    await console.see('No mapping names this client key.');
    console.press('/');
    console.type('no such');
    console.press('Enter', 'm');
    await console.see('Select a client key that this server has.');
  });
});

describe('taking mappings away', () => {
  const unmapped = async (row: string, expected: string | RegExp) => {
    const console = at();
    await console.see('3 client keys');
    console.press('/');
    console.type(row);
    console.press('Enter', 'x');
    await console.see(expected);
    expect(console.session.inputs).toEqual([]);
    console.press('y');
    await console.see(/Done: (un)?map-amp-clients/);
    return console.session.inputs;
  };

  test('says what the client key gets then', async () => {
    expect(await unmapped('alpha mapped', /Remove the mapping of alpha\?[\s\S]*the default fak/)).toEqual([
      { clients: [alpha.fingerprint] },
    ]);
  });

  test('of a client key that is not there', async () => {
    expect(await unmapped('no such', 'Remove the mapping of fake…0009?')).toEqual([
      { clients: [fingerprint(gone)] },
    ]);
  });

  test('a repeated one goes, and the first stays', async () => {
    expect(await unmapped('above', 'The earlier mapping stays')).toEqual([
      { clients: [alpha.fingerprint], upstream: fingerprint(upstream('team')) },
    ]);
  });

  test('one without client keys is removed with its upstream key', async () => {
    expect(await unmapped('without', /Remove the mapping of fak.*\?/)).toEqual([
      { upstream: fingerprint(upstream('idle')) },
    ]);
  });
});

describe('on a server that deletes the block', () => {
  test('there is no tab, and 9 says what is about to be lost', async () => {
    const capabilities = { ...fullCapabilities, amp: 'absent' as const };
    const session = createFakeSession({ ...signedIn([alpha], { config: {} }), capabilities });
    session.answer = () =>
      success({
        view: undefined,
        absent: 'config.yaml still has an ampcode block, which this server deletes.',
      });
    const console = consoleAt(session);
    expect(await console.see('● live')).not.toContain('9 Amp');
    console.press('9');
    await console.see('! config.yaml still has an ampcode block, which this server deletes.');
    expect(session.calls).toEqual(['ask show-amp']);
  });
});
