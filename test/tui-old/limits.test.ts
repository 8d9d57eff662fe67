import { describe, expect, test } from 'vitest';
import type { KeySpending } from '../../src/contract/key-limits.ts';
import { success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fullCapabilities, signedIn, testNow } from '../helpers/fake-session.ts';

const limits = { requestsPerMinute: 60, tokensPerDay: 2_000_000, models: ['claude-*', 'gpt-5*'] };
const hour = 3_600_000;
const activity = (spending: KeySpending) => ({ countedSince: 0, lastHour: 9, today: 9, hours: [], spending });
const limited = (spending: KeySpending = {}) =>
  fakeKey('team-a', { record: { limits }, activity: activity(spending) });
const live = (key = limited()) => createFakeSession(signedIn([key]));

describe('the limits of a key', () => {
  test('L opens them filled in; what is changed is sent, an empty field takes a limit away', async () => {
    const session = live();
    session.answer = () => success({});
    const console = consoleAt(session);
    console.press('L');
    const screen = await console.see('Limits of team-a');
    expect(screen).toMatch(/Requests a minute +60/);
    expect(screen).toMatch(/Tokens a day +2M/);
    expect(screen).toMatch(/Tokens a month +no limit/);
    expect(screen).toMatch(/Models +claude-\*, gpt-5\*/);
    expect(screen).not.toContain('enforced');
    console.press('Tab', 'Ctrl-U', 'Tab');
    console.type('20M\r');
    await console.see('Done: limit-client-key.');
    expect(session.inputs).toEqual([
      {
        fingerprint: limited().fingerprint,
        requestsPerMinute: 60,
        tokensPerDay: null,
        tokensPerMonth: 20_000_000,
        models: ['claude-*', 'gpt-5*'],
      },
    ]);
  });

  test('a field that is no number is told in the form, and nothing is sent', async () => {
    const session = live();
    const console = consoleAt(session);
    console.press('L', 'Ctrl-U');
    console.type('lots\r');
    await console.see(/✕ lots is no number of requests per minute/);
    expect(session.calls).toEqual([]);
  });

  test('the detail tells each, and how much of it is used now', async () => {
    const resetsAt = testNow + 3 * hour;
    const console = consoleAt(live(limited({ tokensPerDay: { used: 1_250_000, resetsAt } })), {
      columns: 100,
      rows: 40,
    });
    console.press('Enter');
    const screen = await console.see('fingerprint');
    expect(screen).toMatch(/limits +60 requests per minute · – used/);
    expect(screen).toContain('2M tokens per day · 1.3M used');
    expect(screen).toContain('only claude-*, gpt-5*');
  });

  test('a server that does not hold keys to limits: it is said in the detail and in the form', async () => {
    const session = live();
    const capabilities = { ...fullCapabilities, limits: 'shown' } as const;
    session.dispatch({ type: 'signed-in', signedInAs: 'files', version: undefined, capabilities });
    const console = consoleAt(session, { columns: 100, rows: 40 });
    console.press('Enter');
    expect(await console.see('fingerprint')).toContain(
      '60 requests per minute · not enforced by this server',
    );
    console.press('L');
    await console.see('not enforced by this server.');
  });

  test('a key over its limit shows as such in the list until it counts anew', async () => {
    const refusedUntil = testNow + 2 * hour;
    const over = { tokensPerDay: { used: 2_100_000, resetsAt: refusedUntil, refusedUntil } };
    const console = consoleAt(live(limited(over)), { columns: 150, rows: 20 });
    await console.see('over limit · tokens per day · again in 2 h');
    console.press('Enter');
    // Beside the list there is less room: the text goes on in the next line.
    await console.see('2M tokens per day · 2.1M used');
  });
});
