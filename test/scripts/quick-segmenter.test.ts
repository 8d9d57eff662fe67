import { expect, test } from 'vitest';
import * as inBundle from '../../scripts/quick-segmenter.ts';

const { 'Intl.Segmenter': QuickSegmenter } = inBundle;
const quick = new QuickSegmenter(undefined, { granularity: 'grapheme' });
const real = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const parts = (segments: Iterable<Intl.SegmentData>) =>
  Array.from(segments, ({ segment, index }) => `${index}:${segment}`).join('|');

test('any character between any two common ones is divided as Intl.Segmenter divides it', () => {
  const codes = Array.from({ length: 0x10000 }, (_, code) => code).filter(
    (code) => code < 0xd800 || code > 0xdfff,
  );
  const texts = codes.flatMap((code) => [
    `a${String.fromCharCode(code)}─`,
    `●${String.fromCharCode(code)}键`,
  ]);
  const wrong = texts.filter((text) => parts(quick.segment(text)) !== parts(real.segment(text)));
  expect(wrong).toEqual([]);
});

test('accents, flags and joined emoji stay whole', () => {
  for (const text of ['e\u0301a', '🇩🇪🇫🇷', '👩‍👩‍👧x', 'か\u3099', '\r\n', '한\u11a8', '\x1b[31m●', '']) {
    expect([...quick.segment(text)]).toEqual([...real.segment(text)]);
  }
});

test('a place in the text is found as well', () => {
  for (const text of ['▸ team-a', 'e\u0301a']) {
    for (let index = -1; index <= text.length; index += 1) {
      expect(quick.segment(text).containing(index)).toEqual(real.segment(text).containing(index));
    }
  }
});
