import { widthOf } from '../text/fit.ts';

type Rows = readonly (string | null)[];

const begin = '\u001B[?2026h';
const end = '\u001B[?2026l';

/**
 * The bytes that turn the rows on the screen into the wanted ones: changed rows alone, each at its place, in one
 * synchronised update. Empty when nothing changed. @param before undefined: whatever is there goes.
 */
export function paintRows(before: Rows | undefined, wanted: Rows, columns: number): string {
  let painted = before ? '' : '\u001B[2J';
  for (let row = 0; row < Math.max(wanted.length, before?.length ?? 0); row += 1) {
    const text = row < wanted.length ? wanted[row] : '';
    if (text === null || text === undefined) continue;
    if (before && text === (before[row] ?? '') && before[row] !== null) continue;
    if (!before && text === '') continue;
    painted += `\u001B[${row + 1};1H${rowBytes(text, columns, wanted[row + 1] === null)}`;
  }
  return painted === '' ? '' : `${begin}${painted}${end}`;
}

function rowBytes(text: string, columns: number, flows: boolean): string {
  if (flows) return `\u001B[?7h${text}\u001B[?7l\u001B[K`;
  // In the last column an erase would take the character that was just written.
  return widthOf(withoutEscapes(text)) < columns ? `${text}\u001B[K` : text;
}

const withoutEscapes = (text: string) =>
  text.replace(/\u001B\[[0-9;?]*[A-Za-z]|\u001B\]8;;[^\u001B]*\u001B\\\\/g, '');
