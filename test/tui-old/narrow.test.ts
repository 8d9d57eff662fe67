import { describe, expect, test } from 'vitest';
import { readLabel } from '../../src/operations/clean-label.ts';
import { longestLabel } from '../../src/tui-old/actions/form-actions.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const small = { columns: 60, rows: 20 };
const long = 'a label that takes nearly all of the room there is on a line';
const team = fakeKey('team-a');

describe('where there is little room', () => {
  test('the way back behind a result is never torn apart', async () => {
    // Around the ends of the first, the second and the third line.
    const lengths = [50, 108, 165].flatMap((end) => Array.from({ length: 9 }, (_, more) => end + more));
    for (const length of lengths) {
      const message = `${'word '.repeat(length).slice(0, length).trim()}.`;
      const result = { tone: 'ok', message } as const;
      const session = createFakeSession({ ...signedIn([team]), result, undoOffer: result, undoable: ['it'] });
      const screen = await consoleAt(session, small).see('u undo');
      expect(screen.split('\n').filter((line) => line.includes('u undo'))).toHaveLength(1);
    }
  });

  test('a sentence of more than three lines says that there is more', async () => {
    const result = { tone: 'error', message: 'word '.repeat(60) } as const;
    await consoleAt(createFakeSession({ ...signedIn([team]), result }), small).see(/word.*…$/m);
  });

  test('a long label leaves the rest of a title in place', async () => {
    const session = createFakeSession(signedIn([fakeKey('x', { record: { label: long } })]));
    const console = consoleAt(session, small);
    console.press('x');
    await console.see(/── Revoke a label .*… \(fake…0001\)\? ─/);
  });

  test('a key without a label is named once', async () => {
    const console = consoleAt(
      createFakeSession(signedIn([fakeKey('x', { record: { label: undefined } }), team])),
    );
    console.press('x');
    await console.see('Revoke fake…0001?');
  });

  test('a warning begins with what it is about, and says where all of it stands', async () => {
    const warnings = [
      '/home/somebody/with/a/long/path/config.yaml can be read by anyone on this machine (mode 0644)',
    ];
    const session = createFakeSession(signedIn([team], { warnings }));
    await consoleAt(session, small).see(/^ ! config\.yaml can be read by anyone.*… \(1 Overview\)$/m);
  });

  test('who works on the files has signed in to nobody', async () => {
    const session = createFakeSession({
      ...signedIn([team]),
      connection: { kind: 'disk' },
      signedInAs: 'files',
    });
    expect((await consoleAt(session).see('■ disk')).split('\n')[0]).not.toContain('files');
  });
});

describe('signing in', () => {
  const at = (place: string, more: object = {}) =>
    consoleAt(createFakeSession({ place, connection: { kind: 'sign-in', busy: false, ...more } }), small);

  test('names the server as a person does when it is on this machine', async () => {
    await at('http://127.0.0.1:8317').see('Sign in to CLI Proxy API on this machine');
    await at('http://localhost:8317').see('on this machine');
    const known = createFakeSession({ version: 'v7.2.9', connection: { kind: 'sign-in', busy: false } });
    await consoleAt(known).see('Sign in to CLI Proxy API 7.2.9 on this machine');
    await at('https://proxy.example.com').see('Sign in to https://proxy.example.com');
  });

  test('does not count attempts when there is none left', async () => {
    const screen = await at('http://[::1]:1', { reason: 'Locked out now.', attemptsLeft: 0 }).see(
      'Locked out now.',
    );
    expect(screen).not.toContain('attempts left');
  });
});

describe('a label', () => {
  test('takes no more than is kept of it, and says so', async () => {
    expect(readLabel('label', 'x'.repeat(longestLabel)).ok).toBe(true);
    expect(readLabel('label', 'x'.repeat(longestLabel + 1)).ok).toBe(false);
    const session = createFakeSession(signedIn([team]));
    session.answer = () => ({ ok: false, kind: 'invalid', message: 'No.' });
    const console = consoleAt(session);
    console.type(`a${'x'.repeat(longestLabel)}`);
    expect(await console.see('xxx▏')).not.toContain('✕');
    console.type('yz');
    await console.see('✕ Label: at most 64 characters; the rest was left out.');
    console.press('Enter');
    await expect.poll(() => session.inputs).toEqual([{ label: 'x'.repeat(longestLabel) }]);
  });
});

test('seven days are seven days in the list and on the Overview, also a second later', async () => {
  const deadline = new Date(testNow + 7 * 86_400_000 - 60_000).toISOString();
  const retiring = { replacedBy: fakeKey('b').fingerprint, deadline };
  const console = consoleAt(createFakeSession(signedIn([fakeKey('a', { record: { retiring } })])));
  await console.see(/retiring · 7 d/);
  console.press('1');
  await console.see('stops in 7 d');
});
