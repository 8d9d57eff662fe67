import type { ClientKey } from '../../../contract/client-key.ts';
import type { UsageDimension, UsageFigures, UsageGroup } from '../../../contract/usage-figures.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import type { At } from '../../act.ts';
import { textIn } from '../../components/text-field.ts';
import { memoize } from '../../memoize.ts';
import { sameIds } from '../../ui/item-list.ts';
import type { ListAction } from '../../ui/list-state.ts';
import type { UiAction } from '../../ui/ui-state.ts';
import { withoutActivity } from '../../without-traffic.ts';
import { sortGroups } from './columns.ts';
import { endOf, namesOf } from './figures.ts';
import { type FilterTerm, type KeyNames, matches, parseFilter, partOf } from './filter.ts';
import { hasLastUse, isHeld, questionOf, type UsageFocus } from './usage-state.ts';

/** The visible usage: the answer to the current request, and the matching records. */
export interface UsageShown {
  /** undefined while loading. */
  readonly figures: UsageFigures | undefined;
  /** In the order of the table. */
  readonly groups: readonly UsageGroup[];
  /** The most recently ended first. */
  readonly records: readonly UsageRecord[];
  readonly names: KeyNames;
}

/** The id of a group with an unknown value; no value starts with a control character. */
export const unknownGroup = '\u0000';
const groupId = ({ value }: UsageGroup): string => value ?? unknownGroup;

const noRecords: readonly UsageRecord[] = [];
const noKeys: readonly ClientKey[] = [];
const noGroups: readonly UsageGroup[] = [];

const named = memoize(namesOf);
const sorted = memoize(sortGroups);
const lastUsed = memoize(withLastUse);
const found = memoize(recordsShown);
const searched = memoize(parseFilter);
const seen = memoize(
  (
    figures: UsageShown['figures'],
    groups: UsageShown['groups'],
    records: UsageShown['records'],
    names: KeyNames,
  ): UsageShown => ({ figures, groups, records, names }),
);

/** Input of the selector. */
interface Shown {
  readonly console: Pick<At['console'], 'server'>;
  readonly ui: Pick<At['ui'], 'usage' | 'filters' | 'sorts' | 'columns'>;
}

/** The visible usage of a frame; sorts and filters only if the input changed. */
export function usageShown({ console: { server }, ui }: Shown): UsageShown {
  const { usage, columns } = ui;
  const figures = usage.answer?.key === questionOf(ui) ? usage.answer.figures : undefined;
  const names = named(withoutActivity(server?.clientKeys ?? noKeys), figures?.labels);
  const terms = searched(textIn(ui.filters.usage));
  const { live } = usage;
  // Some records between the newest and the kept ones are missing then.
  const torn = live.seen > live.records.length && terms.length === 0;
  const kept = (torn ? undefined : figures?.records) ?? noRecords;
  const records = found(live.records, kept, terms, names);
  const inOrder = sorted(figures?.groups[usage.by] ?? noGroups, usage.by, ui.sorts.groups, names);
  // If it is not shown, arriving requests do not change the rows.
  const groups = hasLastUse(columns) ? lastUsed(inOrder, live.records, usage.by, terms, names) : inOrder;
  return seen(figures, groups, records, names);
}

/** The request that another screen opened, or that under the cursor. */
export const selectedRecord = (
  at: Shown & { readonly ui: Pick<At['ui'], 'lists'> },
): UsageRecord | undefined =>
  at.ui.usage.opened ?? usageShown(at).records.find(({ id }) => id === at.ui.lists.requests.cursor);

/** Updates before a key is handled or a frame is drawn: reported requests, then the two lists. */
export function catchUp(at: At): readonly UiAction[] {
  if (at.ui.screen !== 'usage') return [];
  const { live, waiting } = at.ui.usage;
  const { usage: tail } = at.console;
  const isCounted = isHeld(at.ui) && tail.seen === live.seen + waiting;
  if (tail !== live && !isCounted) return [{ type: 'usage', action: { type: 'reported', tail } }];
  const { groups, records, figures } = usageShown(at);
  const { lists, detail } = at.ui;
  const listed = (screen: UsageFocus, ids: readonly string[], worstFirst: boolean): readonly UiAction[] => {
    const action: ListAction = { type: 'listed', ids, known: none, worstFirst };
    return sameIds(lists[screen].ids, ids) ? [] : [{ type: 'list', screen, action }];
  };
  return [
    // A table that is loading keeps its position.
    ...(figures ? listed('groups', idsOfGroups(groups), false) : []),
    // A cursor on the newest request stays on the newest one.
    ...listed('requests', idsOfRecords(records), !detail),
  ];
}

const none: ReadonlySet<string> = new Set();
const idsOfGroups = memoize((groups: UsageShown['groups']) => groups.map(groupId));
const idsOfRecords = memoize((records: UsageShown['records']) => records.map(({ id }) => id));

/** Updates the last use with requests reported since the figures were loaded. */
function withLastUse(
  groups: readonly UsageGroup[],
  tail: readonly UsageRecord[],
  by: UsageDimension,
  terms: readonly FilterTerm[],
  names: KeyNames,
): readonly UsageGroup[] {
  const last = new Map<string, number>();
  for (const record of tail) {
    const value = partOf(record, by) ?? unknownGroup;
    const known = last.get(value) ?? 0;
    if (record.at > known && matches(record, terms, names)) last.set(value, record.at);
  }
  return groups.map((group) => {
    const reported = last.get(groupId(group)) ?? 0;
    return reported > (group.lastAt ?? 0) ? { ...group, lastAt: reported } : group;
  });
}

/** Merges kept and newer records without duplicates, most recently ended first. */
export function recordsShown(
  tail: readonly UsageRecord[],
  kept: readonly UsageRecord[],
  terms: readonly FilterTerm[],
  names: KeyNames,
): readonly UsageRecord[] {
  const all = [...tail, ...kept];
  // An attempt followed by another one was also reported separately, as a failed request.
  const taken = new Set(all.flatMap(({ tries = [] }) => tries.flatMap(({ id }) => id ?? [])));
  const shown: UsageRecord[] = [];
  for (const record of all) {
    if (taken.has(record.id)) continue;
    taken.add(record.id);
    if (matches(record, terms, names)) shown.push(record);
  }
  return shown.sort((a, b) => endOf(b) - endOf(a));
}
