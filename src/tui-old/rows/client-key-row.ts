import type { ClientKey } from '../../contract/client-key.ts';
import type { Column } from '../components/column.ts';
import { fitLine, fitText } from '../text/fit.ts';
import { type Line, type Segment, segment } from '../text/line.ts';
import { shortNumber, sparkline } from './figures.ts';
import { isNew, labelOnScreen, lastUsed, stateOf } from './key-texts.ts';
import { left, type Moment } from './moment.ts';

export interface RowMarks {
  readonly selected: boolean;
  readonly marked: boolean;
  /** Stands under the key that it replaces. */
  readonly follows: boolean;
}

const sparkWidth = 8;
/** Cursor and mark. */
const lead = 3;
const longState = 46;
const narrowestLabel = 16;
const widestLabel = 44;

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function keyColumns(width: number): readonly Column[] {
  const fixed: Column[] = [
    { name: 'KEY', width: 9 },
    ...(width >= 70 ? [{ name: 'PURPOSE', width: 11 }] : []),
    { name: 'LAST USED', width: 10 },
    ...(width >= 66
      ? [
          width >= 100
            ? { name: 'TODAY', width: 6 + sparkWidth }
            : { name: 'TODAY', width: 5, align: 'right' as const },
        ]
      : []),
    ...(width >= 150 ? [{ name: 'CREATED', width: 10 }] : []),
    ...(width >= 135 ? [{ name: 'EXPIRES', width: 8 }] : []),
    ...(width >= 175 ? [{ name: 'FINGERPRINT', width: 16 }] : []),
  ];
  const rest = width - fixed.reduce((sum, column) => sum + column.width + 1, 0) - 1;
  const label = Math.min(widestLabel, Math.max(narrowestLabel, rest - longState));
  const state = rest - label;
  const [key, ...others] = fixed;
  return [
    { name: `${' '.repeat(lead)}LABEL`, width: label },
    ...(key ? [key] : []),
    ...others,
    { name: 'STATE', width: state },
  ];
}

/** One key as one line, its cells under the columns. Pure; text from outside is stripped of control characters. */
export function clientKeyRow(
  key: ClientKey,
  columns: readonly Column[],
  moment: Moment,
  marks: RowMarks,
): Line {
  const line: Segment[] = [];
  for (const [index, column] of columns.entries()) {
    if (index > 0) line.push(segment(' '));
    line.push(...cell(key, column, moment, marks));
  }
  return line;
}

function cell(key: ClientKey, column: Column, moment: Moment, marks: RowMarks): readonly Segment[] {
  const { width, align } = column;
  const text = (words: string) => [segment(fitText(words, width, align))];
  switch (column.name.trim()) {
    case 'LABEL': {
      const lead = `${marks.selected ? '▸' : ' '}${marks.marked ? '●' : ' '}${marks.follows ? '└' : ' '}`;
      const name = `${marks.follows ? ' ' : ''}${labelOnScreen(key) ?? '–'}${isNew(key) ? ' (new)' : ''}`;
      const style = labelOnScreen(key) ? 'bold' : 'dim';
      return [segment(lead, 'accent'), segment(fitText(name, width - lead.length), style)];
    }
    case 'KEY':
      return text(key.key.mask);
    case 'PURPOSE':
      return text(key.record?.purpose ?? '–');
    case 'LAST USED':
      return text(lastUsed(key, moment));
    case 'TODAY': {
      const number = key.activity ? shortNumber(key.activity.today) : '–';
      if (width < sparkWidth) return text(number);
      const bars = sparkline(key.activity?.hours ?? [], sparkWidth);
      return [segment(`${fitText(number, width - sparkWidth - 1, 'right')} `), segment(bars, 'accent')];
    }
    case 'CREATED':
      return text(key.record?.createdAt?.slice(0, 10) ?? '–');
    case 'EXPIRES': {
      const at = key.record?.expiresAt;
      return text(
        at === undefined ? 'never' : Date.parse(at) <= moment.now ? 'expired' : left(moment, Date.parse(at)),
      );
    }
    case 'FINGERPRINT':
      return text(key.fingerprint);
    default:
      return fitLine(stateOf(key, moment, width < longState), width);
  }
}
