import { isDeepStrictEqual } from 'node:util';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../contract/config-edit.ts';

/** Above this many edits the whole list is written, as each costs a walk through the list, here and in the text. */
const most = 200;

/** Fields that distinguish entries of one list; as few as needed are used, in this order. */
const naming = ['name', 'api-key', 'upstream-api-key', 'from', 'base-url', 'alias', 'prefix', 'proxy-url'];

/** The smallest edits that turn a mapping into another one, field by field and item by item. */
export function mappingEdits(
  path: readonly PathStep[],
  before: ConfigMapping,
  after: ConfigMapping,
): ConfigEdit[] {
  return changedFields(before, after).flatMap((field) =>
    valueEdits([...path, field], before[field], after[field]),
  );
}

/**
 * The edits that turn one list into another, item by item, so that the other items keep their comments and quotes.
 * Edits name items by value, and the first equal one is meant: an item that cannot be named without doubt has the
 * list set whole.
 */
export function listEdits(
  path: readonly PathStep[],
  before: readonly ConfigValue[],
  after: readonly ConfigValue[],
): ConfigEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  const whole: ConfigEdit[] = [{ op: 'set', path: [...path], value: [...after] }];
  if (after.length === 0 && before.length > 1) return whole;
  const edits = itemEdits([...path], before, after);
  return edits && edits.length <= most ? edits : whole;
}

export type ConfigMapping = { readonly [field: string]: ConfigValue };

export const isMapping = (value: unknown): value is ConfigMapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isMappings = (value: unknown): value is readonly ConfigMapping[] =>
  Array.isArray(value) && value.every(isMapping);

export const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isList = (value: unknown): value is readonly ConfigValue[] => Array.isArray(value);

/** undefined: the value goes, or was not there. */
function valueEdits(
  path: PathStep[],
  before: ConfigValue | undefined,
  after: ConfigValue | undefined,
): ConfigEdit[] {
  if (after === undefined) return [{ op: 'unset', path }];
  if (isMapping(before) && isMapping(after) && Object.keys(after).length > 0)
    return mappingEdits(path, before, after);
  if (isList(before) && isList(after)) return listEdits(path, before, after);
  return [{ op: 'set', path, value: after }];
}

/** What an item is named by comes last, so that the edits before it still find it. */
export function changedFields(before: ConfigMapping, after: ConfigMapping): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .sort((one, other) => naming.indexOf(one) - naming.indexOf(other));
}

/** An item of the list while the edits are made; two equal ones stay two. */
interface Slot {
  value: ConfigValue;
}

/**
 * Removals, changes in place, and last additions and moves. undefined: an item cannot be named without doubt, or they
 * are too many.
 */
function itemEdits(
  path: PathStep[],
  before: readonly ConfigValue[],
  after: readonly ConfigValue[],
): ConfigEdit[] | undefined {
  const edits: ConfigEdit[] = [];
  const slots: Slot[] = before.map((value) => ({ value }));
  const wanted = pairs(slots, after);

  const staying = new Set(wanted);
  const leaving = new Set(slots.filter((slot) => !staying.has(slot)));
  for (const slot of leaving) {
    if (edits.length > most) return undefined;
    const equals = slots.filter(({ value }) => isSame(value, slot.value));
    const every = equals.length > 1 && equals.every((one) => leaving.has(one));
    if (equals.length === 0 || !slots.includes(slot)) continue;
    const item = every && typeof slot.value === 'string' ? slot.value : nameOf(slot, slots);
    if (item === undefined) return undefined;
    edits.push({ op: 'remove', path, item, ...(every && { every }) });
    for (const gone of every ? equals : [slot]) slots.splice(slots.indexOf(gone), 1);
  }

  for (const [at, slot] of wanted.entries()) {
    const value = after[at] as ConfigValue;
    if (!slot || isSame(slot.value, value)) continue;
    if (edits.length > most) return undefined;
    const old = slot.value;
    if (!isMapping(old) || !isMapping(value)) {
      const item = nameOf(slot, slots);
      if (item === undefined) return undefined;
      edits.push({ op: 'replace', path, item, value });
      slot.value = value;
      continue;
    }
    let now: ConfigMapping = old;
    for (const field of changedFields(old, value)) {
      const item = nameOf(slot, slots);
      if (item === undefined) return undefined;
      edits.push(...valueEdits([...path, { item }, field], old[field], value[field]));
      const { [field]: _, ...rest } = now;
      now = value[field] === undefined ? rest : { ...rest, [field]: value[field] };
      slot.value = now;
    }
  }

  for (const [at, pair] of wanted.entries()) {
    const slot = pair ?? { value: after[at] as ConfigValue };
    if (slots[at] === slot) continue;
    if (edits.length > most) return undefined;
    const previous = slots[at - 1];
    const behind = previous && nameOf(previous, slots);
    if (previous && behind === undefined) return undefined;
    if (!pair) {
      const last = at >= slots.length || !previous;
      edits.push({
        op: 'append',
        path,
        value: slot.value,
        ...(!last && behind !== undefined && { after: behind }),
      });
      slots.splice(last ? slots.length : at, 0, slot);
      if (slots[at] === slot) continue;
    }
    const item = nameOf(slot, slots);
    if (item === undefined) return undefined;
    edits.push({ op: 'move', path, item, after: behind ?? null });
    slots.splice(slots.indexOf(slot), 1);
    slots.splice(at, 0, slot);
  }
  return edits;
}

/** Which item each wanted one was: an equal one, else one of the same names, else, in a list as long, the one there. */
function pairs(slots: readonly Slot[], after: readonly ConfigValue[]): (Slot | undefined)[] {
  const left = new Set(slots);
  const found: (Slot | undefined)[] = after.map(() => undefined);
  const pair = (keyOf: (value: ConfigValue, at: number) => string | number) => {
    const free = new Map<string | number, Slot[]>();
    for (const [at, slot] of slots.entries()) {
      const key = keyOf(slot.value, at);
      const alike = free.get(key);
      if (!left.has(slot) || key === '') continue;
      if (alike) alike.push(slot);
      else free.set(key, [slot]);
    }
    for (const [at, value] of after.entries()) {
      const slot = found[at] ?? free.get(keyOf(value, at))?.shift();
      if (slot) left.delete(slot);
      found[at] = slot;
    }
  };
  pair(textOf);
  pair(namesOf);
  if (slots.length === after.length) pair((_, at) => at);
  return found;
}

/** Equal values have equal texts, whatever the order of their fields. */
const textOf = (value: ConfigValue): string =>
  JSON.stringify(value, (_, one) => (isMapping(one) ? Object.entries(one).sort(byName) : one));

const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);

const isSame = (one: ConfigValue, other: ConfigValue): boolean =>
  typeof one === 'string' ? one === other : isDeepStrictEqual(one, other);

/** All that an entry is named by, as one text; empty: nothing. */
function namesOf(value: ConfigValue): string {
  if (!isMapping(value)) return '';
  const names = ['name', 'api-key', 'upstream-api-key', 'from', 'base-url', 'alias'];
  const parts = names.map((field) => nameIn(value, field));
  return parts.some((part) => part !== null) ? JSON.stringify(parts) : '';
}

/** undefined: another item would be meant as well, or instead. */
function nameOf(slot: Slot, slots: readonly Slot[]): ItemMatch | undefined {
  const { value } = slot;
  if (typeof value === 'string' || typeof value === 'number') {
    return slots.find((one) => one.value === value) === slot ? value : undefined;
  }
  if (!isMapping(value)) return undefined;
  const fields = naming.filter((field) =>
    slots.some((one) => isMapping(one.value) && nameIn(one.value, field)),
  );
  for (let count = 1; count <= fields.length; count += 1) {
    const match = Object.fromEntries(fields.slice(0, count).map((field) => [field, nameIn(value, field)]));
    const fits = ({ value: other }: Slot) =>
      isMapping(other) && Object.entries(match).every(([field, name]) => nameIn(other, field) === name);
    if (slots.filter(fits).length === 1) return match;
  }
  return undefined;
}

function nameIn(value: ConfigMapping, field: string): string | null {
  const name = value[field];
  return typeof name === 'string' && name !== '' ? name : null;
}
