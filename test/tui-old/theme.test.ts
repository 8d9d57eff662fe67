import { describe, expect, test } from 'vitest';
import { segment } from '../../src/tui-old/text/line.ts';
import { createTheme } from '../../src/tui-old/theme.ts';

const line = [segment('weak', 'warning'), segment(' key')];
const paint = (env: Record<string, string>, inverse = false) => createTheme(env).paint(line, inverse);

describe('themes', () => {
  test('NO_COLOR leaves weight and inverse, and no colour', () => {
    const colours = /\u001B\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7])m/;
    expect(paint({ NO_COLOR: '1' })).not.toMatch(colours);
    expect(paint({ NO_COLOR: '1' }, true)).toContain('\u001B[7m');
    expect(paint({})).toMatch(colours);
    expect(paint({ NO_COLOR: '' })).toMatch(colours);
  });

  test('a light background gets other colours, by the terminal’s word or by the user’s', () => {
    expect(paint({ COLORFGBG: '0;15' })).toBe(paint({ CLI_PROXY_THEME: 'light' }));
    expect(paint({ COLORFGBG: '0;15' })).not.toBe(paint({ COLORFGBG: '15;0' }));
    expect(paint({ COLORFGBG: '0;15', CLI_PROXY_THEME: 'dark' })).toBe(paint({}));
  });

  test('blanks have no style, but for the bar of an alert', () => {
    const blank = (style: 'accent' | 'alert') =>
      createTheme({ NO_COLOR: '1' }).paint([segment('   ', style)]);
    expect(blank('accent')).toBe('   ');
    expect(blank('alert')).toContain('\u001B[');
  });

  test('a dumb terminal gets words alone', () => {
    expect(paint({ TERM: 'dumb' })).toBe('weak key');
  });

  test('what follows an emoji stands in its column, however wide the terminal takes it', () => {
    expect(createTheme({ NO_COLOR: '1' }).paint([segment('👩‍👩‍👧'), segment('|')], false, 4)).toBe(
      '👩‍👩‍👧\u001B[K\u001B[7G|',
    );
  });
});
