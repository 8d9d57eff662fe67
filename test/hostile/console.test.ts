import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import type { ConsoleState } from '../../src/store/state.ts';
import { features } from '../../src/tui/features/index.ts';
import { consoleAt } from '../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';
import { fakeFigures, fakeGroup, fakeRecord } from '../helpers/fake-usage.ts';
import { expectClean, hostile, makeHostile } from '../helpers/hostile-text.ts';
import type { KeyName } from '../helpers/terminal-keys.ts';

const key = fakeKey('team-a', { record: { limits: { models: ['gpt-*'] } } });
const provider = {
  'api-key': 'fake-claude-key-000000000000000001',
  prefix: 'web',
  'base-url': 'https://api.example.com',
  'proxy-url': 'http://127.0.0.1:3128',
  headers: { 'X-Team': 'blue' },
  models: [{ name: 'claude-x', alias: 'x' }],
  'excluded-models': ['claude-y'],
};
const state: Partial<ConsoleState> = {
  ...signedIn([key], {
    config: {
      'claude-api-key': [provider],
      'openai-compatibility': [
        { name: 'router', 'base-url': 'https://r.example.com', models: [{ name: 'm' }] },
      ],
      ampcode: { 'upstream-url': 'https://amp.example.com', 'upstream-api-key': 'fake-amp-key-0001' },
    },
    warnings: ['/home/dev/auth can be read by others.'],
    problem: { message: 'A tab stands here', line: 3, column: 1 },
  }),
  configPath: '/etc/cli-proxy/config.yaml',
  hasUsage: true,
  sessions: {
    loadedAt: testNow,
    problem: 'The list may be old.',
    files: [
      {
        name: 'claude-dev@example.com.json',
        provider: 'claude',
        account: 'dev@example.com',
        plan: 'max',
        project: 'lab',
        disabled: false,
        trouble: 'needs verification',
        message: 'Verify first',
        link: 'https://accounts.example.com/verify',
        prefix: 'dev',
        note: 'of the lab',
        proxyUrl: 'http://127.0.0.1:3128',
        path: '/home/dev/auth/claude-dev@example.com.json',
        warning: 'It can be read by others.',
        lastRefresh: { at: testNow - 60_000, ok: false, message: 'invalid_grant' },
      },
    ],
  },
  result: { tone: 'error', message: 'The provider said no.' },
  login: undefined,
};

function hostileSession(change: Partial<ConsoleState> = {}) {
  const session = createFakeSession(makeHostile({ ...state, ...change }));
  session.figures = (request) =>
    success(
      makeHostile(
        fakeFigures({
          groups: Object.fromEntries(
            [...(request.by ?? []), 'address'].map((by) => [by, [fakeGroup('claude-x', 12)]]),
          ),
          windows: [],
          labels: { [key.fingerprint]: 'team-a' },
          problems: ['The disk was full.'],
          records: [
            fakeRecord('one', {
              clientKey: key.fingerprint,
              alias: 'x',
              failed: true,
              status: 400,
              error: 'No such model',
              referer: 'https://app.example.com',
              task: 'task-1',
              userAgent: 'agent/1.0',
              address: '10.0.3.7',
              tries: [{ provider: 'claude', account: 'a', status: 500, error: 'down', ms: 3 }],
            }),
          ],
        }),
      ),
    );
  session.answer = () => failure('failed', `No.${hostile}`);
  session.inspected = () =>
    success({ file: session.store.snapshot().sessions?.files?.[0] as never, models: [] });
  return session;
}

/** The name that a record gives a key, as the test's terminal has it. */
const keyNamed = (name: string): KeyName =>
  ['enter', 'space', 'left', 'right', 'escape', 'delete'].includes(name)
    ? name.charAt(0).toUpperCase() + name.slice(1)
    : name.replace(/^ctrl\+(.)$/, 'Ctrl-$1');
/** Boxes of every screen, opened on one screen alone. */
const everywhere: readonly KeyName[] = [':', '?', 'F', '/', 'o', 'Space'];

describe('nothing of what came from outside reaches the terminal as more than text', () => {
  const screens = features.map(({ number, words, acts }) => {
    const keys = acts.flatMap((act) => act.keys.slice(0, 1).map(keyNamed));
    return { name: words().name, number, keys: number === '2' ? [...keys, ...everywhere] : keys };
  });
  const wholly = { columns: 80, rows: 24 };
  const sizes = [wholly, { columns: 60, rows: 20 }, { columns: 150, rows: 45 }];
  test.each(screens.flatMap((screen) => sizes.map((size) => ({ ...screen, ...size }))))(
    '$name at $columns×$rows',
    async ({ name, number, keys, ...size }) => {
      const console = consoleAt(hostileSession(), size);
      console.press(number);
      await console.see(name);
      // Every form, question and menu of the first item once; a key that does nothing here is no harm.
      for (const open of size.columns === wholly.columns ? keys : (['Enter'] as const)) {
        console.press(open);
        await console.screen();
        // Out of the box, past its question, back to the screen if the key has left it.
        console.press('Escape', 'Escape', number);
      }
      await console.screen();
      expectClean(console.bytes(), name);
      expect(console.bytes().length).toBeGreaterThan(1_000);
    },
  );
});

const outside: Readonly<Record<string, Partial<ConsoleState>>> = {
  connecting: { connection: { kind: 'connecting', what: 'looking for the server' }, server: undefined },
  'sign-in': {
    connection: { kind: 'sign-in', reason: 'The password was refused.', busy: false },
    server: undefined,
  },
  down: {
    connection: { kind: 'down', reason: 'It does not answer.', nextAttemptAt: testNow },
    server: undefined,
  },
  'locked out': {
    connection: { kind: 'locked-out', reason: 'Too many.', until: testNow + 60_000 },
    server: undefined,
  },
  offer: {
    connection: { kind: 'offer', text: 'A server runs.', more: ['There is a config, too.'] },
    server: undefined,
  },
  'no config': {
    connection: { kind: 'no-config', path: '/etc/confg.yaml', nearest: '/etc/config.yaml' },
    server: undefined,
  },
  'first run': {
    firstRun: {
      path: '/home/dev/config.yaml',
      clientKey: new Secret('fake-client-key-0001'),
      managementSecret: new Secret('fake-management-secret-0001'),
    },
  },
  reconnecting: {
    connection: { kind: 'reconnecting', reason: 'It went away.', nextAttemptAt: testNow + 5_000 },
  },
  'a login': {
    login: {
      title: 'Claude',
      flow: {
        phase: 'waiting',
        provider: 'anthropic',
        start: {
          url: 'https://auth.example.com/x',
          userCode: 'ABCD',
          flow: 'device',
          state: 's',
          expiresAt: testNow + 60_000,
        },
        notice: 'Try again.',
      } as never,
    },
  },
};

test.each(Object.entries(outside))('%s', async (name, change) => {
  const console = consoleAt(hostileSession(change));
  await console.see('cli-proxy');
  console.press('4');
  console.press('l');
  await console.screen();
  expectClean(console.bytes(), name);
});

test('the sweep finds what it looks for', () => {
  expect(() => expectClean(hostile, 'raw')).toThrow();
  for (const part of ['\x1b]52;c;NTI1Mg==\x07', '\x9b31337m', 'a\u202eb', 'a\u200bb', '\u{e0041}', 'a\0']) {
    expect(() => expectClean(part, part)).toThrow();
  }
  expectClean('\x1b[1;36mbold\x1b[0m\x1b[2;1H\x1b[K', 'own');
});
