/** Cursor, window and marks of one list. Everything is keyed by item id: a reload moves nothing. */
export interface ListState {
  /** What is in the list now, filtered and sorted. */
  readonly ids: readonly string[];
  /** In `ids`; undefined exactly when the list is empty. */
  readonly cursor: string | undefined;
  /** Place of the cursor in `ids`; 0 in an empty list. */
  readonly index: number;
  /** First row of the window, and how many rows it has. */
  readonly top: number;
  readonly height: number;
  readonly marks: ReadonlySet<string>;
  /** To be selected as soon as it is there: a key that was just made. */
  readonly wanted: string | undefined;
}

export type ListAction =
  /** The items have changed; `known` also has those that a filter hides. */
  | {
      readonly type: 'listed';
      readonly ids: readonly string[];
      readonly known: ReadonlySet<string>;
      /** The first item is what matters: a cursor that never left it stays there, whatever comes in above. */
      readonly worstFirst?: boolean;
    }
  | { readonly type: 'sized'; readonly height: number }
  | { readonly type: 'moved'; readonly by: number }
  | { readonly type: 'paged'; readonly pages: number }
  | { readonly type: 'moved-to'; readonly id: string }
  | { readonly type: 'wanted'; readonly id: string }
  | { readonly type: 'marked' }
  /** Everything in the list; again: nothing of it. */
  | { readonly type: 'marked-all' }
  | { readonly type: 'unmarked' };

export const emptyList: ListState = {
  ids: [],
  cursor: undefined,
  index: 0,
  top: 0,
  height: 1,
  marks: new Set(),
  wanted: undefined,
};

/** Pure and total; afterwards the cursor is an item of the list, and inside the window. */
export function reduceList(list: ListState, action: ListAction): ListState {
  switch (action.type) {
    case 'listed': {
      const marks = [...list.marks].every((id) => action.known.has(id))
        ? list.marks
        : new Set([...list.marks].filter((id) => action.known.has(id)));
      if (action.worstFirst && list.index === 0) return at({ ...list, ids: action.ids, marks }, 0);
      return at({ ...list, ids: action.ids, marks }, ...survivor(list, action.ids));
    }
    case 'sized':
      return action.height === list.height
        ? list
        : at({ ...list, height: Math.max(1, Math.floor(action.height) || 1) }, list.index);
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
      return at({ ...list, marks }, list.index + 1);
    }
    case 'marked-all': {
      const marks = new Set(list.marks);
      const takes = list.ids.some((id) => !marks.has(id));
      for (const id of list.ids) takes ? marks.add(id) : marks.delete(id);
      return { ...list, marks };
    }
    case 'unmarked':
      return list.marks.size > 0 ? { ...list, marks: new Set() } : list;
  }
}

/** Where the cursor goes in the new list: to the same item, else to the nearest neighbour that is still there. */
function survivor(list: ListState, ids: readonly string[]): [index: number, wanted: string | undefined] {
  const places = new Map(ids.map((id, index) => [id, index]));
  const wanted = list.wanted === undefined ? undefined : places.get(list.wanted);
  if (wanted !== undefined) return [wanted, undefined];
  for (let away = 0; away < list.ids.length; away += 1) {
    for (const place of [list.index + away, list.index - away]) {
      const found = places.get(list.ids[place] ?? '');
      if (found !== undefined) return [found, list.wanted];
    }
  }
  return [list.index, list.wanted];
}

function at(list: ListState, wish: number, wanted = list.wanted): ListState {
  const { ids, height } = list;
  const last = Math.max(0, ids.length - 1);
  const index = Math.min(last, Math.max(0, Math.trunc(wish) || 0));
  const lowest = Math.max(0, ids.length - height);
  const top = Math.min(lowest, index, Math.max(list.top, index - height + 1));
  return { ...list, index, cursor: ids[index], top, wanted };
}
