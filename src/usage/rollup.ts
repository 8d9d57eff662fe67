import { usageDimensions } from '../contract/usage-figures.ts';
import { cubeOf, type Level, levels, selections } from './cubes.ts';
import type { Connection } from './database.ts';
import type { Steps } from './in-turns.ts';
import { addMeasures, binColumns, emptyMeasures, type Measures, sumColumns } from './measures.ts';

/** Sums of a batch, by minute and the values of all dimensions: what is alike is added up before it is spread. */
export type Batch = Map<string, Alike>;

interface Alike {
  /** Start of the minute, ms since the epoch. */
  readonly at: number;
  readonly dimensions: readonly number[];
  readonly measures: Measures;
}

interface Cell {
  readonly place: readonly number[];
  /** Of its bucket, ms since the epoch. */
  readonly start: number;
  readonly measures: Measures;
}

export interface Rollup {
  /** The measures into which a request counts. @param dimensions number of each dimension's value, in their order */
  alike(batch: Batch, at: number, dimensions: readonly number[]): Measures;
  write(batch: Batch): Steps<void>;
}

/** Cells that are written before others get their turn: about a millisecond. */
const turn = 80;

const keyColumns = ['cube', 'bucket', 'a', 'b'];
const placeOf = new Map(usageDimensions.map((dimension, place) => [dimension, place]));
const cubes = ([0, 1, 2] as const).flatMap((level: Level) =>
  selections.map((selection) => ({
    level,
    cube: cubeOf(level, selection),
    a: selection.a && placeOf.get(selection.a),
    b: selection.b && placeOf.get(selection.b),
  })),
);

export function openRollup(database: Connection): Rollup {
  const upsert = (columns: readonly string[]) =>
    database.prepare(
      `INSERT INTO rollup (${[...keyColumns, ...columns].join(', ')})
       VALUES (${[...keyColumns, ...columns].map(() => '?').join(', ')})
       ON CONFLICT DO UPDATE SET ${columns.map(merged).join(', ')}`,
    );
  const whole = upsert([...sumColumns, 'last', ...binColumns]);
  const empty = database.prepare(
    'DELETE FROM rollup WHERE cube = ? AND bucket = ? AND a = ? AND b = ? AND requests <= 0',
  );
  // Most cells of a quiet time hold one or two requests: writing only the bins they touch takes half the time.
  const narrow = new Map<number, ReturnType<typeof upsert>>();

  return {
    alike(batch, at, dimensions) {
      const minute = Math.floor(at / levels[0]) * levels[0];
      const name = `${minute} ${dimensions.join(' ')}`;
      const known = batch.get(name);
      if (known) return known.measures;
      const measures = emptyMeasures();
      batch.set(name, { at: minute, dimensions, measures });
      return measures;
    },
    *write(batch) {
      let written = 0;
      for (const { place, start, measures } of spread(batch)) {
        if (++written % turn === 0) yield;
        const used = usedBins(measures.bins);
        const sums = [...place, ...measures.sums, measures.last - start];
        if (used.length > 2) whole.run([...sums, ...measures.bins]);
        else {
          const [first = 0, second = first] = used;
          const name = first * 100 + second;
          const names = [...new Set([first, second])];
          const statement =
            narrow.get(name) ?? upsert([...sumColumns, 'last', ...names.map((bin) => `h${bin}`)]);
          narrow.set(name, statement);
          statement.run([...sums, ...names.map((bin) => measures.bins[bin] ?? 0)]);
        }
        // More were taken away than came.
        if ((measures.sums[0] ?? 0) < 0) empty.run([...place]);
      }
    },
  };
}

const merged = (name: string): string =>
  name === 'last' ? 'last = max(ifnull(last, 0), excluded.last)' : `${name} = ${name} + excluded.${name}`;

/** To every cube that a request counts in. */
function spread(batch: Batch): Iterable<Cell> {
  const cells = new Map<string, Cell>();
  for (const { at, dimensions, measures } of batch.values()) {
    for (const { level, cube, a, b } of cubes) {
      const bucket = Math.floor(at / levels[level]);
      const place = [
        cube,
        bucket,
        a === undefined ? 0 : (dimensions[a] ?? 0),
        b === undefined ? 0 : (dimensions[b] ?? 0),
      ];
      const name = place.join(' ');
      const known = cells.get(name);
      if (known) addMeasures(known.measures, measures);
      else {
        const { sums, bins, last } = measures;
        const start = bucket * levels[level];
        cells.set(name, { place, start, measures: { sums: [...sums], bins: [...bins], last } });
      }
    }
  }
  return cells.values();
}

function usedBins(bins: readonly number[]): number[] {
  const used: number[] = [];
  for (const [bin, value] of bins.entries()) if (value !== 0) used.push(bin);
  return used;
}
