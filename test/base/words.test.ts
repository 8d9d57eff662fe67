import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration, parseTime } from '../../src/base/text/duration.ts';
import { formatInstant } from '../../src/base/text/instant-text.ts';
import { osc52 } from '../../src/base/text/osc52.ts';
import { stripControl } from '../../src/base/text/terminal-text.ts';

describe('durations', () => {
  test.each([
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['90m', 5_400_000],
    ['90 min', 5_400_000],
    ['1h30m', 5_400_000],
    ['2w', 1_209_600_000],
    ['now', 0],
    ['0', 0],
  ])('%s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  test.each(['', '7', '-1h', '1.5h', 'soon', '1y', '99999d', 'h', '7d!'])('%j is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  test.each([
    [12_400, '12 s'],
    [40 * 60_000, '40 min'],
    [24 * 3_600_000, '24 h'],
    [50 * 3_600_000, '2 d'],
    [-5, '0 s'],
  ])('%i ms', (ms, text) => expect(formatDuration(ms)).toBe(text));

  test('an instant names the year only when it is another one', () => {
    const now = new Date(2026, 10, 16, 8, 5).getTime();
    expect(formatInstant(now, now)).toBe('16 Nov 08:05');
    expect(formatInstant(new Date(2027, 0, 1).getTime(), now)).toBe('1 Jan 2027 00:00');
  });
});

describe('text for the terminal', () => {
  test.each([
    ['\x1b[31mred\x1b[0m', 'red'],
    ['\x1b]52;c;ZXZpbA==\x07clip', 'clip'],
    ['\x1b]0;title\x1b\\end', 'end'],
    ['\x9b2Jcsi', 'csi'],
    ['\x1bPq#0\x1b\\dcs', 'dcs'],
    ['a\tb\r\nc', 'a b c'],
    ['bidi \u202egnp.exe', 'bidi gnp.exe'],
    ['👩‍👩‍👧 家族', '👩‍👩‍👧 家族'],
  ])('%j', (text, clean) => expect(stripControl(text)).toBe(clean));

  test('nothing that a terminal obeys is left of anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(stripControl(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe('OSC 52', () => {
  const bare = `\x1b]52;c;${Buffer.from('fake key').toString('base64')}\x07`;
  test('a plain terminal gets the sequence', () => expect(osc52('fake key', {})).toBe(bare));
  test('tmux gets it wrapped with doubled escapes', () =>
    expect(osc52('fake key', { TMUX: '/tmp/tmux' })).toBe(`\x1bPtmux;\x1b${bare}\x1b\\`));
  test('screen gets it in pieces that it takes', () => {
    const wrapped = osc52('k'.repeat(1000), { STY: '1' }) ?? '';
    const parts = wrapped.split('\x1b\\').filter((part) => part !== '');
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.every((part) => part.startsWith('\x1bP') && part.length <= 768)).toBe(true);
  });
  test('what no terminal takes is not sent', () => expect(osc52('k'.repeat(80_000), {})).toBeUndefined());
});

describe('a time that a user types', () => {
  const now = Date.UTC(2026, 10, 15, 9);

  test.each([
    ['90d', now + 90 * 86_400_000],
    ['2027-01-31', new Date(2027, 0, 31, 23, 59).getTime()],
    ['2027-01-31 09:30', new Date(2027, 0, 31, 9, 30).getTime()],
    ['2027-01-31T09:30Z', Date.UTC(2027, 0, 31, 9, 30)],
    ['2027-01-31T09:30:15.250+02:00', Date.UTC(2027, 0, 31, 7, 30, 15, 250)],
    ['2027-02-30', Number.NaN],
    ['2027-01-31 ', new Date(2027, 0, 31, 23, 59).getTime()],
    ['soon', undefined],
    ['2027-1-31', undefined],
  ])('%s', (text, at) => expect(parseTime(text, now)).toBe(at));
});
