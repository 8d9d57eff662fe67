import { Box, renderToString } from 'ink';
import { render } from 'ink-testing-library';
import type { ReactElement } from 'react';
import { describe, expect, test } from 'vitest';
import { AreaGraph, BarChart, Spark } from '../../../../src/tui/components/graphs/graphs.tsx';
import { QrCode, qrLines } from '../../../../src/tui/components/graphs/qr-code.tsx';
import { ThemeContext } from '../../../../src/tui/context.tsx';
import { createTheme, type ThemeOptions } from '../../../../src/tui/theme.ts';
import { until } from '../../../helpers/until.ts';
import { staged } from '../../draw.tsx';

const unicode: ThemeOptions = { env: { LANG: 'en_US.UTF-8', TERM: 'xterm-256color' } };
const ascii: ThemeOptions = { env: { LANG: 'C', TERM: 'vt100' }, theme: 'mono' };

/** The rows that a component draws, as text. */
const draw = (of: ReactElement, options: ThemeOptions = unicode, columns = 80): readonly string[] =>
  renderToString(<ThemeContext.Provider value={createTheme(options)}>{of}</ThemeContext.Provider>, {
    columns,
  })
    .replace(/\x1b\[[\d;]*m/g, '')
    .split('\n');

const from = new Date(2026, 10, 20, 8, 26).getTime();
const to = from + 3_600_000;
const hour = Array.from({ length: 60 }, (_, minute) => (minute < 20 ? minute * 10 : minute % 7));
const errors = hour.map((_, minute) => (minute === 30 ? 4 : 0));

describe('the area graph', () => {
  test('has a scale, a row of errors, and times', () => {
    const rows = draw(
      <AreaGraph
        values={[0, 107, 214, 50]}
        rows={[{ label: 'err', values: [0, 0, 3, 0], role: 'danger' }]}
        width={45}
        height={3}
        from={from}
        to={to}
      />,
    );
    expect(rows).toMatchInlineSnapshot(`
      [
        " 214                     ██████████",
        "               ▄▄▄▄▄▄▄▄▄▄██████████",
        "   0 ··········████████████████████▆▆▆▆▆▆▆▆▆▆",
        "err  ····················██████████··········",
        "     08:26             08:56            09:26",
      ]
    `);
  });

  test('of percent ends at 100, and shows with dots what is expected', () => {
    const ahead = [100, undefined, undefined, 50, 75, 100, 100];
    const rows = draw(
      <AreaGraph
        values={[0, 12.5, 25, undefined]}
        percent={{ ahead: ahead.slice(0, 4) }}
        width={9}
        height={4}
      />,
    );
    expect(rows).toEqual(['100%', '', '        ·', '  0% ·▄█']);
    const later = [undefined, undefined, undefined, undefined, ...ahead.slice(3)];
    const whole = draw(
      <AreaGraph
        values={[0, 25, 50, 50, undefined, undefined, undefined, undefined]}
        percent={{ ahead: later }}
        width={13}
        height={4}
      />,
    );
    expect(whole).toEqual(['100%       ··', '          ·', '       ██·', '  0% ·███']);
  });

  test('is no wider than its room where a label has wide characters', () => {
    const values = [0, 107, 214, 50];
    const graph = (
      <AreaGraph values={values} rows={[{ label: '错误', values, role: 'danger' }]} width={20} height={2} />
    );
    expect(draw(graph).at(-1)).not.toContain('…');
  });

  test('says half of the scale where a row is in the middle', () => {
    const rows = draw(<AreaGraph values={[0, 214]} width={20} height={5} />);
    expect(rows.map((row) => row.slice(0, 5))).toEqual([' 214 ', '     ', ' 107 ', '     ', '   0 ']);
  });

  test.each([60, 80, 120, 200])('has exactly the given width, at %d columns', (width) => {
    const rows = draw(
      <AreaGraph
        values={hour}
        rows={[{ label: 'err', values: errors, role: 'danger' }]}
        width={width}
        height={5}
        from={from}
        to={to}
      />,
      unicode,
      width,
    );
    expect(rows).toHaveLength(7);
    expect(Math.max(...rows.map((row) => [...row].length))).toBe(width);
    expect(rows.at(-1)).toMatch(/^ {5}08:26 .* 09:26$/);
  });

  test('is plain ASCII in a terminal without Unicode', () => {
    const rows = draw(<AreaGraph values={[0, 1, 2, 3]} width={9} height={3} />, ascii);
    expect(rows).toEqual(['   3    #', '       ##', '   0 _###']);
  });
});

describe('the bar chart', () => {
  const rows = [
    { label: 'team-a (new)', value: 812, texts: ['812'] },
    { label: 'mobile-app', value: 204, texts: ['204'] },
    { label: 'データ班', value: 131, texts: ['131'] },
    { label: 'team-a', value: 5, texts: ['5'] },
    { label: 'batch', value: 0, texts: ['0'] },
  ];

  test('puts labels, bars and figures under each other', () => {
    expect(draw(<BarChart rows={rows} width={24} />)).toEqual([
      'team-a (new) ▇▇▇▇▇▇▇ 812',
      'mobile-app   ▇▇      204',
      'データ班     ▇       131',
      'team-a       ▏         5',
      'batch                  0',
    ]);
  });

  test('leaves the bars out where there is no room for them, then cuts the labels', () => {
    expect(draw(<BarChart rows={rows.slice(0, 2)} width={17} />)).toEqual([
      'team-a (new)  812',
      'mobile-app    204',
    ]);
    expect(draw(<BarChart rows={rows.slice(0, 1)} width={12} />)).toEqual(['team-a … 812']);
  });

  test('has several figures; the bars begin beside the labels and are no longer than needed', () => {
    const two = [
      { label: 'a', value: 2, texts: ['61%', '$2.30'] },
      { label: 'b', value: 1, texts: ['9%', '–'] },
    ];
    const [first = '', second = ''] = draw(<BarChart rows={two} width={50} />);
    expect(first).toMatch(/^a ▇{24} +61% {2}\$2.30$/);
    expect(second).toMatch(/^b ▇{12} +9% {6}–$/);
    expect(first).toHaveLength(50);
  });
});

test('a sparkline is one row of its width', () => {
  expect(draw(<Spark values={[0, 1, 8]} width={3} />)).toEqual(['·▁█']);
});

describe('a QR code', () => {
  test('is the text, with a quiet margin', async () => {
    const lines = await qrLines('https://claude.ai/oauth/authorize?code=true');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[0]).toMatch(/^█+$/);
  });

  test('of a text that is longer than any code is none, which is said', async () => {
    const code = <QrCode text={'x'.repeat(4_000)} columns={200} rows={100} />;
    const { lastFrame, unmount } = render(staged(code));
    await until(() => expect(lastFrame()).toContain('too long for a QR code'));
    unmount();
  });

  test('is not drawn where a terminal has no blocks', () => {
    const [row] = draw(
      <Box>
        <QrCode text="x" columns={80} rows={40} />
      </Box>,
      ascii,
    );
    expect(row).toBe('This terminal cannot show a QR code. Copy the text instead.');
  });
});
