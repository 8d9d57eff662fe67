import { beforeEach, describe, expect, test, vi } from 'vitest';
import { failure } from '../../src/contract/outcome.ts';
import type { UsageFigures } from '../../src/contract/usage-figures.ts';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';
import { fakeGroup, fakeRecord, sessionWithUsage } from '../helpers/fake-usage.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const models = ['claude-sonnet-4-6', 'gpt-5-codex', 'm3', 'm4', 'm5', 'm6', 'm7'];

async function detailsAt(more: Partial<UsageFigures> = {}, size = { columns: 100, rows: 50 }) {
  const world = sessionWithUsage({
    groups: {
      model: models.map((name, place) => fakeGroup(name, 700 - place, { failed: place === 1 ? 12 : 0 })),
      application: [fakeGroup('Cline', 690), fakeGroup(null, 10, { tokens: undefined as never })],
    },
    records: Array.from({ length: 10 }, (_, place) =>
      fakeRecord(`r${place}`, {
        ago: place * 60_000,
        ...(place === 9 && { failed: true, status: 429, tokens: undefined as never }),
      }),
    ),
    ...more,
  });
  const console = consoleAt(world.session, size);
  await console.see('team-a');
  console.press('Enter');
  await console.see('fingerprint');
  const tell = (clientKey: string, id: string) =>
    world.session.dispatch({ type: 'usage', records: [fakeRecord(id, { clientKey })] });
  return { ...world, console, tell };
}

describe('the details of a client key', () => {
  test('tell what it was used for in 24 hours: by model, by application, and the last ten calls', async () => {
    const { console, session, old } = await detailsAt();
    const screen = await console.see('last calls');
    expect(session.wishes).toEqual([
      {
        query: { since: testNow - 86_400_000, clientKey: old.fingerprint },
        by: ['model', 'application'],
        records: 10,
      },
    ]);
    expect(screen).toMatch(/last 24 h +1204 calls · ✕3 failed · ~ \$3\.12/);
    expect(screen).toMatch(/models +claude-sonnet-4-6 +700 +1\.2M→182k/);
    expect(screen).toMatch(/ {5}gpt-5-codex +699 +✕12/);
    expect(screen).toContain('… 2 more: U shows all');
    expect(screen).toMatch(/applications Cline +690/);
    expect(screen).toMatch(/ {5}– +10 +✕1 +–\s*\n/);
    expect(screen).toMatch(/last calls +09:00:00 +200 +1\.2 s claude-sonnet-4-6 +1\.1k→240 Cline/);
    expect(screen).toMatch(/08:51:00 ✕429 +1\.2 s/);
  });

  test('follow its requests, at most every two seconds, and none of another key', async () => {
    const { console, session, tell, old, ci } = await detailsAt();
    await console.see('last calls');
    tell(ci.fingerprint, 'other');
    await console.pass(5_000);
    expect(session.wishes).toHaveLength(1);
    tell(old.fingerprint, 'one');
    tell(old.fingerprint, 'two');
    await console.pass(1);
    expect(session.wishes).toHaveLength(2);
    tell(old.fingerprint, 'three');
    await console.pass(1_000);
    expect(session.wishes).toHaveLength(2);
    await console.pass(1_000);
    expect(session.wishes).toHaveLength(3);
    console.press('Escape');
    await console.gone('fingerprint');
    tell(old.fingerprint, 'four');
    await console.pass(5_000);
    expect(session.wishes).toHaveLength(3);
  });

  test('of the next key are asked for when the cursor goes there, and no others stand under it', async () => {
    const { console, session, made } = await detailsAt();
    await console.see('last calls');
    console.press('j');
    expect(await console.see('(new)')).toMatch(/last 24 h +…/);
    await console.pass(200);
    await console.see('last calls');
    expect(session.wishes.map(({ query }) => query.clientKey).at(-1)).toBe(made.fingerprint);
  });

  test('say why they are not there, that there was nothing, and that nothing is kept', async () => {
    const { console, session } = await detailsAt();
    session.figures = () => failure('failed', 'The disk does not answer.');
    console.press('j');
    await console.pass(200);
    await console.see('✕ The disk does not answer.');

    const none = await detailsAt({
      totals: { since: 0, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 },
    });
    await none.console.see(/last 24 h +no calls\s*\n/);

    const unread = await detailsAt({
      totals: { since: 0, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 },
      recording: false,
      reason: 'Not recorded here.',
    });
    await unread.console.see(/last 24 h +– · Not recorded here\./);
  });

  test('ask nothing of a server that tells no usage', async () => {
    const session = createFakeSession(signedIn([fakeKey('ci')]));
    const console = consoleAt(session, { columns: 100, rows: 50 });
    console.press('Enter');
    expect(await console.see('fingerprint')).not.toContain('last 24 h');
    expect(session.wishes).toEqual([]);
  });

  test.each([
    [80, 24],
    [60, 20],
    [130, 30],
  ])('that have no room at %i×%i scroll, and begin anew with the next key', async (columns, rows) => {
    const { console } = await detailsAt({}, { columns, rows });
    expect(await console.see(/… \d+ lines more: PgDn/)).not.toContain('08:51:00');
    for (let page = 0; page < 5; page += 1) console.press('PageDown');
    const end = await console.see('PgUp goes back up');
    expect(end).toContain('08:51:00');
    expect(end).not.toContain('fingerprint');
    // However often it was pressed, one page back moves.
    console.press('PageUp');
    await console.see(/… \d+ lines? more: PgDn/);
    console.press('j');
    await console.see('fingerprint');
  });
});
