import { describe, expect, test } from 'vitest';
import { consoleAt } from '../helpers/console-at-old.ts';
import { createFakeSession, fakeKey, signedIn, testNow } from '../helpers/fake-session.ts';

const day = 86_400_000;
const used = (ago: number, lastHour: number, today: number) => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 100 * day,
  lastHour,
  today,
  hours: [1, 2, 4, 8, 16, 8, 4, 2],
});
const replacement = fakeKey('team-a-2', { activity: used(1_000, 210, 3400), record: { label: 'team-a' } });
const retiring = {
  replacedBy: replacement.fingerprint,
  deadline: new Date(testNow + 2 * day + 60_000).toISOString(),
};
const old = fakeKey('team-a', { activity: used(12_000, 5, 1234), record: { retiring } });
const keys = [
  old,
  {
    ...replacement,
    record: { fingerprint: replacement.fingerprint, ...replacement.record, replaces: old.fingerprint },
  },
  fakeKey('ci', { activity: used(94 * day, 0, 0), record: { purpose: 'ci/cd' } }),
  fakeKey('部署チーム', { activity: used(3_600_000, 0, 20), record: { purpose: 'team member' } }),
  fakeKey('short', { weak: true, record: { label: undefined, purpose: undefined } }),
];
const session = () => createFakeSession(signedIn(keys));

describe('one frame of each screen', () => {
  test('client keys', async () => {
    expect(await consoleAt(session()).see('5 keys')).toMatchSnapshot();
  });

  test('client keys on a wide screen', async () => {
    const console = consoleAt(session(), { columns: 150, rows: 20 });
    expect(await console.see('5 keys')).toMatchSnapshot();
  });

  test('overview', async () => {
    const console = consoleAt(session());
    console.press('1');
    expect(await console.see('Needs you')).toMatchSnapshot();
  });

  test('sign-in after a refusal', async () => {
    const refused = createFakeSession({
      connection: { kind: 'sign-in', busy: false, reason: 'The password was refused.', attemptsLeft: 3 },
      canWorkOnFiles: true,
    });
    expect(await consoleAt(refused).see('refused')).toMatchSnapshot();
  });

  test('rotation at 60×20', async () => {
    const console = consoleAt(session(), { columns: 60, rows: 20 });
    console.press('G', 'R');
    expect(await console.see('Rotate')).toMatchSnapshot();
  });
});
