import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import {
  createFakeSession,
  fakeKey,
  fakeServer,
  fullCapabilities,
  signedIn,
  testNow,
} from '../helpers/fake-session.ts';

const [a, b, c] = [fakeKey('team-a'), fakeKey('team-b'), fakeKey('team-c')];
const made = new Secret(`feed${'0123456789abcdef'.repeat(4).slice(4)}`);
const live = (keys = [a, b, c], more = {}) => createFakeSession(signedIn(keys, more));

describe('client keys by keyboard', () => {
  test('a label and Enter are enough for a new key; it is shown once, copied, and gone', async () => {
    const session = live();
    session.answer = () =>
      success({ key: made, fingerprint: b.fingerprint, label: 'laptop', purpose: undefined });
    const console = consoleAt(session);
    console.type('alaptop\r');
    const screen = await console.see('v shows it again');
    expect(screen.split('\n')).toContain(made.reveal());
    expect(session.inputs).toEqual([{ label: 'laptop' }]);
    console.press('c');
    await console.see('clipboard');
    console.press('Enter');
    const after = await console.gone(made.reveal());
    expect(after).toMatch(/▸ +team-b/);
  });

  test('purpose and expiry are chosen in the form, and a wrong expiry is told there', async () => {
    const session = live();
    session.answer = () => success({ key: made, fingerprint: b.fingerprint });
    const console = consoleAt(session);
    console.type('aci\t');
    console.press('Right', 'Right', 'Tab');
    console.type('soon\r');
    await console.see(/✕ .*An expiry is never/);
    expect(session.calls).toEqual([]);
    console.press('Ctrl-U');
    console.type('30d\r');
    await console.see('Done: add-client-key.');
    expect(session.inputs).toEqual([
      { label: 'ci', purpose: 'development', expiresAt: testNow + 30 * 86_400_000 },
    ]);
  });

  test('R and Enter rotate with seven days of grace, naming the key that was on the screen', async () => {
    const session = live();
    session.answer = () => success({ key: made, label: 'team-b', old: { mask: 'x' } });
    const console = consoleAt(session);
    console.press('j', 'R');
    await console.see('Rotate team-b (');
    // Somebody else changes the list while the box is open.
    session.dispatch({ type: 'loaded', server: fakeServer([c, a]), at: testNow });
    await console.gone(/▸ +team-b/);
    console.press('Enter');
    await console.see('New key for team-b');
    expect(session.inputs).toEqual([{ fingerprint: b.fingerprint, graceMs: 7 * 86_400_000 }]);
  });

  test('a conflict is told on the result line and closes the form', async () => {
    const session = live();
    session.answer = () => failure('conflict', 'The list changed: nothing was done.');
    const console = consoleAt(session);
    console.type('R\r');
    await console.see('✕ The list changed: nothing was done.');
    expect(await console.screen()).not.toContain('Rotate team-a (');
  });

  test('any other refusal leaves the form open with what was typed', async () => {
    const session = live();
    session.answer = () => failure('unreachable', 'No answer within 10 s.');
    const console = consoleAt(session);
    console.type('alaptop\r');
    const screen = await console.see('✕ No answer within 10 s.');
    expect(screen).toContain('laptop');
  });

  test('revoking asks, naming the key, and n leaves it alone', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('j', 'x');
    await console.see('Revoke team-b (');
    console.press('n');
    await console.gone('Revoke team-b (');
    expect(session.calls).toEqual([]);
    console.press('x', 'y');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([{ fingerprints: [b.fingerprint] }]);
  });

  test('marked keys are revoked together, with their number', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('Space', 'Space', 'x');
    await console.see('Revoke 2 keys?');
    console.press('Enter');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([{ fingerprints: [a.fingerprint, b.fingerprint] }]);
  });

  test('the last key goes only after a word was typed, as the proxy is open then', async () => {
    const session = live([a]);
    const console = consoleAt(session);
    console.press('x');
    await console.see('the proxy is open');
    console.press('y', 'Enter');
    await console.see('Type open first');
    expect(session.calls).toEqual([]);
    console.press('Backspace');
    console.type('open\r');
    await console.see('Done: revoke-client-keys.');
  });

  test('finishing asks once more when the old key was just in use, and not when it was not', async () => {
    const rotating = (lastHour: number, lastUsedAt = testNow) => {
      const activity = { lastUsedAt, countedSince: 1, lastHour, today: 9, hours: [9] };
      const retiring = { replacedBy: b.fingerprint, deadline: new Date(testNow + 9e7).toISOString() };
      return fakeKey('team-a', { activity, record: { retiring } });
    };
    const busy = live([rotating(5), b]);
    const first = consoleAt(busy);
    first.press('f');
    await first.see('5 requests used it in the last hour');
    first.press('Enter');
    await first.see('Done: finish-rotation.');

    const listing = consoleAt(live([rotating(0), b]));
    listing.press('f');
    await listing.see('to list models');

    const quiet = live([rotating(0, testNow - 2 * 3_600_000), b]);
    consoleAt(quiet).press('j', 'f');
    await expect.poll(() => quiet.inputs).toEqual([{ fingerprint: a.fingerprint }]);
  });

  test('a revealed key hides by itself after ten seconds', async () => {
    const console = consoleAt(live());
    console.press('v');
    await console.see(a.key.reveal());
    await console.pass(9_000);
    await console.see('hidden again in 1 s');
    await console.pass(1_001);
    expect(await console.gone(a.key.reveal())).toContain('team-a');
  });

  test('read-only: what changes something is neither shown nor done', async () => {
    const session = createFakeSession({ ...signedIn([a]), readOnly: true });
    const console = consoleAt(session);
    console.press('x');
    const screen = await console.see('started read-only');
    expect(screen.split('\n')[0]).toContain('read-only');
    expect(screen).not.toMatch(/a add|R rotate|x revoke/);
    console.press('c');
    await console.see('clipboard');
    expect(session.calls).toEqual(['copy']);
  });

  test('while something runs, q asks and Esc stops it', async () => {
    const session = live();
    session.answer = () => new Promise(() => {});
    const console = consoleAt(session);
    console.press('x', 'y');
    await console.pass(500);
    await console.see(/revoking .* …/);
    console.press('q');
    await console.see('Leave now?');
    console.press('n', 'Escape');
    await expect.poll(() => session.calls).toContain('cancel');
  });
});

describe('leaving a console whose server would end with it', () => {
  const serving = (running: number, ago: number | undefined) => {
    const session = live();
    session.served = { running, lastRequestAt: ago === undefined ? undefined : testNow - ago };
    return { session, console: consoleAt(session) };
  };

  test.each([
    ['a request that is running, however long ago it came', 1, 600_000, '1 request is running'],
    ['a request in the last minute', 0, 30_000, 'The last request was'],
  ])('%s: q asks, and Enter keeps the server', async (_, running, ago, said) => {
    const { session, console } = serving(running, ago);
    console.press('q');
    await console.see('Clients are using the server of this console');
    await console.see(said);
    console.press('Enter');
    expect(await console.left).toBe(0);
    expect(session.calls).toContain('keepServer');
  });

  test.each([
    ['none since the start', undefined],
    ['none in the last minute', 61_000],
  ])('%s: q leaves', async (_, ago) => {
    const { session, console } = serving(0, ago);
    console.press('q');
    expect(await console.left).toBe(0);
    expect(session.calls).not.toContain('keepServer');
  });
});

describe('typing', () => {
  test('in an input nothing is a command, and a paste presses no Enter', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('a');
    console.type('qxR:?');
    console.paste('team\nof two\n');
    await console.see('qxR:?team of two');
    expect(session.calls).toEqual([]);
  });

  test('arrows move by one character, and what is typed goes where the cursor is', async () => {
    const console = consoleAt(live());
    console.type('aab');
    console.press('Left');
    console.type('x');
    await console.see(/Label +ax▏b/);
  });

  test('a filter and a command in one burst act on what the filter left', async () => {
    const console = consoleAt(live());
    console.type('/team-c\rx');
    await console.see('Revoke team-c (');
  });

  test('Esc shows all keys again, and the cursor stays on its key', async () => {
    const console = consoleAt(live());
    console.type('/team-c\r');
    await console.see('1 of 3 keys');
    console.press('Escape');
    expect(await console.see(/^ +3 keys/m)).toMatch(/▸ +team-c/);
  });

  test('commands are found by their letters', async () => {
    const session = live();
    const console = consoleAt(session);
    console.type(':mansec');
    await console.see('rotate the management secret');
    console.press('Enter');
    await console.see('Rotate the management secret?');
  });
});

describe('the way in', () => {
  const outside = { server: undefined, canWorkOnFiles: true, canStartServer: true };

  test('the password is dots of one length, shown by Tab, sent by Enter, and not kept', async () => {
    const session = createFakeSession({ ...outside, connection: { kind: 'sign-in', busy: false } });
    const sent: string[] = [];
    session.signIn = async (secret) => {
      sent.push(secret.reveal());
    };
    const console = consoleAt(session);
    console.press('q');
    const one = await console.see('••••');
    console.type('d2?xx');
    expect(await console.screen()).toBe(one);
    console.press('Tab');
    await console.see('qd2?xx');
    console.press('Enter');
    await console.gone('qd2?xx');
    console.press('Enter');
    await console.see('Type the local password or the management secret first');
    console.paste('  fake-pasted-password\n');
    console.press('Enter');
    await console.gone('••••');
    expect(sent).toEqual(['qd2?xx', 'fake-pasted-password']);
  });

  test('over http to another machine it says beforehand that others can read the secret', async () => {
    const connection = { kind: 'sign-in', busy: false } as const;
    const place = 'http://192.0.2.7:8317';
    const plain = await consoleAt(createFakeSession({ ...outside, connection, place })).see('Sign in to');
    expect(plain).toContain('travel to http://192.0.2.7:8317 unencrypted');
    const safe = await consoleAt(createFakeSession({ ...outside, connection })).see('Sign in to');
    expect(safe).not.toContain('unencrypted');
  });

  test('a refusal says why and how many attempts are left', async () => {
    const connection = {
      kind: 'sign-in',
      busy: false,
      reason: 'The password was refused.',
      attemptsLeft: 3,
    } as const;
    const screen = await consoleAt(createFakeSession({ ...outside, connection })).see('refused');
    expect(screen).toContain('3 attempts left');
  });

  test('locked out counts down and sends nothing', async () => {
    const connection = { kind: 'locked-out', reason: 'Five refused.', until: testNow + 120_000 } as const;
    const session = createFakeSession({ ...outside, connection });
    const console = consoleAt(session);
    await console.see('locked out 2 min');
    await console.pass(61_000);
    await console.see('locked out 59 s');
    console.press('r');
    await console.see('Nothing is sent until the lock-out is over');
    expect(session.calls).toEqual([]);
  });

  test('a server that is down can be asked again, started, or done without', async () => {
    const session = createFakeSession({
      ...outside,
      connection: { kind: 'down', reason: 'Connection refused.', nextAttemptAt: testNow + 1_000 },
    });
    const console = consoleAt(session);
    await console.see('Connection refused.');
    console.press('r', 's', 'd');
    expect(session.calls).toEqual(['retry', 'startServer', 'workOnFiles']);
  });

  test('a form waits with its words while the server is gone, a key shown once stays', async () => {
    const session = live();
    session.answer = () => success({ key: made, fingerprint: a.fingerprint });
    const lost = {
      type: 'connection',
      connection: { kind: 'down', reason: 'It has stopped.', nextAttemptAt: testNow },
    } as const;
    const console = consoleAt(session);
    console.type('anew');
    await console.see('New client key');
    session.dispatch(lost);
    await console.see('It has stopped.');
    expect(await console.gone('New client key')).not.toContain('new▏');
    console.press('r');
    expect(session.calls).toEqual(['retry']);

    session.dispatch({ type: 'connection', connection: { kind: 'live' } });
    await console.see('new▏');
    console.press('Enter');
    await console.see(made.reveal());
    expect(session.inputs).toEqual([{ label: 'new' }]);
    session.dispatch(lost);
    await console.see('It has stopped.');
    expect(await console.screen()).toContain(made.reveal());
  });

  test('the first run shows both secrets until they are taken', async () => {
    const firstRun = {
      path: '/home/me/config.yaml',
      clientKey: made,
      managementSecret: new Secret('5'.repeat(64)),
    };
    const session = createFakeSession({ ...signedIn([a]), firstRun });
    const console = consoleAt(session);
    const lines = (await console.see('/home/me/config.yaml')).split('\n');
    expect(lines).toContain(made.reveal());
    expect(lines).toContain('5'.repeat(64));
    console.press('c', 'Enter');
    await console.see(/▸ +team-a/);
    expect(session.calls).toEqual(['copy', 'acknowledgeFirstRun']);
  });
});

describe('the truth about the server', () => {
  test('a deadline that nobody keeps is said to be one', async () => {
    const retiring = { replacedBy: b.fingerprint, deadline: new Date(testNow + 9e7).toISOString() };
    const session = live([fakeKey('team-a', { record: { retiring } }), b]);
    const console = consoleAt(session);
    console.press('Enter');
    expect(await console.see('fingerprint')).not.toContain('enforce');
    const capabilities = { ...fullCapabilities, expiry: 'shown' } as const;
    session.dispatch({ type: 'signed-in', signedInAs: 'files', version: undefined, capabilities });
    await console.see('This server does not enforce it.');
    session.dispatch({ type: 'connection', connection: { kind: 'disk' } });
    await console.see('Only a cli-proxy server that runs on this config enforces it.');
  });

  test('an open proxy, a broken file and warnings stand on every screen', async () => {
    const problem = { message: 'A colon is missing.', line: 12, column: 3 };
    const session = live([], { problem, warnings: ['config.yaml can be read by others.', 'second'] });
    const console = consoleAt(session);
    for (const key of ['1', '2']) {
      console.press(key);
      const screen = await console.see('OPEN PROXY: anyone may call this server');
      expect(screen).toContain('line 12:3: A colon is missing');
      expect(screen).toContain('2 warnings');
    }
  });

  test('an edit that the server has not loaded is said everywhere, and Enter asks which config stays', async () => {
    const problem = { message: 'Edited: load it, or keep.', unloaded: true } as const;
    const session = live([a], { problem });
    const console = consoleAt(session);
    await console.see('config.yaml was edited, and the server has not loaded it: 1, Enter');
    console.press('1');
    await console.see('edited, but not loaded by the server');
    console.press('Enter');
    await console.see("Keep the server's");
    console.press('Enter');
    await console.see('Done: load-config.');
    console.press('Enter');
    await console.see("Keep the server's");
    console.press('j', 'Enter');
    await console.see('Done: keep-config.');
  });

  test('a change that is refused for such an edit asks at once, and in a form what was typed stays', async () => {
    const problem = { message: 'Edited: load it, or keep.', unloaded: true } as const;
    const session = live([a, b], { problem });
    session.answer = () => failure('conflict', problem.message, { unloaded: true });
    const console = consoleAt(session);
    console.press('x', 'Enter');
    await console.see('Load the file');
    console.press('Escape');
    await console.gone('Load the file');
    session.answer = () => failure('conflict', 'Refused in the form.', { unloaded: true });
    console.press('a');
    console.type('my label\r');
    const screen = await console.see('Refused in the form.');
    expect(screen).toContain('my label');
    expect(screen).not.toContain('Load the file');
  });

  test('old data says its age while the connection is away', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    session.dispatch({
      type: 'connection',
      connection: { kind: 'reconnecting', reason: 'gone', nextAttemptAt: testNow + 3_000 },
    });
    await console.see('reconnecting in 3 s · data 0 s old');
  });

  test('a ban is no broken connection, and leaves no words without a gap', async () => {
    const session = live();
    const console = consoleAt(session);
    await console.see('● live');
    const connection = { kind: 'reconnecting', reason: 'banned', lockedOut: true } as const;
    session.dispatch({
      type: 'connection',
      connection: { ...connection, nextAttemptAt: testNow + 1_800_000 },
    });
    const [first = ''] = (await console.see('✕ locked out 30 min · data 0 s old')).split('\n');
    expect(first).not.toContain('oldmanagement');
    session.dispatch({
      type: 'connection',
      connection: { kind: 'reconnecting', reason: 'gone', nextAttemptAt: testNow + 1_800_000 },
    });
    const [line = ''] = (await console.see(/reconnecting in 30 min/)).split('\n');
    expect(line).toMatch(/data 0 s old( {2}|$)/);
  });

  test('Enter on what needs you goes to its key', async () => {
    const session = live([a, fakeKey('team-w', { weak: true })]);
    const console = consoleAt(session);
    console.press('1');
    await console.see(/▸ team-w: shorter than 32 characters/);
    console.press('Enter');
    await console.see(/▸ +team-w/);
  });

  test('what went wrong stands while one moves about, and goes with the next command', async () => {
    const session = live();
    const console = consoleAt(session);
    session.dispatch({ type: 'result', result: { tone: 'error', message: 'The disk is full.' } });
    await console.see('✕ The disk is full.');
    console.press('j');
    expect(await console.see(/▸ +team-b/)).toContain('The disk is full.');
    console.press('?');
    await console.see('Add a client key;');
    await console.gone('The disk is full.');
  });

  test('the result of the last change stands with the way back', async () => {
    const session = live();
    const console = consoleAt(session);
    session.dispatch({ type: 'result', result: { tone: 'ok', message: 'Added team-z.' } });
    session.dispatch({ type: 'undo-added', title: 'adding a client key' });
    await console.see('Added team-z.   u undo');
    console.press('u');
    expect(session.calls).toEqual(['undo']);
    // A later sentence is not what u takes back.
    session.dispatch({ type: 'result', result: { tone: 'ok', message: 'Loaded again.' } });
    expect(await console.see('Loaded again.')).not.toContain('undo');
  });
});

describe('the terminal', () => {
  test('is as before after q, and after a signal', async () => {
    for (const end of ['q', 'SIGHUP']) {
      const session = live();
      const console = consoleAt(session);
      await console.see('team-a');
      expect(console.modes()).toMatchObject({
        alternateScreen: true,
        bracketedPaste: true,
        cursorHidden: true,
      });
      if (end === 'q') console.press('q');
      else console.events.emit(end);
      expect(await console.left).toBe(end === 'q' ? 0 : 129);
      await console.screen();
      expect(console.modes()).toMatchObject({ alternateScreen: false, changed: [] });
      expect(session.calls).toEqual(['close']);
    }
  });

  test('a key that does nothing sends nothing, and one that moves the cursor sends two rows', async () => {
    const console = consoleAt(live());
    await console.see('team-a');
    const before = console.bytes().length;
    console.press('z');
    expect(console.bytes().length).toBe(before);
    console.press('j');
    await console.see(/▸ +team-b/);
    const sent = console.bytes().slice(before);
    expect(sent).toMatch(/team-a.*team-b/s);
    expect(sent).not.toContain('team-c');
    expect(sent.length).toBeLessThan(600);
  });

  test('Ctrl-Z gives it back, stops the process, and fg brings the console again', async () => {
    const console = consoleAt(live());
    await console.see('team-a');
    const stopped: unknown[] = [];
    Object.assign(console.events, { kill: (...args: unknown[]) => stopped.push(args) });
    console.press('Ctrl-Z');
    await console.screen();
    expect(stopped).toEqual([[1, 'SIGTSTP']]);
    expect(console.modes()).toMatchObject({ alternateScreen: false, changed: [] });
    console.events.emit('SIGCONT');
    await console.see('team-a');
    expect(console.modes().alternateScreen).toBe(true);
  });

  test('below 60×20 it says so, and goes on when it is larger again', async () => {
    const console = consoleAt(live());
    await console.see('team-a');
    console.resize(40, 10);
    await console.see('Make this 60×20 or larger; now 40×10.');
    console.press('x', 'y');
    console.resize(60, 20);
    expect(await console.see(/▸ +team-a/)).toContain('? help');
    expect(console.session.calls).toEqual([]);
  });

  test('at any size nothing stands outside, and the cursor is seen', async () => {
    const many = Array.from({ length: 300 }, (_, place) => fakeKey(`client-${place}`));
    const console = consoleAt(live(many), { columns: 60, rows: 20 });
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
      console.press('Escape', 'g');
      await console.see(/▸ +client-0/);
    }
  });
});
