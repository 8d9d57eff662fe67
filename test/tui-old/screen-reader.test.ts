import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fakeServer, signedIn, testNow } from '../helpers/fake-session.ts';

const hours = [1, 2, 4, 8, 16, 8, 4, 2];
const used = (seconds: number) => ({
  lastUsedAt: testNow - seconds * 1000,
  countedSince: testNow - 9e7,
  lastHour: 3,
  today: 9,
  hours,
});
const keys = [fakeKey('team-a', { activity: used(12) }), fakeKey('team-b', { activity: used(40) })];
const spoken = (more = {}) => {
  const session = createFakeSession({ ...signedIn(keys), ...more });
  const console = consoleAt(session, { columns: 80, rows: 24, env: { CLI_PROXY_SCREEN_READER: '1' } });
  let heard = 0;
  /** What was said since it was last asked. */
  const news = () => {
    const all = console.bytes();
    const fresh = all.slice(heard).split('\r\n').filter(Boolean);
    heard = all.length;
    return fresh;
  };
  return { session, console, news };
};

describe('with a screen reader', () => {
  test('there are words in lines, and no boxes, bars, colours or places', () => {
    const { news } = spoken();
    const [, ...lines] = news();
    expect(lines).toContain('1 Overview chosen: 2 Keys 3 Providers 4 Sessions 8 Health 9 Amp');
    expect(lines.join('\n')).toMatch(/^selected: team-a fake…0001 production 12 s ago 9 active$/m);
    expect(lines.join('\n')).not.toMatch(/[\u001B─▁-█▸●▏]/);
  });

  test('a key press says what is selected now, and nothing twice', () => {
    const { console, news } = spoken();
    news();
    console.press('j');
    expect(news()).toEqual(['selected: team-b fake…0001 production 40 s ago 9 active']);
    console.press('j');
    expect(news()).toEqual([]);
    console.press('Space');
    expect(news()[0]).toMatch(/^selected: marked: team-b/);
  });

  test('a key without a label is said to have none', () => {
    const bare = fakeKey('x', { record: { label: undefined } });
    const { news } = spoken({ server: fakeServer([bare]) });
    expect(news().join('\n')).toMatch(/^selected: no label fake…0001 production unknown unknown active$/m);
  });

  test('time that passes is not told', () => {
    const { session, console, news } = spoken();
    news();
    const older = keys.map((key) => ({ ...key, activity: used(1000) }));
    session.dispatch({ type: 'loaded', server: fakeServer(older), at: testNow });
    console.press('j');
    expect(news()).toEqual(['selected: team-b fake…0001 production 16 min ago 9 active']);
  });

  test('a form is filled in by ear, and a new key stands on a line of its own', async () => {
    const made = new Secret('0123456789abcdef'.repeat(4));
    const { session, console, news } = spoken();
    session.answer = () => success({ key: made, fingerprint: keys[0]?.fingerprint });
    console.press('a');
    expect(news().join('\n')).toMatch(/New client key[\s\S]*selected: Label/);
    console.press('Tab');
    expect(news().join('\n')).toMatch(/selected: Purpose chosen: none production .*left or right for others/);
    console.press('Enter');
    await expect.poll(() => console.bytes().split('\r\n')).toContain(made.reveal());
  });

  test('a long sentence is not cut, and the terminal is as before in the end', async () => {
    const message = `${'word '.repeat(29)}end.`;
    const { console, news } = spoken({ result: { tone: 'ok', message } });
    expect(news().join(' ')).toContain(message);
    console.press('q');
    expect(await console.left).toBe(0);
    expect(console.modes()).toMatchObject({ alternateScreen: false, bracketedPaste: false });
  });
});
