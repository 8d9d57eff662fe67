import type { UsageDimension, UsageGroup } from '../../contract/usage-figures.ts';
import type { Column } from '../components/column.ts';
import { fitText } from '../text/fit.ts';
import { type Line, type Segment, type Style, segment } from '../text/line.ts';
import { barColumns } from '../usage/usage-wish.ts';
import { shortNumber, sparkline } from './figures.ts';
import { age, ago, type Moment } from './moment.ts';
import { cachedText, costCell, groupName, msText, tokensCell } from './usage-texts.ts';

const lead = 3;
const widestName = 40;
const right = (name: string, width: number): Column => ({ name, width, align: 'right' });

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function groupColumns(width: number, by: UsageDimension): readonly Column[] {
  const fixed = [
    right('REQ', 6),
    ...(width >= 92 ? [{ name: 'TREND', width: barColumns }] : []),
    right('ERR', 5),
    right('IN', 6),
    right('OUT', 6),
    ...(width >= 70 ? [right('CACHED', 6)] : []),
    ...(width >= 118 ? [right('REASON', 6)] : []),
    ...(width >= 100 ? [right('p50', 6)] : []),
    right('p95', 6),
    ...(width >= 110 ? [right('1ST BYTE', 8)] : []),
    ...(width >= 78 ? [right('COST', 8)] : []),
    ...(width >= 70 ? [right('LAST', width >= 130 ? 10 : 6)] : []),
  ];
  const rest = width - fixed.reduce((sum, column) => sum + column.width + 1, 0);
  const share = rest - widestName - 1;
  const name = { name: `${' '.repeat(lead)}by ${by} ▾`, width: share >= 8 ? widestName : rest };
  return [name, ...fixed, ...(share >= 8 ? [{ name: 'SHARE', width: share }] : [])];
}

export interface GroupContext {
  readonly by: UsageDimension;
  readonly names: ReadonlyMap<string, string>;
  /** Requests of all groups. */
  readonly all: number;
  readonly selected: boolean;
  readonly moment: Moment;
}

/** The figures of one key, model …, its cells under the columns; what is unknown is `–`. */
export function groupRow(group: UsageGroup, columns: readonly Column[], context: GroupContext): Line {
  return columns.flatMap((column, index): Segment[] => {
    const gap = index > 0 ? [segment(' ')] : [];
    if (index === 0) {
      const name = groupName(context.by, group.value, context.names);
      const mark = segment(context.selected ? ' ▸ ' : '   ', 'accent');
      return [mark, segment(fitText(name, column.width - lead), group.value === null ? 'dim' : 'bold')];
    }
    const text = fitText(cell(group, column, context), column.width, column.align);
    return [...gap, segment(text, styleOf(group, column))];
  });
}

function styleOf(group: UsageGroup, { name }: Column): Style {
  if (name === 'TREND') return 'accent';
  return name === 'ERR' && group.failed > 0 ? 'warning' : 'plain';
}

function cell(group: UsageGroup, { name, width }: Column, { all, moment }: GroupContext): string {
  const { latency, firstByte } = group;
  switch (name) {
    case 'REQ':
      return shortNumber(group.requests);
    case 'ERR':
      return shortNumber(group.failed);
    case 'IN':
      return tokensCell(group, 'input');
    case 'OUT':
      return tokensCell(group, 'output');
    case 'CACHED':
      return cachedText(group);
    case 'REASON':
      return tokensCell(group, 'reasoning');
    case 'p50':
      return msText(latency?.p50);
    case 'p95':
      return msText(latency?.p95);
    case '1ST BYTE':
      return msText(firstByte?.p50);
    case 'COST':
      return costCell(group);
    case 'TREND':
      return sparkline(group.bars ?? [], width);
    case 'LAST': {
      if (group.lastAt === undefined) return '–';
      return width >= 10 ? ago(moment, group.lastAt) : age(moment, group.lastAt);
    }
    default:
      return '█'.repeat(Math.round((group.requests / Math.max(1, all)) * width));
  }
}
