const { Segmenter } = Intl;

/**
 * Stands for `Intl.Segmenter` in the bundle, as far as it is used there. Making one reads the language
 * data of Node, 9 ms of 240 before the first frame, where every character stands for itself. The real one
 * is made for the first text that may hold more, such as an accent of its own, a flag, or a joined emoji.
 */
class QuickSegmenter {
  readonly #make: () => Intl.Segmenter;
  #real: Intl.Segmenter | undefined;

  constructor(...how: ConstructorParameters<typeof Segmenter>) {
    this.#make = () => new Segmenter(...how);
  }

  segment(input: string): Pick<Intl.Segments, 'containing' | typeof Symbol.iterator> {
    if (!onlySingle.test(input)) {
      this.#real ??= this.#make();
      return this.#real.segment(input);
    }
    const parts = Array.from(input, (segment, index) => ({ segment, index, input }));
    return { containing: (index = 0) => parts[index], [Symbol.iterator]: () => parts[Symbol.iterator]() };
  }
}

/** Characters that join no other: ASCII with escape sequences, Latin, signs, braille, Chinese. */
const onlySingle = new RegExp(
  '^[\\x1B\\x20-\\x7E\\u00A1-\\u00A8\\u00AA-\\u00AC\\u00AF-\\u02FF\\u2010-\\u2027\\u2030-\\u203B' +
    '\\u2190-\\u2193\\u2500-\\u25FA\\u2800-\\u28FF\\u3001-\\u3020\\u4E00-\\u9FFF\\uFF01-\\uFF5E]*$',
);

export { QuickSegmenter as 'Intl.Segmenter' };
