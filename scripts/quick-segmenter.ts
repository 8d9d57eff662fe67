/** What `Intl.Segmenter` gives, as far as anybody uses it. */
interface Segments extends Iterable<Intl.SegmentData> {
  containing(index?: number): Intl.SegmentData | undefined;
}

/**
 * Stands for `Intl.Segmenter` in the bundle. Making a real one reads the language data of Node, 10 to 20 ms, and
 * the first screen needs none: its characters stand for themselves. The real one is made for the first text that
 * may hold more, such as an accent of its own, a flag, or a joined emoji.
 */
export class QuickSegmenter {
  readonly #make: () => Intl.Segmenter;
  readonly #graphemes: boolean;
  #real: Intl.Segmenter | undefined;

  constructor(locales?: Intl.LocalesArgument, options?: Intl.SegmenterOptions) {
    const { Segmenter } = Intl;
    this.#make = () => new Segmenter(locales, options);
    this.#graphemes = (options?.granularity ?? 'grapheme') === 'grapheme';
  }

  segment(input: string): Segments {
    if (this.#graphemes && everyOneStandsAlone.test(input)) return oneByOne(input);
    this.#real ??= this.#make();
    return this.#real.segment(input);
  }
}

function oneByOne(input: string): Segments {
  const at = (index: number) => ({ segment: input.charAt(index), index, input });
  return {
    containing: (index = 0) => (index >= 0 && index < input.length ? at(Math.trunc(index)) : undefined),
    *[Symbol.iterator]() {
      for (let index = 0; index < input.length; index += 1) yield at(index);
    },
  };
}

/** ASCII, Latin, punctuation, arrows, lines, blocks, plain geometric signs, and what Ink lays out for our lines. */
const everyOneStandsAlone =
  /^[\x20-\x7E\u00A1-\u00A8\u00AA-\u00AC\u00AF-\u02FF\u2010-\u2027\u2030-\u203B\u2190-\u2193\u2500-\u25A9\u25AC-\u25B5\u25B7-\u25BF\u25C1-\u25FA\uE000-\uF8FF]*$/;

export { QuickSegmenter as 'Intl.Segmenter' };
