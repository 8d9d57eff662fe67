import { describe, expect, test } from 'vitest';
import { restartNeeded } from '../../src/contract/change.ts';
import type { ClientKey } from '../../src/contract/client-key.ts';
import { attentionOf } from '../../src/tui-old/rows/attention.ts';
import { createMoment } from '../../src/tui-old/rows/moment.ts';
import { textOf } from '../../src/tui-old/text/line.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../helpers/fake-session.ts';
import { sessionWithUsage } from '../helpers/fake-usage.ts';

const small = { columns: 60, rows: 20 };
const bare = { record: { label: undefined } };
const linesOf = (keys: readonly ClientKey[]) =>
  attentionOf(fakeServer(keys), createMoment(testNow)).map(({ line }) => textOf(line));
const many = (count: number) => Array.from({ length: count }, (_, index) => fakeKey(`n${index}`, bare));

describe('what needs the user', () => {
  test('is one line a key, the worst first, and a missing label is no matter beside it', () => {
    const weak = fakeKey('weak', { weak: true, ...bare });
    const again = { ...weak, id: `${weak.id}#2`, duplicate: true };
    const sample = fakeKey('sample', { sample: true, weak: true, ...bare });
    expect(linesOf([weak, fakeKey('bare', bare), again, sample])).toEqual([
      'fake…0001: a published example key; rotate it',
      'fake…0001: shorter than 32 characters, in the list more than once; rotate it',
      'fake…0001: has no label; e gives it one',
    ]);
  });

  test('says of a few keys that they have no label, and of many how many', () => {
    expect(linesOf(many(5))).toHaveLength(5);
    const [first, ...rest] = many(12);
    const again = first ? [{ ...first, id: `${first.id}#2`, duplicate: true }] : [];
    expect(linesOf(many(12))).toEqual(['12 keys have no label; Enter shows them']);
    expect(linesOf([...again, ...rest, ...many(1)]).at(-1)).toBe('13 keys have no label; Enter shows them');
  });

  test('Enter on the number of keys without a label shows just these', async () => {
    const console = consoleAt(createFakeSession(signedIn([fakeKey('team-a'), ...many(6)])));
    console.press('1', 'Enter');
    const screen = await console.see('6 of 7 keys');
    expect(screen).not.toContain('team-a');
  });

  test('Enter on a warning that had to be cut shows all of it', async () => {
    const warning =
      '/home/somebody/config.yaml can be changed by anyone on this machine (mode 0666); run: chmod 600 config.yaml';
    const console = consoleAt(
      createFakeSession(signedIn([fakeKey('team-a')], { warnings: [warning] })),
      small,
    );
    console.press('1');
    expect(await console.see('Needs you')).not.toContain('chmod');
    console.press('Enter');
    const screen = await console.see('Enter close');
    expect(screen.replace(/\s+/g, ' ')).toContain(warning);
    console.press('Escape');
    await console.gone('chmod');
  });

  test('what is worse comes in sight, as long as nobody has moved away from the top', async () => {
    const session = createFakeSession(signedIn(many(3)));
    const console = consoleAt(session, small);
    console.press('1');
    await console.see(/▸ fake…0001: has no label/);
    const expired = fakeKey('late', { record: { expiresAt: new Date(testNow - 1).toISOString() } });
    session.dispatch({ type: 'loaded', server: fakeServer([...many(3), expired]), at: testNow });
    await console.see('▸ late: expired');
    console.press('j');
    await console.see(/▸ fake…0001/);
    session.dispatch({
      type: 'loaded',
      server: fakeServer([...many(3), { ...expired, id: 'x' }]),
      at: testNow,
    });
    await console.see(/▸ fake…0001/);
  });

  test.each([
    [489, 82, /^17 % of requests failed in the last hour \(82 of 489\) · Enter shows them$/],
    [100, 5, /^5 % of requests/],
    [4, 4, undefined],
    [1_000, 49, undefined],
    [0, 0, undefined],
  ])('of %d requests in the last hour %d failed', (requests, failed, row) => {
    const lastHour = { requests, failed };
    const items = attentionOf(fakeServer([fakeKey('a')]), createMoment(testNow), { lastHour });
    expect(items.map(({ line }) => textOf(line))).toEqual(row ? [expect.stringMatching(row)] : []);
  });

  test('failed requests of the last hour are asked for as it is shown, and Enter shows just these', async () => {
    const totals = { since: 0, requests: 489, failed: 82, tokensKnown: 0, costKnown: 0 };
    const { session } = sessionWithUsage({ totals });
    const console = consoleAt(session);
    expect(session.wishes).toEqual([]);
    console.press('1');
    await console.see('17 % of requests failed in the last hour (82 of 489)');
    expect(session.wishes).toEqual([{ query: { since: testNow - 3_600_000 } }]);
    console.press('Enter');
    expect(await console.see('filter: failed')).toContain('last hour');
    expect(session.wishes.at(-1)?.query).toMatchObject({
      since: testNow - 3_600_000,
      search: [{ word: 'failed' }],
    });
  });

  test('a long list says which part of it is shown', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => fakeKey(`w${index}`, { weak: true }));
    const console = consoleAt(createFakeSession(signedIn(keys)), small);
    console.press('1', 'G');
    await console.see(/Needs you {3}\d+–30 of 30/);
  });

  test('no figure is cut on a narrow screen', async () => {
    const keys = [
      fakeKey('a'),
      fakeKey('b', { weak: true }),
      fakeKey('c', { sample: true }),
      fakeKey('d', bare),
      fakeKey('e', { record: { expiresAt: new Date(testNow - 1).toISOString() } }),
    ];
    const console = consoleAt(createFakeSession(signedIn(keys)), small);
    console.press('1');
    const screen = await console.see('Needs you');
    expect(screen.replace(/\s+/g, ' ')).toContain('5 in all · 2 active · 1 expired · 1 sample · 1 weak');
  });

  test('a broken file is told with its place once', () => {
    const problem = (message: string) => ({ message, line: 3, column: 1 });
    const lineOf = (message: string) =>
      textOf(
        attentionOf(fakeServer([fakeKey('a')], { problem: problem(message) }), createMoment(testNow))[0]
          ?.line ?? [],
      );
    expect(lineOf('A quote is open: line 3, column 1.')).toBe(
      'config.yaml: line 3:1: A quote is open; the last good one stays in force',
    );
    expect(lineOf('A colon is missing.')).toContain('config.yaml: line 3:1: A colon is missing;');
  });
});

test('a config that a server applies only after a restart is not called in force', async () => {
  const console = consoleAt(createFakeSession(signedIn([fakeKey('a')], { warnings: [restartNeeded] })));
  console.press('1');
  await console.see('stored, in force after a restart of the server');
});
