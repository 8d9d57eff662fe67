import { beforeEach, describe, expect, test, vi } from 'vitest';
import { failure, success } from '../../src/contract/outcome.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, fullCapabilities, signedIn, testNow } from '../helpers/fake-session.ts';
import { fakeFigures, fakeRecord, sessionWithUsage } from '../helpers/fake-usage.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

async function usageAt(more = {}, size = {}) {
  const world = sessionWithUsage(more);
  const console = consoleAt(world.session, size);
  console.press('5');
  await console.see('requests 1,204');
  const tell = (...records: ReturnType<typeof fakeRecord>[]) =>
    world.session.dispatch({ type: 'usage', records });
  return { ...world, console, tell };
}

describe('one frame of the usage screen', () => {
  test.each([
    [80, 24],
    [60, 20],
    [130, 50],
  ])('at %i×%i', async (columns, rows) => {
    const { console } = await usageAt({}, { columns, rows });
    expect(await console.screen()).toMatchSnapshot();
  });

  test('one request', async () => {
    const { console } = await usageAt();
    console.press('l', 'j', 'Enter');
    expect(await console.see('arrived')).toMatchSnapshot();
  });
});

describe('the usage screen', () => {
  test('a request stands under its label as soon as it is told, and is told once', async () => {
    const { console, tell, ci } = await usageAt();
    const one = fakeRecord('one', { clientKey: ci.fingerprint, application: 'Night job', ago: 0 });
    tell(one);
    const screen = await console.see(/09:00:00 ci +claude/);
    tell(one);
    tell(fakeRecord('two', { clientKey: ci.fingerprint, ago: 500 }));
    await console.see(/08:59:59 ci/);
    expect((await console.screen()).match(/09:00:00/g)).toHaveLength(1);
    expect(screen).toContain('team-a (retiring)');
  });

  test('t and g ask for other figures, and nothing is asked while nothing happens', async () => {
    const { console, session } = await usageAt();
    expect(session.wishes).toHaveLength(1);
    expect(session.wishes[0]).toMatchObject({ query: { since: testNow - 3_600_000 }, by: ['key'] });
    console.press('t');
    await console.see('last day ▾   requests');
    console.press('g');
    await console.see(/▸ claude +819/);
    expect(session.wishes.map(({ query, by }) => [testNow - query.since, by])).toEqual([
      [3_600_000, ['key']],
      [86_400_000, ['key']],
      [86_400_000, ['provider']],
    ]);
    console.press('T', 'T');
    await console.see('last 5 min ▾');
    console.press('j', '1', '2');
    await console.pass(60_000);
    const asked = session.wishes.length;
    console.press('5');
    await expect.poll(() => session.wishes.length).toBe(asked + 1);
  });

  test('Enter on a key goes into its requests alone, Esc comes back to it', async () => {
    const { console, session, old, ci, tell } = await usageAt();
    console.press('j', 'Enter');
    await console.see('only key team-a (retiring)');
    await console.see('by model ▾');
    expect(session.wishes.at(-1)?.query).toMatchObject({ clientKey: old.fingerprint });
    tell(fakeRecord('other', { clientKey: ci.fingerprint, model: 'not-here' }));
    tell(fakeRecord('mine', { clientKey: old.fingerprint, ago: 0 }));
    const screen = await console.see(/▸09:00:00 team-a \(ret/);
    expect(screen).not.toContain('not-here');
    console.press('l', 'j', 'Enter');
    await console.see('model gpt-5-codex');
    expect(session.wishes.at(-1)?.query).toMatchObject({ clientKey: old.fingerprint, model: 'gpt-5-codex' });
    console.press('Escape', 'Escape');
    await console.gone('only key');
    await console.see(/▸ team-a \(retiring\)/);
  });

  test('what nobody knows is no group to go into, and says so', async () => {
    const { console } = await usageAt();
    console.press('G', 'Enter');
    await console.see('nothing in common');
  });

  test('Space holds the list still and counts what comes', async () => {
    const { console, tell } = await usageAt();
    console.press('Space');
    tell(fakeRecord('later', { ago: 0, model: 'later-model' }), fakeRecord('too', { ago: 0 }));
    expect(await console.see('paused · 2 new')).not.toContain('later-model');
    console.press('Space');
    await console.see('later-model');
  });

  test('the filter leaves the requests that have all words, Esc shows all', async () => {
    const { console } = await usageAt();
    console.type('/codex 429\r');
    await console.see('filter: codex 429');
    const screen = await console.see('✕429');
    expect(screen).not.toContain('claude-sonnet-4-6  claude');
    console.press('Escape');
    await console.see('claude-sonnet-4…');
  });

  test('a request can be read in peace, and the cursor stays on a request while others come', async () => {
    const { console, tell } = await usageAt();
    console.press('l', 'j');
    await console.see(/▸08:58:59 ci/);
    tell(fakeRecord('new', { ago: 0 }));
    await console.see(/▸08:58:59 ci/);
    console.press('Enter');
    const screen = await console.see('The provider’s limit is reached.');
    expect(screen).toMatch(/tokens in +– · – of them cached/);
    tell(fakeRecord('newer', { ago: 0 }));
    console.press('Escape');
    await console.see(/▸08:58:59 ci/);
  });

  test('text from outside moves nothing on the screen', async () => {
    const { console, tell } = await usageAt({}, { columns: 150 });
    tell(
      fakeRecord('bad', { ago: 0, model: '\u001b[2Jmodel\u0007', application: '\u001b]52;c;AAAA\u0007app' }),
    );
    await console.see(/09:00:00 .*model.*app/);
    expect(console.bytes()).not.toContain('\u001b]52');
  });

  test('what is wrong with the figures is said, with the way on', async () => {
    const { console, session } = await usageAt({
      recording: false,
      problems: ['A damaged file was set aside.'],
    });
    const screen = await console.screen();
    expect(screen).toContain('usage-statistics-enabled is off');
    expect(screen).toContain('A damaged file was set aside.');
    session.figures = () => failure('unreachable', 'No answer within 10 s.');
    console.press('r');
    await console.see('✕ No answer within 10 s. r asks again.');
    session.figures = () => success(fakeFigures());
    console.press('r');
    await console.see('No request in the last hour; t looks further back.');
  });

  test('figures that nobody renews say of when they are, and no clock ticks for it', async () => {
    const { console, session } = await usageAt();
    await console.pass(59_000);
    expect(await console.screen()).not.toContain('as of');
    await console.pass(2_000);
    await console.see('as of 09:00:00');
    session.dispatch({ type: 'connection', connection: { kind: 'disk' } });
    console.press('r');
    await console.see('as of 09:01:01');
  });

  test('usage that is not read says how it would be', async () => {
    const { session } = sessionWithUsage({ groups: {}, records: [] });
    const capabilities = { ...fullCapabilities, activity: 'absent' } as const;
    const feedQuestion = 'Read its usage?';
    const signed = {
      type: 'signed-in',
      signedInAs: 'x',
      version: '7',
      capabilities,
      hasUsage: true,
    } as const;
    session.dispatch({ ...signed, feedQuestion });
    const console = consoleAt(session);
    console.press('5');
    await console.see(/answered:\s+press F/);
    session.dispatch(signed);
    await console.see('--usage-feed subscribe reads it');
  });

  test('unknown cost is unknown, and never nothing', async () => {
    const totals = { since: 0, requests: 4, failed: 0, tokensKnown: 0, costKnown: 0 };
    const { session } = sessionWithUsage({ totals });
    const console = consoleAt(session);
    console.press('5');
    expect(await console.see('cost unknown')).toContain('tokens unknown');
  });

  test('U on a client key goes to its requests', async () => {
    const { session, ci } = sessionWithUsage();
    const console = consoleAt(session);
    console.press('2', 'G', 'U');
    await console.see('only key ci');
    expect(session.wishes[0]?.query).toMatchObject({ clientKey: ci.fingerprint });
  });

  test('a server that tells nothing has no such tab, and 5 says why', async () => {
    const session = createFakeSession(signedIn([fakeKey('team-a')]));
    const console = consoleAt(session);
    console.press('5');
    expect(await console.see('see 2 Keys')).not.toContain('5 Usage');
    console.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    await console.see('[2 Keys]');
    expect(session.wishes).toEqual([]);
  });

  test('Tab goes round the screens, Shift-Tab back', async () => {
    const { console } = await usageAt();
    console.press('Tab', 'Tab', 'Tab');
    await console.see('[1 Overview]');
    console.press('Shift-Tab', 'Shift-Tab', 'Shift-Tab');
    await console.see('[5 Usage]');
  });

  test('at any size nothing stands outside', async () => {
    const { console, tell } = await usageAt();
    tell(...Array.from({ length: 90 }, (_, place) => fakeRecord(`r${place}`, { ago: place })));
    for (const [columns, rows] of [
      [60, 20],
      [80, 24],
      [130, 50],
      [200, 60],
    ] as const) {
      console.resize(columns, rows);
      await console.see('p95');
      for (const keys of [
        ['l', 'G'],
        ['Home', 'l'],
      ] as const)
        console.press(...keys);
      const screen = await console.see('? help');
      expect(screen.split('\n')).toHaveLength(rows);
      expect(screen.split('\n').at(-1)).toContain('? help');
    }
  });
});
