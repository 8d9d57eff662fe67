import type { BoxProps, TextProps } from 'ink';
import { type ColorRole, themes } from '../contract/preferences/looks.ts';

/** The meaning of a text. Components name roles; only this file names colors. */
export type Role = 'text' | ColorRole;

/** How a state is shown: never by color alone. ASCII terminals get a different sign. */
export type Sign = readonly [sign: string, role: Role];

export type TextStyle = Pick<
  TextProps,
  'color' | 'backgroundColor' | 'bold' | 'dimColor' | 'inverse' | 'underline'
>;

/** The eight pieces of a border, as Ink's Box takes them. */
export type BoxStyle = Exclude<BoxProps['borderStyle'], string | undefined>;

export type ThemeName = (typeof themes)[number];

export interface Theme {
  style(role: Role): TextStyle;
  /** The selected row and the default button. */
  readonly selection: TextStyle;
  /** White on red, for banners that report danger. */
  readonly dangerBar: TextStyle;
  readonly glyphs: Glyphs;
  readonly border: {
    readonly panel: BoxStyle;
    /** For a border whose color alone would not be visible enough (contrast theme). */
    readonly focus: BoxStyle;
    readonly danger: BoxStyle;
  };
  readonly graphs: 'blocks' | 'ascii' | 'none';
}

export interface ThemeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly theme?: ThemeName | undefined;
  /** By default as the terminal and the locale allow. */
  readonly glyphs?: 'unicode' | 'ascii' | undefined;
  readonly graphs?: Theme['graphs'] | undefined;
  /** Names or `#rrggbb`, instead of the colors of the theme. */
  readonly colors?: Partial<Readonly<Record<ColorRole, string>>> | undefined;
  /** The background color that the terminal reported. */
  readonly background?: 'dark' | 'light' | undefined;
}

/** Each sign with its ASCII replacement. */
// biome-ignore format: a table
const signs = {
  selected: ['▸', '>'], marked: ['●', '*'], good: ['●', '+'], done: ['✓', 'ok'],
  warning: ['!', '!'], error: ['✕', 'x'], disabled: ['○', 'o'], cooldown: ['◐', 'c'],
  retiring: ['◌', 'r'], notice: ['•', '.'], unchecked: ['?', '?'], retried: ['↻', 'r'],
  sortedDown: ['▼', 'v'], sortedUp: ['▲', '^'], moreBelow: ['▾', 'v'], moreAbove: ['▴', '^'],
  separator: ['·', '-'], crumb: ['›', '>'], cut: ['…', '~'], unknown: ['–', '-'],
  range: ['–', '-'], to: ['→', '->'], pair: ['└', '`'], disk: ['■', '#'],
  barUsed: ['█', '#'], barFree: ['░', '.'], barMark: ['│', 'I'], fieldEdge: ['┃', '|'], caret: ['▏', '_'],
  choiceBefore: ['‹', '<'], choiceAfter: ['›', '>'], hidden: ['•', '*'],
} as const;

export type Glyphs = Readonly<Record<keyof typeof signs, string>> & { readonly spinner: readonly string[] };

const glyphsOf = (kind: 0 | 1, spinner: string): Glyphs => {
  const named = Object.entries(signs).map(([name, pair]) => [name, pair[kind]]);
  return { ...Object.fromEntries(named), spinner: [...spinner] };
};
const unicodeGlyphs = glyphsOf(0, '⠋⠙⠹⠸⠼⠴⠦⠧');
const asciiGlyphs = glyphsOf(1, '|/-\\');

/** ASCII replacements, one column each, also for the signs in texts and masks. */
// biome-ignore format: a table
const spelled: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(signs)),
  '●': '+', '•': '.', '✓': '+', '→': '>', '←': '<', '↑': '^', '↓': 'v', '≥': '>', '≤': '<', '≈': '~',
  '≠': '!', '−': '-', '—': '-', '×': 'x', '─': '-', '‘': "'", '’': "'", '“': '"', '”': '"',
};
const spellable = new RegExp(`[${Object.keys(spelled).join('')}]`, 'gu');
/** `>=` needs two columns: the blank behind the sign goes, or else the one before it and its colors. */
const atLeast = / ((?:\u001B\[[\d;]*m)*)≥(?! )|≥ /g;

/** Replaces every sign that this terminal cannot show; the width stays the same. */
export const spellingFor = (
  env: ThemeOptions['env'],
  glyphs?: ThemeOptions['glyphs'],
): ((text: string) => string) =>
  isAscii({ env, glyphs })
    ? (text) => text.replace(atLeast, '$1>=').replace(spellable, (sign) => spelled[sign] ?? sign)
    : (text) => text;

/** Truecolor and the nearest of the 256 colors, which is what most terminals over SSH have. */
type Color = readonly [hex: string, index: number];
type Looks = readonly [Color, Color, Color, Color, TextStyle, TextStyle, TextStyle];

/**
 * Every text is at least 4.5:1 on its background, borders 3:1 (WCAG AA); with contrast 7:1. The terminal's own 16
 * colors are left as the user set them, except yellow and cyan, which are too faint on white.
 */
// biome-ignore format: a table
const looks: Readonly<Record<ColorRole, Looks>> = {
  //        dark              light             dark contrast     light contrast    16 on dark                      16 on light                no color
  accent:  [['#5fd7ff', 81],  ['#005f87', 24],  ['#5fd7ff', 81],  ['#000087', 18],  { color: 'cyan' },              { color: 'blue' },         { bold: true }],
  success: [['#87d787', 114], ['#005f00', 22],  ['#87d787', 114], ['#005f00', 22],  { color: 'green' },             { color: 'green' },        {}],
  warning: [['#ffd75f', 221], ['#875f00', 94],  ['#ffd75f', 221], ['#87005f', 89],  { color: 'yellow' },            { color: 'magenta' },      { bold: true }],
  danger:  [['#ff8787', 210], ['#af0000', 124], ['#ffafaf', 217], ['#870000', 88],  { color: 'red', bold: true },   { color: 'red', bold: true }, { bold: true }],
  info:    [['#afafff', 147], ['#5f00af', 55],  ['#d7afff', 183], ['#5f00af', 55],  { color: 'magenta' },           { color: 'blue' },         { underline: true }],
  muted:   [['#a8a8a8', 248], ['#585858', 240], ['#c6c6c6', 251], ['#444444', 238], { dimColor: true },             { color: 'blackBright' },  { dimColor: true }],
  border:  [['#767676', 243], ['#8a8a8a', 245], ['#bcbcbc', 250], ['#585858', 240], { color: 'blackBright' },       { color: 'blackBright' },  { dimColor: true }],
};

const boxOf = (pieces: string): BoxStyle => {
  const [topLeft = '', top = '', topRight = '', right = '', bottomRight = '', bottom = '', bottomLeft = ''] =
    pieces;
  return { topLeft, top, topRight, right, bottomRight, bottom, bottomLeft, left: right };
};
const round = boxOf('╭─╮│╯─╰');
const double = boxOf('╔═╗║╝═╚');
const plain = boxOf('+-+|+-+');
const heavy = boxOf('#=###=#');

function depthOf(env: ThemeOptions['env']): 'truecolor' | '256' | '16' | 'none' {
  if (env.NO_COLOR || env.TERM === 'dumb') return 'none';
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? '')) return 'truecolor';
  return env.TERM?.includes('256') ? '256' : '16';
}

function isAscii({ env, glyphs }: Pick<ThemeOptions, 'env' | 'glyphs'>): boolean {
  if (glyphs !== undefined) return glyphs === 'ascii';
  if (/^vt\d/.test(env.TERM ?? '')) return true;
  // A terminal whose locale is not set at all (containers, services) is nearly always UTF-8.
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return Boolean(locale) && !/utf-?8/i.test(locale ?? '');
}

function isLight({ env, theme, background }: ThemeOptions): boolean {
  if (theme === 'light' || theme === 'dark') return theme === 'light';
  if (background !== undefined) return background === 'light';
  const stated = Number(env.COLORFGBG?.split(';').at(-1) || Number.NaN);
  return stated === 7 || stated === 15;
}

/**
 * The theme for one terminal.
 * @param options `theme` chosen by the user; without one, or with `auto`, CLI_PROXY_THEME, then the
 *   background that the terminal reported, then COLORFGBG, then dark.
 */
export function createTheme(options: ThemeOptions): Theme {
  const { env } = options;
  const stated = (options.theme ?? 'auto') === 'auto' ? env.CLI_PROXY_THEME : options.theme;
  const theme = isThemeName(stated) ? stated : 'auto';
  const light = isLight({ ...options, theme });
  const depth = theme === 'mono' ? 'none' : depthOf(env);
  const contrast = theme === 'contrast';
  const ascii = isAscii(options);
  const colorOf = ([hex, index]: Color) => (depth === 'truecolor' ? hex : `ansi256(${index})`);
  const band = (text: Color, ground: Color) => ({ color: colorOf(text), backgroundColor: colorOf(ground) });
  const place =
    depth === 'none' ? 6 : depth === '16' ? 4 + Number(light) : Number(light) + (contrast ? 2 : 0);
  const styleOf = (look: Looks[number]): TextStyle =>
    Array.isArray(look) ? { color: colorOf(look as Color) } : (look as TextStyle);
  const styles = Object.fromEntries(
    Object.entries(looks).map(([role, row]) => {
      const color = depth === 'none' ? undefined : options.colors?.[role as ColorRole];
      return [role, color === undefined ? styleOf(row[place] ?? {}) : { color }];
    }),
  );
  const inverse = { inverse: true };
  const { selection, dangerBar } =
    depth === 'none'
      ? { selection: inverse, dangerBar: { ...inverse, bold: true } }
      : depth === '16'
        ? { selection: inverse, dangerBar: { color: 'whiteBright', backgroundColor: 'red', bold: true } }
        : {
            selection: light ? band(white, ['#005f87', 24]) : band(black, ['#5fafd7', 74]),
            dangerBar: { ...band(white, ['#af0000', 124]), bold: true },
          };
  const [panel, danger] = ascii ? [plain, heavy] : [round, double];
  return {
    style: (role) => styles[role] ?? {},
    selection,
    dangerBar,
    glyphs: ascii ? asciiGlyphs : unicodeGlyphs,
    border: { panel, focus: contrast ? danger : panel, danger },
    graphs: options.graphs ?? (ascii ? 'ascii' : 'blocks'),
  };
}

const black: Color = ['#000000', 16];
const white: Color = ['#ffffff', 231];
const isThemeName = (name = ''): name is ThemeName => (themes as readonly string[]).includes(name);
