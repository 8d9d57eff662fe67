import type { Severity } from '../../operations/doctor/finding.ts';
import type { HealthItem } from '../health/health-sight.ts';
import { cut, fitLine } from '../text/fit.ts';
import { type Line, type Style, segment } from '../text/line.ts';

type Kind = Severity | 'unchecked';

/** A sign and a word, never a colour alone. */
export const kinds: Readonly<Record<Kind, readonly [sign: string, word: string, style: Style]>> = {
  error: ['✕', 'error', 'danger'],
  warning: ['!', 'warning', 'warning'],
  notice: ['·', 'notice', 'plain'],
  unchecked: ['?', 'not checked', 'dim'],
};

export const kindOf = (item: HealthItem): Kind =>
  item.kind === 'finding' ? item.finding.severity : 'unchecked';

const indent = 5;
const fixable = '  f fixes';

/** What is wrong; where there is room for it, why it matters on a line below. */
export function healthRows(
  item: HealthItem,
  { selected, marked }: { readonly selected: boolean; readonly marked: boolean },
  width: number,
  withWhy: boolean,
): readonly Line[] {
  const [sign, , style] = kinds[kindOf(item)];
  const { what, why, fix } = textsOf(item);
  const hint = fix ? fixable : '';
  const room = width - indent - hint.length;
  const words = item.kind === 'unchecked' ? 'dim' : selected ? 'bold' : 'plain';
  const first: Line = [
    segment(selected ? ' ▸' : '  ', 'accent'),
    segment(marked ? '●' : ' ', 'accent'),
    segment(`${sign} `, style),
    ...fitLine([segment(cut(what, room), words)], room),
    segment(hint, 'accent'),
  ];
  return withWhy ? [first, fitLine([segment(' '.repeat(indent)), segment(why, 'dim')], width)] : [first];
}

function textsOf(item: HealthItem): { readonly what: string; readonly why: string; readonly fix: boolean } {
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return { what: `not checked: ${title}`, why, fix: false };
  }
  const { what, why, fix } = item.finding;
  return { what, why, fix: fix !== undefined };
}
