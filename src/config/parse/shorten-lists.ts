import type { ConfigEdit } from '../../contract/config-edit.ts';
import type { EditGroup } from '../edit/plan-edit.ts';
import type { Splice } from '../edit/source-lines.ts';

/** A text without the middle of its long lists, except where an edit refers to an item in it. */
interface ShortText {
  readonly text: string;
  /** Splices of the short text as such of the whole one; undefined: one touches what was left out. */
  readonly restore: (splices: readonly Splice[]) => Splice[] | undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Shorter lists are read whole. */
const longList = 64;
/** More edits at once are rare, and looking for all their items would cost more than it saves. */
const maxEdits = 20;

const listHead = /^([A-Za-z_][A-Za-z0-9_-]*): *(?:#.*)?\r?$/;
const scalarItem = /^( *)- +(?![A-Za-z_][A-Za-z0-9_-]*:(?: |\r?$))/;
const blankOrComment = /^ *(?:#.*)?\r?$/;

/**
 * The parser needs a hundredth of a second for 1,000 keys, and an edit is about a few of them: what it names,
 * what is next to that, and the ends of each list are all that its planning looks at. Only for text that
 * simple-yaml.ts can read, where an item is a line. undefined if there is no long list.
 */
export function shortenLists(text: string, group: EditGroup): ShortText | undefined {
  if (group.length > maxEdits) return undefined;
  const gaps: Range[] = [];
  let list: { readonly wanted: (line: string) => boolean; readonly items: Item[] } | undefined;
  const close = () => {
    if (list) gaps.push(...gapsIn(list.items));
    list = undefined;
  };
  for (let start = 0; start < text.length; ) {
    const broken = text.indexOf('\n', start);
    const end = broken < 0 ? text.length : broken + 1;
    const line = text.slice(start, broken < 0 ? end : broken);
    const head = listHead.exec(line)?.[1];
    if (head !== undefined) {
      close();
      const wanted = wantedIn(head, group);
      list = wanted && { wanted, items: [] };
    } else if (list && !blankOrComment.test(line)) {
      const indent = scalarItem.exec(line)?.[1]?.length;
      if (indent === undefined || indent !== (list.items[0]?.indent ?? indent)) close();
      else list.items.push({ end, indent, wanted: list.wanted(line) });
    }
    start = end;
  }
  close();
  return gaps.length === 0 ? undefined : without(text, gaps);
}

interface Item {
  /** Behind its line. */
  readonly end: number;
  readonly indent: number;
  readonly wanted: boolean;
}

/** Which lines of the list `name` the edits may be about; undefined: all of them. */
function wantedIn(name: string, group: EditGroup): ((line: string) => boolean) | undefined {
  const named: string[] = [];
  for (const edit of group) {
    if (edit.path[0] !== name) continue;
    const item = edit.path.length === 1 ? itemOf(edit) : undefined;
    if (item === undefined) return undefined;
    if (item !== null) named.push(item);
  }
  return (line) => named.some((item) => line.includes(item));
}

/**
 * The item that an edit names; null: the end of the list; undefined: the list as a whole, or a mapping in it.
 */
function itemOf(edit: ConfigEdit): string | null | undefined {
  if (edit.op === 'set' || edit.op === 'unset' || edit.op === 'move') return undefined;
  const item = edit.op === 'append' ? (edit.after ?? null) : edit.item;
  return item !== null && typeof item === 'object' ? undefined : item === null ? null : String(item);
}

/** An item includes the comments above it, from the end of the previous item. */
function gapsIn(items: readonly Item[]): Range[] {
  if (items.length < longList) return [];
  const last = items.length - 1;
  const stays = (at: number) =>
    at < 2 || at > last - 2 || [at - 1, at, at + 1].some((near) => items[near]?.wanted);
  const gaps: Range[] = [];
  for (let at = 2; at < items.length; at++) {
    const [before, item] = [items[at - 1], items[at]];
    if (!before || !item || stays(at)) continue;
    const open = gaps.at(-1);
    if (open?.end === before.end) gaps[gaps.length - 1] = { start: open.start, end: item.end };
    else gaps.push({ start: before.end, end: item.end });
  }
  return gaps;
}

function without(text: string, gaps: readonly Range[]): ShortText {
  let short = '';
  let at = 0;
  /** Where something is left out: offset in the short text, and how much up to there. */
  const cuts: { readonly at: number; readonly left: number }[] = [];
  let left = 0;
  for (const { start, end } of gaps) {
    short += text.slice(at, start);
    left += end - start;
    cuts.push({ at: short.length, left });
    at = end;
  }
  return {
    text: short + text.slice(at),
    restore(splices) {
      const moved: Splice[] = [];
      for (const splice of splices) {
        if (cuts.some((cut) => cut.at >= splice.start && cut.at <= splice.end)) return undefined;
        const by = cuts.findLast((cut) => cut.at < splice.start)?.left ?? 0;
        moved.push({ start: splice.start + by, end: splice.end + by, text: splice.text });
      }
      return moved;
    },
  };
}
