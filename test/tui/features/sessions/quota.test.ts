import { expect, test } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import type { QuotaWindow } from '../../../../src/contract/quota/quota.ts';
import { windowBar } from '../../../../src/tui/features/sessions/quota.tsx';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../../../helpers/fake-session.ts';

const minute = 60_000;
const hour = 60 * minute;
const clock = (at: number) => new Date(at).toTimeString().slice(0, 5);

const five: QuotaWindow = {
  ...{ id: '5h', label: '5h', usedPercent: 71, periodMs: 5 * hour, source: 'headers' },
  resetsAt: testNow + 146 * minute,
  observedAt: testNow - 3 * minute,
  recent: [
    [testNow - 33 * minute, 41],
    [testNow - 3 * minute, 71],
  ],
};
const claude = (windows: QuotaWindow[], more: Partial<AuthFile> = {}): AuthFile => ({
  ...{ name: 'claude.json', provider: 'claude', account: 'dev@example.com', disabled: false },
  quota: { windows },
  ...more,
});

function shown(files: readonly AuthFile[], size: { columns?: number; rows?: number } = {}) {
  const sessions = { files, loadedAt: testNow, problem: undefined };
  const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), sessions });
  const console = consoleAt(session, size);
  console.press('4');
  return console;
}
const row = (screen: string) => screen.split('\n').find((line) => line.includes('dev@example.com')) ?? '';

test('the list has the tightest window with what is left and when it resets', async () => {
  const week: QuotaWindow = { ...five, id: '7d', label: '7d', usedPercent: 12 };
  const screen = await shown([claude([week, five])]).see('1 session');
  expect(screen).toContain('QUOTA');
  expect(row(screen)).toMatch(/5h ███░ 29% left 2h26m .*! near limit/);
  const wide = await shown([claude([five])], { columns: 160, rows: 30 }).see('1 session');
  expect(wide).toContain('5h ███░ 29% left 2h26m');
});

test.each([
  ['full', { ...five, rejected: true } as const, /5h (████ )?full 2h26m/],
  ['past its reset', { ...five, resetsAt: testNow - 1 }, /dev@example.com –/],
])('a window that is %s', async (_, window, said) => {
  expect(row(await shown([claude([window])]).see('1 session'))).toMatch(said);
});

test('without any quota there is no such column, and never 0', async () => {
  const screen = await shown([{ ...claude([]), quota: undefined } as never]).see('1 session');
  expect(screen).not.toMatch(/QUOTA|0%/);
});

test('details have a bar with the share of the window that has passed, the pace, and the source', async () => {
  const console = shown([claude([five])]);
  await console.see('1 session');
  console.press('Enter');
  const screen = await console.see(/Quota 5h/);
  // Of 300 minutes 154 have passed: column 15 of 30.
  expect(screen).toContain('███████████████│█████░░░░░░░░░  71% used');
  // 29 points at 60 an hour, from three minutes ago.
  const full = testNow + 26 * minute;
  expect(screen).toContain(`resets ${clock(testNow + 146 * minute)} (2h26m) · full at ${clock(full)}, 2 h`);
  expect(screen).toContain('60 points/h in the last 30 min');
  expect(screen).toContain('in response headers · 3 min ago');
});

test('the plan that the provider named is shown, before that of the auth file', async () => {
  const quota = { windows: [five], plan: 'Max 5x' };
  const screen = await shown([claude([five], { quota, plan: 'pro' })], { columns: 160, rows: 30 }).see(
    'Plan',
  );
  expect(screen).toContain('dev@example.com Max 5x');
  expect(screen).toMatch(/Plan +Max 5x/);
});

test('details have the pace, and a graph of the whole window with what is expected at this pace', async () => {
  const start = testNow - 154 * minute;
  const recent = Array.from({ length: 31 }, (_, place): [number, number] => [
    start + place * 5 * minute,
    place * 2,
  ]);
  const console = shown([claude([{ ...five, recent: [...recent, [testNow - 3 * minute, 71]] }])], {
    rows: 40,
  });
  await console.see('1 session');
  console.press('Enter');
  const screen = await console.see('forecast');
  // 71 used, 51.3 passed.
  expect(screen).toMatch(/Pace +\+20 points over/);
  const from = screen.split('\n').findIndex((line) => line.includes('Burn · 5h · forecast ·'));
  const graph = screen.split('\n').slice(from + 1, from + 7);
  expect(graph[0]).toMatch(/^│ 100% {20,}·+ +│$/);
  expect(graph[2]).toMatch(/50% .*[▁▂▃▄▅▆▇█]+/);
  expect(graph[4]).toMatch(/0% ·+[▁▂▃▄▅▆▇█]+/);
  expect(graph[5]).toMatch(new RegExp(`^│ +${clock(start)} .* ${clock(five.resetsAt ?? 0)} │$`));
});

test('without points, or once its reset is past, there is no graph', async () => {
  const { recent: _, ...alone } = five;
  for (const window of [alone, { ...five, resetsAt: testNow - 1 }]) {
    const console = shown([claude([window])], { rows: 40 });
    await console.see('1 session');
    console.press('Enter');
    await console.see(/Quota 5h/);
    expect(await console.see('Reported')).not.toMatch(/Burn|Pace.*\n.*Burn/);
  }
});

test('a bar that will be full before its reset, or nearly is, says so in color and in a word', () => {
  const glyphs = { barUsed: '█', barFree: '░', barMark: '│' } as never;
  const roleOf = (more: object, used: number) =>
    windowBar({ ...five, ...more }, used, 10, testNow, glyphs)[0]?.role;
  expect(roleOf({}, 71)).toBe('warning');
  expect(roleOf({ recent: [] }, 71)).toBe('accent');
  expect(roleOf({}, 95)).toBe('danger');
});

test('the resets of all sessions are listed soonest first, and sort the list', async () => {
  const soon: QuotaWindow = { ...five, usedPercent: 100, resetsAt: testNow + 48 * minute };
  const later = claude([soon], { name: 'codex.json', provider: 'codex', account: 'team@example.com' });
  const console = shown([claude([five]), later], { columns: 120, rows: 60 });
  const screen = await console.see('Resets of all sessions · soonest first');
  const lines = screen.split('\n').map((line) => line.slice(line.indexOf('││') + 2));
  const at = lines.findIndex((line) => line.includes('Resets of all sessions'));
  expect(lines[at + 1]).toMatch(/5h +full +48m +codex team@/);
  expect(lines[at + 2]).toMatch(/5h +29% left +2h26m +claude dev@/);
  const order = (text: string) => text.search(/│.{1,2}codex /) < text.search(/│.{1,2}claude /);
  expect(order(screen)).toBe(false);
  console.press('o', 'o', 'o', 'o', 'o');
  expect(order(await console.see('by next reset'))).toBe(true);
});

test('details say that it was full, and that nothing is known since', async () => {
  const at = testNow - minute;
  const console = shown([claude([{ ...five, usedPercent: 100, resetsAt: at }])]);
  await console.see('1 session');
  console.press('Enter');
  await console.see(`was full until ${clock(at)}, unknown since`);
});

test('Q asks the provider, and says why not where it cannot be asked', async () => {
  const console = shown([claude([five])]);
  await console.see('1 session');
  console.press('Space', 'Q');
  await console.see('1 session');
  expect(await console.see('Done: ask-quota.')).toContain('1 marked');
  expect(console.session.calls).toContain('run ask-quota');
  expect(console.session.inputs).toContainEqual({ name: 'claude.json' });
  const other = shown([claude([five], { provider: 'xai', name: 'xai.json' })]);
  await other.see('1 session');
  other.press('Q');
  await other.see('xAI answers questions about quotas only to its own program.');
});
