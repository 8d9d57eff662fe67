import fc from 'fast-check';
import { Box } from 'ink';
import { expect, test } from 'vitest';
import { cut, fitText, widthOf, wrap } from '../../../src/tui/components/fit.ts';
import { cellText, cellWidth, Line, Text } from '../../../src/tui/components/text.tsx';
import { asciiTerminal, draw } from '../draw.tsx';

test('a line has exactly the given width, and marks where it is truncated', () => {
  const lines = [
    <Line key="1" of="team-a" width={8} />,
    <Line key="2" of="nightly-tests" width={8} />,
    <Line key="3" of="1.2k" width={8} align="right" />,
    <Line key="4" of={[{ text: '◌ ', role: 'info' }, { text: 'retiring 2 d' }]} width={8} />,
    <Line key="5" of={[{ text: '12345678' }, { text: '9' }]} width={8} />,
  ];
  const bars = lines.map((line) =>
    draw(
      <Box>
        {line}
        <Text>|</Text>
      </Box>,
    ),
  );
  expect(bars).toEqual(['team-a  |', 'nightly…|', '    1.2k|', '◌ retir…|', '1234567…|']);
});

test('wide characters count as two and are never halved', () => {
  expect(draw(<Line of="データ班の鍵" width={8} />)).toBe('データ…');
  expect(cellWidth('データ班')).toBe(8);
  const cell = [{ text: 'データ班の鍵' }, { text: ' 5%' }];
  expect(draw(<Line of={cell} width={8} />)).toBe('データ…');
});

test('what comes from outside is cleaned, in text and in lines', () => {
  const hostile = 'a\u001b]52;c;eA==\u0007b\u202ec\nd';
  expect(draw(<Text>{hostile}</Text>)).toBe('abc d');
  expect(draw(<Text>{[hostile, ' ', 5]}</Text>)).toBe('abc d 5');
  expect(draw(<Line of={hostile} width={10} />)).toBe('abc d');
  expect(cellText([{ text: hostile }, { text: '!' }])).toBe('abc d!');
});

test('without UTF-8 every sign has an ASCII one of the same width', () => {
  expect(draw(<Text>– · … › ● → ≥</Text>, asciiTerminal)).toBe('- - ~ > + >>=');
  expect(draw(<Line of="nightly-tests" width={8} />, asciiTerminal)).toBe('nightly~');
});

test('a cut or fitted text is never wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, width) => {
      expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
      expect(widthOf(fitText(text, width))).toBe(width);
    }),
  );
});

test('words wrap at spaces, but not between a number and its unit', () => {
  expect(wrap('It stops in 24 h, or when you press f.', 14)).toEqual([
    'It stops in',
    '24 h, or when',
    'you press f.',
  ]);
});
