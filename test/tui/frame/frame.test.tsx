import { afterEach, describe, expect, test, vi } from 'vitest';
import { languages, setLanguage } from '../../../src/base/text/language.ts';

import type { ConsoleState } from '../../../src/store/state.ts';
import { widthOf } from '../../../src/tui/components/fit.ts';
import { fakeKey, fullCapabilities, signedIn, testNow } from '../../helpers/fake-session.ts';
import type { Look } from '../draw.tsx';
import { type AppAt, appAt } from './app-at.tsx';
import { ran } from './fake-features.tsx';

vi.mock('../../../src/tui/features/index.ts', () => import('./fake-features.tsx'));

let app: AppAt | undefined;
const teamA = fakeKey('team-a');
const ci = fakeKey('ci');

function open(more: Partial<ConsoleState> = {}, look: Look = {}): AppAt {
  app?.close();
  app = appAt({ ...signedIn([teamA, ci]), ...more }, look);
  return app;
}

const rows = (screen: string) => screen.split('\n');
const row = (screen: string, place: number) => rows(screen).at(place) ?? '';

afterEach(() => {
  app?.close();
  app = undefined;
  ran.length = 0;
});

describe('the footer', () => {
  test('has the keys that work on what is selected, and ends with commands and help', async () => {
    const { screen } = open();
    expect(row(screen(), -1)).toBe(
      ' a add  R rotate  c copy  Enter details  Space mark  / filter  : more  ? help',
    );
  });

  test('keeps what its records rank first when there is less room', () => {
    expect(row(open({}, { columns: 60, rows: 20 }).screen(), -1)).toBe(
      ' a add  R rotate  c copy  : commands  ? help',
    );
  });

  test('has two rows from 30 rows on, the keys of the screen above', () => {
    const { screen } = open({}, { rows: 30 });
    expect(rows(screen()).slice(-2)).toEqual([
      ' a add  R rotate  c copy',
      ' Enter details  Space mark  r reload  q quit  / filter  : commands  ? help',
    ]);
  });

  test('with marked items, the keys that work on all of them come first', async () => {
    const { screen, press } = open({}, { columns: 60, rows: 20 });
    await press('A');
    expect(row(screen(), -1)).toBe(' x revoke 2  Enter details  / filter  : commands  ? help');
  });

  test('open details are closed by Enter, and left by the filter', async () => {
    const { screen, press } = open();
    await press('enter');
    expect(row(screen(), -1)).toContain('Enter close');
    await press('/', 'enter');
    expect(row(screen(), -1)).toContain('Enter details');
  });

  test('read-only has no key that writes', () => {
    expect(row(open({ readOnly: true }).screen(), -1)).not.toMatch(/add|rotate/);
  });

  test('while a filter is typed only its own keys are there', async () => {
    const { screen, press } = open();
    await press('/');
    expect(row(screen(), -1)).toBe(' Enter keep  Esc clear');
  });
});

describe('the status line', () => {
  test('a success has its sign, offers undo and goes after 8 seconds', async () => {
    const result = { tone: 'ok', message: 'Rotated team-a.' } as const;
    const at = open();
    at.session.dispatch({ type: 'result', result });
    at.console.ui.dispatch({ type: 'message', message: { ...result, at: testNow - 7_999 } });
    at.session.dispatch({ type: 'undo-added', title: 'rotate' });
    await at.press();
    expect(row(at.screen(), -2)).toMatch(/^ ✓ Rotated team-a\. +u undo$/);
    at.console.ui.dispatch({ type: 'message', message: { ...result, at: testNow - 8_000 } });
    await at.press();
    expect(row(at.screen(), -2)).toBe('');
  });

  test('a success of two rows keeps its sign apart', async () => {
    const message =
      '已轮换 sk-f…cccc。旧密钥继续有效。此服务器不执行期限。请在 12月6日 12:13 前自行完成轮换。';
    const at = open({}, { columns: 60, rows: 20 });
    at.session.dispatch({ type: 'result', result: { tone: 'ok', message } });
    at.console.ui.dispatch({ type: 'message', message: { tone: 'ok', message, at: testNow } });
    at.session.dispatch({ type: 'undo-added', title: 'rotate' });
    await at.press();
    expect(at.screen()).toMatch(/^ ✓ 已轮换/m);
  });

  test('an error stays until Esc, also over other keys', async () => {
    const { session, screen, press } = open();
    session.dispatch({ type: 'result', result: { tone: 'error', message: 'Could not save.' } });
    await press('j');
    expect(row(screen(), -2)).toBe(' ✕ Could not save.');
    await press('escape');
    expect(row(screen(), -2)).toBe('');
  });

  test('a warning is there until the next act, and a copy is confirmed over other keys', async () => {
    const { session, console, screen, press } = open();
    session.dispatch({ type: 'result', result: { tone: 'warning', message: 'Not quite.' } });
    await press('j');
    expect(row(screen(), -2)).toBe(' ! Not quite.');
    await press('c');
    expect(row(screen(), -2)).toBe('');
    console.say('ok', 'Copied.');
    await press('j', 'r');
    expect(row(screen(), -2)).toBe(' ✓ Copied.');
  });

  test('a refusal says why', async () => {
    const { screen, press } = open();
    await press('f');
    expect(row(screen(), -2)).toBe(' ! team-a is not being rotated. Press R to start.');
    expect(ran).toEqual([]);
  });

  test('a long sentence takes up to three rows', async () => {
    const { session, screen, press } = open();
    const message = `${'What happened and what to do about it, at length. '.repeat(3)}${'More of it. '.repeat(30)}`;
    session.dispatch({ type: 'result', result: { tone: 'warning', message } });
    await press();
    expect(
      rows(screen())
        .slice(-4, -1)
        .map((line) => line.slice(0, 12)),
    ).toEqual([' ! What happ', '   do about ', expect.anything()]);
    expect(row(screen(), -2)).toMatch(/…$/);
    expect(rows(screen())).toHaveLength(23);
  });

  test('no old message is shown under an open box', async () => {
    const { session, screen, press } = open();
    session.dispatch({ type: 'result', result: { tone: 'error', message: 'Could not save.' } });
    await press(':');
    expect(screen()).not.toContain('Could not save.');
  });
});

describe('banners', () => {
  const unenforced = { ...fullCapabilities, expiry: 'shown' as const };
  const deadline = new Date(testNow + 86_400_000).toISOString();
  const old = fakeKey('old', { record: { retiring: { replacedBy: ci.fingerprint, deadline } } });

  test('an open proxy is on a bar, with the way to the fix; Esc does not close it', async () => {
    const { screen, press } = open(signedIn([]));
    expect(row(screen(), 2)).toMatch(
      /^ ✕ OPEN PROXY {2}api-keys is empty: any client can send requests\. +a add a key$/,
    );
    await press('escape', '1');
    expect(row(screen(), 2)).toMatch(/ 2 a add a key$/);
  });

  test('a warning is closed with Esc until it changes', async () => {
    const problem = { message: 'bad indentation', line: 41, column: 3 };
    const { session, screen, press } = open(signedIn([teamA], { problem }));
    expect(row(screen(), 2)).toMatch(
      /^ ! config\.yaml has an error at line 41:3; the last valid version is active… {3}6$/,
    );
    await press('escape');
    expect(screen()).not.toContain('has an error');
    session.dispatch({ type: 'config-problem', problem: { ...problem, line: 42 } });
    await press();
    expect(row(screen(), 2)).toContain('at line 42:3');
  });

  test('the worst comes first, and how many there are', () => {
    const more = { ...signedIn([old], { problem: { message: 'bad', line: 1 } }), capabilities: unenforced };
    const { screen } = open({ ...more, feedQuestion: 'usage?' });
    expect(row(screen(), 2)).toMatch(/\(1 of 3\) {3}6$/);
  });

  test('a deadline is a warning only if the server does not enforce it', () => {
    expect(row(open({ ...signedIn([old]), capabilities: unenforced }).screen(), 2)).toMatch(
      /! Finish the rotation of old before 17 Nov \d\d:\d\d: this server does…/,
    );
    expect(row(open(signedIn([old])).screen(), 2)).toMatch(/^╭/);
  });

  test('file modes and the like have none', () => {
    const { screen } = open(signedIn([teamA], { warnings: ['config.yaml can be read by others.'] }));
    expect(row(screen(), 2)).toMatch(/^╭/);
  });

  test('at 60 columns a warning is counted in the header', () => {
    const { screen } = open(signedIn([teamA], { problem: { message: 'bad', line: 1 } }), {
      columns: 60,
      rows: 20,
    });
    expect(row(screen(), 0)).toMatch(/! 1 ?$/);
    expect(row(screen(), 2)).toMatch(/^─ Keys/);
  });
});

describe('the palette', () => {
  test('an act finds its screen and its item', async () => {
    const { screen, press, console } = open();
    await press('1', ':', ...'ci rot');
    expect(screen()).toMatch(/▸ Rotate ci +2 Keys › ci +R/);
    await press('enter');
    expect(ran).toEqual([`rotate-key client-keys ${ci.id}`]);
    expect(console.ui.snapshot().dialog).toBeUndefined();
  });

  test('acts on the item that is named, not on what is marked', async () => {
    const { press, console } = open();
    await press('space', ':', ...'rotate ci', 'enter');
    expect(ran).toEqual([`rotate-key client-keys ${ci.id}`]);
    expect(console.ui.snapshot().lists['client-keys'].marks.size).toBe(0);
  });

  test('what cannot be done comes last, with its reason, and does nothing', async () => {
    const { screen, press } = open();
    await press(':', ...'finish', 'enter');
    expect(screen()).toMatch(/▸ Finish team-a +not available: team-a is not/);
    expect(ran).toEqual([]);
  });

  test('finds keys with their state, and opens them', async () => {
    const { screen, press, console } = open();
    await press('1', ':', 'c', 'i');
    expect(screen()).toMatch(/ci · fake\S+ +2 Keys +active/);
    await press('escape', ':', ...'key ci', 'enter');
    expect(console.ui.snapshot()).toMatchObject({ screen: 'client-keys', detail: true });
    expect(console.ui.snapshot().lists['client-keys'].cursor).toBe(ci.id);
  });

  test('a screen by its name or first letter, with a filter', async () => {
    const { press, console } = open();
    await press(':', ...'p', 'enter');
    expect(console.ui.snapshot().screen).toBe('providers');
    await press(':', ...'keys prod', 'enter');
    expect(console.ui.snapshot().screen).toBe('client-keys');
    expect(console.ui.snapshot().filters['client-keys'].before).toBe('prod');
  });

  test('Enter runs nothing that only mentions the word', async () => {
    const { screen, press, console } = open();
    await press(':', ...'sentence', 'enter');
    expect(screen()).toContain('Rotate');
    expect(screen()).not.toContain('▸ ');
    expect(ran).toEqual([]);
    expect(console.ui.snapshot().notice?.message).toBe(
      'No command has this name. ↓ selects one that mentions it.',
    );
    await press('down', 'enter');
    expect(ran).toHaveLength(1);
  });

  test('loads what no screen has shown yet', async () => {
    const { press, session } = open();
    await press('1', ':');
    expect(session.calls).toContain('loadSessions');
  });

  test('a number goes to that row', async () => {
    const { screen, press, console } = open();
    await press(':', '2', 'enter');
    expect(console.ui.snapshot().lists['client-keys'].index).toBe(1);
    await press(':', '9');
    expect(screen()).toContain('not available: This list has 2 rows.');
  });

  test('themes and the mouse are set at once', async () => {
    const { press, console } = open();
    await press(':', ...'theme mono', 'enter', ':', ...'mouse off', 'enter');
    expect(console.ui.snapshot()).toMatchObject({ theme: 'mono', mouse: false });
  });

  test('what was used last is first', async () => {
    const { screen, press } = open();
    await press(':', ...'messages', 'enter', 'escape', ':');
    expect(screen()).toMatch(/▸ Messages/);
  });

  test('a burst of keys finds what the keys before it have done', async () => {
    const { press, console } = open();
    await press(':', 'down', 'up', 'down', 'tab');
    await press('enter');
    expect(ran).toEqual([`rotate-key client-keys ${teamA.id}`]);
    expect(console.ui.snapshot().dialog).toBeUndefined();
  });

  test('read-only, what writes says why it does not work, and does nothing', async () => {
    const { screen, press } = open({ readOnly: true });
    await press(':', ...'rotate');
    expect(screen()).toMatch(/▸ Rotate team-a +not available: Read-only mode\./);
    await press('enter');
    expect(screen()).toContain(' ! Read-only mode.');
    expect(ran).toEqual([]);
  });
});

describe('the help', () => {
  test('has this screen first, and what does not work with its reason', async () => {
    const { screen, press } = open();
    await press('?');
    const text = screen();
    expect(text).toContain('╭ Help · 2 Keys ');
    expect(text.indexOf('On this screen')).toBeLessThan(text.indexOf('Not available now'));
    expect(text).toMatch(/f +team-a is not being rotated/);
    expect(text).not.toContain('add-provider');
  });

  test('/ searches the keys and words of all screens, and Enter runs what is selected', async () => {
    const { screen, press } = open();
    await press('?', '/', ...'provider with', 'enter');
    expect(ran).toEqual(['add-provider providers ']);
    await press('?', '/', ...'cooldown');
    expect(screen()).toMatch(/Words +│\n.*cooldown +The pause of a provider key/);
    await press('escape');
    expect(screen()).toContain('On this screen');
    await press('escape');
    expect(screen()).toContain('The screen Providers');
  });

  test('read-only, keys that write are there with the reason, also those of other screens', async () => {
    const { screen, press } = open({ readOnly: true });
    await press('?');
    expect(screen().split('Not available now')[1]).toMatch(
      /R +rotate-key with a sentence\. Read-only mode\./,
    );
    await press('/', ...'add-provider');
    expect(screen()).toMatch(/add-provider with a sentence\. Read-only mode\./);
    await press('enter');
    expect(screen()).toContain(' ! Read-only mode.');
    expect(ran).toEqual([]);
  });

  test('Tab shows all screens', async () => {
    const { screen, press } = open();
    await press('?', 'tab');
    expect(screen()).toContain('Tab this screen');
    expect(screen()).toMatch(/ \d+ of (\d+) · Enter run/);
  });

  test('follows the selection', async () => {
    const { screen, press } = open();
    await press('?', 'tab', ...Array.from({ length: 40 }, () => 'j'));
    expect(screen()).toContain('▸');
    await press(...Array.from({ length: 40 }, () => 'k'));
    expect(row(screen(), 3)).toContain('On this screen');
  });
});

test('behind an open box the screen keeps its place when there is room', async () => {
  const { screen, press } = open({}, { rows: 40 });
  await press(':');
  expect(screen()).toContain('The screen Keys');
  expect(screen()).toContain(': commands');
});

test('a box that replaces the screen is at the bottom', async () => {
  const { screen, press } = open({}, { rows: 22 });
  await press(':');
  expect(rows(screen()).slice(2, 4).join('')).toBe('');
  expect(row(screen(), -1)).toMatch(/^╰/);
});

describe.each(languages)('in %s', (language) => {
  afterEach(() => setLanguage('en'));

  test.each([
    [60, 20],
    [80, 24],
    [100, 30],
  ])('at %i×%i everything fits', async (columns, height) => {
    await setLanguage(language);
    const { screen, press } = open({ readOnly: true, feedQuestion: 'usage?' }, { columns, rows: height });
    for (const keys of [[], [':'], ['escape', '?'], ['tab'], ['escape', '/']]) {
      await press(...keys);
      expect(rows(screen())).toHaveLength(height - 1);
      expect(Math.max(...rows(screen()).map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });
});
