/** Cursor, window and marks of one list. Everything is keyed by item id, so a reload moves nothing. */
export interface ListState {
  /** The ids in the list, filtered and sorted. */
  readonly ids: readonly string[];
  /** One of `ids`; undefined exactly if the list is empty. */
  readonly cursor: string | undefined;
  /** Index of the cursor in `ids`; 0 in an empty list. */
  readonly index: number;
  /** First visible row, and the number of visible rows; infinite before it was measured. */
  readonly top: number;
  readonly height: number;
  readonly marks: ReadonlySet<string>;
  /** All marked items were removed by something else than an act on them. */
  readonly marksGone: boolean;
  /** Id to select as soon as it appears: a key that was just created. */
  readonly wanted: string | undefined;
}

/** What the cursor, the window and the marks of a list depend on. */
export interface Listed {
  /** Filtered and sorted; the same array while nothing in it changes. */
  readonly ids: readonly string[];
  /** Includes items hidden by a filter: their marks are kept. Empty without marks. */
  readonly known: ReadonlySet<string>;
  /** Keeps a cursor on the first row there, even if items are inserted above. */
  readonly worstFirst?: boolean;
  /** Moves the cursor to the last row: new ones are followed. */
  readonly toLast?: boolean;
}

export type ListAction =
  /** The items changed; `known` includes items hidden by a filter, and may be empty without marks. */
  | ({ readonly type: 'listed' } & Listed)
  | { readonly type: 'sized'; readonly height: number }
  | { readonly type: 'moved'; readonly by: number }
  | { readonly type: 'paged'; readonly pages: number }
  | { readonly type: 'moved-to'; readonly id: string }
  | { readonly type: 'wanted'; readonly id: string }
  | { readonly type: 'marked' }
  /** Marks these and nothing else. */
  | { readonly type: 'marked-these'; readonly ids: readonly string[] }
  /** Marks everything in the list, or clears these marks. */
  | { readonly type: 'marked-all' }
  | { readonly type: 'unmarked' };

export const emptyList: ListState = {
  ids: [],
  cursor: undefined,
  index: 0,
  top: 0,
  height: Number.POSITIVE_INFINITY,
  marks: new Set(),
  marksGone: false,
  wanted: undefined,
};

/** Pure and total; the resulting cursor is an item of the list and visible. */
export function reduceList(list: ListState, action: ListAction): ListState {
  switch (action.type) {
    case 'listed': {
      const kept = [...list.marks].filter((id) => action.known.has(id));
      const marks = kept.length === list.marks.size ? list.marks : new Set(kept);
      const marksGone = marks.size === 0 && (list.marksGone || list.marks.size > 0);
      const next = { ...list, ids: action.ids, marks, marksGone };
      if (action.toLast) return at(next, action.ids.length);
      if (action.worstFirst && list.index === 0) return at(next, 0);
      return at(next, ...nearestRemaining(list, action.ids));
    }
    case 'sized': {
      const height = Math.max(1, Math.floor(action.height) || 1);
      return height === list.height ? list : at({ ...list, height }, list.index);
    }
    case 'moved':
      return at({ ...list, wanted: undefined }, list.index + action.by);
    case 'paged':
      return at({ ...list, wanted: undefined }, list.index + action.pages * Math.max(1, list.height - 1));
    case 'moved-to':
      return list.ids.includes(action.id) ? at(list, list.ids.indexOf(action.id)) : list;
    case 'wanted':
      return list.ids.includes(action.id)
        ? at({ ...list, wanted: undefined }, list.ids.indexOf(action.id))
        : { ...list, wanted: action.id };
    case 'marked': {
      if (list.cursor === undefined) return list;
      const marks = new Set(list.marks);
      if (!marks.delete(list.cursor)) marks.add(list.cursor);
      return at({ ...list, marks, marksGone: false }, list.index + 1);
    }
    case 'marked-these':
      return { ...list, marks: new Set(action.ids), marksGone: false };
    case 'marked-all': {
      const marks = new Set(list.marks);
      const takes = list.ids.some((id) => !marks.has(id));
      for (const id of list.ids) takes ? marks.add(id) : marks.delete(id);
      return { ...list, marks, marksGone: false };
    }
    case 'unmarked':
      return list.marks.size > 0 || list.marksGone ? { ...list, marks: new Set(), marksGone: false } : list;
  }
}

/** Position of the cursor in the new list: the same item, otherwise the nearest remaining neighbor. */
function nearestRemaining(
  list: ListState,
  ids: readonly string[],
): [index: number, wanted: string | undefined] {
  const wanted = list.wanted === undefined ? -1 : ids.indexOf(list.wanted);
  if (wanted >= 0) return [wanted, undefined];
  const same = list.cursor === undefined ? -1 : ids.indexOf(list.cursor);
  if (same >= 0) return [same, list.wanted];
  const places = new Map(ids.map((id, index) => [id, index]));
  for (let away = 0; away < list.ids.length; away += 1) {
    for (const place of [list.index + away, list.index - away]) {
      const found = places.get(list.ids[place] ?? '');
      if (found !== undefined) return [found, list.wanted];
    }
  }
  return [list.index, list.wanted];
}

function at(list: ListState, position: number, wanted = list.wanted): ListState {
  const { ids, height } = list;
  const last = Math.max(0, ids.length - 1);
  const index = Math.min(last, Math.max(0, Math.trunc(position) || 0));
  const lowest = Math.max(0, ids.length - height);
  const top = Math.min(lowest, index, Math.max(list.top, index - height + 1));
  return { ...list, index, cursor: ids[index], top, wanted };
}
