import { describe, expect, test } from 'vitest';
import { menuRows } from '../../src/tui-old/components/menu.ts';
import { reportRows } from '../../src/tui-old/components/report.ts';
import { textOf } from '../../src/tui-old/text/line.ts';
import type { Dialog, ReportLine } from '../../src/tui-old/ui/dialog.ts';
import { reduceDialog } from '../../src/tui-old/ui/reduce-dialog.ts';
import type { Row } from '../../src/tui-old/view.ts';

const shown = (rows: readonly Row[]) =>
  rows.map((row) => ('unbroken' in row ? row.unbroken : textOf(row.line).trimEnd()));

const report = (lines: readonly ReportLine[], more: Partial<Extract<Dialog, { kind: 'report' }>> = {}) =>
  ({
    kind: 'report',
    id: 'check-1',
    title: 'Check',
    lines,
    top: 0,
    busy: false,
    copy: undefined,
    ...more,
  }) as const;
const numbered = Array.from({ length: 10 }, (_, place) => ({ text: `line ${place}` }));

describe('a report', () => {
  test('shows as many lines as fit, from the one that is scrolled to', () => {
    expect(shown(reportRows(report(numbered, { top: 2 }), 60, 5)).slice(1)).toEqual([
      '  line 2',
      '  line 3',
      '  line 4',
      '  … 5 lines more',
    ]);
  });

  test('its last page stays full, however far one scrolls', () => {
    expect(shown(reportRows(report(numbered, { top: 99 }), 60, 5)).slice(1)).toEqual([
      '  line 7',
      '  line 8',
      '  line 9',
    ]);
  });

  test('folds sentences, never what is to be copied, and shows no control characters', () => {
    const long = 'x'.repeat(70);
    const rows = shown(reportRows(report([{ text: `one\u001b[2J two` }, { unbroken: long }]), 60, 10));
    expect(rows.slice(1)).toEqual(['  one two', long]);
  });

  test('takes lines only from whoever opened it', () => {
    const lines = [{ text: 'late' }];
    const open = report(numbered, { busy: true });
    expect(reduceDialog(open, { type: 'reported', id: 'check-0', lines, busy: false })).toBe(open);
    expect(reduceDialog(open, { type: 'reported', id: 'check-1', lines, busy: false })).toMatchObject({
      lines,
      busy: false,
    });
  });
});

describe('a menu', () => {
  const items = numbered.map(({ text }) => ({ title: text, hint: '', act: { type: 'quit' } as const }));
  const menu = (index: number) => ({ kind: 'menu', title: 'Which', notes: [], items, index }) as const;

  test('ends at its first and last line', () => {
    expect(reduceDialog(menu(9), { type: 'stepped', by: 1 })).toMatchObject({ index: 9 });
    expect(reduceDialog(menu(0), { type: 'stepped', by: -1 })).toMatchObject({ index: 0 });
  });

  test('keeps the chosen line in sight', () => {
    expect(shown(menuRows(menu(9), 60)).at(-1)).toContain('▸ line 9');
    expect(shown(menuRows(menu(0), 60))[1]).toContain('▸ line 0');
  });
});
