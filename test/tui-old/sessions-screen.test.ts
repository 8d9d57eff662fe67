import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import type { AuthFile } from '../../src/contract/auth-file.ts';
import { success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const minute = 60_000;
const file = (name: string, more: Partial<AuthFile> = {}): AuthFile => ({ name, disabled: false, ...more });
const files: readonly AuthFile[] = [
  file('claude-dev@example.com.json', {
    provider: 'claude',
    account: 'dev@example.com',
    expiresAt: testNow + 40 * minute,
    lastRefresh: { at: testNow - 120 * minute, ok: true },
    traffic: { calls: 1100, errors: 3, since: 'midnight' },
    renewable: true,
  }),
  file('codex-ops@example.com-plus.json', {
    provider: 'codex',
    account: 'ops@example.com',
    plan: 'plus',
    expiresAt: testNow + 9 * 24 * 60 * minute,
  }),
  file('antigravity-lab@example.com.json', {
    provider: 'antigravity',
    account: 'lab\u001b[2J@example.com',
    trouble: 'needs verification',
    message: 'Verify this account first',
    link: 'https://accounts.example.com/verify',
  }),
  file('broken.json', { broken: 'It is no JSON.' }),
  file('gemini-old@example.com.json', { provider: 'gemini', account: 'old@example.com', disabled: true }),
];

const sessionsAt = (
  size: { columns?: number; rows?: number } = {},
  known: Partial<ReturnType<typeof signedIn>> = {},
) => {
  const sessions = { files, loadedAt: testNow, problem: undefined };
  const console = consoleAt(
    createFakeSession({ ...signedIn([fakeKey('team-a')]), sessions, ...known }),
    size,
  );
  console.press('4');
  return console;
};

describe('the sessions screen', () => {
  test('at 80×24', async () => {
    expect(await sessionsAt().see('5 sessions')).toMatchSnapshot();
  });

  test.each([
    [60, 20],
    [150, 40],
  ])('at %i×%i every account is there with its state', async (columns, rows) => {
    const screen = await sessionsAt({ columns, rows }).see('5 sessions');
    for (const state of ['expiring', 'active', 'needs verif', 'broken', 'disabled'])
      expect(screen).toContain(state);
    expect(screen).toContain('lab@example.com');
  });

  test('the sessions are asked for when the screen is first shown, and not before', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const console = consoleAt(session);
    await console.see('1 key');
    expect(session.calls).not.toContain('loadSessions');
    console.press('4');
    await console.see('Loading the sessions');
    expect(session.calls).toContain('loadSessions');
  });

  test('what stands in the way of them is said; an older list stays', async () => {
    const problem = 'The server does not answer.';
    const never = sessionsAt({}, { sessions: { files: undefined, loadedAt: undefined, problem } });
    await never.see('✕ The server does not answer. r asks again.');
    const once = sessionsAt({}, { sessions: { files, loadedAt: testNow, problem } });
    expect(await once.see('An older list')).toContain('dev@example.com');
  });

  test('details tell what to do about an account, and the models that were asked for', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    const [, , antigravity] = files;
    if (antigravity) {
      console.session.inspected = () => success({ file: antigravity, models: [{ id: 'fake-model-9' }] });
    }
    console.press('j', 'j', 'Enter');
    const screen = await console.see('fake-model-9');
    expect(screen).toContain('https://accounts.example.com/verify');
    expect(screen).toContain('Verify this account first');
  });

  test('/ finds by state, A marks all that are found, x asks once for all of them', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.press('/');
    console.type('example.com');
    console.press('Enter', 'A');
    await console.see('● 4 marked');
    console.press('x');
    await console.see('Revoke 4 sessions?');
    console.press('Enter');
    await console.see('Done: revoke-sessions');
    expect(console.session.inputs.at(-1)).toEqual({
      names: files.filter(({ name }) => name !== 'broken.json').map(({ name }) => name),
    });
  });

  test('d disables, and on a disabled one enables', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.press('d');
    await console.see('Done: set-session-state');
    expect(console.session.inputs.at(-1)).toEqual({ names: ['claude-dev@example.com.json'], disabled: true });
    console.press('G');
    await console.see(/d enable/);
    console.press('d');
    await expect
      .poll(() => console.session.inputs.at(-1))
      .toEqual({ names: ['gemini-old@example.com.json'], disabled: false });
  });

  test('an edit sends only what was changed', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
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

  test('a priority that is no number is said at its field', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.press('e', 'Tab');
    console.type('high');
    console.press('Enter');
    await console.see('Priority is a whole number');
    expect(console.session.calls).not.toContain('run edit-session');
  });

  test('a download is saved, and never over a file that is there', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    const { session } = console;
    session.answer = () => success(new Secret('{"type":"claude"}'));
    const path = '~/claude-dev@example.com.json';
    session.saved.set(path, 'mine');
    console.press('o', 'Enter');
    await console.see('There is a file');
    expect(session.saved.get(path)).toBe('mine');
    console.press('Tab', 'Right', 'Enter');
    await console.see('Saved as');
    expect(session.saved.get(path)).toBe('{"type":"claude"}');
  });

  test('an upload by paste gets a name from what it says, and is never on the screen', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.session.answer = (_operation, input) => success({ name: (input as { name: string }).name });
    console.press('i', 'Tab');
    console.paste('{"type":"claude","email":"new@example.com","access_token":"fake-token-value"}');
    await console.see('1 line, not shown');
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

  test('uploads by path are read first: one that is not there stops all of them', async () => {
    const console = sessionsAt();
    await console.see('5 sessions');
    console.session.fileText = (path) =>
      path.includes('a.json')
        ? success({ path: '/home/x/a.json', text: new Secret('{}') })
        : { ok: false, kind: 'failed', message: 'Cannot read b.json: it is not there; check the path.' };
    console.press('i');
    console.type('a.json, b.json');
    console.press('Enter');
    await console.see('Cannot read b.json');
    expect(console.session.calls).not.toContain('run upload-auth-file');
  });
});
