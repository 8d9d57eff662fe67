import type { AuthFile } from '../../contract/auth-file.ts';
import type { Column } from '../components/column.ts';
import { fitLine, fitText } from '../text/fit.ts';
import { type Line, type Segment, segment } from '../text/line.ts';
import { shortNumber } from './figures.ts';
import type { Moment } from './moment.ts';
import {
  accountWithPlan,
  expiryOf,
  providerOfSession,
  refreshedOf,
  sessionStateOf,
} from './session-texts.ts';

export interface SessionMarks {
  readonly selected: boolean;
  readonly marked: boolean;
}

/** Cursor and mark. */
const lead = 3;

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function sessionColumns(width: number): readonly Column[] {
  const account = width >= 120 ? 40 : width >= 76 ? 25 : 20;
  const columns: Column[] = [
    { name: `${' '.repeat(lead)}PROVIDER`, width: lead + (width >= 76 ? 11 : 8) },
    { name: 'ACCOUNT', width: account },
    { name: 'EXPIRES', width: 10 },
    ...(width >= 84 ? [{ name: 'REFRESHED', width: 10 }] : []),
    ...(width >= 76 ? [{ name: 'CALLS', width: 5, align: 'right' as const }] : []),
    ...(width >= 90 ? [{ name: 'ERR', width: 4, align: 'right' as const }] : []),
    ...(width >= 130 ? [{ name: 'PREFIX', width: 12 }] : []),
    ...(width >= 150 ? [{ name: 'NOTE', width: 20 }] : []),
  ];
  const rest = width - columns.reduce((sum, column) => sum + column.width + 1, 0);
  return [...columns, { name: 'STATE', width: rest }];
}

/** One account as one line, its cells under the columns. */
export function sessionRow(
  file: AuthFile,
  columns: readonly Column[],
  moment: Moment,
  marks: SessionMarks,
): Line {
  const line: Segment[] = [];
  for (const [index, column] of columns.entries()) {
    if (index > 0) line.push(segment(' '));
    line.push(...cell(file, column, moment, marks));
  }
  return line;
}

function cell(
  file: AuthFile,
  { name, width, align }: Column,
  moment: Moment,
  marks: SessionMarks,
): readonly Segment[] {
  const text = (words: string) => [segment(fitText(words, width, align), file.disabled ? 'dim' : 'plain')];
  const number = (value: number | undefined) => text(value === undefined ? '–' : shortNumber(value));
  switch (name.trim()) {
    case 'PROVIDER': {
      const signs = `${marks.selected ? '▸' : ' '}${marks.marked ? '●' : ' '} `;
      const style = file.disabled ? 'dim' : 'bold';
      return [segment(signs, 'accent'), segment(fitText(providerOfSession(file), width - lead), style)];
    }
    case 'ACCOUNT':
      return text(accountWithPlan(file));
    case 'EXPIRES':
      return text(expiryOf(file, moment));
    case 'REFRESHED':
      return text(refreshedOf(file, moment));
    case 'CALLS':
      return number(file.traffic?.calls);
    case 'ERR':
      return number(file.traffic?.errors);
    case 'PREFIX':
      return text(file.prefix ?? '–');
    case 'NOTE':
      return text(file.note ?? '–');
    default:
      return fitLine(sessionStateOf(file, moment), width);
  }
}
