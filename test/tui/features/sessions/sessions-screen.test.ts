import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Secret } from '../../../../src/base/secrets/secret.ts';
import type { AuthFile } from '../../../../src/contract/auth-file.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import type { ConsoleState } from '../../../../src/store/state.ts';
import { createStore } from '../../../../src/store/store.ts';
import { sessionsFeature } from '../../../../src/tui/features/sessions/index.tsx';
import { initialUiState, reduceUi } from '../../../../src/tui/ui/ui-state.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../../../helpers/fake-session.ts';
import { fakeRecord } from '../../../helpers/fake-usage.ts';

const minute = 60_000;
const file = (name: string, more: Partial<AuthFile> = {}): AuthFile => ({ name, disabled: false, ...more });
const files: readonly AuthFile[] = [
  file('antigravity-lab@example.com.json', {
    provider: 'antigravity',
    account: 'lab\u001b[2J@example.com',
    trouble: 'needs verification',
    message: 'Verify this account first',
    link: 'https://accounts.example.com/verify',
  }),
  file('broken.json', { broken: 'It is no JSON.' }),
  file('claude-dev@example.com.json', {
    provider: 'claude',
    account: 'dev@example.com',
    expiresAt: testNow + 40 * minute,
    lastRefresh: { at: testNow - 120 * minute, ok: true },
    traffic: { calls: 1100, errors: 3, since: 'midnight', recent: [0, 3, 5, 2, 0, 8] },
    renewable: true,
  }),
  file('codex-ops@example.com-plus.json', {
    provider: 'codex',
    account: 'ops@example.com',
    plan: 'plus',
    coolingUntil: testNow + 38_000,
    expiresAt: testNow + 9 * 24 * 60 * minute,
  }),
  file('gemini-old@example.com.json', { provider: 'gemini', account: 'old@example.com', disabled: true }),
];

function sessionsAt(
  size: { columns?: number; rows?: number; env?: Record<string, string> } = {},
  known: Partial<ConsoleState> = {},
) {
  const sessions = { files, loadedAt: testNow, problem: undefined };
  const session = createFakeSession({ ...signedIn([fakeKey('team-a')]), sessions, ...known });
  const console = consoleAt(session, size);
  console.press('4');
  return console;
}

/** To the row of this account. */
async function select(console: ReturnType<typeof sessionsAt>, account: string) {
  await console.see('5 sessions');
  for (let row = 0; row < files.length; row += 1) {
    if (new RegExp(`▸.*${account}`).test(await console.screen())) return;
    console.press('j');
  }
}

describe('the sessions screen', () => {
  test('at 80×24', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    const lines = (await console.screen()).split('\n');
    expect(lines.slice(2, -2).join('\n')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('at %i×%i every account is there with its state', async (columns, rows) => {
    const screen = await sessionsAt({ columns, rows }).see('5 sessions');
    for (const state of ['! expiring', '! verify', '✕ broken', '○ disabled', '◐ cooling 38 s'])
      expect(screen).toContain(state);
    expect(screen).toContain('lab@example.com');
  });

  test('one whose last attempt failed is failing, with the last error as of a provider key', async () => {
    const lastError = { at: testNow - minute, status: 502, message: 'claude answered 502: bad gateway' };
    const failed = file('claude-down.json', { account: 'down@example.com', lastError });
    const of = (lastUsedAt: number) => ({
      sessions: { files: [{ ...failed, lastUsedAt }], loadedAt: testNow, problem: undefined },
    });
    await sessionsAt({}, of(testNow)).see('● active');
    const console = sessionsAt({}, of(testNow - minute));
    await console.see('✕ failing 502');
    await console.see('down@example.com: claude answered 502: bad gateway');
    console.press('Enter');
    expect(await console.see(/Last error .* 1 min ago · 502/)).toContain('claude answered 502: bad gateway');
  });

  test('the plan gives way first: the expiry says more', async () => {
    const expiresAt = testNow + 40 * minute;
    const traffic = { calls: 1100, errors: 3, since: 'midnight' } as const;
    const quota = {
      windows: [{ id: '5h', label: '5h', usedPercent: 71, observedAt: testNow, source: 'headers' }],
    };
    const all = files.map(
      (one) => ({ ...one, expiresAt, traffic, quota, project: 'fake-project-1' }) as AuthFile,
    );
    const console = sessionsAt({}, { sessions: { files: all, loadedAt: testNow, problem: undefined } });
    const screen = await console.see('5 sessions');
    expect(screen).toContain('EXPIRES');
    expect(screen).not.toContain('PLAN');
    expect(screen).not.toContain('fake-project-1');
    const narrow = sessionsAt(
      { columns: 60, rows: 20 },
      { sessions: { files: all, loadedAt: testNow, problem: undefined } },
    );
    expect(await narrow.see('29% left')).not.toContain('EXPIRES');
    console.press('Enter');
    await console.see(/Project +fake-project-1/);
  });

  test('is loaded when it is first shown, and not before', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const console = consoleAt(session);
    await console.see('cli-proxy');
    expect(session.calls).not.toContain('loadSessions');
    console.press('4');
    await console.see('Loading sessions from');
    expect(session.calls).toContain('loadSessions');
  });

  test('its counts follow the requests, loaded every five seconds at most', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const loads = () => session.calls.filter((call) => call === 'loadSessions').length;
    session.loadSessions = async () => {
      session.calls.push('loadSessions');
      session.dispatch({ type: 'sessions-loaded', files, at: Date.now() });
    };
    const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
    const stop = sessionsFeature.watch?.(session, createStore(reduceUi, initialUiState(80, 24)), Date.now);
    onTestFinished(() => stop?.());
    await settled();
    expect(loads()).toBe(1);
    for (const id of ['a', 'b', 'c']) session.dispatch({ type: 'usage', records: [fakeRecord(id)] });
    vi.advanceTimersByTime(4_999);
    expect(loads()).toBe(1);
    vi.advanceTimersByTime(1);
    await settled();
    expect(loads()).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('says what is in the way of them; older ones stay', async () => {
    const problem = 'The server does not answer.';
    const never = sessionsAt({}, { sessions: { files: undefined, loadedAt: undefined, problem } });
    await never.see('✕ Could not load sessions: The server does not answer.');
    const once = sessionsAt({}, { sessions: { files, loadedAt: testNow, problem } });
    expect(await once.see('Showing the last data')).toContain('dev@example.com');
  });

  test('an empty list says which keys change that', async () => {
    const empty = { files: [], loadedAt: testNow, problem: undefined };
    await sessionsAt({}, { sessions: empty }).see(/l {2}Log in to a provider {5}i {2}Upload an auth file/);
    await sessionsAt({}, { sessions: empty, readOnly: true }).see('This console is read-only.');
  });

  test('o sorts by state, the worst first, then by what is left of the quota, then by expiry', async () => {
    const console = sessionsAt();
    await console.see(/PROVIDER▲/);
    console.press('o');
    const byState = await console.see(/STATE▲/);
    expect(byState.indexOf('broken.json')).toBeLessThan(byState.indexOf('dev@example.com'));
    console.press('o');
    await console.see(/QUOTA▲/);
    console.press('o');
    const byExpiry = await console.see(/EXPIRES▲/);
    expect(byExpiry.indexOf('dev@example.com')).toBeLessThan(byExpiry.indexOf('ops@example.com'));
  });

  test.each([
    [80, 24],
    [130, 40],
  ])('at %i×%i details say what to do about it, and which models it serves', async (columns, rows) => {
    const console = sessionsAt({ columns, rows });
    await console.see('5 sessions');
    const [antigravity] = files;
    if (antigravity)
      console.session.inspected = () => success({ file: antigravity, models: [{ id: 'fake-model-9' }] });
    console.press('Enter');
    const screen = await console.see('fake-model-9');
    expect(screen).toContain('https://accounts.example.com/');
    expect(screen).toContain('Verify this account first');
    expect(screen).toContain('1 of 5');
  });
});

test('why the models of a session are not known is said, and it is asked again once the sessions are loaded', async () => {
  const console = sessionsAt({ columns: 130, rows: 40 });
  await console.see('5 sessions');
  console.session.inspected = () => failure('unreachable', 'The server did not answer.');
  console.press('Enter');
  await console.see('The server did not answer.');
  const [file] = files;
  if (file) console.session.inspected = () => success({ file, models: [{ id: 'fake-model-9' }] });
  console.session.dispatch({ type: 'sessions-loaded', files, at: testNow });
  await console.see('fake-model-9');
});

test('a session in trouble is explained on the status line', async () => {
  const console = sessionsAt();
  await select(console, 'lab@example.com');
  await console.see('antigravity lab@example.com: Verify this account first');
  await select(console, 'ops@example.com');
  await console.see('codex ops@example.com: cooling down. Press z to clear the cooldown.');
});

describe('keys of the sessions', () => {
  test('A marks what the filter finds, and x asks once for all of them', async () => {
    const console = sessionsAt({ columns: 100 });
    await console.see('5 sessions');
    console.press('/');
    console.type('example.com');
    console.press('Enter', 'A');
    await console.see('4 marked');
    await console.see('x revoke 4');
    console.press('x');
    const box = await console.see('Revoke 4 sessions?');
    expect(box).toContain('claude dev@example.com');
    expect(box).toContain('1,100 requests today');
    console.press('Enter');
    await console.gone('Revoke 4 sessions?');
    expect(console.session.calls).not.toContain('run revoke-sessions');
    console.press('x', 'y');
    await console.see('Done: revoke-sessions');
    expect(console.session.inputs.at(-1)).toEqual({
      names: files.filter(({ name }) => name !== 'broken.json').map(({ name }) => name),
    });
  });

  test('d disables, and enables what is disabled', async () => {
    const console = sessionsAt();
    await select(console, 'dev@example.com');
    console.press('d');
    await console.see('Done: set-session-state');
    expect(console.session.inputs.at(-1)).toEqual({ names: ['claude-dev@example.com.json'], disabled: true });
    await select(console, 'old@example.com');
    await console.see(/d enable/);
    console.press('d');
    await expect
      .poll(() => console.session.inputs.at(-1))
      .toEqual({ names: ['gemini-old@example.com.json'], disabled: false });
  });

  test('z clears a cooldown, and says where there is none', async () => {
    const console = sessionsAt();
    await select(console, 'ops@example.com');
    console.press('z');
    await console.see('Done: clear-cooldown');
    expect(console.session.inputs.at(-1)).toEqual({ names: ['codex-ops@example.com-plus.json'] });
    console.press('G', 'z');
    await console.see('The session is not cooling down.');
  });

  test('an edit sends only what was changed', async () => {
    const console = sessionsAt();
    await select(console, 'dev@example.com');
    console.press('e');
    await console.see('Edit claude dev@example.com');
    console.type('team');
    console.press('Tab', 'Tab');
    console.type('of the lab');
    console.press('Enter');
    await console.see('Done: edit-session');
    expect(console.session.inputs.at(-1)).toEqual({
      name: 'claude-dev@example.com.json',
      fields: { prefix: 'team', note: 'of the lab' },
    });
  });

  test('a priority that is no number is refused at its field', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.press('e', 'Tab');
    console.type('high');
    console.press('Enter');
    await console.see('Enter a whole number.');
    expect(console.session.calls).not.toContain('run edit-session');
  });

  test('c copies the link of a session that has one, and says where there is none', async () => {
    const console = sessionsAt();
    await select(console, 'lab@example.com');
    console.press('c');
    await console.see('The link was copied to the system clipboard');
    console.press('G', 'c');
    await console.see('This session has no link.');
  });

  test('n sets the note alone', async () => {
    const console = sessionsAt();
    await select(console, 'dev@example.com');
    console.press('n');
    await console.see('Note of claude dev@example.com');
    console.type('shared');
    console.press('Enter');
    await console.see('Done: edit-session');
    expect(console.session.inputs.at(-1)).toMatchObject({ fields: { note: 'shared' } });
  });

  test('a download never overwrites a file that is there, unless that is chosen', async () => {
    const console = sessionsAt();
    await select(console, 'dev@example.com');
    const { session } = console;
    session.answer = () => success(new Secret('{"type":"claude"}'));
    const path = '~/claude-dev@example.com.json';
    session.saved.set(path, 'mine');
    console.press('E', 'Enter');
    await console.see('Overwrite the file?');
    expect(session.saved.get(path)).toBe('mine');
    console.press('y');
    await console.see('Saved to');
    expect(session.saved.get(path)).toBe('{"type":"claude"}');
  });

  test('a read-only console saves no tokens', async () => {
    const console = sessionsAt({}, { readOnly: true });
    await select(console, 'dev@example.com');
    console.press('E');
    await console.see('Read-only mode.');
    expect(console.session.saved.size).toBe(0);
  });

  test('an upload by paste is named after what it says, and is never on the screen', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.session.answer = (_operation, input) => success({ name: (input as { name: string }).name });
    console.press('i', 'Tab');
    console.paste('{"type":"claude","email":"new@example.com","access_token":"fake-token-value"}');
    await console.see(/1 line/);
    console.press('Tab', 'Tab');
    console.type('claude');
    console.press('Enter');
    await console.see('Done: upload-auth-file');
    expect(console.session.inputs.at(-1)).toMatchObject({
      name: 'claude-new@example.com.json',
      channel: 'claude',
      overwrite: false,
    });
    expect(console.bytes()).not.toContain('fake-token-value');
  });

  test('uploads by path are read first: one that is missing stops all of them', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.session.fileText = (path) =>
      path.includes('a.json')
        ? success({ path: '/home/x/a.json', text: new Secret('{}') })
        : { ok: false, kind: 'failed', message: 'Cannot read b.json: there is no such file.' };
    console.press('i');
    console.type('a.json, b.json');
    console.press('Enter');
    await console.see('Cannot read b.json');
    expect(console.session.calls).not.toContain('run upload-auth-file');
  });
});

test('a screen reader hears no rows of bars', async () => {
  const env = { CLI_PROXY_SCREEN_READER: '1', LANG: 'en_US.UTF-8' };
  const console = sessionsAt({ columns: 200, rows: 40, env });
  const screen = await console.see('5 sessions');
  expect(screen).toContain('dev@example.com');
  expect(screen).not.toMatch(/[▁▂▃▅█]/);
});
