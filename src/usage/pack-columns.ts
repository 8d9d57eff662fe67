import { usageDimensions } from '../contract/usage-figures.ts';

/** Requests in one pack. */
export const packSize = 8192;

/** Columns that are asked for by themselves, each a piece of the file. */
const single = ['gap', 'at', ...usageDimensions] as const;
/** These are wanted together or not at all, and lie in one piece. */
const measured = ['word', 'input', 'output', 'reasoning', 'cached', 'rest', 'cost'] as const;

/**
 * What a pack holds of each request, a column in one piece. `gap` is 0 while the places in `requests` go on without one;
 * `at` counts from the first arrival of the pack; `word` has what is small, see pack-word.ts. Amounts that are not known
 * are 0, as the word says which are. `rest` is what the total has beyond input and output, so mostly nothing: twice that,
 * and one more where it is less.
 */
export const packColumns = [...single, ...measured] as const;
export type PackColumn = (typeof packColumns)[number];

const pieceOf = new Map<PackColumn, number>(
  packColumns.map((name, place) => [name, Math.min(place, single.length)]),
);

export const firstPiece = (pack: number): number => pack * 16;
/** The piece of a pack that has the column. */
export const pieceId = (pack: number, name: PackColumn): number =>
  firstPiece(pack) + (pieceOf.get(name) ?? 0);

/** A column as it is read; one number for all is repeated. */
export type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** The pieces in the order of their numbers. @param columns in the order of `packColumns` */
export function encodePack(columns: readonly Float64Array[]): Buffer[] {
  const encoded = columns.map(encodeColumn);
  const together = encoded.slice(single.length);
  const lengths = Float64Array.from(together, ({ length }) => length);
  return [...encoded.slice(0, single.length), Buffer.concat([bytesOf(lengths), ...together])];
}

/** The columns of a piece by name; one that is missing is all 0. @param name any of its columns */
export function decodePiece(piece: Buffer, name: PackColumn): [PackColumn, Column][] {
  // Views want to begin at a multiple of their width.
  const data = piece.byteOffset % 8 === 0 ? piece : Buffer.from(piece);
  if (pieceOf.get(name) !== single.length) return present([[name, decodeColumn(data)]]);
  const lengths = new Float64Array(data.buffer, data.byteOffset, measured.length);
  let begin = lengths.byteLength;
  return present(
    measured.map((column, place) => {
      const end = begin + (lengths[place] ?? 0);
      const decoded = decodeColumn(data.subarray(begin, end));
      begin = end;
      return [column, decoded];
    }),
  );
}

const present = (columns: readonly [PackColumn, Column | undefined][]): [PackColumn, Column][] =>
  columns.flatMap(([name, column]) => (column ? [[name, column]] : []));

/** Whole numbers from 0 on, in as many bytes each as the largest needs; all alike: that one alone. */
export function encodeColumn(values: Float64Array): Buffer {
  const [first = 0] = values;
  if (values.every((value) => value === first)) return bytesOf(Float64Array.of(first));
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest < 2 ** 8) return bytesOf(Uint8Array.from(values));
  if (largest < 2 ** 16) return bytesOf(Uint16Array.from(values));
  if (largest < 2 ** 32) return bytesOf(Uint32Array.from(values));
  return bytesOf(values);
}

/** undefined: it is all 0. */
export function decodeColumn({ buffer, byteOffset, length }: Buffer): Column | undefined {
  if (length === 8) {
    const [value = 0] = new Float64Array(buffer, byteOffset, 1);
    return value === 0 ? undefined : new Float64Array(packSize).fill(value);
  }
  const width = length / packSize;
  if (width === 1) return new Uint8Array(buffer, byteOffset, packSize);
  if (width === 2) return new Uint16Array(buffer, byteOffset, packSize);
  if (width === 4) return new Uint32Array(buffer, byteOffset, packSize);
  return new Float64Array(buffer, byteOffset, packSize);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
