import { Text as InkText, type TextProps as InkTextProps, Transform } from 'ink';
import { createContext, createElement, memo, type ReactElement, type ReactNode, useContext } from 'react';
import { stripControl } from '../../base/text/terminal-text.ts';
import { useTheme } from '../context.tsx';
import type { Glyphs, Role, Theme } from '../theme.ts';
import { cut, widthOf, wrap } from './fit.ts';
import type { TextField } from './text-field.ts';

/** A piece of text with one meaning. */
export interface Span {
  readonly text: string;
  readonly role?: Role | undefined;
  readonly bold?: boolean | undefined;
}

/** Text of one row, with or without roles. Not sanitized yet: `Text` and `Line` do that. */
export type Cell = string | Span | readonly Span[];

export interface TextProps extends Omit<InkTextProps, 'children'> {
  readonly role?: Role | undefined;
  /** Drawn like a selected row or the default button, which overrides the role's color. */
  readonly selected?: boolean | undefined;
  readonly children?: ReactNode;
}

/** Ink's Text with roles. Strings among its children are safe for a terminal and for its character set. */
export const Text = memo(({ role = 'text', selected, children, ...rest }: TextProps): ReactElement => {
  const theme = useTheme();
  const props = { ...styleOf(theme, role, rest.bold, selected), ...rest };
  const text = createElement(InkText, props, ...[children].flat().map(clean));
  return (rest.wrap ?? 'wrap') === 'wrap' ? wrapped(text) : text;
});

const clean = (child: ReactNode): ReactNode =>
  typeof child === 'string' ? stripControl(child) : Array.isArray(child) ? child.map(clean) : child;

interface SpansProps {
  readonly of: readonly Span[];
  /** Truncated by default. */
  readonly wrap?: 'wrap' | undefined;
  /** Role of the pieces that have none. */
  readonly role?: Role | undefined;
  readonly bold?: boolean | undefined;
  readonly selected?: boolean | undefined;
}

interface LineProps extends Omit<SpansProps, 'of'> {
  readonly of: Cell;
  /** Exact width in columns; without it the flex layout decides and truncates. */
  readonly width?: number | undefined;
  readonly align?: 'left' | 'right' | undefined;
}

/** Columns for text that wraps, where they are known; otherwise Ink wraps it, which leaves gaps in Chinese. */
export const RoomContext = createContext<number | undefined>(undefined);

/** One row of text, `width` columns wide: `…` where it is cut, wide characters counted as two. */
export const Line = memo(({ of, width, align, ...look }: LineProps): ReactElement => {
  const theme = useTheme();
  const room = useContext(RoomContext);
  if (width !== undefined) return <Spans of={fitCell(of, width, align, theme)} {...look} />;
  const spans = spansOf(of);
  return <Spans of={look.wrap && room !== undefined ? folded(spans, room) : spans} {...look} />;
}, sameProps);

/** The pieces with a line break wherever `width` columns are full. */
function folded(spans: readonly Span[], width: number): readonly Span[] {
  const rows = wrap(spans.map(({ text }) => text).join(''), width);
  if (rows.length === 1) return spans;
  const all = rows.join('\n');
  let at = 0;
  return spans.map((span) => {
    const from = at;
    for (const letter of span.text) {
      // A space at the end of a row is dropped.
      if (all[at] === '\n' && letter !== '\n') at++;
      if (all.startsWith(letter, at)) at += letter.length;
    }
    return { ...span, text: all.slice(from, at) };
  });
}

/** Compares props; cells are compared by their pieces. */
export function sameProps(before: object, props: object): boolean {
  const others = Object.entries(before);
  return (
    others.length === Object.keys(props).length &&
    others.every(([name, one]) => {
      const other: unknown = props[name as keyof object];
      if (one === other) return true;
      return one instanceof Object && other instanceof Object && sameProps(one, other);
    })
  );
}

/** Pieces that are safe and fitted already (`fitCell`), as one row of text. */
export function Spans({ of, role, bold, selected, wrap }: SpansProps): ReactElement {
  const theme = useTheme();
  const styled = (span: Span) => styleOf(theme, span.role ?? role ?? 'text', span.bold ?? bold, selected);
  const [only] = of.length === 1 ? of : [];
  const text = createElement(
    InkText,
    { wrap: wrap ?? 'truncate', ...(only && styled(only)) },
    ...(only ? [only.text] : of.map((span) => createElement(InkText, styled(span), span.text))),
  );
  return wrap ? wrapped(text) : text;
}

const wrapped = (text: ReactElement): ReactElement => <Transform transform={withoutGap}>{text}</Transform>;

/** When words fill a line completely, Ink starts the next line with the space between them. */
const withoutGap = (line: string, index: number): string =>
  index === 0 ? line : line.replace(leadingSpace, '$1');
// Styles come before the space.
const leadingSpace = /^((?:\x1b\[[\d;]*m)*) /;

/** On a selected row, text keeps its weight but loses its color: no blocks of another color, no dim text. */
function styleOf(theme: Theme, role: Role, bold?: boolean, selected?: boolean): Partial<InkTextProps> {
  const own = theme.style(role);
  if (!selected) return bold ? { ...own, bold } : own;
  return bold || role === 'danger' || role === 'warning'
    ? { ...theme.selection, bold: true }
    : theme.selection;
}

const pieces = (cell: Cell): readonly Span[] =>
  typeof cell === 'string' ? [{ text: cell }] : 'text' in cell ? [cell] : cell;

/** The plain text of a cell, sanitized. */
export const cellText = (cell: Cell): string =>
  pieces(cell)
    .map((span) => stripControl(span.text))
    .join('');

/** Columns that the cell needs. */
export const cellWidth = (cell: Cell): number => widthOf(cellText(cell));

/** The cell's pieces, safe for the terminal. */
const spansOf = (cell: Cell): readonly Span[] =>
  pieces(cell).map((span) => ({ ...span, text: stripControl(span.text) }));

/** The cell in exactly `width` columns, safe for the terminal, roles kept. */
export function fitCell(
  cell: Cell,
  width: number,
  align: 'left' | 'right' = 'left',
  theme: Theme,
): readonly Span[] {
  const spans = spansOf(cell);
  const sign = theme.glyphs.cut;
  const fitted: Span[] = [];
  let left = width;
  for (const [index, span] of spans.entries()) {
    if (left <= 0) break;
    const own = widthOf(span.text);
    const more = spans.slice(index + 1).some((later) => later.text !== '');
    const fits = own < left || (own === left && !more);
    const text = fits ? span.text : cut(more ? `${span.text}  ` : span.text, left, sign);
    fitted.push({ ...span, text });
    left -= widthOf(text);
    // A wide character may leave a column, which is no room for the next piece.
    if (!fits) break;
  }
  if (left <= 0) return fitted;
  // Padding is a separate piece, because a role may underline.
  const space = { text: ' '.repeat(left) };
  return align === 'right' ? [space, ...fitted] : [...fitted, space];
}

/** Typed text with its caret and prompt. */
export const typedSpans = (sign: string, { before, after }: TextField, glyphs: Glyphs): readonly Span[] => [
  { text: sign, role: 'accent' },
  { text: before },
  { text: glyphs.caret, role: 'accent' },
  { text: after },
];
