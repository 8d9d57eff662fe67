import type { Hits } from './filter-packs.ts';
import { binCount } from './histogram.ts';
import { sumColumns } from './measures.ts';
import type { Column, PackColumn } from './pack-columns.ts';
import { type Grouping, PackGroups } from './pack-groups.ts';
import { binBits, binMask, flagCounts, flagShift, flagValues } from './pack-word.ts';
import type { Sums } from './read-sums.ts';

/** Steps of time in which requests are counted besides. */
export interface Steps {
  /** ms since the epoch. */
  readonly from: number;
  /** ms. */
  readonly step: number;
  readonly count: number;
}

export interface PackedSums extends Sums {
  /** Requests of each of the steps. */
  readonly bars: readonly number[];
}

const amounts = ['input', 'output', 'reasoning', 'cached', 'cost'] as const;
const read: readonly PackColumn[] = ['word', 'rest', ...amounts];
/** Counts of one group: by flags, by latency, by time to the first byte. */
const latencyAt = flagValues;
const firstByteAt = latencyAt + binMask + 1;
const countsWidth = firstByteAt + binMask + 1;
/** Amounts of one group: those above, the rest of the total, the arrival of its last request, and then its bars. */
const restAt = amounts.length;
const lastAt = restAt + 1;
const barsAt = lastAt + 1;

/** The groups side by side in lists of numbers: a million requests are added up in them in some ten milliseconds. */
export class PackTotals {
  readonly #steps: Steps;
  readonly #groups: PackGroups;
  readonly #width: number;
  #counts = new Uint32Array(64 * countsWidth);
  #values: Float64Array;

  constructor(by: Grouping, steps: Steps) {
    this.#groups = new PackGroups(by);
    this.#steps = steps;
    this.#width = barsAt + steps.count;
    this.#values = new Float64Array(64 * this.#width);
  }

  add(hits: Hits): void {
    const { pack, rows, count } = hits;
    this.#groups.place(hits);
    this.#makeRoom();
    const [word, rest, ...columns] = pack.read(read);
    this.#count(word, rows, count);
    for (const [place, column] of columns.entries()) if (column) this.#sum(column, rows, count, place);
    if (rest) this.#rest(rest, rows, count);
    this.#last(hits);
    if (this.#steps.count > 0) this.#bars(hits);
  }

  groups(): PackedSums[] {
    return [...this.#groups.entries()].map(([group, number]) => {
      const counts = this.#counts.subarray(number * countsWidth, (number + 1) * countsWidth);
      const values = [...this.#values.subarray(number * this.#width, (number + 1) * this.#width)];
      const [input = 0, output = 0, reasoning = 0, cached = 0, cost = 0, rest = 0] = values;
      const { all, of } = flagCounts(counts.subarray(0, flagValues));
      const sums = {
        requests: all,
        input,
        output,
        reasoning,
        cached,
        total: input + output + rest,
        cost,
        ...of,
      };
      return {
        group,
        sums: sumColumns.map((name) => sums[name]),
        latency: [...counts.subarray(latencyAt, latencyAt + binCount)],
        firstByte: [...counts.subarray(firstByteAt + 1, firstByteAt + 1 + binCount)],
        last: values[lastAt] ?? 0,
        bars: values.slice(barsAt),
      };
    });
  }

  #makeRoom(): void {
    const groups = this.#groups.size;
    if (groups * this.#width <= this.#values.length) return;
    const values = new Float64Array(groups * 2 * this.#width);
    values.set(this.#values);
    this.#values = values;
    const counts = new Uint32Array(groups * 2 * countsWidth);
    counts.set(this.#counts);
    this.#counts = counts;
  }

  #count(word: Column | undefined, rows: Uint16Array, count: number): void {
    const [counts, owners] = [this.#counts, this.#groups.owners];
    for (let hit = 0; hit < count; hit++) {
      const facts = word === undefined ? 0 : (word[rows[hit] as number] as number);
      const group = (owners[hit] as number) * countsWidth;
      const [flags, latency] = [group + (facts >> flagShift), group + latencyAt + (facts & binMask)];
      const firstByte = group + firstByteAt + ((facts >> binBits) & binMask);
      counts[flags] = (counts[flags] as number) + 1;
      counts[latency] = (counts[latency] as number) + 1;
      counts[firstByte] = (counts[firstByte] as number) + 1;
    }
  }

  #sum(column: Column, rows: Uint16Array, count: number, place: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const at = (owners[hit] as number) * width + place;
      values[at] = (values[at] as number) + (column[rows[hit] as number] as number);
    }
  }

  #rest(column: Column, rows: Uint16Array, count: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const twice = column[rows[hit] as number] as number;
      if (twice === 0) continue;
      const at = (owners[hit] as number) * width + restAt;
      values[at] = (values[at] as number) + (twice % 2 === 1 ? (1 - twice) / 2 : twice / 2);
    }
  }

  /** Newer packs come first, so that the arrivals of few are read. */
  #last({ pack, rows, count }: Hits): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    let older = true;
    for (let hit = 0; hit < count && older; hit++) {
      older = (values[(owners[hit] as number) * width + lastAt] as number) >= pack.maxAt;
    }
    if (older) return;
    const [arrivals] = pack.read(['at']);
    for (let hit = 0; hit < count; hit++) {
      const at = (owners[hit] as number) * width + lastAt;
      const arrival = (arrivals?.[rows[hit] as number] ?? 0) + pack.atFrom;
      if (arrival > (values[at] as number)) values[at] = arrival;
    }
  }

  #bars({ pack, rows, count }: Hits): void {
    const { from, step, count: steps } = this.#steps;
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    // A pack is mostly of one step or two: then nobody has to look at each arrival.
    const [first, last] = [pack.minAt, pack.maxAt].map((at) => Math.floor((at - from) / step));
    const [arrivals] = first === last ? [] : pack.read(['at']);
    const offset = pack.atFrom - from;
    for (let hit = 0; hit < count; hit++) {
      const bar =
        arrivals === undefined
          ? (first ?? 0)
          : Math.floor(((arrivals[rows[hit] as number] as number) + offset) / step);
      if (bar < 0 || bar >= steps) continue;
      const at = (owners[hit] as number) * width + barsAt + bar;
      values[at] = (values[at] as number) + 1;
    }
  }
}
