import { describe, expect, test } from 'vitest';
import { clientKeyRow, keyColumns } from '../../src/tui-old/rows/client-key-row.ts';
import { createMoment } from '../../src/tui-old/rows/moment.ts';
import { widthOf } from '../../src/tui-old/text/fit.ts';
import { textOf } from '../../src/tui-old/text/line.ts';
import { fakeKey, testNow } from '../helpers/fake-session.ts';

const plain = { selected: false, marked: false, follows: false };
const row = (key: ReturnType<typeof fakeKey>, width = 79, marks = plain) =>
  textOf(clientKeyRow(key, keyColumns(width), createMoment(testNow), marks));
const used = (ago: number, lastHour: number, today: number) => ({
  lastUsedAt: testNow - ago,
  countedSince: testNow - 86_400_000,
  lastHour,
  today,
  hours: [0, 1, 4],
});

describe('a client key as a row', () => {
  test('its columns fill any width from 60 to 200 exactly', () => {
    for (let width = 59; width <= 200; width += 1) {
      const columns = keyColumns(width);
      const total = columns.reduce((sum, column) => sum + column.width, columns.length - 1);
      expect(total).toBe(width);
    }
  });

  test('is as wide as its columns, whatever its label is made of', () => {
    for (const label of [
      'a',
      '部署チームの長い名前です',
      '👩‍👩‍👧 family',
      'e\u0301'.repeat(40),
      '🇩🇪🇫🇷',
      'x'.repeat(300),
    ]) {
      for (const width of [59, 79, 120, 199]) {
        expect(widthOf(row(fakeKey('k', { record: { label } }), width))).toBe(width);
      }
    }
  });

  test('says when it was used, how often today, and how long a rotation still runs', () => {
    const next = fakeKey('next').fingerprint;
    const deadline = new Date(testNow + 2 * 86_400_000).toISOString();
    const key = fakeKey('team-a', {
      activity: used(12_000, 5, 1234),
      record: { retiring: { replacedBy: next, deadline } },
    });
    expect(row(key)).toMatch(/team-a +fake…0001 production +12 s ago +1\.2k retiring · 5\/h · 2 d/);
    expect(row(key, 160)).toContain('retiring · 5 calls in the last hour · 2 d left');
  });

  test('unknown is a dash, never used is a word, and neither is a zero', () => {
    expect(row(fakeKey('a'))).toMatch(/production +– +– /);
    const { lastUsedAt: _, ...never } = used(0, 0, 0);
    expect(row(fakeKey('a', { activity: never }))).toMatch(/production +never +0 /);
  });

  test('cursor, mark and place in a rotation are signs, not colours', () => {
    expect(row(fakeKey('a'), 79, { selected: true, marked: true, follows: true })).toMatch(/^▸●└ a/);
  });

  test('a label cannot bring control sequences to the terminal', () => {
    expect(row(fakeKey('a', { record: { label: '\u001B]0;pwned\u0007\u001B[31mred\nline' } }))).toMatch(
      /^ {3}red line/,
    );
  });
});
