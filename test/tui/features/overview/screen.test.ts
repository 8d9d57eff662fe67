import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import { restartNeeded } from '../../../../src/contract/change.ts';
import { failure, type Outcome, success } from '../../../../src/contract/outcome.ts';
import type { UsageFigures, UsageRequest } from '../../../../src/contract/usage-figures.ts';
import type { ConsoleState } from '../../../../src/store/state.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import {
  createFakeSession,
  fakeKey,
  fakeServer,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';
import { fakeGroup, sessionWithUsage } from '../../../helpers/fake-usage.ts';
import { until } from '../../../helpers/until.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const minute = 60_000;
const totals = {
  since: testNow - 60 * minute,
  requests: 1204,
  failed: 89,
  tokens: { input: 2_100_000, cached: 1_302_000, output: 410_000 },
  tokensKnown: 1115,
  cost: 3.12,
  costKnown: 1156,
  latency: { p50: 1400, p95: 6000 },
};
const models = ['claude-sonnet-4-6', 'gpt-5-codex', 'gemini-2.5-pro', 'qwen3-coder', 'kimi-k2'];
const expired: AuthFile = {
  name: 'claude-dev.json',
  provider: 'claude',
  account: 'dev@example.com',
  disabled: false,
  expiresAt: testNow - minute,
};

interface Look {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
}

/** A server with a rotation, an expired session and many failed requests. */
function overviewAt(look: Look = {}, warnings: readonly string[] = []) {
  const { session } = sessionWithUsage();
  const { server } = session.store.snapshot();
  const { figures } = session;
  const keys = server?.clientKeys ?? [];
  session.figures = async (request) => {
    const answer = await figures(request);
    if (!answer.ok) return answer;
    const windows = (request.windows ?? []).map((since) => ({ ...totals, since }));
    const groups: UsageFigures['groups'] = {
      key: [fakeGroup(keys[1]?.fingerprint ?? null, 812)],
      model: models.map((name, place) => fakeGroup(name, 700 - 100 * place)),
    };
    return success({ ...answer.value, totals, windows, groups });
  };
  session.dispatch({ type: 'loaded', server: fakeServer(keys, { warnings }), at: testNow });
  session.dispatch({ type: 'sessions-loaded', files: [expired], at: testNow });
  const console = consoleAt(session, look);
  console.press('1');
  return console;
}

const plainAt = (state: Partial<ConsoleState>) => {
  const console = consoleAt(createFakeSession({ ...signedIn([fakeKey('team-a')]), ...state }));
  console.press('1');
  return console;
};
/** Totals and windows of that many requests without tokens and cost. */
function countOf(requests: number, { query, windows = [] }: UsageRequest) {
  const of = (since: number) => ({ since, requests, failed: 0, tokensKnown: 0, costKnown: 0 });
  return { totals: of(query.since), windows: windows.map(of) };
}
const noFindings = { findings: [], unchecked: [], checked: [], at: testNow };
const noSessions = { files: [], loadedAt: testNow, problem: undefined };

describe('the overview', () => {
  test('at 80×24', async () => {
    const console = overviewAt();
    await console.see('max 22');
    const lines = (await console.screen()).split('\n');
    expect(lines.slice(2, -2).join('\n')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [80, 24],
    [100, 30],
    [120, 40],
    [200, 60],
  ])('at %i×%i every panel is whole, in every set of signs', async (columns, rows) => {
    for (const env of [{ NO_COLOR: '1', LANG: 'C.UTF-8' }, { LANG: 'C' }]) {
      const console = overviewAt({ columns, rows, env });
      await console.see('max 22');
      const screen = await console.screen();
      const parts = ['claude dev@example.com: token expired', 'f log in again', 'in sync', 'Errors'];
      if (columns >= 120) parts.push('7 DAYS', '1.4/6.0 s', 'Live', '$2.03', '7.4% !');
      else if (columns >= 80) parts.push('others', '1,204', '7.4% ! high');
      for (const part of parts) expect(screen).toContain(part);
    }
  });

  test('an install without provider keys and sessions shows the next steps', async () => {
    const console = plainAt({ sessions: noSessions });
    expect(await console.see('Next steps')).toMatch(/a {2}Add a provider key/);
    const away = { kind: 'reconnecting', reason: 'gone', nextAttemptAt: testNow + 3_000 } as const;
    console.session.dispatch({ type: 'connection', connection: away });
    await console.gone('Add a provider key');
    console.session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    console.press('a');
    await console.see('[3 Providers]');
    await console.see('Gemini');
  });

  test('with a provider key nothing needs attention', async () => {
    const config = { 'gemini-api-key': [{ 'api-key': 'fake-gemini-key-000000000000000000000' }] };
    const server = fakeServer([fakeKey('team-a')], { config });
    const screen = await plainAt({ server, sessions: noSessions }).see('✓ Nothing needs attention.');
    // The empty panel is as wide as the others.
    expect(screen).toMatch(/╭ Needs attention ─{61}╮/);
  });

  test('says nothing good before the checks have answered, and then what they found', async () => {
    const config = { 'gemini-api-key': [{ 'api-key': 'fake-gemini-key-000000000000000000000' }] };
    const server = fakeServer([fakeKey('team-a')], { config });
    const session = createFakeSession({ ...signedIn([]), server, sessions: noSessions });
    let end = (_: Outcome<unknown>) => {};
    session.answer = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    const console = consoleAt(session);
    console.press('1');
    expect(await console.see('Checking…')).not.toContain('Nothing needs attention');
    const finding = { id: 'port', check: 'port', severity: 'error', why: '', remedy: '', where: {} };
    end(success({ ...noFindings, findings: [{ ...finding, what: 'The port is taken.' }] }));
    await console.see('✕ The port is taken');
  });

  test('runs the checks again only when the config or an auth file has changed', async () => {
    const asked = () => session.calls.filter((call) => call === 'ask diagnose').length;
    const session = createFakeSession({ ...signedIn([fakeKey('a')]), sessions: noSessions });
    const console = consoleAt(session);
    console.press('1');
    await until(() => expect(asked()).toBe(1));
    await console.pass(3_600_000);
    console.press('2', '1');
    session.dispatch({ type: 'loaded', server: fakeServer([fakeKey('b')]), at: testNow });
    await console.see('[1 Overview]');
    expect(asked()).toBe(1);
    session.dispatch({ type: 'loaded', server: fakeServer([], { revision: 'r2' }), at: testNow });
    await until(() => expect(asked()).toBe(2));
    session.dispatch({ type: 'sessions-loaded', files: [expired], at: testNow });
    await until(() => expect(asked()).toBe(3));
  });

  test('checks that could not be made are not called good', async () => {
    const config = { 'gemini-api-key': [{ 'api-key': 'fake-gemini-key-000000000000000000000' }] };
    const server = fakeServer([fakeKey('team-a')], { config });
    const session = createFakeSession({ ...signedIn([]), server, sessions: noSessions });
    session.answer = () => failure('unreachable', 'The server timed out.');
    const console = consoleAt(session);
    console.press('1');
    await console.see('✕ Could not check: The server timed out.');
  });

  test('a server without usage says why, and which key may change it', async () => {
    await plainAt({}).see('reports only how often each key was used');
    await plainAt({ feedQuestion: 'May it?' }).see('F Choose usage access');
  });

  test('usage that is not read does not show as no requests', async () => {
    const { session } = sessionWithUsage();
    const { figures } = session;
    const unread = { series: [], recording: false, reason: 'Only one program gets it.' };
    session.figures = async (request) => {
      const answer = await figures(request);
      if (!answer.ok) return answer;
      const totals = { ...answer.value.totals, requests: 0, failed: 0 };
      return success({ ...answer.value, ...unread, totals, groups: {}, records: [] });
    };
    const console = consoleAt(session, { columns: 100, rows: 24 });
    console.press('1');
    const screen = await console.see('Only one program gets it.');
    expect(screen).toMatch(/Requests +–[\s\S]*Errors +–[\s\S]*│ – +││ – /);
    expect(screen).not.toContain('req/min');
    session.dispatch({
      ...{ type: 'signed-in', signedInAs: 'x', version: 'v7', capabilities: fullCapabilities },
      ...{ feedQuestion: 'May it?', hasUsage: true },
    });
    await console.see('F Choose usage access');
    console.press('5');
    expect(await console.see(/Usage ─[\s\S]*│ – /)).not.toMatch(/0 requests|No requests/);
  });

  test('a range in which nothing was recorded hides no other one', async () => {
    const { session } = sessionWithUsage();
    const { figures } = session;
    session.figures = async (request) => {
      const answer = await figures(request);
      if (!answer.ok) return answer;
      const none = { ...totals, requests: 0, failed: 0 };
      const windows = (request.windows ?? []).map((since) => ({
        ...(since < testNow - 60 * minute ? totals : none),
        since,
      }));
      return success({ ...answer.value, series: [], recording: false, totals: none, windows, groups: {} });
    };
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    await console.see(/Requests +– +1,204 +1,204/);
    console.press('5');
    const screen = await console.see(/Requests +– +– +1,204 +1,204/);
    expect(screen).toContain('–/min');
    expect(screen).not.toMatch(/│ +0 /);
  });

  test('requests before counting began are unknown, and no 0', async () => {
    const { session } = sessionWithUsage();
    const { figures } = session;
    const countedSince = testNow - 30 * minute;
    let requests = 0;
    session.figures = async (request) => {
      const answer = await figures(request);
      if (!answer.ok) return answer;
      const counted = countOf(requests, request);
      const begun = { countedSince, missedBefore: true, series: [], groups: {}, records: [] };
      return success({ ...answer.value, ...counted, ...begun });
    };
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    const none = await console.see('No requests since 08:30:00, when counting began.');
    expect(none).toMatch(/Requests +– +– +–/);
    console.press('5');
    const empty = await console.see('No requests since 08:30:00, when counting began.');
    expect(empty).toMatch(/Requests +0 +– +– +–/);
    requests = 3;
    console.press('r');
    expect(await console.see(/Requests +3 +3 +3 +3/)).toContain('─ complete since 08:30:00 ╯');
    console.press('1');
    await console.see('─ complete since 08:30:00 ╯');
  });

  test('a server that began ten minutes ago does not look like an idle one', async () => {
    const { session } = sessionWithUsage();
    const { figures } = session;
    const countedSince = testNow - 10 * minute;
    let requests = 0;
    session.figures = async (request) => {
      const answer = await figures(request);
      if (!answer.ok) return answer;
      const counted = countOf(requests, request);
      const series = answer.value.series.map(({ at }) => {
        const isLast = at > testNow - 2 * minute;
        return { at, requests: isLast ? requests : 0, failed: 0 };
      });
      const group = { ...fakeGroup('k1', requests), bars: Array.from({ length: 13 }, (_, at) => at && 0) };
      const groups = { key: requests > 0 ? [group] : [] };
      return success({ ...answer.value, ...counted, countedSince, series, groups, records: [] });
    };
    const consoleOf = () => consoleAt(session, { columns: 120, rows: 40 });
    const before = consoleOf();
    before.press('1');
    const idle = await before.see('No requests since 08:50:00, when counting began.');
    expect(idle).toMatch(/Requests +0 +0 +0 [\s\S]*─ complete since 08:50:00 ╯/);
    requests = 30;
    const console = consoleOf();
    console.press('1');
    const screen = await console.see(
      /─ max 30 ╮[\s\S]*─ complete since 08:50:00 ╯╰─+ complete since 08:50:00 ╯/,
    );
    expect(screen).toMatch(/│ err {50,}·{10} │/);
    expect(screen).toMatch(/│ tok {50,}·{9} {2}│/);
    expect(screen).toMatch(/req\/min {10,}··█ 3 /);
    console.press('5');
    expect(await console.see(/k1 +30 /)).toMatch(/k1 +30 .* {12,}·{2,6} +│/);
  });

  test('requests that were stored before counting began are spread over their own time', async () => {
    const { session } = sessionWithUsage();
    const { figures } = session;
    session.figures = async (request) => {
      const answer = await figures(request);
      if (!answer.ok) return answer;
      const series = answer.value.series.map(({ at }) => {
        const isStored = at <= testNow - 30 * minute && at > testNow - 31 * minute;
        return { at, requests: isStored ? 1_204 : 0, failed: 0 };
      });
      return success({ ...answer.value, countedSince: testNow - 1_000, series });
    };
    const console = consoleAt(session, { columns: 120, rows: 30 });
    console.press('1');
    expect(await console.see(/1,204 .*\/min/)).toMatch(/1,204 +40\/min/);
    expect(await console.see('req/min')).toMatch(/req\/min +█ +40 /);
  });

  test('figures that cannot be read now are unknown, with the reason', async () => {
    const { session } = sessionWithUsage();
    session.figures = () => failure('failed', 'Usage cannot be read now: it does not answer.');
    const console = consoleAt(session);
    console.press('1');
    const screen = await console.see('it does not answer.');
    expect(screen).toMatch(/Requests +–[\s\S]*Cost +–[\s\S]*Top keys[\s\S]*│ – +││ – /);
    expect(screen).not.toContain('…');
    console.press('5');
    expect(await console.see(/Usage ─[\s\S]*│ – /)).not.toContain('max 0');
  });

  const window = { id: '5h', label: '5h', observedAt: testNow, source: 'headers' as const };
  const account = (name: string, used?: number) => ({
    ...{ name: `${name}.json`, provider: 'claude', account: name, disabled: false },
    ...(used !== undefined && { quota: { windows: [{ ...window, usedPercent: used }] } }),
  });

  test('a wide one has what the accounts have left, the least first, and unknown ones last', async () => {
    const { session } = sessionWithUsage();
    const files = [
      account('half', 50),
      account('none'),
      account('gone', 100),
      { ...account('off', 99), disabled: true },
    ];
    session.dispatch({ type: 'sessions-loaded', files, at: testNow });
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    const [panel = ''] = /Quota ─[\s\S]*?╰/.exec(await console.see(/claude none +– +not reported/)) ?? [];
    expect(panel).toMatch(
      /claude gone +5h +█+ +full[\s\S]*claude half +5h +█+░+ +50% left[\s\S]*claude none/,
    );
    expect(panel).not.toContain('claude off');
    expect(await console.screen()).not.toMatch(/│ Quota /);
  });

  test('a wide one says since when the server runs, and when config.yaml was last changed', async () => {
    const { session } = sessionWithUsage();
    const startedAt = testNow - 12 * 24 * 60 * minute;
    const { clientKeys = [] } = session.store.snapshot().server ?? {};
    session.dispatch({ type: 'loaded', server: fakeServer(clientKeys, { startedAt }), at: testNow });
    session.dispatch({ type: 'sessions-loaded', files: [], at: testNow });
    session.answer = () => success({ ...noFindings, configChangedAt: testNow - 3 * 60 * minute });
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    const screen = await console.see(/Config +in sync with the server · file changed 3 h ago +│/);
    expect(screen).toMatch(/Server +up 12 d · embedded [\d.]+ +│/);
    session.dispatch({ type: 'loaded', server: fakeServer(clientKeys), at: testNow });
    await console.see(/Server +embedded/);
  });

  test('keeps apart two files of one account, and two windows with one label', async () => {
    const complaints = vi.spyOn(globalThis.console, 'error');
    onTestFinished(() => complaints.mockRestore());
    const { session } = sessionWithUsage();
    const windows = [
      { ...window, usedPercent: 20 },
      { ...window, id: '5h-other', usedPercent: 30 },
    ];
    const files = [account('twin', 50), { ...account('twin'), name: 'other.json', quota: { windows } }];
    session.dispatch({ type: 'sessions-loaded', files, at: testNow });
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    await console.see(/twin.*50% left[\s\S]*twin.*70% left[\s\S]*twin.*80% left/);
    expect(complaints.mock.calls.flat().join(' ')).not.toContain('same key');
  });

  test('a wide one has no panel of quotas where every account is disabled', async () => {
    const { session } = sessionWithUsage();
    const files = [{ ...account('off', 50), disabled: true }];
    session.dispatch({ type: 'sessions-loaded', files, at: testNow });
    const console = consoleAt(session, { columns: 120, rows: 40 });
    console.press('1');
    expect(await console.see('models ─')).not.toContain('Quota ─');
    console.press('Right', 'Right', 'Right', 'Right', 'Right', 'Enter');
    await console.see('[3 Providers]');
  });

  test('counts what does not fit, and scrolls to it', async () => {
    const keys = Array.from({ length: 9 }, (_, place) => fakeKey(`w${place}`, { weak: true }));
    const console = plainAt({ server: fakeServer(keys) });
    expect(await console.see(/and \d more/)).not.toContain('w8');
    console.press('G');
    await console.see('w8: shorter than 32 characters');
  });

  test('what is worse comes in items, as long as the cursor never left the top', async () => {
    const session = createFakeSession(signedIn([fakeKey('a', { weak: true })]));
    const console = consoleAt(session);
    console.press('1');
    await console.see(/▸! a: shorter/);
    const late = fakeKey('late', { record: { expiresAt: new Date(testNow - 1).toISOString() } });
    const server = fakeServer([fakeKey('a', { weak: true }), late]);
    session.dispatch({ type: 'loaded', server, at: testNow });
    await console.see(/▸✕ late: expired/);
  });

  test('a config that is active only after a restart is not called in sync', async () => {
    await plainAt({ server: fakeServer([fakeKey('a')], { warnings: [restartNeeded()] }) }).see(
      'restart needed',
    );
  });
});

test('read-only, an item names no fix', async () => {
  const expired = fakeKey('late', { record: { expiresAt: new Date(testNow - 1).toISOString() } });
  const screen = await plainAt({ server: fakeServer([expired]), readOnly: true }).see('late: expired');
  expect(screen).toMatch(/late: expired +Enter open/);
});

describe('keys of the overview', () => {
  test('Enter opens the item; what is about no item is shown as a whole sentence', async () => {
    const warning =
      'config.yaml can be read by everyone on this machine, and it is a long way to say so: chmod 600';
    const console = overviewAt({}, [warning]);
    expect(await console.see('can be read by everyone')).not.toContain('chmod 600');
    console.press('j', 'Enter');
    await console.see('chmod 600');
    console.press('Escape');
    await console.gone('chmod 600');
    console.press('g', 'Enter');
    await console.see('[4 Sessions]');
  });

  test('f runs the fix with its item selected', async () => {
    const console = overviewAt();
    await console.see('f log in again');
    console.session.loginProviders = () => success([{ id: 'anthropic', title: 'Claude', flow: 'browser' }]);
    console.press('f');
    await until(() => expect(console.session.calls).toContain('login anthropic again claude-dev.json'));
  });

  test('f on keys without a label edits all of them at once', async () => {
    const bare = ['x', 'y'].map((name) => fakeKey(name, { record: { label: undefined } }));
    const console = plainAt({ server: fakeServer([...bare, fakeKey('named')]) });
    await console.see('2 client keys have no label');
    console.press('f');
    const screen = await console.see(/Edit 2/);
    expect(screen).toContain('[2 Keys]');
  });

  test('f edits no key that has a label, whatever was marked and however it is called', async () => {
    const bare = ['x', 'y'].map((name) => fakeKey(name, { record: { label: undefined } }));
    const console = plainAt({ server: fakeServer([...bare, fakeKey('no label yet'), fakeKey('other')]) });
    console.press('2', 'G', 'Space', '1');
    await console.see('2 client keys have no label');
    console.press('f');
    await console.see('Edit 2 client keys');
  });

  test('f acts on the item that is shown, not on what is marked', async () => {
    const weak = fakeKey('weak', { weak: true });
    const console = plainAt({ server: fakeServer([fakeKey('x'), fakeKey('y'), weak]) });
    console.press('2', 'Space', 'Space', '1');
    await console.see('f rotate');
    console.press('f');
    await console.see('Rotate weak');
  });

  test('the arrows focus one panel after the other, and Enter opens its screen', async () => {
    const console = overviewAt();
    await console.see('max 22');
    for (const tab of ['5 Usage', '5 Usage', '2 Keys', '5 Usage', '3 Providers', '4 Sessions']) {
      console.press('Right', 'Enter');
      await console.see(`[${tab}]`);
      console.press('Escape');
      await console.see('[1 Overview]');
    }
  });

  test('t asks again for a longer time', async () => {
    const console = overviewAt();
    await console.see('max 22');
    expect(console.session.usageRequests.some(({ windows }) => windows?.length === 3)).toBe(true);
    console.press('t');
    await console.see('Requests per 15 min · last day');
    await until(() =>
      expect(console.session.usageRequests.at(-1)?.query.since).toBe(testNow - 24 * 60 * minute),
    );
  });
});

test('sessions and states of provider keys are followed while the overview is shown', async () => {
  const session = createFakeSession(signedIn([fakeKey('a')]));
  const console = consoleAt(session);
  console.press('1');
  await console.see('Needs attention');
  await until(() => expect(session.calls).toEqual(['watchProviderStates', 'loadSessions']));
  console.press('4');
  await until(() => expect(session.calls).toContain('unwatchProviderStates'));
});
