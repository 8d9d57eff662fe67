import { beforeEach, describe, expect, test, vi } from 'vitest';
import { success } from '../../../../src/contract/outcome.ts';
import { widthOf } from '../../../../src/tui/components/fit.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import {
  createFakeSession,
  fakeKey,
  fakeServer,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeGroup, fakeRecord, sessionWithUsage } from '../../../helpers/fake-usage.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const hour = 3_600_000;
const used = (ago: number, lastHour: number, today: number) => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 4_000 * hour,
  lastHour,
  today,
  hours: Array.from({ length: 24 }, (_, place) => (place * 7) % 11),
});
const made = fakeKey('new', {
  record: { label: 'team-a', replaces: fakeKey('team-a').fingerprint },
  activity: used(1_000, 90, 3_400),
});
const old = fakeKey('team-a', {
  activity: {
    ...used(12_000, 5, 1_234),
    spending: { tokensPerDay: { used: 3_900_000, resetsAt: testNow + hour } },
  },
  record: {
    retiring: { replacedBy: made.fingerprint, deadline: new Date(testNow + 48 * hour).toISOString() },
    limits: { tokensPerDay: 5_000_000, models: ['claude-*'] },
  },
});
const keys = [
  fakeKey('ci', { activity: used(120_000, 4, 204), record: { purpose: 'ci/cd' } }),
  old,
  made,
  fakeKey('データ班', { activity: used(25 * hour, 0, 0) }),
  fakeKey('bare', { weak: true, activity: used(94 * 24 * hour, 0, 0), record: { label: '' } }),
];

function keysAt(size: { columns: number; rows: number; env?: Record<string, string> }, some = keys) {
  const console = consoleAt(createFakeSession(signedIn(some)), size);
  console.press('2');
  return console;
}
const bodyOf = (screen: string) => screen.split('\n').slice(2).join('\n').trimEnd();

describe('the client keys', () => {
  test.each([
    { columns: 60, rows: 20 },
    { columns: 80, rows: 24 },
    { columns: 120, rows: 30 },
    { columns: 200, rows: 30 },
  ])('at $columns×$rows', async ({ columns, rows }) => {
    const console = keysAt({ columns, rows });
    await console.see('team-a (new)');
    const screen = await console.screen();
    expect(bodyOf(screen)).toMatchSnapshot();
    expect(Math.max(...screen.split('\n').map(widthOf))).toBeLessThanOrEqual(columns);
  });

  test('cut neither labels nor states in a wide terminal for columns that matter less', async () => {
    const label = 'the-web-shop-of-the-north-000001';
    const limits = { requestsPerMinute: 60, models: ['gpt-*'] };
    const activity = used(30 * hour, 0, 0);
    const long = fakeKey(label, { activity, weak: true, duplicate: true, record: { limits } });
    const screen = await keysAt({ columns: 200, rows: 30 }, [made, long]).see(label);
    expect(screen).toContain('! weak · duplicate');
  });

  test('say with which keys there are some, when there are none', async () => {
    const console = keysAt({ columns: 80, rows: 24 }, []);
    const screen = await console.see('No client keys yet: the server accepts requests from any client.');
    expect(screen).toContain('a  Create a client key     i  Import keys     ?  Help');
  });

  test('do not show 0 for what came before counting began', async () => {
    const { session } = sessionWithUsage();
    const countedSince = testNow - 60_000;
    const activity = { ...used(0, 0, 0), lastUsedAt: undefined, countedSince };
    const [since, createdAt] = [testNow - 24 * hour, new Date(testNow - 1_000).toISOString()];
    const some = [
      fakeKey('before', { activity }),
      fakeKey('counted', { activity, record: { createdAt } }),
      fakeKey('used', { activity: { ...activity, today: 7 } }),
    ];
    session.dispatch({ type: 'loaded', server: fakeServer(some), at: testNow });
    const totals = { since, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 };
    session.figures = () => success(fakeFigures({ totals, countedSince }));
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.type('2/before');
    const screen = await console.see(/Last 24 h +No requests since/);
    expect(screen).toMatch(/before .* – +– /);
    expect(screen).toMatch(/Last hour +–/);
    console.press('Escape');
    await console.see(/counted .* never +0 /);
    await console.see(/used .* 7 /);
  });

  test('name only keys that work while the server is away', async () => {
    const keys = 'a  Create a client key     i  Import keys     ?  Help';
    const console = keysAt({ columns: 80, rows: 24 }, []);
    await console.see(keys);
    console.press('R');
    await console.see('No client key is selected. Press a to add one.');
    const connection = { kind: 'reconnecting', reason: 'gone', nextAttemptAt: testNow + 3_000 } as const;
    console.session.dispatch({ type: 'connection', connection });
    expect(await console.gone('Create a client key')).toMatch(/ \? {2}Help/);
    console.press('U');
    await console.see('No client key is selected.');
    expect(await console.screen()).not.toContain('Press a');
    console.session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await console.see(keys);
  });

  test('say what matches no filter', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    await console.see('team-a (new)');
    console.type('/prod-eu');
    await console.see('No key matches "prod-eu". Esc clears the filter.');
    console.press('Escape');
    await console.see('team-a (new)');
  });

  test('keep a label from moving anything on the screen', async () => {
    const hostile = fakeKey('h', { record: { label: '\u001b]0;x\u0007\u001b[2Jred\n\u202eline' } });
    const console = keysAt({ columns: 80, rows: 24 }, [hostile]);
    await console.see('▸ red line');
    expect(console.bytes()).not.toContain('\u001b]0;x');
  });

  test('are sorted with o and O, with an arrow on the column', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    await console.see('LAST USED▼');
    console.press('o');
    await console.see('LABEL▲');
    console.press('O');
    await console.see('LABEL▼');
    for (let turn = 0; turn < 4; turn += 1) console.press('o');
    await console.see('in the order of config.yaml');
    console.press('o');
    await console.see('LAST USED▼');
  });

  test('offer the keys that work on the row', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    const retiring = await console.see('f finish  b roll back  D deadline');
    expect(retiring).not.toContain('R rotate');
    console.press('j', 'j');
    await console.see('a add  R rotate  x revoke  e edit  c copy  / filter  : commands  ? help');
    console.press('f');
    await console.see('ci is not being rotated. Press R to start.');
    console.press('Space', 'Space');
    await console.see('R rotate 2  x revoke 2  e edit 2');
  });
});

describe('the mouse', () => {
  /** A press of the left button, column and row from 1. */
  const click = (column: number, row: number) => `\u001b[<0;${column};${row}M\u001b[<0;${column};${row}m`;

  test('selects the row that is clicked, and opens it with a double click', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    await console.see('▸ team-a ');
    console.type(click(10, 7));
    await console.see('▸ ci ');
    console.type(click(10, 6) + click(10, 6));
    await console.see('Client keys › team-a (new)');
  });

  test('sorts by the heading that is clicked, and turns the order round the second time', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    await console.see('LAST USED▼');
    console.type(click(5, 4));
    await console.see('LABEL▲');
    console.type(click(5, 4));
    await console.see('LABEL▼');
  });

  test('moves with the wheel', async () => {
    const console = keysAt({ columns: 80, rows: 24 });
    await console.see('▸ team-a ');
    console.type('\u001b[<65;10;8M');
    await console.see('▸ データ班');
  });
});

describe('the details of a client key', () => {
  test('are beside the list from 120 columns on, else in its place', async () => {
    const narrow = keysAt({ columns: 80, rows: 24 });
    await narrow.see('team-a (new)');
    narrow.press('Enter');
    const screen = await narrow.see('Client keys › team-a · ');
    expect(screen).toMatch(/◌ retiring · stops 18 Nov 09:00 \(2 d\)/);
    expect(screen).toMatch(/Replaced by +team-a \(new\) fake…0001/);
    expect(screen).toMatch(/5M tokens\/day +█+░+ 78% high/);
    narrow.press(']');
    await narrow.see(/Replaces +team-a fake…0001/);
    narrow.press('Escape');
    await narrow.see('LAST USED▼');
    const wide = keysAt({ columns: 120, rows: 40 });
    expect(await wide.see('Replaced by')).toContain('LAST USED▼');
  });

  test('say that this server does not stop the old key', async () => {
    const session = createFakeSession({
      ...signedIn(keys),
      capabilities: { ...fullCapabilities, expiry: 'shown' },
    });
    const console = consoleAt(session);
    console.press('2', 'Enter');
    const screen = await console.see('! This server does not enforce the deadline. Press f before');
    expect(screen).toContain('18 Nov 09:00');
  });

  const models = ['claude-sonnet-4-6', 'gpt-5-codex', 'm3', 'm4', 'm5', 'm6', 'm7'];
  function withUsage() {
    return sessionWithUsage({
      groups: {
        model: models.map((name, place) => fakeGroup(name, 700 - place, { failed: place === 1 ? 12 : 0 })),
        application: [fakeGroup('Cline', 690), fakeGroup('curl', 10)],
        address: ['10.0.3.7', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff', null, '10.0.3.9', '10.0.3.8'].map(
          (address, place) => fakeGroup(address, 1, { lastAt: testNow - (place === 1 ? 0 : hour - place) }),
        ),
      },
      records: [fakeRecord('r1'), fakeRecord('r2', { failed: true, status: 429 })],
    });
  }

  test('show what it was used for in 24 hours', async () => {
    const { session, old: retiring } = withUsage();
    const console = consoleAt(session, { columns: 120, rows: 50 });
    console.press('2');
    const screen = await console.see('LAST REQUESTS');
    expect(session.usageRequests.at(-1)).toEqual({
      query: { since: testNow - 24 * hour, clientKey: retiring.fingerprint },
      by: ['model', 'application'],
      step: hour,
      records: 10,
      addresses: testNow - hour,
    });
    expect(screen).toMatch(/Used by +Cline 690 · curl 10/);
    // Not cut, but continued: two lines are of one address.
    const lines = screen.split('\n').map((line) => line.split('││')[1]?.slice(15).replace(/│$/, '').trim());
    const from = lines.slice(lines.indexOf('Cline 690 · curl 10') + 1).join('');
    expect(from).toMatch(/^2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff · ?10\.0\.3\.8 · 10\.0\.3\.9 \+1/);
    expect(screen).toMatch(/claude-sonnet-4-6 +700 +0 +\$1\.75/);
    expect(screen).toMatch(/gpt-5-codex +699 +12 /);
    expect(screen).toContain('2 more: U shows all');
    expect(screen).toMatch(/08:59:59 +429 +1\.2 s claude-sonnet/);
  });

  test('ask again when the key has new requests, and not for those of another key', async () => {
    const { session, old: retiring, ci } = withUsage();
    const console = consoleAt(session, { columns: 120, rows: 50 });
    console.press('2');
    await console.see('LAST REQUESTS');
    const asked = () => session.usageRequests.filter(({ query }) => query.clientKey !== undefined).length;
    const before = asked();
    session.dispatch({ type: 'usage', records: [fakeRecord('x1', { clientKey: ci.fingerprint })] });
    await console.pass(5_000);
    expect(asked()).toBe(before);
    session.dispatch({ type: 'usage', records: [fakeRecord('x2', { clientKey: retiring.fingerprint })] });
    await console.pass(2_100);
    expect(asked()).toBe(before + 1);
  });
});
