import { plainCharacters } from './plain-characters.ts';

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

const everyOneStandsAlone = new RegExp(`^[${plainCharacters}]*$`);

export { QuickSegmenter as 'Intl.Segmenter' };
