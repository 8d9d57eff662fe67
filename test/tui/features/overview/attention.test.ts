import { describe, expect, test } from 'vitest';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import type { ClientKey } from '../../../../src/contract/client-key.ts';
import type { ProviderKeyState } from '../../../../src/contract/provider-states.ts';
import type { Finding } from '../../../../src/operations/health/finding.ts';
import { allActs } from '../../../../src/tui/all-acts.ts';
import { createFrameTime } from '../../../../src/tui/clock.ts';
import { attentionOf, type Known } from '../../../../src/tui/features/overview/attention.ts';
import { statedKeys } from '../../../../src/tui/features/providers/rows.ts';
import { fakeKey, fakeServer, testNow } from '../../../helpers/fake-session.ts';

const minute = 60_000;
const bare = { record: { label: undefined } };
const itemsOf = (keys: readonly ClientKey[], known: Known = {}) =>
  attentionOf(fakeServer(keys), createFrameTime(testNow), known);
const linesOf = (keys: readonly ClientKey[], known: Known = {}) =>
  itemsOf(keys, known).map(({ what, fact }) => (fact === '' ? what : `${what}: ${fact}`));
const one = [fakeKey('a')];

describe('client keys that need attention', () => {
  test('have one row each, the worst first, and those without a label one row together', () => {
    const weak = fakeKey('weak', { weak: true, ...bare });
    const again = { ...weak, id: `${weak.id}#2`, duplicate: true };
    const sample = fakeKey('sample', { sample: true, weak: true, ...bare });
    expect(linesOf([weak, fakeKey('bare', bare), again, sample])).toEqual([
      'fake…0001: a published example key',
      'fake…0001: shorter than 32 characters, listed more than once',
      '3 client keys have no label',
    ]);
  });

  test('without a label are fixed by editing that key, or the list of them', () => {
    const [only] = itemsOf([fakeKey('bare', bare)]);
    expect(only?.fix?.on).toEqual({ screen: 'client-keys', id: only?.fix?.on?.id });
    const [all] = itemsOf([fakeKey('one', bare), fakeKey('two', bare)]);
    expect(all?.to).toEqual({ screen: 'client-keys', filter: 'no label' });
  });

  test('in a rotation: the old key still in use is a warning, the other can be finished', () => {
    const deadline = new Date(testNow + 48 * 60 * minute).toISOString();
    const retiring = { retiring: { replacedBy: fakeKey('new').fingerprint, deadline } };
    const activity = { countedSince: 0, lastHour: 5, today: 9, hours: [], lastUsedAt: testNow };
    const used = fakeKey('used', { record: retiring, activity });
    const idle = fakeKey('idle', { record: retiring, activity: { ...activity, lastHour: 0 } });
    expect(linesOf([used, idle])).toEqual([
      'used: old key served 5 requests in the last hour, 2 d left',
      'idle: being rotated, the old key stops in 2 d',
    ]);
    expect(itemsOf([used, idle]).map(({ fix }) => fix?.title)).toEqual([undefined, 'finish']);
  });
});

describe('requests that failed', () => {
  test.each([
    [489, 82, '17% of requests failed in the last hour: 82 of 489'],
    [100, 5, '5.0% of requests failed in the last hour: 5 of 100'],
    [4, 4, undefined],
    [1_000, 49, undefined],
    [0, 0, undefined],
  ])('of %d in the last hour %d', (requests, failed, row) => {
    expect(linesOf(one, { lastHour: { requests, failed } })).toEqual(row ? [row] : []);
  });
});

describe('the server itself', () => {
  test('without client keys is an open proxy, and the fix adds one', () => {
    const [first] = itemsOf([]);
    expect([first?.tone, first?.what, first?.fix?.act]).toEqual(['danger', 'OPEN PROXY', 'add-key']);
  });

  test('a broken file is named with its place once', () => {
    const lineOf = (message: string) => {
      const problem = { message, line: 3, column: 1 };
      return attentionOf(fakeServer(one, { problem }), createFrameTime(testNow))[0]?.fact;
    };
    const expected = 'line 3:1: A quote is open; the last valid config is active';
    expect(lineOf('A quote is open: line 3, column 1.')).toBe(expected);
    expect(lineOf('A quote is open.')).toBe(expected);
  });

  test('a warning about file modes gives way to the finding, which has a fix', () => {
    const warning = '/etc/config.yaml can be read by its group (mode 0640); run: chmod 600 /etc/config.yaml';
    const finding = { severity: 'warning', why: '', remedy: '', where: {}, what: 'Open.' } as const;
    const modes = { ...finding, id: 'file-modes:config', check: 'file-modes', fix: 'chmod (0600).' };
    const server = fakeServer(one, { warnings: [warning, 'Another.'] });
    const said = (findings: Finding[]) =>
      attentionOf(server, createFrameTime(testNow), {
        diagnosis: { findings, unchecked: [], checked: [], at: testNow },
      }).map(({ what, fix }) => fix?.title ?? what);
    expect(said([])).toEqual([warning, 'Another.']);
    expect(said([modes])).toEqual(['Another.', 'set 0600']);
  });

  test('findings of Health come with the fix that Health has for them', () => {
    const finding = { severity: 'warning', why: '', remedy: '', where: {} } as const;
    const findings: Finding[] = [
      { ...finding, id: 'mode', check: 'file-modes', what: 'config.yaml is readable by all.', fix: 'chmod' },
      { ...finding, id: 'tls', check: 'tls', what: 'TLS is off.' },
      { ...finding, id: 'open', check: 'open-proxy', what: 'Said already.' },
    ];
    const diagnosis = { findings, unchecked: [], checked: [], at: testNow };
    const items = itemsOf(one, { diagnosis });
    expect(items.map(({ what, fix }) => [what, fix?.act])).toEqual([
      ['config.yaml is readable by all', 'fix-findings'],
      ['TLS is off', undefined],
    ]);
  });
});

const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
const config = {
  'claude-api-key': names.map((name) => ({ 'api-key': `fake-claude-key-0000000000-${name}`, prefix: name })),
};
const statedAs = (states: readonly ProviderKeyState[]) => {
  const server = fakeServer(one, { config });
  const view = { environment: undefined, loadedAt: testNow, problem: undefined };
  const rows = statedKeys({ server, providerStates: { ...view, states: {} } });
  const byId = Object.fromEntries(states.map((state, place) => [rows[place]?.id ?? '', state]));
  return statedKeys({ server, providerStates: { ...view, states: byId } });
};
const failed = (more: object = {}): ProviderKeyState => ({
  lastUsedAt: testNow - minute,
  lastError: { at: testNow - minute, status: 401, message: 'invalid_api_key', ...more },
});

test('every fix is an act that exists', () => {
  const deadline = new Date(testNow + 99 * minute).toISOString();
  const keys = [
    fakeKey('sample', { sample: true }),
    fakeKey('late', { record: { expiresAt: new Date(testNow - 1).toISOString() } }),
    fakeKey('old', { record: { retiring: { replacedBy: fakeKey('new').fingerprint, deadline } } }),
    fakeKey('bare', bare),
  ];
  const session = { name: 'a', disabled: false, expiresAt: testNow - 1 };
  const finding = { severity: 'warning', why: '', remedy: '', where: {}, what: 'x' } as const;
  const findings = [
    { ...finding, id: 'file-modes', check: 'file-modes', fix: 'chmod' },
    { ...finding, id: 'guessable-keys:x', check: 'guessable-keys' },
  ];
  const known: Known = {
    diagnosis: { findings, unchecked: [], checked: [], at: testNow },
    providers: statedAs([failed({ refused: true })]),
    sessions: [session],
    noUpstream: true,
  };
  const problem = { message: 'x', unloaded: true } as const;
  const items = [
    ...itemsOf(keys, known),
    ...attentionOf(fakeServer([], { problem }), createFrameTime(testNow)),
  ];
  const acts = new Set(items.flatMap(({ fix }) => fix?.act ?? []));
  expect(acts.size).toBeGreaterThan(8);
  expect([...acts].filter((id) => !allActs().some((act) => act.id === id))).toEqual([]);
});

test('of an empty installation nothing is said that is only a notice: the next steps come first', () => {
  const keys = [fakeKey('bare', bare)];
  expect(itemsOf(keys).map(({ id }) => id)).toEqual(['unlabelled']);
  expect(itemsOf(keys, { noUpstream: true })).toEqual([]);
  const late = fakeKey('late', { record: { expiresAt: new Date(testNow - 1).toISOString() } });
  const items = itemsOf([...keys, late], { noUpstream: true });
  expect(items.map(({ tone }) => tone)).toEqual(['danger', 'warning', 'notice']);
});

describe('provider keys', () => {
  const known = (...states: ProviderKeyState[]): Known => ({
    providers: statedAs(states),
    statesAt: testNow - 3 * minute,
  });

  test('that fail say why and as of when; only a rejected one is to be replaced', () => {
    const items = itemsOf(one, known(failed({ refused: true }), failed()));
    expect(items.map(({ what, fact, fix }) => [what, fact, fix?.title])).toEqual([
      ['Claude key one (fak…-one)', 'rejected · 401 invalid_api_key · as of 3 min ago', 'replace key'],
      ['Claude key two (fak…-two)', 'failing · 401 invalid_api_key · as of 3 min ago', undefined],
    ]);
  });

  test('without credit are not to be replaced', () => {
    const items = itemsOf(one, known(failed({ refused: true, noCredit: true, status: 429 })));
    expect(items.map(({ fact, fix }) => [fact, fix])).toEqual([
      ['no credit · 429 invalid_api_key · as of 3 min ago', undefined],
    ]);
  });

  test('and sessions are listed once, also if Health found the same', () => {
    const facts = known(failed({ refused: true }));
    const finding = { severity: 'error', what: 'Again.', why: '', remedy: '', where: {} } as const;
    const subjects = ['provider-keys', 'sessions'].flatMap((check) =>
      [facts.providers?.[0]?.id, 'claude-dev.json', 'other'].map((subject) => ({
        ...finding,
        id: `${check}:${subject}`,
        check,
      })),
    );
    const diagnosis = { findings: subjects, unchecked: [], checked: [], at: testNow };
    const sessions = [{ name: 'claude-dev.json', disabled: false, broken: 'no JSON' }];
    const ids = itemsOf(one, { ...facts, sessions, diagnosis }).map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('finding'))).toEqual([
      'finding-provider-keys:other',
      'finding-sessions:other',
    ]);
  });

  test('that cool down say for how long', () => {
    const cooling = { coolingUntil: testNow + minute / 2 };
    expect(linesOf(one, known(cooling))).toEqual(['Claude key one (fak…-one): cooling down, 30 s left']);
  });

  test('of which many fail are one row', () => {
    const lines = linesOf(one, known(...Array.from({ length: 6 }, () => failed())));
    expect(lines).toEqual(['6 provider keys are failing: as of 3 min ago']);
    const [item] = itemsOf(one, known(...Array.from({ length: 6 }, () => failed())));
    expect(item?.to).toEqual({ screen: 'providers', filter: '', sort: 'state' });
  });
});

describe('quotas', () => {
  const window = { id: '5h', label: '5h', observedAt: testNow, source: 'headers' } as const;
  const resetsAt = testNow + 90 * minute;
  const clock = (at: number) => new Date(at).toTimeString().slice(0, 5);
  const claude = (of: object, more: Partial<AuthFile> = {}): AuthFile => ({
    ...{ name: 'claude-a.json', provider: 'claude', account: 'dev@example.com', disabled: false },
    quota: { windows: [{ ...window, usedPercent: 20, resetsAt, ...of }] },
    ...more,
  });

  test('with a tenth left, full, or full before the reset are there with their time', () => {
    const said = (of: object, more?: Partial<AuthFile>) =>
      linesOf(one, { sessions: [claude(of, more)] }).map((line) =>
        line.replace('claude dev@example.com: ', ''),
      );
    const resets = `resets ${clock(resetsAt)}`;
    expect(said({ usedPercent: 91 })).toEqual([`5h quota: 9% left, ${resets}`]);
    expect(said({ rejected: true })).toEqual([`5h quota: full, ${resets}`]);
    // 30 points in half an hour: the other 50 take 50 minutes.
    const recent = [[testNow - 30 * minute, 20]];
    expect(said({ usedPercent: 50, recent })).toEqual([
      `5h quota full at ${clock(testNow + 50 * minute)} at this pace, ${resets}`,
    ]);
    expect(said({ usedPercent: 89 })).toEqual([]);
    expect(said({ usedPercent: 99 }, { disabled: true })).toEqual([]);
    expect(said({ usedPercent: 99, resetsAt: testNow - 1 })).toEqual([]);
  });
});

describe('sessions', () => {
  const lastError = { at: testNow - minute, status: 529, message: 'overloaded' };
  const file = (more: Partial<AuthFile>): AuthFile => ({
    name: 'claude-dev.json',
    provider: 'claude',
    account: 'dev@example.com',
    disabled: false,
    ...more,
  });

  test.each([
    [{ expiresAt: testNow + 40 * minute }, 'token expires in 40 min'],
    [{ expiresAt: testNow + 40 * minute, renewable: false }, 'token expires in 40 min; no refresh token'],
    [{ expiresAt: testNow + 40 * minute, renewable: true }, undefined],
    [{ expiresAt: testNow - minute }, 'token expired 1 min ago'],
    [
      { trouble: 'needs verification', message: 'open the link' } as const,
      'needs verification: open the link',
    ],
    [{ trouble: 'failing', message: '401' } as const, 'failing: 401'],
    // The server reports the trouble; what a provider once said is not its reason.
    [{ trouble: 'failing', lastError } as const, 'failing'],
    [{ lastUsedAt: testNow - minute, lastError }, 'failing: overloaded'],
    [{ broken: 'no JSON' } as const, 'its auth file is broken: no JSON'],
    [{ expiresAt: testNow - minute, disabled: true }, undefined],
  ])('%j', (more, fact) => {
    const expected = fact === undefined ? [] : [`claude dev@example.com: ${fact}`];
    expect(linesOf(one, { sessions: [file(more)] })).toEqual(expected);
  });

  test('are logged in again by the fix where that helps', () => {
    const fixes = [{ expiresAt: testNow - minute }, { broken: 'no JSON' }].map(
      (more) => itemsOf(one, { sessions: [file(more)] })[0]?.fix?.act,
    );
    expect(fixes).toEqual(['log-in-again', undefined]);
  });
});
