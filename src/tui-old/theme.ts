import { widthOf } from './text/fit.ts';
import type { Line, Style } from './text/line.ts';

/** Turns meaning into escape sequences. */
export interface Theme {
  /** The line as the terminal gets it; `inverse` marks a selected one; `at`: the column it begins in. */
  paint(line: Line, inverse?: boolean, at?: number): string;
}

/** Joiners, variation selectors, combining marks, everything beyond the first plane, and what is wide. */
const doubtful =
  /[\u200d\ufe0f\p{M}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]|[\u{10000}-\u{10ffff}]/u;

type Codes = Readonly<Record<Style, string>>;

/** Only the terminal's own 16 colours, which its user has made readable on its background. */
const onDark: Codes = {
  plain: '',
  bold: '1',
  dim: '2',
  good: '32',
  warning: '33',
  danger: '1;31',
  accent: '36',
  title: '1;36',
  alert: '1;37;41',
  // Dark modules on light, whatever the colours here: else few cameras read it.
  qr: '97;40',
};
/** Yellow and cyan fade on white. */
const onLight: Codes = { ...onDark, dim: '90', warning: '35', accent: '34', title: '1;34' };
const withoutColour: Codes = {
  plain: '',
  bold: '1',
  dim: '2',
  good: '',
  warning: '1',
  danger: '1',
  accent: '1',
  title: '1',
  alert: '1;7',
  qr: '',
};

/**
 * @param env NO_COLOR (any value but an empty one) leaves bold, dim and inverse; COLORFGBG, which many terminals
 *   set, tells a light background, and CLI_PROXY_THEME=light|dark says so by hand; TERM=dumb gets no escapes.
 */
export function createTheme(env: Readonly<Record<string, string | undefined>>): Theme {
  if (env.TERM === 'dumb') return { paint: (line) => line.map((part) => part.text).join('') };
  const codes = env.NO_COLOR ? withoutColour : isLight(env) ? onLight : onDark;
  return {
    paint(line, inverse = false, at = 0) {
      let painted = inverse ? '\u001B[7m' : '';
      let column = at;
      for (const { text, style } of line) {
        // Nothing to see but a line under nothing; only an alert is a bar.
        const code = style !== 'alert' && text.trim() === '' ? '' : codes[style];
        const close = inverse ? '\u001B[0;7m' : '\u001B[0m';
        painted += code === '' || text === '' ? text : `\u001B[${code}m${text}${close}`;
        column += widthOf(text);
        // Terminals disagree on how wide an emoji is: what follows is put where it belongs all the same.
        if (doubtful.test(text)) painted += `\u001B[K\u001B[${column + 1}G`;
      }
      return inverse ? `${painted}\u001B[0m` : painted;
    },
  };
}

function isLight(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.CLI_PROXY_THEME) return env.CLI_PROXY_THEME === 'light';
  const background = Number(env.COLORFGBG?.split(';').at(-1) || Number.NaN);
  return background === 7 || background === 15;
}
