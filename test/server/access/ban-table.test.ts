import { describe, expect, test } from 'vitest';
import { BanTable, banText } from '../../../src/server/access/ban-table.ts';

const guess = 'one wrong secret';

describe('bans (B5)', () => {
  test('a flood of addresses neither grows the table nor lifts a running ban', () => {
    const bans = new BanTable(() => 0);
    for (let n = 0; n < 5; n++) bans.fail('192.0.2.1', guess);
    for (let n = 0; n < 20_000; n++) bans.fail(`address-${n}`, guess);
    expect(bans.size).toBeLessThanOrEqual(10_000);
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
  });

  test('a clock that is set back does not make a ban longer', () => {
    let now = 24 * 60 * 60_000;
    const bans = new BanTable(() => now);
    for (let n = 0; n < 5; n++) bans.fail('192.0.2.1', guess);
    now = 0;
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
    now = 30 * 60_000;
    expect(bans.bannedUntil('192.0.2.1')).toBeUndefined();
  });

  test('one address does not count for another', () => {
    const bans = new BanTable(() => 0);
    for (let n = 0; n < 4; n++) bans.fail('192.0.2.1', guess);
    expect(bans.fail('192.0.2.2', guess)).toBe(4);
    expect(bans.bannedUntil('192.0.2.1')).toBeUndefined();
    expect(bans.fail('192.0.2.1', guess)).toBe(0);
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
  });

  test('a good secret forgives one that is wrong again and again, and not somebody who is guessing', () => {
    let now = 0;
    const bans = new BanTable(() => now);
    for (let n = 0; n < 4; n++) bans.fail('192.0.2.1', guess);
    bans.pass('192.0.2.1');
    expect(bans.fail('192.0.2.1', guess)).toBe(4);
    bans.fail('192.0.2.1', 'another');
    now = 59_999;
    bans.pass('192.0.2.1');
    expect(bans.fail('192.0.2.1', 'a third')).toBe(2);
    now += 60_000;
    bans.pass('192.0.2.1');
    expect(bans.fail('192.0.2.1', 'a fourth')).toBe(4);
  });

  test.each([
    [30 * 60_000, '30m0s'],
    [30 * 60_000 - 1_500, '29m59s'],
    [60_000, '1m0s'],
    [59_001, '1m0s'],
    [12_000, '12s'],
    [1, '1s'],
  ])('%d ms are "%s"', (ms, text) => {
    expect(banText(ms)).toBe(text);
  });
});
