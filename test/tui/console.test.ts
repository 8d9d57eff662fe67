import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../helpers/fake-session.ts';

const [a, b, c] = [fakeKey('team-a'), fakeKey('team-b'), fakeKey('team-c')];
const live = (keys = [a, b, c], more = {}) => createFakeSession(signedIn(keys, more));

const made = new Secret(`feed${'0123456789abcdef'.repeat(4).slice(4)}`);

describe('client keys by keyboard', () => {
  test('a label and Enter are enough for a new key; it is shown, copied, and gone', async () => {
    const session = live();
    session.answer = () =>
      success({ key: made, fingerprint: b.fingerprint, label: 'laptop', purpose: undefined });
    const console = consoleAt(session);
    console.type('2alaptop\r');
    const screen = await console.see('New key for laptop');
    expect(screen.split('\n')).toContain(made.reveal());
    expect(session.inputs).toEqual([expect.objectContaining({ label: 'laptop' })]);
    console.press('c');
    await console.see('clipboard');
    console.press('Enter');
    expect(await console.gone(made.reveal())).toMatch(/▸ +team-b/);
  });

  test('purpose and expiry are chosen in the form, and a wrong expiry is reported there', async () => {
    const session = live();
    session.answer = () => success({ key: made, fingerprint: b.fingerprint });
    const console = consoleAt(session);
    console.type('2aci\t');
    console.press('Right', 'Right', 'Tab');
    console.type('soon\r');
    await console.see(/✕ .*such as 30d/);
    expect(session.inputs).toEqual([]);
    console.press('Ctrl-U');
    console.type('30d\r');
    await console.see('New key');
    expect(session.inputs).toEqual([
      { label: 'ci', purpose: 'development', expiresAt: testNow + 30 * 86_400_000 },
    ]);
  });

  test('R and Enter rotate with seven days of grace, naming the key that was on the screen', async () => {
    const session = live();
    session.answer = () =>
      success([{ key: made, fingerprint: c.fingerprint, label: 'team-b', old: { mask: 'x' } }]);
    const console = consoleAt(session);
    console.press('2', 'j', 'R');
    await console.see('Rotate team-b ·');
    // Somebody else changes the list while the box is open.
    session.dispatch({ type: 'loaded', server: fakeServer([c, a]), at: testNow });
    await console.screen();
    console.press('Enter');
    await console.see('New key for team-b');
    expect(session.inputs).toEqual([[{ fingerprint: b.fingerprint, graceMs: 7 * 86_400_000 }]]);
  });

  test('a form that grows leaves the list above it as many rows as it says', async () => {
    const keys = Array.from({ length: 40 }, (_, place) => fakeKey(`team-${place}`));
    const console = consoleAt(live(keys), { columns: 80, rows: 40 });
    console.press('2', 'R');
    /** Rows as the border says, and as they are drawn. */
    const shown = (screen: string) => [
      Number(/1–(\d+) of 40/.exec(screen)?.[1]),
      screen.match(/^│. team-\d+ +fake/gm)?.length,
    ];
    const [before] = shown(await console.see('Rotate team-0'));
    console.press('Right', 'Right', 'Right', 'Right');
    const rows = shown(await console.see('Until'));
    expect(rows[0]).toBeLessThan(before ?? 0);
    expect(rows[0]).toBe(rows[1]);
  });

  test('a refusal leaves the form open with what was typed', async () => {
    const session = live();
    session.answer = () => failure('unreachable', 'No answer within 10 s.');
    const console = consoleAt(session);
    console.type('2alaptop\r');
    expect(await console.see('✕ No answer within 10 s.')).toContain('laptop');
  });

  test('revoking asks for confirmation, and n and Enter leave it alone', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('2', 'j', 'x');
    await console.see('✕ Revoke team-b');
    console.press('n');
    await console.gone('✕ Revoke team-b');
    console.press('x', 'Enter');
    await console.screen();
    expect(session.inputs).toEqual([]);
    console.press('x', 'y');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([{ fingerprints: [b.fingerprint] }]);
  });

  test('a mark ends with its key, also hidden by a filter; the next key is not about another one', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    console.press('2', 'Space');
    console.type('/team-b');
    console.press('Enter');
    await console.gone('team-a');
    for (const keys of [[b], [a, b, c]])
      session.dispatch({ type: 'loaded', server: fakeServer(keys), at: testNow });
    // What is not about marked items works.
    console.press('a');
    await console.see('New client key');
    console.press('Escape');
    console.press('x');
    await console.see('The marked items were removed in the meantime.');
    console.press('x');
    await console.see('Revoke team-b?');
  });

  test('marked keys are revoked together, with their number', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('2', 'Space', 'Space', 'x');
    await console.see('Revoke 2 client keys?');
    console.press('Right', 'Enter');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([{ fingerprints: [a.fingerprint, b.fingerprint] }]);
  });

  test('before the last key goes it says that the proxy is open then', async () => {
    const session = live([a]);
    const console = consoleAt(session);
    console.press('2', 'x');
    await console.see('open proxy');
    console.press('Enter');
    await console.gone('open proxy');
    expect(session.inputs).toEqual([]);
  });

  test('finishing asks once more when the old key was just in use, and not when it was not', async () => {
    const rotating = (lastHour: number, lastUsedAt = testNow) => {
      const activity = { lastUsedAt, countedSince: 1, lastHour, today: 9, hours: [9] };
      const retiring = { replacedBy: b.fingerprint, deadline: new Date(testNow + 9e7).toISOString() };
      return fakeKey('team-a', { activity, record: { retiring } });
    };
    const busy = live([rotating(5), b]);
    const first = consoleAt(busy);
    first.press('2', 'f');
    await first.see('5 requests in the last hour');
    first.press('y');
    await first.see('Done: finish-rotation.');

    const quiet = live([rotating(0, testNow - 2 * 3_600_000), b]);
    const second = consoleAt(quiet);
    second.press('2', 'f');
    await expect.poll(() => quiet.inputs).toEqual([{ fingerprint: a.fingerprint }]);
  });

  test('a revealed key hides by itself after ten seconds', async () => {
    const console = consoleAt(live());
    console.press('2', 'v');
    await console.see(a.key.reveal());
    await console.pass(9_000);
    await console.see('hides in 1 s');
    await console.pass(1_001);
    expect(await console.gone(a.key.reveal())).toContain('team-a');
  });

  test('a revealed key is hidden for good when the connection is lost', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('2', 'v');
    await console.see(a.key.reveal());
    const down = { kind: 'down', reason: 'It has stopped.', nextAttemptAt: testNow + 9_000 } as const;
    session.dispatch({ type: 'connection', connection: down });
    await console.see('It has stopped.');
    await console.pass(20_000);
    const before = console.bytes().length;
    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await console.see('● live');
    expect(console.bytes().slice(before)).not.toContain(a.key.reveal());
  });

  test('a click beside an open form does not take what was typed', async () => {
    const console = consoleAt(live());
    console.type('2anew');
    await console.see('new▏');
    for (const [row, column] of [
      [1, 3],
      [2, 4],
    ])
      console.type(`\u001B[<0;${column};${row}M`);
    const screen = await console.screen();
    expect(screen).toContain('new▏');
    expect(screen).toContain('[2 Keys]');
  });

  test('read-only: what changes something is not in the footer, and not done', async () => {
    const session = createFakeSession({ ...signedIn([a]), readOnly: true });
    const console = consoleAt(session);
    console.press('2', 'x');
    const screen = await console.see('Read-only mode.');
    expect(screen).not.toMatch(/a add|R rotate|x revoke|c copy/);
    console.press('Escape', 'v');
    expect(await console.see('Read-only mode.')).not.toContain(a.key.reveal());
    // Before the many settings that only have these letters in this order.
    console.type(':rot');
    await console.see(/Rotate \S+ +not available: Read-only mode\./);
    console.press('Escape');
    expect(session.inputs).toEqual([]);
  });

  test('while something runs, q asks and Esc stops it', async () => {
    const session = live();
    session.answer = () => new Promise(() => {});
    const console = consoleAt(session);
    console.press('2', 'x', 'y');
    await console.see(/evoking/);
    console.press('q');
    await console.see('Quit anyway?');
    console.press('Escape');
    await console.gone('Quit anyway?');
    console.press('Escape');
    await expect.poll(() => session.calls).toContain('cancel');
  });

  test('a change that is refused for an edit of config.yaml asks which of them stays', async () => {
    const problem = { message: 'Edited: load it, or keep.', unloaded: true } as const;
    const session = live([a, b], { problem });
    session.answer = () => failure('conflict', problem.message, { unloaded: true });
    const console = consoleAt(session);
    console.press('2', 'x', 'y');
    await console.see('Load the file');
    console.press('Escape');
    await console.gone('Load the file');
    session.answer = () => failure('conflict', 'Refused in the form.', { unloaded: true });
    console.type('amy label\r');
    const screen = await console.see('Refused in the form.');
    expect(screen).toContain('my label');
    expect(screen).not.toContain('Load the file');
  });

  test('a form waits with its words while the server is gone, a key shown once stays', async () => {
    const session = live();
    session.answer = () => success({ key: made, fingerprint: a.fingerprint, label: 'new' });
    const down = { kind: 'down', reason: 'It has stopped.', nextAttemptAt: testNow + 9_000 } as const;
    const lost = { type: 'connection', connection: down } as const;
    const console = consoleAt(session);
    console.type('2anew');
    await console.see('new▏');
    session.dispatch(lost);
    await console.see('It has stopped.');
    expect(await console.gone('New client key')).not.toContain('new▏');
    console.press('r');
    await expect.poll(() => session.calls).toContain('retry');
    // A box opened in the meantime is above it.
    console.press('?');
    await console.see('Help');
    console.press('Escape');
    await console.gone('Help');

    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await console.see('new▏');
    console.press('Enter');
    await console.see(made.reveal());
    expect(session.inputs).toEqual([expect.objectContaining({ label: 'new' })]);
    session.dispatch(lost);
    await console.see('✕ down');
    expect(await console.screen()).toContain(made.reveal());
  });
});

test('a form that is answered below another box closes itself, not that box', async () => {
  const session = live();
  let answer: (outcome: Outcome<unknown>) => void = () => {};
  session.answer = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const console = consoleAt(session);
  console.type('2anew');
  await console.see('new▏');
  console.press('Enter');
  await console.see('Working');
  const down = { kind: 'down', reason: 'It has stopped.', nextAttemptAt: testNow + 9_000 } as const;
  session.dispatch({ type: 'connection', connection: down });
  await console.see('It has stopped.');
  console.press('?');
  await console.see('Help');
  answer(failure('conflict', 'It was changed by another program.'));
  expect(await console.screen()).toContain('Help');
  console.press('Escape');
  await console.gone('Help');
  session.dispatch({ type: 'connection', connection: { kind: 'live' } });
  expect(await console.see('● live')).not.toContain('New client key');
});

describe('typing', () => {
  test('in an input nothing is a command, and a paste presses no Enter', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('2', 'a');
    console.type('qxR:?');
    console.paste('team\nof two\n');
    await console.see('qxR:?team of two');
    expect(session.inputs).toEqual([]);
  });

  test('arrows move by one character, and what is typed goes where the cursor is', async () => {
    const console = consoleAt(live());
    console.type('2aab');
    console.press('Left');
    console.type('x');
    await console.see(/Label +┃ ax▏b/);
  });

  test('a filter and a command in one burst act on what the filter left', async () => {
    const console = consoleAt(live());
    console.type('2/team-c\rx');
    await console.see('✕ Revoke team-c');
  });

  test('Esc shows all keys again, and the cursor stays on its key', async () => {
    const console = consoleAt(live());
    console.type('2/team-c\r');
    await console.gone('team-a');
    console.press('Escape');
    expect(await console.see('team-a')).toMatch(/▸ +team-c/);
  });
});

describe('the truth about the server', () => {
  test('an open proxy and a broken file are on every screen, the worst first', async () => {
    const problem = { message: 'A colon is missing.', line: 12, column: 3 };
    const session = live([], { problem });
    const console = consoleAt(session);
    await console.screen();
    for (const key of ['1', '3', '5']) {
      console.press(key);
      const [, , banner = ''] = (await console.screen()).split('\n');
      expect(banner).toMatch(/^ ✕ OPEN PROXY {2}api-keys is empty: any client can se.*\(1 of 2\)/);
    }
    session.dispatch({ type: 'loaded', server: fakeServer([a], { problem }), at: testNow });
    await console.see('config.yaml has an error at line 12:3');
  });

  test('an edit that the server has not loaded is a banner, and is asked about when a change is refused', async () => {
    const problem = { message: 'Edited: load it, or keep.', unloaded: true } as const;
    const console = consoleAt(live([a], { problem }));
    await console.see('config.yaml was edited, and the server has not loaded it.');
  });

  test('old data says its age while the connection is away, and a write is not sent', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    const connection = { kind: 'reconnecting', reason: 'gone', nextAttemptAt: testNow + 3_000 } as const;
    session.dispatch({ type: 'connection', connection });
    await console.see('○ reconnecting in 3 s · data 0 s old');
    console.press('2');
    console.press('x');
    const answered = await console.see('Not connected. Nothing was sent.');
    expect(answered).not.toContain('Revoke');
    expect(session.calls.filter((call) => call.startsWith('run'))).toEqual([]);
  });

  test('a ban is no broken connection', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    const connection = { kind: 'reconnecting', reason: 'banned', lockedOut: true } as const;
    session.dispatch({
      type: 'connection',
      connection: { ...connection, nextAttemptAt: testNow + 1_800_000 },
    });
    await console.see('✕ locked out 30:00');
  });

  test('read-only is in the header, and a write says so', async () => {
    const session = createFakeSession({ ...signedIn([a]), readOnly: true });
    const console = consoleAt(session);
    expect((await console.see('● live')).split('\n')[0]).toContain('READ-ONLY');
    console.press('u');
    await console.see('Read-only mode.');
    expect(session.calls).not.toContain('undo');
  });

  test('help never changes an item that is selected on a screen out of items', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('8', '?');
    console.type('/revoke the selected\r');
    await console.see(/! x: Revoke the selected/);
    const screen = await console.screen();
    expect(screen).toContain('▸ team-a');
    expect(screen).not.toContain('✕ Revoke');
  });

  test('what went wrong stays until Esc closes it, and is not shown under an open box', async () => {
    const session = live();
    const console = consoleAt(session);
    session.dispatch({ type: 'result', result: { tone: 'error', message: 'The disk is full.' } });
    await console.see('✕ The disk is full.');
    console.press('j', '?');
    await console.gone('The disk is full.');
    console.press('Escape');
    await console.see('✕ The disk is full.');
    console.press('Escape');
    await console.gone('The disk is full.');
  });

  test('the result of the last change is shown with its undo key, for eight seconds', async () => {
    const session = live();
    const console = consoleAt(session);
    const changed = (message: string) => {
      session.dispatch({ type: 'result', result: { tone: 'ok', message } });
    };
    changed('Added team-z.');
    session.dispatch({ type: 'undo-added', title: 'adding a client key' });
    await console.see(/✓ Added team-z\. +u undo/);
    console.press('u');
    await expect.poll(() => session.calls).toContain('undo');
    // u does not undo a later message.
    changed('Reloaded.');
    expect((await console.see('Reloaded.')).split('\n').at(-3)).not.toContain('undo');
    await console.pass(8_001);
    await console.gone('Reloaded.');
  });

  test('u asks before it revokes a new key that clients may use by now, and not one that was never used', async () => {
    const hours = Array.from({ length: 24 }, () => 0);
    const counted = { countedSince: 0, lastHour: 0, today: 0, hours };
    const used = fakeKey('used', { activity: { ...counted, lastUsedAt: testNow - 5_000, today: 1 } });
    const unused = fakeKey('unused', { activity: counted });
    const session = live([a, used, unused]);
    let made = used;
    session.undoRevokes = () => [made.fingerprint];
    session.dispatch({ type: 'undo-added', title: 'rotating a client key' });
    const console = consoleAt(session);
    await console.see('unused');
    console.press('u');
    await console.see('Undo, and revoke the new key used?');
    console.press('Enter');
    await console.gone('Undo, and revoke');
    expect(session.calls).not.toContain('undo');
    console.press('u', 'Right', 'Enter');
    await expect.poll(() => session.calls.filter((call) => call === 'undo')).toHaveLength(1);
    await console.gone('Undo, and revoke');
    made = unused;
    console.press('u');
    await expect.poll(() => session.calls.filter((call) => call === 'undo')).toHaveLength(2);
  });
});

describe('the terminal', () => {
  test('is as before after q, and after a signal', async () => {
    for (const end of ['q', 'SIGHUP']) {
      const session = live();
      const console = consoleAt(session);
      await console.see('● live');
      expect(console.modes()).toMatchObject({
        alternateScreen: true,
        bracketedPaste: true,
        cursorHidden: true,
        mouse: true,
      });
      if (end === 'q') console.press('q');
      else console.events.emit(end);
      expect(await console.left).toBe(end === 'q' ? 0 : 129);
      await console.screen();
      expect(console.modes()).toMatchObject({ alternateScreen: false, changed: [] });
      expect(session.calls).toContain('close');
    }
  });

  test('a signal is listened to until all is written, as Ink would end the process otherwise', async () => {
    let closed = () => {};
    const session = live();
    const close = () => new Promise<void>((resolve) => (closed = resolve));
    const console = consoleAt(Object.assign(session, { close }));
    await console.see('● live');
    console.events.emit('SIGTERM');
    expect(console.events.listenerCount('SIGTERM')).toBe(1);
    closed();
    expect(await console.left).toBe(143);
    expect(console.events.listenerCount('SIGTERM')).toBe(0);
  });

  test('Ctrl-C leaves at once, also from a box', async () => {
    const console = consoleAt(live());
    console.type(':half a command');
    await console.see('half a command');
    console.press('Ctrl-C');
    expect(await console.left).toBe(0);
  });

  test('Ctrl-Z gives it back, stops the process, and fg brings the console again', async () => {
    const console = consoleAt(live());
    await console.see('● live');
    const stopped: unknown[] = [];
    Object.assign(console.events, { kill: (...args: unknown[]) => stopped.push(args) });
    console.press('Ctrl-Z');
    await console.screen();
    expect(stopped).toEqual([[1, 'SIGTSTP']]);
    expect(console.modes()).toMatchObject({ alternateScreen: false, changed: [] });
    console.events.emit('SIGCONT');
    await console.see('● live');
    expect(console.modes().alternateScreen).toBe(true);
  });

  test('a console that was stopped from outside takes the terminal back', async () => {
    const console = consoleAt(live());
    await console.see('● live');
    const before = console.bytes().length;
    console.events.emit('SIGCONT');
    await console.screen();
    expect(console.bytes().slice(before)).toContain('\u001B[?1049h');
    expect(await console.see('● live')).toContain('team-a');
  });

  test('a signal that ends a stopped console leaves the terminal as it was', async () => {
    const console = consoleAt(live());
    await console.see('● live');
    Object.assign(console.events, { kill: () => {} });
    console.press('Ctrl-Z');
    await console.screen();
    console.events.emit('SIGTERM');
    console.events.emit('SIGCONT');
    expect(await console.left).toBe(143);
    await console.screen();
    expect(console.modes()).toMatchObject({ alternateScreen: false, changed: [] });
  });

  test('a key that does nothing sends nothing', async () => {
    const console = consoleAt(live());
    await console.screen();
    const before = console.bytes().length;
    console.press('Ctrl-P', '}');
    await console.screen();
    expect(console.bytes().length).toBe(before);
  });

  test('below 60×20 it says so, and goes on when it is larger again', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    console.resize(40, 10);
    await console.see('Needs 60×20, has 40×10.');
    console.press('q', 'u');
    await console.screen();
    console.resize(60, 20);
    expect(await console.see('● live')).toContain('? help');
    expect(session.calls).not.toContain('close');
  });

  test('a key that moves the cursor sends two rows', async () => {
    const console = consoleAt(live());
    console.press('2');
    await console.see(/▸ +team-a/);
    await console.screen();
    const before = console.bytes().length;
    console.press('j');
    await console.see(/▸ +team-b/);
    const sent = console.bytes().slice(before);
    expect(sent).toMatch(/team-a.*team-b/s);
    expect(sent).not.toContain('team-c');
  });

  test('at any size nothing is outside, and the cursor is seen', async () => {
    const many = Array.from({ length: 300 }, (_, place) => fakeKey(`client-${place}`));
    const console = consoleAt(live(many), { columns: 60, rows: 20 });
    console.press('2');
    for (const [columns, rows] of [
      [60, 20],
      [80, 24],
      [130, 50],
      [200, 60],
    ] as const) {
      console.resize(columns, rows);
      console.press('G');
      const screen = await console.see(/▸ +client-299/);
      expect(screen.split('\n')).toHaveLength(rows);
      expect(screen).toContain('? help');
      console.press('a');
      await console.see('Prefix');
      console.press('Escape');
      await console.gone('Prefix');
      console.press('g');
      await console.see(/▸ +client-0/);
    }
  });
});
