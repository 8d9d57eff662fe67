import { stripControl } from '../../base/terminal-text.ts';
import type { TextField } from '../input/text-field.ts';
import { cutHard, splitGraphemes, widthOf } from '../text/fit.ts';
import { type Line, segment } from '../text/line.ts';

/** A cursor of our own: the terminal's is hidden, so that it never blinks about while rows are painted. */
const cursor = '▏';
/** As many for one character as for fifty: dots do not tell the length. */
const dots = '••••••••••••';

/** What is typed, in at most `width` columns, scrolled so that the cursor is seen. */
export function inputLine(field: TextField, width: number, focused: boolean, hint = ''): Line {
  // Cut from its end as well, where half of a sequence would be left.
  const before = stripControl(field.before);
  const after = stripControl(field.after);
  if (before + after === '')
    return [segment(focused ? cursor : '', 'accent'), segment(cutHard(hint, width - 1), 'dim')];
  if (!focused) return [segment(cutHard(before + after, width))];
  const shown = lastColumns(before, width - 1);
  return [segment(shown), segment(cursor, 'accent'), segment(cutHard(after, width - 1 - widthOf(shown)))];
}

export function hiddenInput(field: TextField, focused = true): Line {
  const typed = field.before + field.after !== '';
  return [segment(typed ? dots : ''), segment(focused ? cursor : '', 'accent')];
}

function lastColumns(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const grapheme of splitGraphemes(text).reverse()) {
    used += widthOf(grapheme);
    if (used > width - 1) break;
    kept = grapheme + kept;
  }
  return `…${kept}`;
}
