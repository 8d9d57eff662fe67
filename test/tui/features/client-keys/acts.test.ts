import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Secret } from '../../../../src/base/secrets/secret.ts';
import type { KeyActivity } from '../../../../src/contract/client-key.ts';
import { failure, success } from '../../../../src/contract/outcome.ts';
import { consoleAt } from '../../../helpers/console-at.ts';
import {
  createFakeSession,
  fakeKey,
  fullCapabilities,
  signedIn,
  testNow,
} from '../../../helpers/fake-session.ts';
import { fakeFigures, fakeGroup } from '../../../helpers/fake-usage.ts';

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});

const hour = 3_600_000;
const day = 24 * hour;
const activity = (ago: number, lastHour: number, today: number): KeyActivity => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 300 * day,
  lastHour,
  today,
  hours: [],
});
const secret = new Secret('fake-new-key-0123456789abcdef0123456789abcdef');
const fresh = { countedSince: testNow - day, lastHour: 0, today: 0, hours: [] };

function keysAt(
  keys = [
    fakeKey('team-a', { activity: activity(1_000, 214, 900) }),
    fakeKey('ci', { activity: activity(2_000, 4, 9) }),
  ],
  more: Parameters<typeof createFakeSession>[0] = {},
) {
  const session = createFakeSession({ ...signedIn(keys), ...more });
  const console = consoleAt(session);
  console.press('2');
  return { session, console, keys };
}

function rotating(
  oldActivity: KeyActivity | undefined,
  newActivity: KeyActivity | undefined,
  more: Parameters<typeof keysAt>[1] = {},
) {
  const made = fakeKey('new', {
    record: {
      label: 'team-a',
      replaces: fakeKey('team-a').fingerprint,
      createdAt: new Date(testNow - 2 * hour).toISOString(),
    },
    activity: newActivity,
  });
  const deadline = new Date(testNow + 2 * day).toISOString();
  const old = fakeKey('team-a', {
    activity: oldActivity,
    record: { retiring: { replacedBy: made.fingerprint, deadline } },
  });
  return { ...keysAt([old, made, fakeKey('ci', { activity: activity(day, 0, 0) })], more), old, made };
}

describe('adding a client key', () => {
  test('sends what was typed and shows the key in full, unbroken, until it is closed', async () => {
    const { session, console } = keysAt();
    session.answer = () =>
      success({ key: secret, fingerprint: 'f'.repeat(16), label: 'laptop', purpose: 'development' });
    await console.see('team-a');
    console.press('a');
    await console.see('New client key');
    console.type('laptop');
    console.press('Tab', 'Right', 'Right', 'Tab');
    console.type('30d');
    console.press('Enter');
    const screen = await console.see('New key for laptop');
    expect(session.inputs).toEqual([
      { label: 'laptop', purpose: 'development', expiresAt: testNow + 30 * day },
    ]);
    expect(screen.split('\n')).toContain(secret.reveal());
    expect(screen).toContain('Give it to your client now. You can reveal it later with v.');
    console.press('c', 'Enter');
    await console.gone(secret.reveal());
    expect(session.calls).toContain('copy');
  });

  test('keeps the form open, with what is wrong at its field', async () => {
    const { session, console } = keysAt();
    await console.see('team-a');
    console.press('a');
    await console.see('New client key');
    console.press('Tab', 'Tab');
    console.type('soon');
    console.press('Enter');
    await console.see(/✕ Enter never, a time such as 30d or 24h, or a date such as/);
    expect(session.calls).not.toContain('run add-client-key');
  });

  test('imports pasted keys, which it does not show', async () => {
    const { session, console } = keysAt();
    const refused = [{ line: 2, reason: 'The key is too short.' }];
    session.answer = () => success({ added: [], skipped: [], refused });
    await console.see('team-a');
    console.press('i');
    await console.see('Import client keys');
    console.paste('fake-key-1,laptop\nfake-key-2');
    expect(await console.see('2 lines, not shown')).not.toContain('fake-key-1');
    console.press('Enter');
    await console.gone('Import client keys');
    expect(session.inputs).toEqual([{ text: 'fake-key-1,laptop\nfake-key-2' }]);
    await console.see('Line 2: The key is too short.');
  });
});

describe('rotating', () => {
  const answer = (label = 'team-a') => ({
    key: secret,
    fingerprint: 'f'.repeat(16),
    label,
    purpose: undefined,
    old: { fingerprint: fakeKey('team-a').fingerprint, mask: 'fake…0001', deadline: testNow + day },
    expiresAt: undefined,
    enforced: true,
  });

  test('says until when the old key works, and who uses it', async () => {
    const { session, console, keys } = keysAt();
    session.answer = () => success([answer()]);
    await console.see('team-a');
    console.press('R');
    await console.see('to 23 Nov 09:00');
    await console.see(/In use +214 requests in the last hour/);
    console.press('Right');
    await console.see('to 17 Nov 09:00');
    console.press('Enter');
    await console.see('New key for team-a; the old one works until 17 Nov 09:00');
    expect(session.inputs).toEqual([[{ fingerprint: keys[0]?.fingerprint, graceMs: day }]]);
  });

  test('says by which programs and from where the key is used, also if its details were not open', async () => {
    const { session, console } = keysAt(undefined, { hasUsage: true });
    const groups = {
      application: [fakeGroup('Cline', 4)],
      address: [fakeGroup('10.0.3.7', 3), fakeGroup('2001:db8::7', 1, { lastAt: testNow })],
    };
    session.figures = () => success(fakeFigures({ groups }));
    await console.see('team-a');
    console.press('R');
    const screen = await console.see(/In use +214 requests in the last hour by Cline/);
    expect(screen).toMatch(/From +2001:db8::7 · 10\.0\.3\.7/);
  });

  test('takes any other time, and refuses none at its field', async () => {
    const { session, console, keys } = keysAt();
    session.answer = () => success([answer()]);
    await console.see('team-a');
    console.press('R');
    await console.see('to 23 Nov 09:00');
    console.press('Right', 'Right', 'Right', 'Right');
    await console.see(/Until +┃/);
    console.press('Enter');
    await console.see('✕ Enter a time such as 36 h or 14 d');
    console.type('36 h');
    await console.see('to 17 Nov 21:00');
    console.press('Enter');
    await console.see('New key for team-a');
    expect(session.inputs).toEqual([[{ fingerprint: keys[0]?.fingerprint, graceMs: 36 * hour }]]);
  });

  test('says that the deadline is not enforced, and by when to finish', async () => {
    const { session, console } = keysAt(undefined, {
      capabilities: { ...fullCapabilities, expiry: 'shown' },
    });
    session.answer = () => success([{ ...answer(), enforced: false }]);
    await console.see('team-a');
    console.press('R');
    await console.see('! This server does not enforce the deadline. Press f before 23 Nov 09:00.');
    console.press('Enter');
    await console.see('New key for team-a; finish the rotation before 17 Nov 09:00');
  });

  test('on the files alone, where no server runs, says what enforces the deadline', async () => {
    const capabilities = { ...fullCapabilities, expiry: 'shown' } as const;
    const { console } = keysAt(undefined, { capabilities, connection: { kind: 'disk' } });
    await console.see('team-a');
    console.press('R');
    await console.see('! Only a running cli-proxy server enforces this date.');
  });

  test('of marked keys is one question and one change, and shows all new keys', async () => {
    const { session, console, keys } = keysAt();
    session.answer = () => success([answer(), answer('ci')]);
    await console.see('team-a');
    console.press('Space', 'Space', 'R');
    await console.see('Rotate 2 client keys');
    console.press('Enter');
    const screen = await console.see('2 new keys');
    expect(screen.split('\n').filter((line) => line === secret.reveal())).toHaveLength(2);
    expect(session.calls).toContain('run rotate-client-keys');
    expect(session.inputs).toEqual([keys.map(({ fingerprint }) => ({ fingerprint, graceMs: 7 * day }))]);
  });

  test('is finished without a question when nothing has used the old key for an hour', async () => {
    const { session, console, old } = rotating(activity(3 * hour, 0, 4), activity(1_000, 9, 9));
    await console.see('retiring');
    console.press('j', 'f');
    await console.see('Done: finish-rotation.');
    expect(session.inputs).toEqual([{ fingerprint: old.fingerprint }]);
  });

  test('asks before the old key goes that is in use, and Enter alone says no', async () => {
    const { session, console, made } = rotating(activity(12_000, 5, 9), activity(1_000, 9, 9));
    await console.see('retiring');
    console.press('j', 'f');
    const screen = await console.see('✕ Finish rotation of team-a?');
    expect(screen).toContain('5 requests in the last hour  last 12 s ago');
    expect(screen).toContain(`These clients will get 401 until they use ${made.key.mask}.`);
    console.press('Enter');
    await console.gone('Finish rotation of team-a?');
    expect(session.calls).not.toContain('run finish-rotation');
    console.press('f', 'y');
    await console.see('Done: finish-rotation.');
  });

  test('names the clients of the old key, whether or not its details were shown', async () => {
    const { session, console, old } = rotating(activity(12_000, 5, 9), activity(1_000, 9, 9), {
      hasUsage: true,
    });
    session.figures = () =>
      success(
        fakeFigures({
          groups: {
            application: [fakeGroup('Cline', 4), fakeGroup('curl', 1)],
            address: [fakeGroup('10.0.3.7', 4, { lastAt: 1 }), fakeGroup('10.0.3.9', 1, { lastAt: 2 })],
          },
        }),
      );
    await console.see('retiring');
    console.press('j', 'f');
    expect(await console.see(/Cline +4/)).toMatch(/curl +1[\s\S]*From 10\.0\.3\.9 · 10\.0\.3\.7/);
    expect(session.usageRequests.at(-1)).toMatchObject({
      query: { since: testNow - hour, clientKey: old.fingerprint },
      addresses: testNow - hour,
    });
  });

  test('asks where the server does not count', async () => {
    const { console } = rotating(undefined, undefined);
    await console.see('retiring');
    console.press('j', 'f');
    const screen = await console.see('Its requests are not known');
    expect(screen).toContain('Clients that use it will get 401 until they use');
  });

  test('asks when counting began only now: the keys may be in use', async () => {
    const begun = { countedSince: testNow - 60_000, lastHour: 0, today: 0, hours: [] };
    const { session, console } = rotating(begun, begun);
    await console.see('retiring');
    console.press('j', 'f');
    await console.see('Its requests are not known');
    console.press('Escape');
    await console.gone('Its requests are not known');
    console.press('b');
    await console.see('Its requests are not known: clients may already use the new key.');
    expect(session.calls.filter((call) => call.startsWith('run '))).toEqual([]);
  });

  test('is rolled back without a question only when the new key was never used', async () => {
    const unused = rotating(activity(1_000, 5, 9), fresh);
    await unused.console.see('retiring');
    unused.console.press('j', 'b');
    await unused.console.see('Done: roll-back-rotation.');
    // The new key leaves the list: the cursor stays with the rotated one.
    await unused.console.see(/▸ team-a +\S+…/);
    const inUse = rotating(activity(1_000, 5, 9), activity(2_000, 3, 3));
    await inUse.console.see('retiring');
    inUse.console.press('b');
    await inUse.console.see('The new key had 3 requests in the last hour.');
    expect(inUse.session.calls).not.toContain('run roll-back-rotation');
  });

  test('gets another deadline', async () => {
    const { session, console, old } = rotating(activity(1_000, 5, 9), fresh);
    session.answer = () => success([]);
    await console.see('retiring');
    console.press('D');
    await console.see('Deadline for the old key of team-a');
    console.press('Right', 'Enter');
    await console.see('Done: change-deadlines.');
    expect(session.inputs).toEqual([[{ fingerprint: old.fingerprint, graceMs: day }]]);
  });
});

describe('revoking', () => {
  test('says never used only of a key that was counted since it was made', async () => {
    const begun = { countedSince: testNow - hour, lastHour: 0, today: 0, hours: [] };
    const made = (ago: number) => ({ createdAt: new Date(testNow - ago).toISOString() });
    const { console } = keysAt([
      fakeKey('old', { activity: begun, record: made(day) }),
      fakeKey('young', { activity: begun, record: made(60_000) }),
    ]);
    const list = await console.see('young');
    expect(list).toMatch(/old .*production +– /);
    expect(list).toMatch(/young .*never/);
    console.press('A', 'x');
    const question = await console.see('Revoke 2 client keys?');
    expect(question).toMatch(/old .*no requests since 16 Nov 08:00/);
    expect(question).toMatch(/young .*never used/);
  });

  test('a key without a label has its mask once in its row', async () => {
    const used = { record: { label: '' }, activity: activity(1_000, 1, 900) };
    const { console } = keysAt([fakeKey('alpha', used), fakeKey('ci')]);
    await console.see('ci');
    console.press('x');
    expect(await console.see('Revoke fake…0001?')).toMatch(/║ +fake…0001 {2}900 requests today/);
  });

  test('names the keys with their use, and Enter alone keeps them', async () => {
    const { session, console, keys } = keysAt([
      fakeKey('team-a', { activity: activity(1_000, 1, 900) }),
      fakeKey('ci', { activity: activity(2_000, 1, 9) }),
      fakeKey('spare', { activity: activity(day, 0, 0) }),
    ]);
    await console.see('spare');
    console.press('Space', 'Space', 'x');
    const screen = await console.see('✕ Revoke 2 client keys?');
    expect(screen).toMatch(/team-a +fake…0001 +900 requests today, last 1 s ago/);
    expect(screen).toContain('Clients using them get 401 immediately. You can undo with u.');
    expect(screen).not.toContain('open proxy');
    console.press('Enter');
    await console.gone('Revoke 2 client keys?');
    console.press('x', 'y');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([
      { fingerprints: keys.slice(0, 2).map(({ fingerprint }) => fingerprint) },
    ]);
    expect(await console.screen()).not.toContain('marked');
  });

  test('of the last key says that the proxy is open then', async () => {
    const { session, console } = keysAt([fakeKey('only', { activity: activity(1_000, 1, 1) })]);
    await console.see('only');
    console.press('x');
    await console.see('This is the last key: the server will accept requests from any client');
    console.press('Right', 'Enter');
    await console.see('Done: revoke-client-keys.');
    expect(session.inputs).toEqual([{ fingerprints: [expect.any(String)], allowEmpty: true }]);
  });
});

describe('editing and limits', () => {
  test('of marked keys leave alone what is not filled in', async () => {
    const { session, console, keys } = keysAt();
    session.answer = () => success([]);
    await console.see('team-a');
    console.press('Space', 'Space', 'e');
    await console.see('Edit 2 client keys');
    console.type('eu-*');
    console.press('Enter');
    await console.see('Done: edit-client-keys.');
    expect(session.inputs).toEqual([
      [
        { fingerprint: keys[0]?.fingerprint, label: 'eu-team-a' },
        { fingerprint: keys[1]?.fingerprint, label: 'eu-ci' },
      ],
    ]);
  });

  test('of one key say what is refused at its field', async () => {
    const { session, console, keys } = keysAt();
    session.answer = () => success([]);
    await console.see('team-a');
    console.press('L');
    await console.see('Limits of team-a');
    console.type('many');
    console.press('Enter');
    await console.see('many is not a number of requests per minute');
    console.press('Ctrl-u');
    console.type('60');
    console.press('Enter');
    await console.see('Done: limit-client-keys.');
    expect(session.inputs).toEqual([[{ fingerprint: keys[0]?.fingerprint, requestsPerMinute: 60 }]]);
  });

  test('of one key write only the field that was changed', async () => {
    const limits = { requestsPerMinute: 60, tokensPerDay: 500_000, models: ['claude-*'] };
    const key = fakeKey('team-a', { record: { limits } });
    const { session, console } = keysAt([key]);
    session.answer = () => success([]);
    await console.see('team-a');
    console.press('L');
    await console.see('500k');
    console.press('Tab', 'Ctrl-u', 'Enter');
    await console.see('Done: limit-client-keys.');
    expect(session.inputs).toEqual([[{ fingerprint: key.fingerprint, tokensPerDay: null }]]);
  });

  test('are kept in the form while the server refuses', async () => {
    const { session, console } = keysAt();
    session.answer = () => failure('failed', 'The disk is full. No changes made.');
    await console.see('team-a');
    console.press('e');
    await console.see('Edit team-a');
    console.type('-2');
    console.press('Enter');
    expect(await console.see('The disk is full. No changes made.')).toContain('team-a-2');
  });

  test('are not offered where the server cannot store them', async () => {
    const { console } = keysAt(undefined, {
      capabilities: { ...fullCapabilities, labels: 'absent', limits: 'absent' },
    });
    await console.see('team-a');
    console.press('e');
    await console.see('This server cannot store labels.');
    console.press('L');
    await console.see('This server cannot change limits.');
  });
});

describe('looking at a key', () => {
  test('v reveals it for ten seconds, c copies it', async () => {
    const { session, console, keys } = keysAt();
    await console.see('team-a');
    console.press('v');
    await console.see(keys[0]?.key.reveal() ?? '');
    await console.pass(10_000);
    await console.gone(keys[0]?.key.reveal() ?? '');
    console.press('c');
    await console.see('The key of team-a was copied to the system clipboard.');
    expect(session.calls).toContain('copy');
  });

  test('t tests it, and all that are marked', async () => {
    const { session, console } = keysAt();
    session.answer = () =>
      success({ state: 'works', cause: 'ok', message: 'The server accepts the key.', checkedAt: 0 });
    await console.see('team-a');
    console.press('t');
    await console.see('✓ The server accepts the key.');
    console.press('Escape', 'Space', 'Space', 't');
    await console.see('Test of 2 client keys');
    await console.see('✓ ci · The server accepts the key.');
    expect(session.calls.filter((call) => call === 'ask test-client-key')).toHaveLength(3);
  });

  test('s shows what a client needs, without the key', async () => {
    const { console, keys } = keysAt();
    await console.see('team-a');
    console.press('s', 'Enter');
    expect(await console.see('CLI_PROXY_API_KEY')).not.toContain(keys[0]?.key.reveal());
  });

  test('read-only refuses what writes, and says so', async () => {
    const { console } = keysAt(undefined, { readOnly: true });
    const screen = await console.see('team-a');
    expect(screen).not.toContain('x revoke');
    console.press('x');
    await console.see('Read-only mode.');
  });
});
