import type { ConfigEdit, PathStep } from '../../contract/config-edit.ts';

/** Above this many edits the list is written whole: their number grows with the square. */
const most = 200;

/**
 * The edits that turn one list of texts into another, item by item, so that the other items keep their
 * comments and quotes. Edits name items by value, and the first equal one is meant: when that does not lead to
 * the wanted list (a later duplicate, a new first item, another order) the list is set whole.
 */
export function listEdits(
  path: readonly PathStep[],
  before: readonly string[],
  after: readonly string[],
): ConfigEdit[] {
  if (equal(before, after)) return [];
  const whole: ConfigEdit[] = [{ op: 'set', path: [...path], value: [...after] }];
  if (after.length === 0 && before.length > 1) return whole;
  const edits =
    before.length === after.length ? replacements(path, before, after) : moves(path, before, after);
  const applied = edits.length <= most ? apply(before, edits) : undefined;
  return applied && equal(applied, after) ? edits : whole;
}

function replacements(
  path: readonly PathStep[],
  before: readonly string[],
  after: readonly string[],
): ConfigEdit[] {
  return before.flatMap((item, at) => {
    const value = after[at] ?? '';
    return item === value ? [] : [{ op: 'replace' as const, path: [...path], item, value }];
  });
}

function moves(path: readonly PathStep[], before: readonly string[], after: readonly string[]): ConfigEdit[] {
  const left = countsOf(after);
  const gone = new Set<string>();
  const edits: ConfigEdit[] = [];
  for (const item of before) {
    const wanted = left.get(item) ?? 0;
    if (wanted > 0) left.set(item, wanted - 1);
    else if (!after.includes(item)) {
      if (!gone.has(item)) edits.push({ op: 'remove', path: [...path], item, every: true });
      gone.add(item);
    } else edits.push({ op: 'remove', path: [...path], item });
  }
  const kept = countsOf(before);
  after.forEach((value, at) => {
    const there = kept.get(value) ?? 0;
    if (there > 0) {
      kept.set(value, there - 1);
      return;
    }
    const previous = after[at - 1];
    const last = at === after.length - 1 || previous === undefined;
    edits.push({ op: 'append', path: [...path], value, ...(last ? {} : { after: previous }) });
  });
  return edits;
}

/** What the edits do to the list, as ConfigEdit says. undefined: an item is not there. */
function apply(before: readonly string[], edits: readonly ConfigEdit[]): string[] | undefined {
  let list = [...before];
  for (const edit of edits) {
    if (edit.op === 'set' || edit.op === 'unset' || edit.op === 'move') return undefined;
    const named = edit.op === 'append' ? edit.after : edit.item;
    const at = named === undefined ? list.length - 1 : list.indexOf(String(named));
    if (at < 0 && named !== undefined) return undefined;
    if (edit.op === 'append') list.splice(at + 1, 0, String(edit.value));
    else if (edit.op === 'replace') list[at] = String(edit.value);
    else if (edit.every) list = list.filter((item) => item !== named);
    else list.splice(at, 1);
  }
  return list;
}

function countsOf(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
