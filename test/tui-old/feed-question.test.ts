import { describe, expect, test } from 'vitest';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fullCapabilities, signedIn } from '../helpers/fake-session.ts';

const feedQuestion =
  'Read the usage of http://10.0.0.7:8317 live? While this console does, other programs that collect its usage get none of it.';
const asked = () => createFakeSession({ ...signedIn([fakeKey('team-a')]), feedQuestion });
const alert = 'May this console read the usage live?  F answers';

describe('the question about a public server’s usage (H4)', () => {
  test('is one line on every screen, at any size, and takes no key of what is being typed', async () => {
    const session = asked();
    const console = consoleAt(session, { columns: 60, rows: 20 });
    for (const key of ['1', '2']) {
      console.press(key as '1');
      await console.see(alert);
    }
    console.type('/FFy');
    await console.see(' / FFy');
    expect(session.calls).toEqual([]);
  });

  test('F shows the whole sentence, y says yes, and it is gone', async () => {
    const session = asked();
    const console = consoleAt(session);
    console.press('F');
    const screen = await console.see('y yes  n no  Esc later');
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(feedQuestion);
    console.press('y');
    await console.gone(alert);
    expect(session.calls).toEqual(['answer yes']);
    console.press('F');
    await console.see('needs no answer');
  });

  test('n says no, Esc and Enter say nothing', async () => {
    const session = asked();
    const console = consoleAt(session);
    console.press('F', 'Enter', 'Escape');
    await console.gone('Esc later');
    expect(session.calls).toEqual([]);
    expect(await console.screen()).toContain(alert);
    console.type(':usage\r');
    await console.see('Esc later');
    console.press('n');
    await console.gone(alert);
    expect(session.calls).toEqual(['answer no']);
  });

  test('what was answered elsewhere meanwhile is not answered again', async () => {
    const session = asked();
    const console = consoleAt(session);
    console.press('F');
    await console.see('Esc later');
    const answered = {
      type: 'signed-in',
      signedInAs: 'x',
      version: '7',
      capabilities: fullCapabilities,
    } as const;
    session.dispatch(answered);
    await console.see('nothing to choose');
    console.press('y');
    await console.gone('Esc later');
    expect(session.calls).toEqual([]);
  });

  test('a server that is gone gets no answer', async () => {
    const session = asked();
    const console = consoleAt(session);
    console.press('F');
    await console.see('Esc later');
    session.dispatch({ type: 'connection', connection: { kind: 'sign-in', busy: false } });
    await console.gone('Esc later');
    console.press('y');
    expect(session.calls).toEqual([]);
  });
});
