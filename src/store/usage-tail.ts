import type { UsageRecord } from '../contract/usage-record.ts';

/** The requests that ended most recently, as reported; totals are queried separately. */
export interface UsageTail {
  /** Newest first, at most 500. */
  readonly records: readonly UsageRecord[];
  /** How many there were since this server is followed, including those that were not reported one by one. */
  readonly seen: number;
}

const most = 500;

export const emptyTail: UsageTail = { records: [], seen: 0 };

/**
 * @param reported oldest first; a record that is there already is skipped. @param missed how many more there
 * were
 */
export function withRecords(tail: UsageTail, reported: readonly UsageRecord[], missed = 0): UsageTail {
  const known = new Set(tail.records.map(({ id }) => id));
  const fresh: UsageRecord[] = [];
  for (const record of reported) {
    if (known.has(record.id)) continue;
    known.add(record.id);
    fresh.push(record);
  }
  if (fresh.length + missed === 0) return tail;
  const records = [...fresh.reverse(), ...tail.records].slice(0, most);
  return { records, seen: tail.seen + fresh.length + missed };
}
