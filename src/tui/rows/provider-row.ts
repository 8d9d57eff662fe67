import type { ProviderKey } from '../../providers/provider-keys.ts';
import type { Column } from '../components/column.ts';
import { fitLine, fitText } from '../text/fit.ts';
import { type Line, type Segment, segment } from '../text/line.ts';
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
  const name = width >= 100 ? 22 : 14;
  const fixed: Column[] = [
    { name: `${' '.repeat(lead)}PROVIDER`, width: lead + 12 },
    { name: 'NAME / PREFIX', width: name },
    { name: 'KEY', width: 10 },
  ];
  const rest = width - fixed.reduce((sum, column) => sum + column.width + 1, 0);
  const base = width >= 76 ? Math.min(40, Math.max(14, Math.floor(rest * 0.38))) : 0;
  return [
    ...fixed,
    ...(base > 0 ? [{ name: 'BASE URL', width: base }] : []),
    { name: 'STATE', width: rest - (base > 0 ? base + 1 : 0) },
  ];
}

/** One provider key as one line, its cells under the columns. */
export function providerRow(key: ProviderKey, columns: readonly Column[], marks: ProviderMarks): Line {
  const line: Segment[] = [];
  for (const [index, column] of columns.entries()) {
    if (index > 0) line.push(segment(' '));
    line.push(...cell(key, column, marks));
  }
  return line;
}

function cell(key: ProviderKey, { name, width, align }: Column, marks: ProviderMarks): readonly Segment[] {
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
    default:
      return fitLine(providerStateOf(key), width);
  }
}
