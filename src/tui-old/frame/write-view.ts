import { fitLine, fitText } from '../text/fit.ts';
import type { Line } from '../text/line.ts';
import type { Theme } from '../theme.ts';
import { type Row, type View, widthOfTable } from '../view.ts';
import type { LineBook } from './line-book.ts';
import { slotOf } from './shape.ts';

/** Writes every line of the view into the book, at the place that Ink has laid out for it. */
export function writeView(view: View, book: LineBook, theme: Theme) {
  const { columns, body } = view;
  const line = (slot: number, words: Line, width: number, inverse = false, at = 0) =>
    book.write(slot, { text: theme.paint(fitLine(words, width), inverse, at), width });
  const rows = (first: number, list: readonly Row[]) => {
    for (const [place, row] of list.entries()) {
      if ('line' in row) line(first + place, row.line, columns, row.selected);
      else unbroken(first + place, row.unbroken, row.link ?? false);
    }
  };
  const unbroken = (slot: number, text: string, link: boolean) =>
    book.write(slot, {
      text: linked(theme.paint([{ text, style: 'bold' }]), link ? text : undefined),
      width: Math.min(columns, text.length),
      flows: Math.max(0, Math.ceil(text.length / columns) - 1),
    });

  for (const [place, words] of view.head.entries()) line(slotOf.head + place, words, columns);
  for (const [place, words] of view.foot.entries()) line(slotOf.foot + place, words, columns);
  rows(slotOf.panel, view.panel);
  if (body.kind === 'rows') return rows(slotOf.body, body.rows);

  const width = widthOfTable(body, columns);
  const titles = body.columns.map((column) => fitText(column.name, column.width, column.align));
  line(slotOf.table, [{ text: titles.join(' '), style: 'dim' }], width);
  for (const [place, row] of body.rows.entries()) {
    line(slotOf.table + 1 + place, row.line, width, row.selected);
  }
  line(slotOf.below, body.below, width);
  for (const [place, words] of body.above?.entries() ?? []) line(slotOf.above + place, words, width);
  rows(slotOf.after, body.after ?? []);
  for (const [place, words] of (body.side ?? []).entries()) {
    line(slotOf.side + place, words, body.sideWidth ?? 0, false, width + 1);
  }
}

/** OSC 8; only what is an address and can do no more than be one. */
const linked = (painted: string, url: string | undefined): string =>
  url !== undefined && /^https?:\/\/[\x21-\x7e]+$/.test(url)
    ? `\u001B]8;;${url}\u001B\\${painted}\u001B]8;;\u001B\\`
    : painted;
