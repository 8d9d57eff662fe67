import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/contract/config.ts';
import { failure } from '../../src/contract/outcome.ts';
import type { ProviderKeyState } from '../../src/contract/provider-states.ts';
import { providerKeysOf } from '../../src/providers/provider-keys.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const keyOf = (name: string) => `fake-${name}-key-000000000000000001`;
const config: Config = {
  'claude-api-key': [
    { 'api-key': keyOf('good'), prefix: 'good' },
    { 'api-key': keyOf('tired'), prefix: 'tired' },
    { 'api-key': keyOf('bad'), prefix: 'bad' },
    { 'api-key': keyOf('silent'), prefix: 'silent' },
    { 'api-key': keyOf('off'), prefix: 'off', 'excluded-models': ['*'] },
  ],
};
const ids = Object.fromEntries(providerKeysOf(config).map(({ prefix, id }) => [prefix, id]));
const minute = 60_000;

const today: Readonly<Record<string, ProviderKeyState>> = {
  good: { callsToday: 3421, errorsToday: 3, calls: 9000, errors: 5, countedSince: testNow - 600 * minute },
  tired: {
    callsToday: 40,
    errorsToday: 5,
    coolingUntil: testNow + 38_000,
    coolingModels: ['fake-model\u001b[2J'],
    lastError: { at: testNow - 2000, status: 429, message: 'too many requests' },
    lastUsedAt: testNow - 2000,
  },
  bad: {
    callsToday: 2,
    errorsToday: 2,
    lastUsedAt: testNow - minute,
    lastError: { at: testNow - minute, status: 401, message: 'the key is wrong' },
  },
};

const statesOf = (states: Readonly<Record<string, ProviderKeyState>>) =>
  Object.fromEntries(Object.entries(states).map(([prefix, state]) => [ids[prefix] ?? '', state]));

function providersWith(states = today, size: { columns?: number; rows?: number } = {}) {
  const session = createFakeSession(signedIn([fakeKey('team-a')], { config }));
  const console = consoleAt(session, size);
  console.press('3');
  const load = (more: Readonly<Record<string, ProviderKeyState>>, environment = {}) =>
    session.dispatch({
      type: 'provider-states-loaded',
      states: statesOf(more),
      environment,
      at: testNow,
    });
  load(states);
  return { ...console, session, load };
}

describe('how provider keys fare', () => {
  test('at 80×24', async () => {
    expect(await providersWith().see('calls of today')).toMatchSnapshot();
  });

  test('at 60×20 the state has its room', async () => {
    const screen = await providersWith(today, { columns: 60, rows: 20 }).see('cooling 38 s · 429');
    expect(screen).toContain('failing · 401');
  });

  test('a wide screen has the address as well, and the whole sentence', async () => {
    const screen = await providersWith(today, { columns: 150, rows: 30 }).see(
      'cooling 38 s · 429 · fake-model',
    );
    expect(screen).toContain('api.anthropic.com');
    expect(screen).toContain('failing · 401 the key is wrong');
  });

  test('a key that rests counts down, and is failing then until it has answered well', async () => {
    const console = providersWith();
    await console.see('cooling 38 s');
    await console.pass(30_000);
    await console.see('cooling 8 s');
    await console.pass(8_000);
    await console.see('failing · 429 too many');
    const { tired = {}, ...others } = today;
    console.load({ ...others, tired: { ...tired, lastUsedAt: testNow + 38_000 } });
    expect(await console.gone('failing · 429')).toMatch(/tired .* active/);
  });

  test('is asked for while the screen is shown, and no longer', async () => {
    const { session, ...console } = providersWith();
    await console.see('calls of today');
    const watching = () => session.calls.filter((call) => /watch/.test(call));
    expect(watching()).toEqual(['watchProviderStates']);
    console.press('2');
    await console.see('LABEL');
    expect(watching()).toEqual(['watchProviderStates', 'unwatchProviderStates']);
  });

  test('a figure that is not known is – and not 0, and what is loading is …', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')], { config }));
    const console = consoleAt(session);
    console.press('3');
    expect(await console.see('5 provider keys')).toMatch(/good +\S+ +… +… active/);
    session.dispatch({ type: 'provider-states-loaded', states: {}, at: testNow });
    expect(await console.see('calls are not told here')).toMatch(/good +\S+ +– +– active/);
  });

  test('figures since the start of a server are not called those of today', async () => {
    const console = providersWith({ good: { calls: 812, errors: 0 } });
    expect(await console.see('calls since the server started')).toMatch(/good +\S+ +812 +0 % active/);
  });

  test('what could not be read again says from when it is, and why', async () => {
    const { session, ...console } = providersWith();
    await console.see('calls of today');
    session.dispatch({ type: 'provider-states-problem', problem: 'The server answered 500.' });
    await console.pass(3 * minute);
    await console.see('! State and calls are of 3 min ago: The server answered 500.');
  });

  test('without a connection the figures tell their age', async () => {
    const { session, ...console } = providersWith();
    await console.see('calls of today');
    const connection = {
      kind: 'reconnecting',
      reason: 'gone',
      nextAttemptAt: testNow + 10 * minute,
    } as const;
    session.dispatch({ type: 'connection', connection });
    await console.pass(2 * minute);
    await console.see('as of 2 min ago');
  });

  test('/ finds by state', async () => {
    const console = providersWith();
    await console.see('5 provider keys');
    console.press('/');
    console.type('failing');
    expect(await console.see('1 of 5')).toContain('bad');
  });

  test('the details tell the figures, the last error and what rests until when', async () => {
    const console = providersWith(today, { columns: 100, rows: 40 });
    await console.see('5 provider keys');
    console.press('Enter');
    const good = await console.see('calls today');
    expect(good).toContain('3,421, 3 errors');
    expect(good).toContain('9,000, 5 errors, since');
    console.press('j');
    const tired = await console.see('rests until');
    expect(tired).toContain('for fake-model');
    expect(tired).toMatch(/last error .*2 s ago · 429\n.*too many requests/);
  });

  test('a key of the environment of the server is a line, which nobody can change or ask with here', async () => {
    const console = providersWith();
    console.session.answer = () => failure('unsupported', 'Only the server can read it.');
    console.load(today, { CLINE_API_KEY: { fingerprint: '0123456789abcdef', mask: 'fak…0009' } });
    const screen = await console.see('6 provider keys');
    expect(screen).toMatch(/Cline +cline +fak…0009 .*active · environment/);
    console.press('G', 'x');
    await console.see('where only its operator can');
    console.press('s', 'Enter');
    await console.see('https://api.cline.bot/api/v1');
    console.press('q', 't');
    await console.see('✕ Only the server can read it.');
    expect(console.session.inputs.at(-1)).toMatchObject({
      inEnvironment: { variable: 'CLINE_API_KEY', fingerprint: '0123456789abcdef' },
    });
  });
});
