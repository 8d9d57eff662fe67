import { describe, expect, test } from 'vitest';
import { setLanguage } from '../../../src/base/text/language.ts';
import type { Connection, ConsoleState } from '../../../src/store/state.ts';
import { createStore } from '../../../src/store/store.ts';
import { createActs } from '../../../src/tui/act.ts';
import { widthOf } from '../../../src/tui/components/fit.ts';
import { connectActs } from '../../../src/tui/features/sign-in/acts.tsx';
import { ConnectScreen } from '../../../src/tui/features/sign-in/connect-screen.tsx';
import { createConsole } from '../../../src/tui/start-console.tsx';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { createFakeSession, testNow } from '../../helpers/fake-session.ts';
import { draw } from '../draw.tsx';

const here = { canWorkOnFiles: true, canStartServer: true } satisfies Partial<ConsoleState>;

/** A screen before the sign-in, line by line without the blanks at the ends. */
function picture(connection: Connection, more: Partial<ConsoleState> = {}, columns = 80, rows = 24) {
  const session = createFakeSession({ ...here, ...more, connection, server: undefined });
  const ui = createStore(reduceUi, initialUiState(columns, rows));
  const console = createConsole({
    session,
    ui,
    acts: createActs(connectActs),
    now: () => testNow,
    leave: () => {},
    suspend: () => {},
    handOver: (task) => task(),
  });
  const frame = draw(<ConnectScreen />, { console, columns, rows, now: testNow });
  return frame.split('\n').map((line) => line.trimEnd());
}
const text = (...of: Parameters<typeof picture>) => picture(...of).join('\n');
const words = (...of: Parameters<typeof picture>) => text(...of).replaceAll(/[\s│]+/g, ' ');

const asking = { kind: 'sign-in', busy: false } as const;
const noServer = {
  kind: 'down',
  reason: 'Refused.',
  refused: true,
  nextAttemptAt: testNow + 3_000,
} as const;
const start = {
  configPath: '/etc/cli-proxy/config.yaml',
  changedAt: testNow - 2 * 86_400_000,
  port: 8317,
  thisMachineOnly: false,
  hashesSecret: true,
};

describe('the password', () => {
  test('has a field and says that nothing is sent before Enter', () => {
    const lines = picture(asking);
    expect(lines[1]).toBe(`     ╭ Sign in to 127.0.0.1:8317 ${'─'.repeat(41)}╮`);
    expect(lines.join('\n')).toContain('Local password or management secret');
    expect(lines.join('\n')).toMatch(/┃ ▏ .*┃/);
    expect(words(asking)).toContain('Nothing is sent until you press Enter.');
    expect(lines.join('\n')).toMatch(/\[ Sign in \] {3}Enter/);
  });

  test.each([
    [
      'wrong',
      { attemptsLeft: 3, reason: 'No.' },
      '✕ Wrong password. 3 attempts left, then this address is locked out for 30 minutes.',
    ],
    ['wrong, once more', { attemptsLeft: 1, reason: 'No.' }, '✕ Wrong password. 1 attempt left,'],
    [
      'not sent twice',
      { attemptsLeft: 3, repeated: true, reason: 'No.' } as const,
      '✕ This password was refused before, so it was not sent again.',
    ],
    ['another reason', { reason: 'The answer was not understood.' }, '✕ The answer was not understood.'],
  ])('%s: says so', (_, more, said) => {
    expect(words({ ...asking, ...more })).toContain(said);
    expect(words({ ...asking, ...more })).toContain('Nothing is sent until you press Enter.');
  });

  test('where management is off the files are the way, if there are some', () => {
    const off = { ...asking, reason: 'No.', managementOff: true } as const;
    expect(words(off)).toContain('Set remote-management.secret-key, or press Ctrl-D to edit files directly.');
    expect(words(off, { canWorkOnFiles: false })).not.toContain('Ctrl-D');
  });

  test('locked out counts down in minutes and seconds, and nothing else moves', () => {
    const locked = {
      kind: 'locked-out',
      reason: 'Five refused.',
      until: testNow + 28 * 60_000 + 14_000,
    } as const;
    expect(words(locked)).toContain('✕ Locked out for 28:14. Nothing is sent until then.');
    expect(picture(locked)).toHaveLength(picture(asking).length);
  });

  test('over http to another machine it says beforehand that others can read the secret', () => {
    const place = 'http://192.0.2.7:8317';
    expect(words(asking, { place })).toContain('travel to http://192.0.2.7:8317 unencrypted');
    expect(words(asking)).not.toContain('unencrypted');
  });
});

describe('no server', () => {
  test('of a config of another server says what starting would take and change, and retries by default', () => {
    const lines = picture({ ...noServer, start });
    expect(lines[1]).toMatch(/^╭ Server not running ─+ retry in 3 s ╮$/);
    const said = words({ ...noServer, start });
    expect(said).toContain('Nothing listens on 127.0.0.1:8317 (connection refused).');
    expect(said).toContain(
      'config.yaml was not created by this console. It may belong to another server. Last changed 2 d ago.',
    );
    expect(said).toContain('Takes the port: no other server can start on it until this one stops.');
    expect(said).toContain('Replaces the plain secret-key in config.yaml with a bcrypt hash.');
    expect(said).not.toContain('this machine only');
    const ways = lines.filter((line) => /^│(▸| ) [rds] {2}/.test(line)).map((line) => line.slice(1, 4));
    expect(ways).toEqual(['▸ r', '  d', '  s']);
    expect(lines.at(-1)).toMatch(/─ r · d · s · \? help · q quit ╯$/);
  });

  test('of a config of its own offers the start first', () => {
    const ways = picture(noServer).filter((line) => /^│(▸| ) [rds] {2}/.test(line));
    expect(ways[0]).toContain('▸ s  Start the embedded server on port 8317');
  });

  test('offers nothing that does not work here', () => {
    const said = text(noServer, { canStartServer: false, canWorkOnFiles: false });
    expect(said).toContain('r  Try again');
    expect(said).not.toMatch(/d {2}Edit|s {2}Start/);
  });

  test('names a port that another program uses, and does not offer the start', () => {
    const foreign = {
      kind: 'down',
      unclear: true,
      foreign: true,
      reason: 'Another program answers.',
      nextAttemptAt: testNow,
    } as const;
    expect(text(foreign)).toContain('Port 8317 is in use by another program.');
    expect(text(foreign)).not.toContain('Start the embedded server');
    expect(text(foreign)).toContain('Not connected');
  });
});

test('what is waited for can be cancelled', () => {
  expect(words({ kind: 'connecting', what: 'starting the embedded server' })).toContain('Esc cancel');
});

test('a server that a first run found is offered with a new one as the other way', () => {
  const offer = {
    kind: 'offer',
    text: 'A CLI Proxy API server is running at http://127.0.0.1:8317.',
    more: [],
  } as const;
  const said = text(offer, { canSetUp: true });
  expect(said).toContain(offer.text);
  expect(said).toContain('▸ s  Sign in to this server');
  expect(said).toContain('n  Set up a new server on another port');
  expect(text(offer)).not.toContain('n  Set up');
});

test('a named config that is missing offers the one that may have been meant', () => {
  const connection = {
    kind: 'no-config',
    path: '/etc/cli-proxy/confg.yaml',
    nearest: '/etc/cli-proxy/config.yaml',
    port: 8318,
  } as const;
  const said = text(connection, { canSetUp: true });
  expect(said).toContain('/etc/cli-proxy/confg.yaml does not exist. Did you mean config.yaml?');
  expect(said).toContain('▸ o  Open /etc/cli-proxy/config.yaml');
  expect(said).toContain('n  Create a new server at /etc/cli-proxy/confg.yaml (port 8318)');
  expect(said).toContain('q  Quit');
});

test.each([
  [60, 20],
  [80, 24],
  [120, 40],
  [200, 60],
])('at %i×%i every picture fits, in both languages', async (columns, rows) => {
  const all: Connection[] = [
    { ...asking, attemptsLeft: 3, reason: 'No.' },
    { ...asking, reason: 'No.', managementOff: true },
    { ...noServer, start: { ...start, thisMachineOnly: true } },
    { kind: 'connecting', what: 'looking for the server' },
    { kind: 'offer', text: 'A CLI Proxy API server is running at http://127.0.0.1:8317.', more: [] },
    { kind: 'no-config', path: '/etc/confg.yaml', nearest: '/etc/config.yaml', port: 8318 },
  ];
  for (const language of ['en', 'zh-CN'] as const) {
    await setLanguage(language);
    for (const connection of all) {
      const lines = picture(connection, { canSetUp: true }, columns, rows);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
      // Above, or on the border of choices.
      if (connection.kind === 'down') expect(lines.join('\n')).toMatch(/r · d · s · \? \S+ · q /);
      // Header, status line, footer and the free last row.
      expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(rows - 4);
    }
  }
  await setLanguage('en');
});
