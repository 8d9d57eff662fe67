import { describe, expect, test } from 'vitest';
import type { Config } from '../../../../src/contract/config.ts';
import { type LogEntry, type LogLevel, parseLogLine } from '../../../../src/contract/log-line.ts';
import { failure, type Outcome, success } from '../../../../src/contract/outcome.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn } from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeRecord } from '../../../helpers/fake-usage.ts';

const second = 1_000;
const start = Date.parse('2026-11-21T08:10:00.000Z');
const lineAt = (nth: number, level: LogLevel, text: string, more: Partial<LogEntry> = {}): LogEntry => ({
  at: start + nth * second,
  level,
  text,
  ...more,
});
const request = (nth: number, status: number, key: string): LogEntry =>
  lineAt(nth, status >= 400 ? 'warn' : 'info', '', {
    ...{ method: 'POST', path: '/v1/messages', status, ms: 120, address: '10.0.0.7', key },
    ...{ model: 'claude-x', request: `run-${nth}` },
  });
const some: readonly LogEntry[] = [
  lineAt(1, 'info', 'listening on http://127.0.0.1:8317'),
  request(2, 200, 'team-a'),
  request(3, 429, 'ci'),
  lineAt(4, 'error', 'codex sk-p…WuUF rejected: 401 invalid_api_key'),
  lineAt(5, 'debug', 'GET /healthz 200 0ms'),
];

function logsAt(entries: readonly LogEntry[] = some, size = {}, config: Config = {}) {
  const server = fakeServer([fakeKey('team-a')], { config });
  const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), server, hasUsage: true });
  const place: { fresh: readonly LogEntry[]; problem?: Outcome<unknown> } = { fresh: entries };
  session.answer = (): Outcome<unknown> => {
    if (place.problem) return place.problem;
    const { fresh } = place;
    place.fresh = [];
    return success({ entries: fresh, cursor: 'x', reset: false, refreshMs: second });
  };
  const console = consoleAt(session, size);
  console.press('7');
  return { session, place, console };
}

describe('the logs screen', () => {
  test.each([
    [60, 20],
    [80, 24],
    [120, 40],
  ])('at %i×%i has the lines, the newest last and selected', async (columns, rows) => {
    const { console } = logsAt(some, { columns, rows });
    const screen = await console.see('level ≥ info · following');
    expect(screen).toMatch(/INFO +POST \/v1\/messages 200 120 ms/);
    expect(screen).toMatch(/▸ \d\d:\d\d:\d\d\S* ERROR codex/);
    expect(screen).not.toContain('healthz');
  });

  test('L shows only worse lines, then all', async () => {
    const { console } = logsAt();
    await console.see('level ≥ info');
    console.press('L');
    expect(await console.see('level ≥ warn')).not.toContain('listening');
    console.press('L');
    expect(await console.see('level ≥ error')).not.toContain('429');
    console.press('L');
    expect(await console.see('all levels')).toContain('healthz');
  });

  test('filters as it is typed, and n finds it again without the filter', async () => {
    const { console } = logsAt();
    await console.see('following');
    console.press('/');
    console.type('key:ci|key:nobody');
    expect(await console.see('1 of 5')).not.toContain('listening');
    console.press('Escape');
    await console.see('listening');
    console.press('g', 'n');
    await console.see(/▸ \S+ WARN +POST \/v1\/messages 429/);
    console.press('n');
    await console.see('No further line matches.');
  });

  test('follows, stays where it is read, and goes on with G', async () => {
    const { place, console } = logsAt();
    await console.see('following');
    place.fresh = [lineAt(6, 'info', 'the sixth')];
    await console.pass(second);
    await console.see(/▸ \S+ INFO +the sixth/);
    console.press('k');
    await console.see('paused · 0 new');
    place.fresh = [lineAt(7, 'info', 'the seventh')];
    await console.pass(second);
    expect(await console.see('paused · 1 new')).not.toContain('the seventh');
    console.press('G');
    await console.see(/▸ \S+ INFO +the seventh/);
    await console.see('following');
  });

  test('says why there is no log, and asks again when it is told to', async () => {
    const { session, place, console } = logsAt([]);
    place.problem = failure('unsupported', 'This server writes no log file. Turn on logging-to-file.');
    console.press('1', '7');
    await console.see('This server writes no log file.');
    const before = session.calls.length;
    await console.pass(60 * second);
    expect(session.calls.slice(before).filter((call) => call === 'ask read-logs')).toEqual([]);
    delete place.problem;
    place.fresh = some;
    console.press('r');
    await console.see('following');
  });

  test('wraps long lines, or scrolls them sideways', async () => {
    const long = `begin ${'word '.repeat(40)}end`;
    const { console } = logsAt([lineAt(1, 'info', long)]);
    expect(await console.see('begin')).not.toContain('end');
    console.press('w');
    await console.see(' end');
    console.press('w');
    console.press(...Array.from({ length: 8 }, () => 'Right'));
    await console.see(' end');
  });

  test('counts the entries that are visible, where long lines are wrapped', async () => {
    const long = (nth: number) => lineAt(nth, 'info', `entry-${nth} ${'word '.repeat(30)}`);
    const { console } = logsAt(Array.from({ length: 30 }, (_, place) => long(place + 1)));
    await console.see('entry-30');
    console.press('w');
    const screen = await console.see(/word\s+│\n.*entry-30/);
    const [, first, last] = / (\d+)–(\d+) of 30 /.exec(screen) ?? [];
    expect([`entry-${first}`, last]).toEqual([/entry-\d+/.exec(screen)?.[0], '30']);
    expect(screen.match(/entry-/g)).toHaveLength(30 - Number(first) + 1);
  });

  test('a click on any row of a wrapped line selects that line', async () => {
    const long = (nth: number) => lineAt(nth, 'info', `entry-${nth} ${'word '.repeat(30)}end-${nth}`);
    const { console } = logsAt([long(1), long(2), long(3)]);
    await console.see(/▸.*entry-3/);
    console.press('w');
    const rows = (await console.see(/end-2\s+│/)).split('\n');
    const row = rows.findIndex((line) => line.includes('end-2'));
    expect(rows[row]).not.toContain('entry-2');
    console.type(`\u001B[<0;10;${row + 1}M`);
    await console.see(/▸.*entry-2/);
  });

  test('offers the request only of a line that Usage may know', async () => {
    const managed = { method: 'PUT', path: '/v0/management/debug', status: 200, ms: 1 };
    const { console } = logsAt([lineAt(1, 'info', '', managed), request(2, 200, 'team-a')]);
    await console.see('Enter request');
    console.press('k');
    expect(await console.see(/▸.*PUT/)).not.toContain('Enter request');
  });

  test('offers the stored log only of a request that failed', async () => {
    const note = lineAt(4, 'info', 'waits for a turn', { request: 'run-3' });
    const { console } = logsAt([request(2, 429, 'ci'), request(3, 200, 'ci'), note, request(5, 499, 'ci')]);
    await console.see('following');
    expect(await console.see(/▸.*499/)).not.toContain('e error log');
    console.press('k');
    expect(await console.see(/▸.*waits/)).not.toContain('e error log');
    console.press('k');
    expect(await console.see(/▸.*200/)).not.toContain('e error log');
    console.press('e');
    await console.see('The server stores the logs of failed requests only.');
    console.press('k');
    await console.see(/▸.*429[\s\S]*e error log/);
  });

  test('offers the stored log of each request while the server keeps them all', async () => {
    const { console } = logsAt([request(2, 200, 'ci')], {}, { 'request-log': true });
    await console.see('e error log');
  });

  test('a late answer about a request takes nobody from where they went', async () => {
    const { console, session } = logsAt([request(2, 200, 'team-a')]);
    let answer: (figures: ReturnType<typeof session.figures>) => void = () => {};
    session.figures = ({ records }) =>
      records === 1_000
        ? new Promise((resolve) => {
            answer = (figures) => resolve(figures);
          })
        : failure('unsupported', 'No figures.');
    await console.see('Enter request');
    console.press('Enter');
    await console.screen();
    console.type('2anew');
    await console.see('new▏');
    answer(success(fakeFigures({ records: [fakeRecord('run-2')] })));
    const screen = await console.screen();
    expect(screen).toContain('new▏');
    expect(screen).toContain('[2 Keys]');
  });

  test('shows what the server stored of a request, without what a terminal obeys', async () => {
    const { session, console } = logsAt([request(2, 429, 'ci')]);
    await console.see('following');
    const read = session.answer;
    const stored = success('=== REQUEST INFO ===\nURL: /v1/messages\u001b[2J');
    session.answer = (id, input) => ('id' in Object(input) ? stored : read(id, input));
    console.press('e');
    await console.see('URL: /v1/messages');
    expect(session.inputs).toContainEqual({ id: 'run-2' });
  });

  test('saves the lines that match, as the command prints them', async () => {
    const { session, console } = logsAt();
    await console.see('following');
    console.type('/key:ci\rE');
    await console.see('1 line matches the level and filter.');
    console.press('Enter');
    await console.see('Saved to');
    expect([...session.saved.values()]).toEqual([
      '2026-11-21T08:10:03.000Z warn  POST /v1/messages 429 120 ms ci claude-x [run-3]\n',
    ]);
  });

  test('opens the stored log of a failed request by its file, or says that there is none', async () => {
    const { session, console } = logsAt();
    await console.see('following');
    const name = 'error-v1-messages-2026-11-21T081039-run-3.log';
    const { answer } = session;
    let files = [{ name, bytes: 9, at: start }];
    session.answer = (id, ...given) => {
      if (id === 'list-request-logs') return success(files);
      return id === 'read-request-log' ? success('URL: /v1') : answer(id, ...given);
    };
    console.press('f');
    await console.see(name);
    console.press('Enter');
    await console.see('URL: /v1');
    expect(session.inputs).toContainEqual({ id: name });
    files = [];
    console.press('Escape', 'f');
    await console.see('The server has no stored logs of failed requests.');
  });

  test('keeps at most so many lines', async () => {
    const many = Array.from({ length: 25_000 }, (_, nth) => parseLogLine(`line ${nth}`));
    const { console } = logsAt(many.map((entry) => ({ ...entry, at: start, level: 'info' })));
    await console.see('of 20,000');
  });
});
