import { describe, expect, test } from 'vitest';
import { BanTable, banText } from '../../src/server/ban-table.ts';

describe('bans (B5)', () => {
  test('a flood of addresses neither grows the table nor lifts a running ban', () => {
    const bans = new BanTable(() => 0);
    for (let n = 0; n < 5; n++) bans.fail('192.0.2.1');
    for (let n = 0; n < 20_000; n++) bans.fail(`address-${n}`);
    expect(bans.size).toBeLessThanOrEqual(10_000);
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
  });

  test('a clock that is set back does not make a ban longer', () => {
    let now = 24 * 60 * 60_000;
    const bans = new BanTable(() => now);
    for (let n = 0; n < 5; n++) bans.fail('192.0.2.1');
    now = 0;
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
    now = 30 * 60_000;
    expect(bans.bannedUntil('192.0.2.1')).toBeUndefined();
  });

  test('one address does not count for another', () => {
    const bans = new BanTable(() => 0);
    for (let n = 0; n < 4; n++) bans.fail('192.0.2.1');
    expect(bans.fail('192.0.2.2')).toBe(4);
    expect(bans.bannedUntil('192.0.2.1')).toBeUndefined();
    expect(bans.fail('192.0.2.1')).toBe(0);
    expect(bans.bannedUntil('192.0.2.1')).toBe(30 * 60_000);
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
