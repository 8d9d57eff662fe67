import type { UsageDimension } from '../contract/usage-figures.ts';
import type { Hits } from './filter-packs.ts';
import { packSize } from './pack-columns.ts';

/** What the requests are put together by: nothing, a dimension, or steps of time in ms. */
export type Grouping = UsageDimension | number | undefined;

const nearby = 2 ** 16;

/** Which group each hit belongs to: groups are numbered as they come. */
export class PackGroups {
  readonly #by: Grouping;
  readonly #numbers = new Map<number, number>();
  /** The same for small names, as a list is quicker to look into. */
  readonly #near = new Int32Array(nearby).fill(-1);
  /** Number of the group of each hit. */
  readonly owners = new Uint32Array(packSize);

  constructor(by: Grouping) {
    this.#by = by;
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** Name (the number of a word, the start of a step) and number of each group. */
  entries(): Iterable<[name: number, number: number]> {
    return this.#numbers;
  }

  place(hits: Hits): void {
    if (this.#by === undefined) this.owners.fill(this.#numberOf(0), 0, hits.count);
    else if (typeof this.#by === 'number') this.#placeInTime(hits, this.#by);
    else this.#placeByName(hits, this.#by);
  }

  #placeByName({ pack, rows, count }: Hits, by: UsageDimension): void {
    const [column] = pack.read([by]);
    const shift = by === 'status' ? 1 : 0;
    for (let hit = 0; hit < count; hit++) {
      const value = column === undefined ? 0 : (column[rows[hit] as number] as number);
      const name = value >> shift;
      const near = name < nearby ? (this.#near[name] as number) : -1;
      this.owners[hit] = near >= 0 ? near : this.#numberOf(name);
    }
  }

  #placeInTime({ pack, rows, count }: Hits, step: number): void {
    const begin = Math.floor(pack.minAt / step);
    const offset = pack.atFrom - begin * step;
    const [arrivals] = pack.read(['at']);
    const numbers: number[] = [];
    for (let hit = 0; hit < count; hit++) {
      const at = arrivals === undefined ? 0 : (arrivals[rows[hit] as number] as number);
      const place = Math.floor((at + offset) / step);
      numbers[place] ??= this.#numberOf((begin + place) * step);
      this.owners[hit] = numbers[place] as number;
    }
  }

  #numberOf(name: number): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(name, number);
    if (name < nearby) this.#near[name] = number;
    return number;
  }
}
