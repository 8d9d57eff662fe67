import type { UsageRecord } from '../contract/usage-record.ts';

/** The requests that ended lately, as they were told; figures over them are asked for separately. */
export interface UsageTail {
  /** Newest first, at most 500. */
  readonly records: readonly UsageRecord[];
  /** How many there were since this server is followed, also those that were not told one by one. */
  readonly seen: number;
}

const most = 500;

export const emptyTail: UsageTail = { records: [], seen: 0 };

/** @param told oldest first; a record that is there already is not taken twice. @param missed how many more there were */
export function withRecords(tail: UsageTail, told: readonly UsageRecord[], missed = 0): UsageTail {
  const known = new Set(tail.records.map(({ id }) => id));
  const fresh: UsageRecord[] = [];
  for (const record of told) {
    if (known.has(record.id)) continue;
    known.add(record.id);
    fresh.push(record);
  }
  if (fresh.length + missed === 0) return tail;
  const records = [...fresh.reverse(), ...tail.records].slice(0, most);
  return { records, seen: tail.seen + fresh.length + missed };
}
