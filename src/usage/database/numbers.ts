import type { Transaction } from 'kysely';
import type { UsageTables } from './tables.ts';

/** At most this many numbers are remembered. */
const maxKnown = 50_000;

/** Numbers of texts that requests share; they are remembered, so that most requests need no question. */
interface Numbers<Value> {
  /** Of values by name. */
  of(transaction: Transaction<UsageTables>, values: ReadonlyMap<string, Value>): Promise<Map<string, number>>;
  /** To be called after values were removed, and when the transaction failed. */
  forget(): void;
}

/** @param store adds those that are new. @returns the numbers of all @param together rows of one statement */
export function openNumbers<Value>(
  together: number,
  store: (
    transaction: Transaction<UsageTables>,
    some: readonly (readonly [string, Value])[],
  ) => Promise<readonly (readonly [string, number])[]>,
): Numbers<Value> {
  const known = new Map<string, number>();
  return {
    async of(transaction, values) {
      if (known.size + values.size > maxKnown) known.clear();
      // In the same order on all servers, none of which then waits for another one in a circle.
      const added = [...values].filter(([name]) => !known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
      for (let at = 0; at < added.length; at += together)
        for (const [name, id] of await store(transaction, added.slice(at, at + together)))
          known.set(name, id);
      return new Map([...values.keys()].map((name) => [name, known.get(name) as number]));
    },
    forget: () => known.clear(),
  };
}
