import type { AmpRow } from '../amp/amp-rows.ts';
import type { Column } from '../components/column.ts';
import { fitLine, fitText } from '../text/fit.ts';
import { type Line, type Segment, type Style, segment } from '../text/line.ts';

/** Cursor and mark. */
const lead = 3;

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function ampColumns(width: number): readonly Column[] {
  const columns: Column[] = [
    { name: `${' '.repeat(lead)}CLIENT KEY`, width: lead + (width >= 100 ? 30 : width >= 76 ? 18 : 14) },
    { name: 'KEY', width: 9 },
    { name: 'UPSTREAM', width: 9 },
  ];
  const rest = width - columns.reduce((sum, column) => sum + column.width + 1, 0);
  return [...columns, { name: 'WHY', width: rest }];
}

/** What a person calls the client key: its label, else its mask. */
export function ampClientName({ label, mask }: AmpRow): string {
  return (label ?? '').trim() || mask || 'no client key';
}

const words: Readonly<Record<AmpRow['why'], readonly [text: string, style: Style]>> = {
  mapped: ['mapped', 'good'],
  default: ['default', 'plain'],
  environment: ['AMP_API_KEY of the server', 'plain'],
  none: ['none: neither mapped nor a default', 'warning'],
  unknown: ['AMP_API_KEY of the server, if any', 'dim'],
  off: ['none: Amp is off', 'dim'],
  nowhere: ['no such client key: it does nothing', 'warning'],
  repeated: ['repeated: an earlier mapping counts', 'warning'],
  empty: ['a mapping that names nobody', 'dim'],
};

export const whyWords = ({ why }: AmpRow): string => words[why][0];

/** One client key, or what a mapping names in vain, as one line. */
export function ampRow(
  row: AmpRow,
  columns: readonly Column[],
  marks: { readonly selected: boolean; readonly marked: boolean },
): Line {
  const line: Segment[] = [];
  for (const [index, column] of columns.entries()) {
    if (index > 0) line.push(segment(' '));
    line.push(...cell(row, column, marks));
  }
  return line;
}

function cell(
  row: AmpRow,
  { name, width }: Column,
  marks: { readonly selected: boolean; readonly marked: boolean },
): readonly Segment[] {
  const text = (shown: string | undefined) => [segment(fitText(shown ?? '–', width))];
  switch (name.trim()) {
    case 'CLIENT KEY': {
      const signs = `${marks.selected ? '▸' : ' '}${marks.marked ? '●' : ' '} `;
      const label = (row.label ?? '').trim() || '–';
      return [segment(signs, 'accent'), segment(fitText(label, width - lead), row.label ? 'bold' : 'dim')];
    }
    case 'KEY':
      return text(row.mask);
    case 'UPSTREAM':
      return text(row.upstream?.mask);
    default: {
      const [why, style] = words[row.why];
      return fitLine([segment(why, style)], width);
    }
  }
}
