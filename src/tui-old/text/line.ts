import { stripControl } from '../../base/terminal-text.ts';

/** What a piece of text means; the theme says how that looks. Meaning never rests on colour alone. */
export type Style =
  | 'plain'
  | 'bold'
  | 'dim'
  | 'good'
  | 'warning'
  | 'danger'
  | 'accent'
  | 'title'
  | 'alert'
  | 'qr';

export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** One line of the screen, without escape sequences. Made by `segment` and `lineOf` alone: they clean its text (N10). */
export type Line = readonly Segment[];

export const segment = (text: string, style: Style = 'plain'): Segment => ({
  text: stripControl(text),
  style,
});

/** A line of one style. */
export const lineOf = (text: string, style: Style = 'plain'): Line => [segment(text, style)];

/** The words of a line, as tests and measuring need them. */
export const textOf = (line: Line): string => line.map((part) => part.text).join('');
