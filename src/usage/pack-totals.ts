import type { Hits } from './filter-packs.ts';
import { binCount } from './histogram.ts';
import { sumColumns } from './measures.ts';
import type { Column, PackColumn } from './pack-columns.ts';
import { type Grouping, PackGroups } from './pack-groups.ts';
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

const at = Object.fromEntries(sumColumns.map((name, place) => [name, place])) as Record<
  (typeof sumColumns)[number],
  number
>;
/** Columns of which 0 is: not known; where their sum goes, and how many told it. */
const amounts = [
  ['input', at.input, at.told_input],
  ['output', at.output, at.told_output],
  ['reasoning', at.reasoning, at.told_reasoning],
  ['cached', at.cached, at.told_cached],
  ['cost', at.cost, at.priced],
] as const;
const read: readonly PackColumn[] = [
  'status',
  'latency',
  'first_byte',
  'known',
  'rest',
  ...amounts.map(([name]) => name),
];
/** Numbers of one group: its sums, both histograms (of the first byte one more, for: not known), its last request. */
const sums = sumColumns.length;
const latencyAt = sums;
const firstByteAt = latencyAt + binCount;
const lastAt = firstByteAt + binCount + 1;
const barsAt = lastAt + 1;

/** The groups side by side in one list of numbers: a million requests are added up in it in some 20 ms. */
export class PackTotals {
  readonly #steps: Steps;
  readonly #groups: PackGroups;
  /** Numbers of one group. */
  readonly #width: number;
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
    const [status, latency, firstByte, known, rest, ...tokens] = pack.read(read);
    this.#count(status, rows, count);
    this.#bins(latency, rows, count, latencyAt);
    this.#bins(firstByte, rows, count, firstByteAt);
    if (known) this.#total(known, rest, rows, count);
    for (const [place, [, sum, told]] of amounts.entries()) {
      const column = tokens[place];
      if (column) this.#amount(column, rows, count, sum, told);
    }
    this.#last(hits);
    if (this.#steps.count > 0) this.#bars(hits);
  }

  groups(): PackedSums[] {
    return [...this.#groups.entries()].map(([group, number]) => {
      const own = [...this.#values.subarray(number * this.#width, (number + 1) * this.#width)];
      const [input = 0, output = 0] = [own[at.input], own[at.output]];
      own[at.total] = (own[at.total] ?? 0) + input + output;
      return {
        group,
        sums: own.slice(0, sums),
        latency: own.slice(latencyAt, firstByteAt),
        firstByte: own.slice(firstByteAt + 1, lastAt),
        last: own[lastAt] ?? 0,
        bars: own.slice(barsAt),
      };
    });
  }

  #makeRoom(): void {
    const wanted = this.#groups.size * this.#width;
    if (wanted <= this.#values.length) return;
    const more = new Float64Array(wanted * 2);
    more.set(this.#values);
    this.#values = more;
  }

  #count(status: Column | undefined, rows: Uint16Array, count: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const slot = (owners[hit] as number) * width;
      const code = status === undefined ? 0 : (status[rows[hit] as number] as number);
      values[slot] = (values[slot] as number) + 1;
      values[slot + 1] = (values[slot + 1] as number) + (code & 1);
    }
  }

  #bins(column: Column | undefined, rows: Uint16Array, count: number, begin: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const bin = column === undefined ? 0 : (column[rows[hit] as number] as number);
      const place = (owners[hit] as number) * width + begin + bin;
      values[place] = (values[place] as number) + 1;
    }
  }

  #amount(column: Column, rows: Uint16Array, count: number, sum: number, told: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const value = column[rows[hit] as number] as number;
      if (value === 0) continue;
      const slot = (owners[hit] as number) * width;
      values[slot + sum] = (values[slot + sum] as number) + value - 1;
      values[slot + told] = (values[slot + told] as number) + 1;
    }
  }

  #total(known: Column, rest: Column | undefined, rows: Uint16Array, count: number): void {
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    for (let hit = 0; hit < count; hit++) {
      const row = rows[hit] as number;
      const slot = (owners[hit] as number) * width;
      values[slot + at.known] = (values[slot + at.known] as number) + (known[row] as number);
      const more = rest?.[row] ?? 0;
      if (more === 0) continue;
      values[slot + at.total] =
        (values[slot + at.total] as number) + (more % 2 === 1 ? (1 - more) / 2 : more / 2);
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
      const place = (owners[hit] as number) * width + lastAt;
      const arrival = (arrivals?.[rows[hit] as number] ?? 0) + pack.atFrom;
      if (arrival > (values[place] as number)) values[place] = arrival;
    }
  }

  #bars({ pack, rows, count }: Hits): void {
    const { from, step, count: steps } = this.#steps;
    const [values, owners, width] = [this.#values, this.#groups.owners, this.#width];
    const [arrivals] = pack.read(['at']);
    for (let hit = 0; hit < count; hit++) {
      const bar = Math.floor(((arrivals?.[rows[hit] as number] ?? 0) + pack.atFrom - from) / step);
      if (bar < 0 || bar >= steps) continue;
      const place = (owners[hit] as number) * width + barsAt + bar;
      values[place] = (values[place] as number) + 1;
    }
  }
}
