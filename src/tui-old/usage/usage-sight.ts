import type { UsageFigures, UsageGroup } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { UsageStep, UsageUi } from '../ui/usage-state.ts';
import { questionOf } from './usage-wish.ts';

/** What of the usage is to be seen: the answer to the question that is set, and the requests that fit it. */
export interface UsageSight {
  /** undefined: they are on their way. */
  readonly figures: UsageFigures | undefined;
  /** As they stand in the table. */
  readonly groups: readonly UsageGroup[];
  /** The newest first. */
  readonly records: readonly UsageRecord[];
  /** What a person calls a client key, by fingerprint. */
  readonly names: ReadonlyMap<string, string>;
}

/** The id of a group whose value nobody knows; no value begins with a control character. */
export const unknownGroup = '\u0000';
export const groupId = ({ value }: UsageGroup): string => value ?? unknownGroup;

export function figuresInSight(usage: UsageUi): UsageFigures | undefined {
  return usage.answer?.key === questionOf(usage) ? usage.answer.figures : undefined;
}

/** Most requests first; the same order for the same figures. */
export function groupsInSight(figures: UsageFigures | undefined, by: UsageUi['by']): readonly UsageGroup[] {
  const groups = figures?.groups[by] ?? [];
  return groups.toSorted((a, b) => b.requests - a.requests || (groupId(a) < groupId(b) ? -1 : 1));
}

/** Their last use, also where it was told since the figures were asked for. */
export function withLastUse(
  groups: readonly UsageGroup[],
  tail: readonly UsageRecord[],
  by: UsageUi['by'],
  only: readonly UsageStep[],
): readonly UsageGroup[] {
  const last = new Map<string, number>();
  for (const record of tail) {
    const value = partOf(record, by) ?? unknownGroup;
    if (only.every((step) => partOf(record, step.by) === step.value))
      last.set(value, Math.max(last.get(value) ?? 0, record.at));
  }
  return groups.map((group) => {
    const told = last.get(groupId(group)) ?? 0;
    return told > (group.lastAt ?? 0) ? { ...group, lastAt: told } : group;
  });
}

export const endOf = (record: UsageRecord): number => record.at + record.latencyMs;

/** The part of a record that groups are made by. */
export function partOf(record: UsageRecord, by: UsageStep['by']): string | undefined {
  if (by === 'key') return record.clientKey;
  return by === 'status' ? String(record.status) : record[by];
}

/** Those that were kept and those that came since, once each, the last to end first. */
export function recordsInSight(
  tail: readonly UsageRecord[],
  kept: readonly UsageRecord[],
  only: readonly UsageStep[],
  words: readonly string[],
  names: ReadonlyMap<string, string>,
): readonly UsageRecord[] {
  const all = [...tail, ...kept];
  // A try that another one followed was told by itself, too, as a request that failed.
  const seen = new Set(all.flatMap(({ tries = [] }) => tries.flatMap(({ id }) => id ?? [])));
  const found: UsageRecord[] = [];
  for (const record of all) {
    if (seen.has(record.id)) continue;
    seen.add(record.id);
    if (!only.every((step) => partOf(record, step.by) === step.value)) continue;
    if (words.length === 0 || matches(record, words, names)) found.push(record);
  }
  return found.sort((a, b) => endOf(b) - endOf(a));
}

/** In the same fields as the totals and the table are searched in. */
function matches(record: UsageRecord, words: readonly string[], names: ReadonlyMap<string, string>): boolean {
  const { clientKey = '', model, provider, account, application, status, failed } = record;
  const outcome = failed ? 'failed' : 'ok';
  const parts = [names.get(clientKey), clientKey, model, provider, account, application, status, outcome];
  const text = parts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
