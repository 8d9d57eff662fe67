import { describe, expect, test } from 'vitest';
import { failure, success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { fakeFigures, fakeGroup, fakeRecord, sessionWithUsage } from '../helpers/fake-usage.ts';

async function usageAt() {
  const world = sessionWithUsage();
  const console = consoleAt(world.session);
  console.press('5');
  await console.see('requests 1,204');
  return { ...world, console };
}

describe('w', () => {
  test('on a request says which hop failed, what was tried, how long it took and what it cost', async () => {
    const { console, session, ci } = await usageAt();
    session.dispatch({
      type: 'usage',
      records: [
        fakeRecord('one', {
          clientKey: ci.fingerprint,
          ago: 0,
          status: 500,
          failed: true,
          error: 'claude answered 500: overloaded',
          attempts: 2,
          tries: [
            {
              provider: 'claude',
              account: 'sk-…0001',
              status: 429,
              error: 'claude answered 429: slow',
              ms: 40,
            },
          ],
          costGap: 'price',
        }),
      ],
    });
    console.press('l', 'w');
    const screen = await console.see('Why: POST /v1/messages');
    expect(screen).toContain('Failed at claude (dev@example.com) with status 500: claude answered 500:');
    expect(screen).toContain('1. claude (sk-…0001), after 40 ms: claude answered 429: slow.');
    expect(screen).toMatch(/300 ms to\s+the first byte/);
    expect(screen).toMatch(/no list price for claude-sonnet-4-6/);
    console.press('Escape');
    await console.see('live');
  });

  test('on a line of the table asks for what its requests have in common', async () => {
    const { console, session, old } = await usageAt();
    session.figures = () =>
      success(
        fakeFigures({
          groups: {
            status: [fakeGroup('200', 800, { failed: 0 }), fakeGroup('429', 3, { failed: 3 })],
            model: [fakeGroup('gpt-5-codex', 803)],
          },
          records: [fakeRecord('bad', { failed: true, status: 429, error: 'codex answered 429: slow.' })],
        }),
      );
    const before = session.wishes.length;
    console.press('j', 'w');
    const screen = await console.see('Why: key team-a (retiring)');
    expect(await console.see('3 of 1204 requests failed (0.25%): 3 with 429.')).toContain(
      'codex answered 429: slow.',
    );
    expect(screen).not.toContain('✕');
    const asked = session.wishes.slice(before);
    expect(asked.every(({ query }) => query.clientKey === old.fingerprint)).toBe(true);
    expect(asked.map(({ query }) => query.status)).toEqual([undefined, 'failed']);
  });

  test('says why it cannot be told', async () => {
    const { console, session } = await usageAt();
    session.figures = () => failure('unreachable', 'No answer within 10 s.');
    console.press('w');
    await console.see('✕ No answer within 10 s.');
    console.press('Escape');
    console.press('G', 'w');
    await console.see('nothing in common');
  });

  test('text from outside moves nothing on the screen', async () => {
    const { console, session } = await usageAt();
    const error = 'claude answered 400: \u001b]52;c;AAAA\u0007bad';
    session.dispatch({
      type: 'usage',
      records: [fakeRecord('bad', { ago: 0, failed: true, status: 400, error })],
    });
    console.press('l', 'w');
    await console.see('Why: POST /v1/messages');
    expect(console.bytes()).not.toContain('\u001b]52');
  });
});
