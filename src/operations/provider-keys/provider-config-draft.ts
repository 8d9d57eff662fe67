import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue, ItemMatch, PathStep } from '../../contract/config-edit.ts';
import { type Failure, failure } from '../../contract/outcome.ts';
import { isGrouped, type ProviderList } from '../../contract/provider-lists.ts';
import { type ProviderEntry, providerEntriesOf } from '../../providers/provider-keys.ts';
import { words } from './words.ts';

/**
 * The lists of provider keys while a change of them is worked out. Each step is made on a copy of the config
 * and noted as edits that name entries by their values, with the edits that undo it. A step that cannot be
 * named without doubt is refused with a sentence.
 */
export interface ProviderConfigDraft {
  /** As the config will be. */
  readonly config: Config;
  readonly edits: readonly ConfigEdit[];
  back(): ConfigEdit[];
  entries(): readonly ProviderEntry[];
  /** `undefined` takes a field away; what says it already is left alone. */
  change(
    place: Place,
    item: Item,
    fields: Readonly<Record<string, ConfigValue | undefined>>,
  ): Failure | undefined;
  /** Behind `after`, or last. */
  add(place: Place, value: Item, after?: Item): Failure | undefined;
  remove(place: Place, item: Item): Failure | undefined;
  /** `null`: first. */
  move(place: Place, item: Item, after: Item | null): Failure | undefined;
}

export function draftProviderConfig(before: Config): ProviderConfigDraft {
  const config = structuredClone(before);
  const edits: ConfigEdit[] = [];
  const back: ConfigEdit[][] = [];

  function itemsOf({ list, within }: Place): Item[] {
    const holder = (within ?? config) as Item;
    const name = within ? 'api-key-entries' : list;
    holder[name] ??= [];
    return holder[name] as unknown as Item[];
  }
  function pathOf({ list, within }: Place): PathStep[] {
    if (!within) return [list];
    return [list, { item: matchOf({ list }, within) }, 'api-key-entries'];
  }
  /** An entry that cannot be distinguished from another never gets this far: see `doubt`. */
  function matchOf(place: Place, item: Item): ItemMatch {
    return findMatch(itemsOf(place), item, namingFields(place)) ?? {};
  }
  function doubt(place: Place, item: Item): Failure | undefined {
    if (
      place.within &&
      !findMatch(itemsOf({ list: place.list }), place.within, namingFields({ list: place.list }))
    )
      return notAlone(place);
    return findMatch(itemsOf(place), item, namingFields(place)) ? undefined : notAlone(place);
  }
  /** The nearest entry before this one that can be named, to put it back behind. */
  function namedBefore(place: Place, item: Item): Item | undefined {
    const items = itemsOf(place);
    return items.slice(0, items.indexOf(item)).findLast((other) => !doubt(place, other));
  }
  function note(edit: ConfigEdit, inverse: () => ConfigEdit[], act: () => void): void {
    edits.push(edit);
    act();
    back.push(inverse());
  }

  function setField(place: Place, item: Item, field: string, value: ConfigValue | undefined): void {
    const old = item[field];
    const at = (): PathStep[] => [...pathOf(place), { item: matchOf(place, item) }, field];
    const put = (wanted: ConfigValue | undefined): ConfigEdit =>
      wanted === undefined || wanted === null
        ? { op: 'unset', path: at() }
        : { op: 'set', path: at(), value: wanted };
    note(
      put(value),
      () => [put(old)],
      () => {
        if (value === undefined) delete item[field];
        else item[field] = value;
      },
    );
  }

  return {
    config,
    edits,
    back: () => [...back].reverse().flat(),
    entries: () => providerEntriesOf(config),
    change(place, item, fields) {
      const naming = namingFields(place);
      const names = Object.keys(fields).filter(
        (name) => !isDeepStrictEqual(item[name] ?? undefined, fields[name]),
      );
      // What an entry is named by comes last, so that the other edits still find it.
      for (const name of names.sort((a, b) => naming.indexOf(a) - naming.indexOf(b))) {
        const unclear = doubt(place, item);
        if (unclear) return unclear;
        setField(place, item, name, fields[name]);
      }
      return doubt(place, item);
    },
    add(place, value, after) {
      const unclear = after && doubt(place, after);
      if (unclear) return unclear;
      const items = itemsOf(place);
      const path = pathOf(place);
      note(
        { op: 'append', path, value, ...(after && { after: matchOf(place, after) }) },
        () => [{ op: 'remove', path: pathOf(place), item: matchOf(place, value) }],
        () => items.splice(after ? items.indexOf(after) + 1 : items.length, 0, value),
      );
      return doubt(place, value);
    },
    remove(place, item) {
      const unclear = doubt(place, item);
      if (unclear) return unclear;
      const items = itemsOf(place);
      const at = items.indexOf(item);
      const former = namedBefore(place, item);
      const value = structuredClone(item);
      const match = matchOf(place, item);
      note(
        { op: 'remove', path: pathOf(place), item: match },
        () => {
          const path = pathOf(place);
          if (former) return [{ op: 'append', path, value, after: matchOf(place, former) }];
          const again: ConfigEdit = { op: 'append', path, value };
          return items.length === 0 ? [again] : [again, { op: 'move', path, item: match, after: null }];
        },
        () => items.splice(at, 1),
      );
      return undefined;
    },
    move(place, item, after) {
      const unclear = doubt(place, item) ?? (after ? doubt(place, after) : undefined);
      if (unclear) return unclear;
      const items = itemsOf(place);
      const former = namedBefore(place, item);
      const behind = (neighbor: Item | null | undefined): ConfigEdit => ({
        op: 'move',
        path: pathOf(place),
        item: matchOf(place, item),
        after: neighbor ? matchOf(place, neighbor) : null,
      });
      note(
        behind(after),
        () => [behind(former)],
        () => {
          items.splice(items.indexOf(item), 1);
          items.splice(after ? items.indexOf(after) + 1 : 0, 0, item);
        },
      );
      return undefined;
    },
  };
}

/**
 * An entry of a list, or a key of an openai-compatibility entry; changed in place while a change is worked
 * out.
 */
export type Item = { [field: string]: ConfigValue };

/** A list of entries; with `within`, the keys of that openai-compatibility entry. */
export interface Place {
  readonly list: ProviderList;
  readonly within?: Item | undefined;
}

/** The fields that identify an entry; the first ones that suffice are used. */
function namingFields({ list, within }: Place): readonly string[] {
  if (within) return ['api-key', 'proxy-url'];
  return isGrouped(list) ? ['name', 'base-url', 'prefix'] : ['api-key', 'base-url', 'prefix'];
}

function findMatch(items: readonly Item[], item: Item, naming: readonly string[]): ItemMatch | undefined {
  for (let count = 1; count <= naming.length; count += 1) {
    const match = Object.fromEntries(naming.slice(0, count).map((field) => [field, nameIn(item, field)]));
    const matches = (other: Item) =>
      Object.entries(match).every(([field, value]) => nameIn(other, field) === value);
    if (items.filter(matches).length === 1) return match;
  }
  return undefined;
}

function nameIn(item: Item, field: string): string | null {
  const value = item[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function notAlone({ list, within }: Place): Failure {
  const where = within ? words().draft.keysOfEntry : list;
  return failure('invalid', words().draft.twins(where));
}
