import { describe, expect, test } from 'vitest';
import { createTheme, type Role, spellingFor, type ThemeName } from '../../src/tui/theme.ts';

const truecolor = { COLORTERM: 'truecolor', TERM: 'xterm-256color' };
const roles: readonly Role[] = ['accent', 'success', 'warning', 'danger', 'info', 'muted', 'border'];

/** Relative luminance and contrast of WCAG 2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe('colors', () => {
  test.each([
    ['dark', ['#000000', '#282c34'], 4.5],
    ['light', ['#ffffff', '#fdf6e3'], 4.5],
    ['contrast', ['#000000', '#282c34'], 7],
  ] as const)('of %s can be read on its backgrounds', (name, backgrounds, least) => {
    const theme = createTheme({ env: truecolor, theme: name });
    for (const background of backgrounds) {
      for (const role of roles) {
        const ratio = contrast(theme.style(role).color ?? '', background);
        expect.soft(ratio, `${role} on ${background}`).toBeGreaterThanOrEqual(role === 'border' ? 3 : least);
      }
    }
    const { color = '', backgroundColor = '' } = theme.selection;
    expect(contrast(color, backgroundColor)).toBeGreaterThanOrEqual(least);
    const bar = theme.dangerBar;
    expect(contrast(bar.color ?? '', bar.backgroundColor ?? '')).toBeGreaterThanOrEqual(least);
  });

  test('of the contrast theme can be read on a light background too', () => {
    const theme = createTheme({ env: truecolor, theme: 'contrast', background: 'light' });
    for (const role of roles.filter((one) => one !== 'border')) {
      expect.soft(contrast(theme.style(role).color ?? '', '#ffffff'), role).toBeGreaterThanOrEqual(7);
    }
  });

  test.each([
    [truecolor, '#5fd7ff'],
    [{ TERM: 'xterm-256color' }, 'ansi256(81)'],
    [{ TERM: 'xterm' }, 'cyan'],
    [{ ...truecolor, NO_COLOR: '1' }, undefined],
    [{ TERM: 'dumb', COLORTERM: 'truecolor' }, undefined],
  ])('are as many as %o has', (env, accent) => {
    expect(createTheme({ env }).style('accent').color).toBe(accent);
  });

  test.each([
    [{ env: { COLORFGBG: '0;15' } }, 'blue'],
    [{ env: { COLORFGBG: '15;0' } }, 'cyan'],
    [{ env: { COLORFGBG: '15;0' }, background: 'light' as const }, 'blue'],
    [{ env: { COLORFGBG: '15;0', CLI_PROXY_THEME: 'light' } }, 'blue'],
    [{ env: { CLI_PROXY_THEME: 'light' }, theme: 'dark' as ThemeName }, 'cyan'],
  ])('follow the background, unless a theme is chosen: %o', (options, accent) => {
    expect(createTheme(options).style('accent').color).toBe(accent);
  });

  test('of the user replace those of the theme, but not where there are none', () => {
    const colors = { accent: '#d7875f', danger: 'red' };
    const own = createTheme({ env: { COLORTERM: 'truecolor' }, colors });
    expect([own.style('accent'), own.style('danger')]).toEqual([{ color: '#d7875f' }, { color: 'red' }]);
    expect(own.style('muted')).toEqual(createTheme({ env: { COLORTERM: 'truecolor' } }).style('muted'));
    const none = createTheme({ env: { NO_COLOR: '1' }, colors });
    expect(none.style('accent')).toEqual({ bold: true });
  });

  test('are replaced in mono: what is selected is inverse, what is dangerous bold', () => {
    const theme = createTheme({ env: truecolor, theme: 'mono' });
    expect(theme.selection).toEqual({ inverse: true });
    expect(theme.style('danger')).toEqual({ bold: true });
    expect(roles.every((role) => theme.style(role).color === undefined)).toBe(true);
  });
});

describe('signs', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, '▸'],
    [{}, '▸'],
    [{ LANG: 'C' }, '>'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, '>'],
    [{ LANG: 'de_DE.utf8' }, '▸'],
    [{ LANG: 'en_US.UTF-8', TERM: 'vt220' }, '>'],
  ])('of %o', (env, selected) => {
    expect(createTheme({ env }).glyphs.selected).toBe(selected);
  });

  test('in ASCII are nothing but ASCII, also in words', () => {
    const { glyphs, border, graphs } = createTheme({ env: { LANG: 'C' } });
    const signs = [
      ...Object.values(glyphs).flat(),
      ...Object.values(border).flatMap((box) => Object.values(box)),
    ];
    expect(signs.join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(spellingFor({ LANG: 'C' })('7f3a…9c21 · ≥ $3 → “ok” – ✓')).toMatch(/^[\x20-\x7e]+$/);
    expect(graphs).toBe('ascii');
  });

  test('in ASCII have their width, and at least is >=', () => {
    const spell = spellingFor({ LANG: 'C' });
    const colored = '\u001B[1m≥2M\u001B[22m';
    expect(spell(`│ ≥ $3 │  ≥2.1M ${colored} level ≥ warn │≥│`)).toBe(
      `I >=$3 I >=2.1M${colored.replace('≥', '>=')} level >=warn I>I`,
    );
  });
});
