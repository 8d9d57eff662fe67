import type { Column } from '../components/column.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { fitLine, fitText } from '../text/fit.ts';
import { type Line, type Segment, segment } from '../text/line.ts';
import type { Moment } from './moment.ts';
import { type Counting, countsOf } from './provider-counts.ts';
import { providerStateOf } from './provider-state.ts';
import { providerTexts } from './provider-texts.ts';

export interface ProviderMarks {
  readonly selected: boolean;
  readonly marked: boolean;
}

/** Cursor and mark. */
const lead = 3;

/** Which columns there is room for; their widths and gaps fill `width` exactly. */
export function providerColumns(width: number): readonly Column[] {
  const columns: Column[] = [
    { name: `${' '.repeat(lead)}PROVIDER`, width: lead + 11 },
    { name: 'NAME / PREFIX', width: width >= 100 ? 22 : width >= 76 ? 14 : 13 },
    { name: 'KEY', width: 10 },
    ...(width >= 96 ? [{ name: 'BASE URL', width: width >= 120 ? 32 : 22 }] : []),
    ...(width >= 76
      ? [
          { name: 'CALLS', width: 5, align: 'right' as const },
          { name: 'ERR', width: 6, align: 'right' as const },
        ]
      : []),
  ];
  const rest = width - columns.reduce((sum, column) => sum + column.width + 1, 0);
  return [...columns, { name: 'STATE', width: rest }];
}

/** What all lines of the list have alike. */
export interface ProviderLook {
  readonly columns: readonly Column[];
  readonly counting: Counting;
  readonly moment: Moment;
}

/** One provider key as one line, its cells under the columns. */
export function providerRow(key: StatedProviderKey, look: ProviderLook, marks: ProviderMarks): Line {
  const line: Segment[] = [];
  for (const [index, column] of look.columns.entries()) {
    if (index > 0) line.push(segment(' '));
    line.push(...cell(key, column, look, marks));
  }
  return line;
}

function cell(
  key: StatedProviderKey,
  { name, width, align }: Column,
  { counting, moment }: ProviderLook,
  marks: ProviderMarks,
): readonly Segment[] {
  const texts = providerTexts(key);
  const text = (words: string) => [segment(fitText(words, width, align), key.disabled ? 'dim' : 'plain')];
  switch (name.trim()) {
    case 'PROVIDER': {
      const signs = `${marks.selected ? '▸' : ' '}${marks.marked ? '●' : ' '} `;
      const style = key.disabled ? 'dim' : 'bold';
      return [segment(signs, 'accent'), segment(fitText(texts.shortKind, width - lead), style)];
    }
    case 'NAME / PREFIX':
      return text(texts.name);
    case 'KEY':
      return text(texts.mask);
    case 'BASE URL':
      return text(texts.base);
    case 'CALLS':
      return text(countsOf(key, counting).calls);
    case 'ERR':
      return text(countsOf(key, counting).errors);
    default:
      return fitLine(providerStateOf(key, moment), width);
  }
}
