import type { UsageDimension, UsageGroup } from '../../contract/usage-figures.ts';
import type { Column } from '../components/column.ts';
import { fitText } from '../text/fit.ts';
import { type Line, type Segment, segment } from '../text/line.ts';
import { shortNumber } from './figures.ts';
import { cachedText, costCell, groupName, msText, tokensCell } from './usage-texts.ts';

const lead = 3;
const widestName = 40;
const right = (name: string, width: number): Column => ({ name, width, align: 'right' });

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function groupColumns(width: number, by: UsageDimension): readonly Column[] {
  const fixed = [
    right('REQ', 6),
    right('ERR', 5),
    right('IN', 6),
    right('OUT', 6),
    ...(width >= 70 ? [right('CACHED', 6)] : []),
    ...(width >= 110 ? [right('REASON', 6)] : []),
    ...(width >= 90 ? [right('p50', 6)] : []),
    right('p95', 6),
    ...(width >= 100 ? [right('1ST BYTE', 8)] : []),
    ...(width >= 78 ? [right('COST', 8)] : []),
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
    const style = column.name === 'ERR' && group.failed > 0 ? 'warning' : 'plain';
    return [...gap, segment(fitText(cell(group, column, context.all), column.width, column.align), style)];
  });
}

function cell(group: UsageGroup, { name, width }: Column, all: number): string {
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
    default:
      return '█'.repeat(Math.round((group.requests / Math.max(1, all)) * width));
  }
}
