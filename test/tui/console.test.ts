import { describe, expect, test } from 'vitest';
import { consoleAt } from '../helpers/console-at.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../helpers/fake-session.ts';

const [a, b, c] = [fakeKey('team-a'), fakeKey('team-b'), fakeKey('team-c')];
const live = (keys = [a, b, c], more = {}) => createFakeSession(signedIn(keys, more));

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
    console.type(':secret\r');
    await console.see('Not connected. Nothing was sent.');
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

  test('the result of the last change stands with the way back, for eight seconds', async () => {
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
    // A later sentence is not what u takes back.
    changed('Loaded again.');
    expect((await console.see('Loaded again.')).split('\n').at(-3)).not.toContain('undo');
    await console.pass(8_001);
    await console.gone('Loaded again.');
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
});
