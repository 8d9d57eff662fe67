import { beforeEach, describe, expect, test, vi } from 'vitest';
import { maskOf } from '../../../../src/base/secrets/secret.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { fakeServer, fullCapabilities, testNow } from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeGroup, fakeRecord, sessionWithUsage } from '../../../helpers/fake-usage.ts';
import { until } from '../../../helpers/until.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

/** Below header and tabs, which are others' matter. */
const body = (screen: string) => screen.split('\n').slice(2).join('\n');

async function usageAt(more = {}, size = {}) {
  const world = sessionWithUsage(more);
  const console = consoleAt(world.session, size);
  console.press('5');
  await console.see('▸ team-a (new)');
  const report = (...records: ReturnType<typeof fakeRecord>[]) =>
    world.session.dispatch({ type: 'usage', records });
  return { ...world, console, report };
}

describe('the usage screen', () => {
  test.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('at %i×%i', async (columns, rows) => {
    const { console } = await usageAt({}, { columns, rows });
    expect(body(await console.screen())).toMatchSnapshot();
  });

  test('says that there were more requests a minute than are kept', async () => {
    const { console, report } = await usageAt({}, { columns: 120, rows: 40 });
    report(...Array.from({ length: 30 }, (_, nth) => fakeRecord(`few-${nth}`, { ago: 1_000 })));
    await console.see('30/min');
    report(...Array.from({ length: 600 }, (_, nth) => fakeRecord(`many-${nth}`, { ago: 1_000 })));
    await console.see('≥500/min');
  });

  test('the live list gets its headings where the terminal grows', async () => {
    const { console } = await usageAt();
    await console.gone('MODEL');
    console.resize(80, 40);
    await console.see('MODEL');
  });

  test('a request is in the list as soon as it is reported, once, under the label of its key', async () => {
    const { console, report, ci } = await usageAt();
    const one = fakeRecord('one', { clientKey: ci.fingerprint, application: 'Night job', ago: 0 });
    report(one);
    await console.see(/09:00:00 ci +claude/);
    report(one);
    report(fakeRecord('two', { clientKey: ci.fingerprint, ago: 500 }));
    await console.pass(250);
    const screen = await console.see(/08:59:59 ci/);
    expect(screen.match(/09:00:00/g)).toHaveLength(1);
  });

  test('t and g ask for other figures', async () => {
    const { console, session } = await usageAt();
    console.press('t');
    await console.see('last day ▾');
    console.press('g');
    await console.see(/▸ claude +819/);
    console.press('T', 'T');
    await console.see('last 5 min ▾');
    const asked = session.usageRequests.map(({ query, by }) => [testNow - query.since, by?.[0]]);
    expect(asked.slice(0, 3)).toEqual([
      [3_600_000, 'key'],
      [86_400_000, 'key'],
      [86_400_000, 'provider'],
    ]);
    expect(asked.at(-1)).toEqual([300_000, 'provider']);
  });

  test('Enter on a row adds it to the filter, Esc removes it again', async () => {
    const { console, session, made, ci, report } = await usageAt();
    session.figures = () =>
      success(
        fakeFigures({ groups: { model: [fakeGroup('gpt-5-codex', 7)], key: [] }, whole: 1_204, series: [] }),
      );
    console.press('Enter');
    const screen = await console.see('By model');
    expect(screen).toContain('/ key:"team-a (new)"');
    await console.see('1,204 of 1,204 requests');
    expect(session.usageRequests.at(-1)?.query.terms).toEqual([
      { field: 'key', is: [made.fingerprint], not: false },
    ]);
    report(fakeRecord('other', { clientKey: ci.fingerprint, model: 'not-here' }));
    report(fakeRecord('mine', { clientKey: made.fingerprint, ago: 0, model: 'here' }));
    await console.pass(250);
    expect(await console.see(/09:00:00 team-a \(new\) here/)).not.toContain('not-here');
    console.press('Enter');
    const filtered = await console.see('model:gpt-5-codex');
    expect(filtered.match(/model:gpt-5-codex/g)).toHaveLength(1);
    console.press('Escape', 'Escape');
    await console.see('filter: none');
    await console.see('By key');
  });

  test('the live list says that requests are above, and what a filter leaves of it', async () => {
    const { console, made, report } = await usageAt();
    await console.see('following');
    for (let nth = 0; nth < 12; nth += 1) report(fakeRecord(`later-${nth}`, { clientKey: made.fingerprint }));
    await console.pass(250);
    console.press('l', 'G');
    await console.see(/\d+ newer above/);
    console.type('/app:not-there\r');
    await console.see('No request matches the filter.');
  });

  test('a filter by fields is typed, and leaves the requests that fit it', async () => {
    const { console } = await usageAt();
    console.type('/status:4xx !app:curl\r');
    const screen = await console.see('/ edit   Esc clear');
    expect(screen).toContain('08:58:59 ci');
    await console.gone('08:59:00');
    console.press('Escape', 'Escape');
    await console.see('08:59:00');
  });

  test('rows without a value cannot be entered, and say so', async () => {
    const { console, session } = await usageAt();
    console.press('G', 'Enter');
    await console.screen();
    expect(session.usageRequests.every(({ query }) => query.terms === undefined)).toBe(true);
  });

  test('Space holds the list and counts what comes', async () => {
    const { console, report } = await usageAt();
    console.press('Space');
    await console.see('paused · Space resume');
    report(fakeRecord('later', { ago: 0, model: 'later-model' }), fakeRecord('too', { ago: 0 }));
    await console.pass(250);
    expect(await console.see('paused · 2 new')).not.toContain('later-model');
    console.press('Space');
    await console.pass(250);
    await console.see('later-model');
  });

  test('a request can be read in peace: all that is known, why, and the one after it', async () => {
    const { console, report } = await usageAt();
    console.press('l', 'j', 'w');
    const screen = await console.see('Usage › 08:58:59 ci gpt-5-codex');
    expect(screen).toContain('2 of 2');
    expect(screen).toContain('✕ 429 after 2 attempts in 0.1 s');
    expect(screen.replaceAll(/[│\s]+/g, ' ')).toContain('The provider’s limit is reached.');
    // The account of a session is not among the provider keys, and its limit needs no login.
    expect(screen).not.toMatch(/\d (Providers|Sessions): /);
    report(fakeRecord('new', { ago: 0, model: 'newer' }));
    await console.pass(250);
    console.press('[');
    await console.see('Usage › 08:59:00 team-a (new)');
    console.press('c');
    await until(() => expect(console.session.calls).toContain('copy'));
    console.press(']', 'Escape');
    await console.pass(250);
    await console.see(/▸ 08:58:59 ci/);
    await console.see('newer');
  });

  test('what is wrong with the figures is said, with the way on', async () => {
    const { console, session } = await usageAt({
      recording: false,
      problems: ['A damaged file was set aside.'],
    });
    const screen = await console.screen();
    expect(screen).toContain('! Nothing new is recorded: usage-statistics-enabled is off.');
    expect(screen).toContain('! A damaged file was set aside.');
    session.figures = () => failure('unreachable', 'No answer within 10 s.');
    console.press('r');
    await console.see('✕ No answer within 10 s. r retry');
    session.figures = () => success(fakeFigures());
    console.press('r');
    expect(await console.see('No requests in the last hour. t widens the range.')).not.toContain('max');
  });

  test('a filter that nothing matches has 0 requests also where nothing new is recorded', async () => {
    const { console, session } = await usageAt();
    const totals = { since: 0, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 };
    const none = fakeFigures({ totals, recording: false });
    session.figures = ({ whole }) => success({ ...none, ...(whole && { whole: 5 }) });
    console.press('/', 'x');
    const screen = await console.see('No request in the last hour matches the filter.');
    expect(screen).toContain('0 of 5 requests');
    expect(screen).toContain('0 errors');
  });

  test('figures that are not renewed say of when they are', async () => {
    const { console, session } = await usageAt();
    await console.pass(59_000);
    expect(await console.screen()).not.toContain('as of');
    await console.pass(2_000);
    await console.see('as of 09:00:00');
    session.dispatch({ type: 'connection', connection: { kind: 'disk' } });
    console.press('r');
    await console.see('as of 09:01:01');
  });

  test('without a server nothing is live, and nothing can be paused', async () => {
    const { console, session } = await usageAt();
    session.dispatch({ type: 'connection', connection: { kind: 'disk' } });
    expect(await console.see(' l requests  ')).not.toContain('Space pause');
    console.press('Space');
    await console.see('Without a server, nothing is live.');
  });

  test('unknown cost and tokens are unknown, and never nothing', async () => {
    const totals = { since: 0, requests: 4, failed: 0, tokensKnown: 0, costKnown: 0 };
    const { console } = await usageAt({ totals });
    expect(await console.screen()).toContain('4 requests   0 errors   – in  – out   –   p95 –');
  });

  test('the last use of a row moves with a request that came since the figures were asked for', async () => {
    const { console, report, made } = await usageAt({}, { columns: 150, rows: 40 });
    await console.see(/team-a \(new\) .* 12 s ago/);
    report(fakeRecord('now', { clientKey: made.fingerprint, ago: 0, latencyMs: 1_000 }));
    await console.see(/team-a \(new\) .* 1 s ago/);
    await console.pass(2_000);
    await console.see(/team-a \(new\) .* 3 s ago/);
  });

  test('text from outside moves nothing on the screen', async () => {
    const { console, report } = await usageAt({}, { columns: 150 });
    report(
      fakeRecord('bad', { ago: 0, model: '\u001b[2Jmodel\u0007', application: '\u001b]52;c;AAAA\u0007app' }),
    );
    await console.see(/09:00:00 .*model.*app/);
    expect(console.bytes()).not.toContain('\u001b]52');
  });

  test('no row is too long or outside, at any size', async () => {
    const { console, report } = await usageAt();
    report(...Array.from({ length: 90 }, (_, place) => fakeRecord(`r${place}`, { ago: place })));
    for (const [columns, rows] of [
      [60, 20],
      [80, 24],
      [130, 50],
      [200, 60],
    ] as const) {
      console.resize(columns, rows);
      console.press('l', 'G');
      await console.pass(250);
      const screen = await console.screen();
      expect(screen.split('\n').length).toBeLessThanOrEqual(rows);
      expect(screen).toMatch(/▸ 0[89]:\d\d:\d\d/);
      console.press('Home', 'l');
    }
  });
});

describe('the mouse', () => {
  const clickOn = (screen: string, text: string) => {
    const row = screen.split('\n').findIndex((line) => line.includes(text));
    const column = (screen.split('\n')[row] ?? '').indexOf(text);
    return `\u001b[<0;${column + 1};${row + 1}M\u001b[<0;${column + 1};${row + 1}m`;
  };

  test('selects in the list that is clicked, and opens with a double click', async () => {
    const { console } = await usageAt();
    const click = clickOn(await console.screen(), '08:58:59');
    console.type(click);
    await console.see(/▸ 08:58:59/);
    console.press('k');
    await console.see(/▸ 08:59:00/);
    console.type(click + click);
    await console.see('Usage › 08:58:59 ci');
  });

  test('sorts by the heading that is clicked', async () => {
    const { console } = await usageAt();
    console.type(clickOn(await console.screen(), 'REQ▼'));
    await console.see('REQ▲');
    await console.see(/REQ▲[\s\S]+without a key[\s\S]+team-a[\s\S]+team-a \(new\)/);
  });
});

test.each([
  ['R replaces the key that its provider rejected', 401, 'R replace key', /╭ Replace /],
  ['t tests the key that its provider limited', 429, 't test key', /╭ Test /],
] as const)('%s, in its open request alone', async (_, status, title, box) => {
  const { console, report, session } = await usageAt();
  const key = 'sk-fake-codex-0000000000000001';
  const { server } = session.store.snapshot();
  const config = { 'codex-api-key': [{ 'api-key': key, 'base-url': 'https://api.example.com' }] };
  session.dispatch({ type: 'loaded', server: fakeServer(server?.clientKeys ?? [], { config }), at: testNow });
  const about = { failed: true, status, provider: 'codex', account: maskOf(key) };
  report(
    fakeRecord('other', { ...about, ago: 0, account: 'sk-n…none' }),
    fakeRecord('own', { ...about, ago: 1 }),
  );
  await console.pass(250);
  console.press('l', 'Enter');
  expect(await console.see(/Enter close/)).not.toContain(title);
  console.press(']');
  await console.see(title);
  session.answer = () => failure('unreachable', 'No answer.');
  console.press(title.slice(0, 1));
  await console.see('[3 Providers]');
  await console.see(box);
});

test('long details scroll', async () => {
  const error = 'The provider’s limit is reached. '.repeat(30);
  const { console, report } = await usageAt({}, { columns: 60, rows: 20 });
  report(fakeRecord('long', { ago: 0, failed: true, status: 429, error, userAgent: 'the-last-line' }));
  await console.pass(250);
  console.press('l', 'Enter');
  const screen = await console.see('✕ 429');
  expect(screen).not.toContain('the-last-line');
  // Only what works there.
  expect(screen).toMatch(/^ Enter close {2}l log /m);
  expect(screen).not.toContain('w why');
  console.press('PageDown', 'PageDown', 'PageDown');
  await console.see('the-last-line');
});

test('in Chinese, everything is and fits', async () => {
  const env = { NO_COLOR: '1', LANG: 'zh_CN.UTF-8' };
  const { session } = sessionWithUsage();
  const console = consoleAt(session, { env });
  await console.see('cli-proxy');
  console.press('5');
  await console.see('按密钥');
  expect(body(await console.screen())).toMatchSnapshot();
  console.press('l', 'j', 'Enter');
  await console.see('客户端密钥');
});

describe('a server without usage', () => {
  async function without(more = {}) {
    const { session } = sessionWithUsage();
    const signed = { type: 'signed-in', signedInAs: 'x', version: '7', hasUsage: false } as const;
    session.dispatch({ ...signed, capabilities: fullCapabilities, ...more });
    const console = consoleAt(session);
    console.press('5');
    return console;
  }

  test('says where the use of its keys is', async () => {
    await (await without()).see('see 2 Client keys');
  });

  test('says how its usage could be read', async () => {
    const capabilities = { ...fullCapabilities, activity: 'absent' } as const;
    await (await without({ capabilities })).see(/--usage-feed\s[\s│]*subscribe/);
  });

  test('asks for access with F, also after a no', async () => {
    const console = await without({ feedQuestion: 'Read the usage of http://10.0.0.7:8317?' });
    await console.see('Press F to choose.');
    console.press('F');
    await console.see('Yes, from now on');
    console.press('Enter');
    await until(() => expect(console.session.calls).toContain('answer no'));
    await console.see('Press F to choose.');
    console.press('F', 'y');
    await until(() => expect(console.session.calls).toContain('answer yes'));
  });
});

describe('w on a row of the table', () => {
  test('explains what its requests have in common', async () => {
    const { console, session, old } = await usageAt();
    session.figures = () =>
      success(
        fakeFigures({
          groups: {
            status: [fakeGroup('200', 800, { failed: 0 }), fakeGroup('429', 3, { failed: 3 })],
            model: [fakeGroup('gpt-5-codex', 803)],
          },
          records: [fakeRecord('bad', { failed: true, status: 429, error: 'codex answered 429: slow.' })],
        }),
      );
    const before = session.usageRequests.length;
    console.press('j', 'w');
    await console.see('Why · key team-a');
    expect(await console.see('3 of 1204 requests failed')).toContain('codex answered 429: slow.');
    const asked = session.usageRequests.slice(before);
    expect(asked.map(({ query }) => query.terms?.[0]?.is)).toEqual([[old.fingerprint], [old.fingerprint]]);
    expect(asked.map(({ query }) => query.status)).toEqual([undefined, 'failed']);
    console.press('Escape');
    await console.gone('Why · key');
  });

  test('says why it cannot', async () => {
    const { console, session } = await usageAt();
    session.figures = () => failure('unreachable', 'No answer within 10 s.');
    console.press('w');
    await console.see('✕ No answer within 10 s.');
  });
});

describe('export', () => {
  const saved = (console: Awaited<ReturnType<typeof usageAt>>['console']) =>
    [...console.session.saved.values()].at(-1) ?? '';

  test('saves the table as CSV, with labels and without keys', async () => {
    const { console, session, made } = await usageAt();
    console.press('E');
    await console.see('Export usage');
    console.press('Enter');
    await until(() => expect(session.saved.size).toBe(1));
    expect([...session.saved.keys()][0]).toMatch(/^~\/usage-by-key-2026-\d\d-\d\d-\d\d-\d\d\.csv$/);
    const [head, first] = saved(console).split('\r\n');
    expect(head).toMatch(/^key,label,requests,failed,/);
    expect(first).toMatch(new RegExp(`^${made.fingerprint},team-a,812,1,1400,5800,400,`));
    for (const { key } of session.store.snapshot().server?.clientKeys ?? [])
      expect(saved(console)).not.toContain(key.reveal());
  });

  test('from the live list, saves the requests that are listed', async () => {
    const { console, session } = await usageAt();
    console.type('/model:~codex\r');
    await console.gone('08:59:00');
    console.press('l', 'e');
    await console.see('1 request.');
    console.press('Enter');
    await until(() => expect(session.saved.size).toBe(1));
    const lines = saved(console).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/,429,yes,2,The provider’s limit is reached\.,,,,,,Cline,/);
  });

  test('in JSON, saves both, with the filter, and what is unknown as null', async () => {
    const { console, session } = await usageAt();
    console.press('E');
    await console.see('Export usage');
    for (let press = 0; press < 3; press += 1) console.press('Backspace');
    console.type('json');
    await console.gone('In CSV');
    console.press('Enter');
    await until(() => expect(session.saved.size).toBe(1));
    const file = JSON.parse(saved(console));
    expect(file).toMatchObject({ span: 'last hour', totals: { requests: 1204 } });
    expect(file.groups.key[0]).toMatchObject({ requests: 812, tokens: { reasoning: null } });
    expect(file.requests).toHaveLength(2);
    expect(file.requests[1]).toMatchObject({ label: 'ci', tokens: { input: null }, cost: null });
  });

  test('asks before it overwrites a file, and no keeps it', async () => {
    const { console, session } = await usageAt();
    const exports = async () => {
      console.press('E');
      await console.see('Export usage');
      console.press('Enter');
    };
    await exports();
    await until(() => expect(session.saved.size).toBe(1));
    const [path = ''] = session.saved.keys();
    session.saved.set(path, 'mine');
    await console.gone('Export usage');
    await exports();
    await console.see('Overwrite the file?');
    console.press('n');
    await console.gone('Overwrite the file?');
    expect(saved(console)).toBe('mine');
    await exports();
    await console.see('Overwrite the file?');
    console.press('y');
    await until(() => expect(saved(console)).toContain('key,label,requests'));
  });

  test('takes no other ending, and says so at the field', async () => {
    const { console, session } = await usageAt({}, { columns: 60, rows: 20 });
    console.press('E');
    await console.see('Export usage');
    console.press('Backspace', 'Enter');
    await console.see('Use a name that ends in .csv or .json.');
    expect(session.saved.size).toBe(0);
  });
});

test('a screen reader gets the figures without graphs', async () => {
  const { session } = sessionWithUsage();
  const console = consoleAt(session, { env: { NO_COLOR: '1', CLI_PROXY_SCREEN_READER: '1' } });
  // Overview and the details of a key have graphs too.
  console.press('1');
  await console.see('Top keys');
  console.press('2', 'Enter');
  await console.see('Last 24 h');
  console.press('Escape', '5');
  const screen = await console.see('team-a (new)');
  expect(screen).toContain('Requests 1,204');
  expect(console.bytes()).not.toMatch(/[▁-█]|····/);
});
