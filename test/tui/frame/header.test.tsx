import { expect, test } from 'vitest';
import type { ConsoleState } from '../../../src/store/state.ts';
import { createFrameTime } from '../../../src/tui/clock.ts';
import { widthOf } from '../../../src/tui/components/fit.ts';
import { headerParts } from '../../../src/tui/frame/header.tsx';
import { createTheme } from '../../../src/tui/theme.ts';
import type { Pulse } from '../../../src/tui/ui/ui-state.ts';
import {
  createFakeSession,
  fakeKey,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../helpers/fake-session.ts';

interface Options {
  readonly columns?: number;
  readonly state?: Partial<ConsoleState>;
  readonly pulse?: Pulse;
  readonly warnings?: number;
  readonly env?: Record<string, string>;
}

function header({ columns = 80, state = {}, pulse, warnings = 0, env = {} }: Options = {}): string {
  const console = createFakeSession({ ...signedIn([fakeKey('team-a')]), ...state }).store.snapshot();
  const time = createFrameTime(testNow);
  const { left, right } = headerParts(console, {
    columns,
    time,
    theme: createTheme({ env }),
    pulse,
    warnings,
  });
  const text = (spans: typeof left) => spans.map((span) => span.text).join('');
  const gap = columns - widthOf(text(left)) - widthOf(text(right));
  expect(gap).toBeGreaterThanOrEqual(0);
  return text(left) + ' '.repeat(gap) + text(right);
}

const inAnHour = { kind: 'reconnecting', reason: 'refused', nextAttemptAt: testNow + 3000 } as const;

test('the embedded server has its name before the version, a public one only the version', () => {
  expect(header()).toBe(' cli-proxy  127.0.0.1:8317  ● live              local password   embedded 0.1.0 ');
  const capabilities = { ...fullCapabilities, limits: 'shown' as const };
  expect(header({ state: { capabilities, version: '7.2.9' } })).toMatch(/local password {3}v7\.2\.9 $/);
});

test('while it reconnects the time left and the age of the data take the place of who is signed in', () => {
  const capabilities = { ...fullCapabilities, limits: 'shown' as const };
  const state = { connection: inAnHour, loadedAt: testNow - 12_000, capabilities, version: 'v7.2.9' };
  const text = header({ state });
  expect(text).toMatch(/ {2}○ reconnecting in 3 s · data 12 s old +v7\.2\.9 $/);
});

test('60 columns have the address, the state and the warnings', () => {
  expect(header({ columns: 60, warnings: 1 })).toBe(` 127.0.0.1:8317  ● live${' '.repeat(33)}! 1 `);
});

test('a lock-out counts minutes and seconds', () => {
  const connection = {
    kind: 'locked-out',
    reason: 'five failures',
    until: testNow + (28 * 60 + 14) * 1000,
  } as const;
  expect(header({ state: { connection } })).toContain('✕ locked out 28:14');
});

test('on the files there is no server, and the path is cut at folders', () => {
  const state = {
    connection: { kind: 'disk' },
    configPath: `/home/someone/${'folder/'.repeat(12)}config.yaml`,
  } as const;
  expect(header({ state })).toMatch(
    /^ cli-proxy {2}files {2}■ disk · no server +…\/folder\/.*\/config\.yaml $/,
  );
});

test('read-only is said whatever else gives way', () => {
  const state = { readOnly: true, place: `http://${'long.'.repeat(20)}example.com:8317` };
  for (const columns of [60, 80, 100]) {
    expect(header({ columns, state })).toMatch(/…\S+example\.com:8317 {2}● live {2}READ-ONLY/);
  }
});

test('traffic comes with 100 columns; at 60 the warnings are counted', () => {
  const pulse = { requests: 1204, failed: 89, perMinute: Array.from({ length: 60 }, (_, at) => at) };
  expect(header({ pulse })).not.toContain('req/min');
  expect(header({ columns: 120, pulse })).toMatch(
    /● live {3}req\/min [▁-█]{14} 20 {3}err 7\.4% +local password/,
  );
  expect(header({ columns: 100, pulse })).toMatch(/req\/min [▁-█]{14} 20 {3}err 7\.4% +local password $/);
  const begun = {
    requests: 30,
    failed: 0,
    perMinute: Array.from({ length: 61 }, (_, at) => (at < 51 ? undefined : at === 60 ? 30 : 0)),
  };
  expect(header({ columns: 120, pulse: begun })).toMatch(/req\/min {12}··█ 3 {3}err 0%/);
  expect(header({ columns: 120, pulse, env: { LANG: 'C' } })).toMatch(/req\/min [.:=+*#%-]{14} 20/);
  expect(header({ columns: 60, warnings: 1 })).toMatch(/^ 127\.0\.0\.1:8317 {2}● live .*! 1 $/);
});

/** When the header would read differently, in ms from now. */
function changesIn(state: Partial<ConsoleState>): number {
  const time = createFrameTime(testNow);
  const console = createFakeSession({ ...signedIn([]), loadedAt: testNow, ...state }).store.snapshot();
  const theme = createTheme({ env: {} });
  headerParts(console, { columns: 80, time, theme, pulse: undefined, warnings: 0 });
  return time.next() - testNow;
}

test('a countdown says when it reads differently', () => {
  expect(changesIn({ connection: inAnHour })).toBe(1000);
});

test('while it is live nothing in it grows older, and nothing wakes the console', () => {
  expect(changesIn({ loadedAt: testNow - 12_000 })).toBe(Number.POSITIVE_INFINITY);
});
