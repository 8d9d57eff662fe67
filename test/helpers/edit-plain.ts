import { isDeepStrictEqual } from 'node:util';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../src/contract/config-edit.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';

export type Plain = { [key: string]: ConfigValue };

/** An edit of a config that is an object and not a text; items are found as in the file. */
export function editPlain(config: Plain, edit: ConfigEdit): Outcome<void> {
  const last = edit.path.at(-1) as string;
  let parent: Plain = config;
  for (const [index, step] of edit.path.slice(0, -1).entries()) {
    const next = stepInto(parent, step, edit.op === 'set' && typeof edit.path[index + 1] === 'string');
    if (next === undefined)
      return failure('conflict', 'There is no such item any more, nothing was written.');
    parent = next as Plain;
  }
  if (edit.op === 'set') parent[last] = edit.value;
  else if (edit.op === 'unset') {
    delete parent[last];
    const path = edit.path.slice(0, -1);
    if (edit.parents && path.length > 0 && Object.keys(parent).length === 0)
      return editPlain(config, { ...edit, path, parents: edit.parents - 1 });
  } else return editList(parent, last, edit);
  return success(undefined);
}

function stepInto(parent: ConfigValue, step: PathStep, make: boolean): ConfigValue | undefined {
  if (typeof step !== 'string') return (parent as ConfigValue[]).find((item) => matches(item, step.item));
  const mapping = parent as Plain;
  if (make) mapping[step] ??= {};
  return mapping[step] ?? undefined;
}

function editList(
  parent: Plain,
  name: string,
  edit: ConfigEdit & { op: 'append' | 'remove' | 'replace' | 'move' },
): Outcome<void> {
  const list = [...((parent[name] ?? []) as ConfigValue[])];
  const item = edit.op === 'append' ? edit.after : edit.item;
  const index = item === undefined ? list.length - 1 : list.findIndex((other) => matches(other, item));
  if (item !== undefined && index < 0) return failure('conflict', 'The item is not there any more.');
  if (edit.op === 'move') {
    const [moved] = list.splice(index, 1);
    const at = edit.after === null ? -1 : list.findIndex((other) => matches(other, edit.after as ItemMatch));
    if (edit.after !== null && at < 0) return failure('conflict', 'The item is not there any more.');
    list.splice(at + 1, 0, moved as ConfigValue);
  } else if (edit.op === 'append') list.splice(index + 1, 0, edit.value);
  else if (edit.op === 'replace') list[index] = edit.value;
  else if (edit.every) parent[name] = list.filter((other) => !matches(other, edit.item));
  else list.splice(index, 1);
  if (!(edit.op === 'remove' && edit.every)) parent[name] = list;
  return success(undefined);
}

function matches(value: ConfigValue, item: ItemMatch): boolean {
  if (typeof item !== 'object') return value === item;
  return Object.entries(item).every(([key, wanted]) => {
    const field = (value as Plain)[key];
    return wanted === null
      ? field === undefined || field === null || field === ''
      : isDeepStrictEqual(field, wanted);
  });
}
