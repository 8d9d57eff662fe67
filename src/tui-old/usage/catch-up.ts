import type { ClientKey } from '../../contract/client-key.ts';
import type { UsageFigures } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { ConsoleState } from '../../store/state.ts';
import { textIn } from '../input/text-field.ts';
import { remember } from '../remember.ts';
import { isNew, nameOnScreen } from '../rows/key-texts.ts';
import { usageHeights } from '../screens/usage.ts';
import type { ListAction, ListState } from '../ui/list-state.ts';
import type { UiAction } from '../ui/reduce-ui.ts';
import type { UiState } from '../ui/ui-state.ts';
import type { Scene } from '../view.ts';
import {
  figuresInSight,
  groupId,
  groupsInSight,
  recordsInSight,
  type UsageSight,
  withLastUse,
} from './usage-sight.ts';
import { wordsIn } from './usage-wish.ts';

const nothing: UsageSight = { figures: undefined, groups: [], records: [], names: new Map() };
const noRecords: readonly UsageRecord[] = [];
const noKeys: readonly ClientKey[] = [];

/** The sight of each frame; sorting and filtering happen only when something in it changed, and the screen is shown. */
export function createUsageSight(): (console: ConsoleState, ui: UiState) => UsageSight {
  const named = remember(namesOf);
  const grouped = remember(groupsInSight);
  const lastUsed = remember(withLastUse);
  const found = remember(recordsInSight);
  const searched = remember((text: string) => wordsIn(text));
  const seen = remember(
    (
      ...[figures, groups, records, names]: [
        UsageFigures | undefined,
        UsageSight['groups'],
        UsageSight['records'],
        UsageSight['names'],
      ]
    ): UsageSight => ({ figures, groups, records, names }),
  );
  return ({ server, usage: tail }, { screen, usage }) => {
    if (screen !== 'usage') return nothing;
    const figures = figuresInSight(usage);
    const names = named(server?.clientKeys ?? noKeys, figures?.labels);
    const still = usage.detail ?? usage.paused;
    // Between the newest and those that were kept some are missing then.
    const torn = tail.seen > tail.records.length && usage.only.length === 0;
    const kept = (torn ? undefined : figures?.records) ?? noRecords;
    const words = searched(textIn(usage.filter));
    const records = found(still?.tail ?? tail.records, kept, usage.only, words, names);
    const groups = lastUsed(grouped(figures, usage.by), tail.records, usage.by, usage.only);
    return seen(figures, groups, records, names);
  };
}

/** What the lists of the usage screen must be told before a frame is made. */
export function usageCatchUp(scene: Scene, height: number): readonly UiAction[] {
  const { ui, usage } = scene;
  const { groups, requests } = ui.usage;
  const heights = usageHeights(scene, height);
  const actions: UiAction[] = [];
  const tell = (list: 'groups' | 'requests', action: ListAction) =>
    actions.push({ type: 'usage', action: { type: list, action } });
  const listed = (list: ListState, ids: readonly string[], worstFirst: boolean): ListAction | undefined =>
    isSame(list.ids, ids) ? undefined : { type: 'listed', ids, known: none, worstFirst };

  const newGroups = listed(groups, idsOfGroups(usage.groups), false);
  // A table that is being asked for keeps its place.
  if (newGroups && usage.figures) tell('groups', newGroups);
  // Who is at the newest request stays there, whatever comes in above.
  const newRequests = listed(requests, idsOfRecords(usage.records), true);
  if (newRequests) tell('requests', newRequests);
  if (groups.height !== heights.groups) tell('groups', { type: 'sized', height: heights.groups });
  if (requests.height !== heights.requests) tell('requests', { type: 'sized', height: heights.requests });
  return actions;
}

const none: ReadonlySet<string> = new Set();
const idsOfGroups = remember((groups: UsageSight['groups']) => groups.map(groupId));
const idsOfRecords = remember((records: UsageSight['records']) => records.map(({ id }) => id));

function isSame(before: readonly string[], now: readonly string[]): boolean {
  return before === now || (before.length === now.length && before.every((id, place) => id === now[place]));
}

/** What a person calls the client keys, by fingerprint. @param labels of those that are gone */
export function namesOf(
  keys: readonly ClientKey[],
  labels: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, string> {
  const names = new Map(Object.entries(labels ?? {}));
  for (const key of keys) {
    const part = isNew(key) ? ' (new)' : key.record?.retiring ? ' (retiring)' : '';
    names.set(key.fingerprint, nameOnScreen(key) + part);
  }
  return names;
}
