import type { Transaction } from 'kysely';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { storedText } from '../figures/conditions.ts';
import type { StoredRecord } from '../figures/read-records.ts';
import { hourMs, latest, type UsageTables } from './tables.ts';

/** Most numbers remembered. */
const maxKnown = 50_000;

interface AddressNumbers {
  /** Stores addresses that are new, or used for the first time in an hour. @returns the number of one; null: unknown */
  of(
    transaction: Transaction<UsageTables>,
    records: readonly StoredRecord[],
  ): Promise<(record: UsageRecord) => number | null>;
  /** To be called after addresses were removed, and when the transaction failed. */
  forget(): void;
}

/** @param together rows of one statement */
export function openAddressNumbers(together: number): AddressNumbers {
  const known = new Map<string, { readonly id: number; readonly hour: number }>();
  return {
    async of(transaction, records) {
      if (known.size + records.length > maxKnown) known.clear();
      const used = new Map<string, number>();
      for (const { record } of records) {
        const address = addressOf(record);
        const hour = Math.floor(record.at / hourMs);
        if (address !== '' && hour > (used.get(address) ?? known.get(address)?.hour ?? -1))
          used.set(address, hour);
      }
      // In the same order on all servers, none of which then waits for another one in a circle.
      const values = [...used].sort().map(([address, hour]) => ({ address, hour }));
      for (let at = 0; at < values.length; at += together) {
        const added = transaction.insertInto('addresses').values(values.slice(at, at + together));
        const rows = await added
          .onConflict((on) => on.column('address').doUpdateSet({ hour: latest('addresses', 'hour') }))
          .returningAll()
          .execute();
        for (const { id, address, hour } of rows) known.set(address, { id, hour });
      }
      return (record) => known.get(addressOf(record))?.id ?? null;
    },
    forget: () => known.clear(),
  };
}

const addressOf = ({ address = '' }: UsageRecord): string => storedText(address);
