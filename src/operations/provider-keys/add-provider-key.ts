import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { isGrouped, type ProviderList } from '../../contract/provider-lists.ts';
import type { KeySettings } from '../../providers/fields/key-settings.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import { trimSlash } from '../../providers/paths.ts';
import { type ProviderEntry, type ProviderKey, providerOf } from '../../providers/provider-keys.ts';
import type { Operation } from '../operation.ts';
import { changeProviders } from './change-providers.ts';
import { type Found, findIn } from './find-provider-key.ts';
import type { Item, ProviderConfigDraft } from './provider-config-draft.ts';
import {
  type Fields,
  notServedNote,
  settingsOfProvider,
  splitFields,
  unknownList,
  wrongFields,
} from './provider-form.ts';
import { words } from './words.ts';

interface AddProviderKeyInput {
  /** Id of a provider record: `claude`, `openai-compatibility`, `cline` … */
  readonly provider: string;
  /** Absent for a server that asks for none, or a key from the environment. */
  readonly key?: Secret;
  /** All but `api-key`; what has a default may be left out. */
  readonly fields?: Fields;
  /** Id of a key of an openai-compatibility entry, to which this one is added. */
  readonly to?: string;
}

interface AddProviderKeyResult {
  readonly id: string;
}

export const addProviderKey: Operation<AddProviderKeyInput, AddProviderKeyResult> = {
  id: 'add-provider-key',
  get title() {
    return words().add.title;
  },
  async run(context, { provider, key, fields, to }) {
    const found = settingsOfProvider(provider);
    if (!found.ok) return found;
    const settings = found.value;
    const given: Fields = {
      ...(to === undefined && begunFields(settings)),
      ...fields,
      ...(key && { 'api-key': key.reveal() }),
    };
    const wrong = wrongFields(settings, given, to === undefined);
    if (wrong) return wrong;
    const { backend } = context;
    return changeProviders(context, (draft, { config }) => {
      const unknown = unknownList(backend, config, settings.list);
      if (unknown) return unknown;
      const added =
        to === undefined ? addEntry(draft, settings, given) : addToEntry(draft, settings, to, given);
      if (!added.ok) return added;
      const { id, fingerprint } = added.value;
      const name = nameOfProviderKey(added.value);
      return success({
        result: { id },
        message: words().add.done(name, notServedNote(backend, settings)),
        fingerprints: [fingerprint],
        undone: words().add.undone(name),
      });
    });
  },
};

interface DuplicateProviderKeyInput {
  readonly id: string;
  /** Of the copy; absent: the same key, so that something else must differ. */
  readonly key?: Secret;
  /** What else differs; null leaves a field out. */
  readonly changes?: Fields;
}

interface DuplicateProviderKeyResult {
  readonly id: string;
}

/** A copy of an entry with all its fields, unknown ones too, right behind it. */
export const duplicateProviderKey: Operation<DuplicateProviderKeyInput, DuplicateProviderKeyResult> = {
  id: 'duplicate-provider-key',
  get title() {
    return words().add.duplicating;
  },
  async run(context, { id, key, changes = {} }) {
    return changeProviders(context, (draft) => {
      const found = findIn(draft, id);
      if (!found.ok) return found;
      const { entry, place, item } = found.value;
      const { settings } = providerOf(place.list, entry.item ?? {});
      if (!settings) return failure('failed', words().notHere(place.list));
      const fields: Fields = { ...changes, ...(key && { 'api-key': key.reveal() }) };
      const wrong = wrongFields(settings, fields, false);
      if (wrong) return wrong;
      const copy = copyOf(found.value, splitFields(settings, fields, item));
      if (distinguishing.every((field) => copy[field] === item[field])) {
        return failure('invalid', words().add.needs(needed(place.list)));
      }
      const unclear = draft.add(place, copy, item);
      if (unclear) return unclear;
      const row = rowOf(draft, (one) => one.item === (copy as unknown));
      if (!row.ok) return row;
      const name = nameOfProviderKey(row.value);
      return success({
        result: { id: row.value.id },
        message: words().add.copied(name, nameOfProviderKey(entry.row)),
        fingerprints: [row.value.fingerprint],
        undone: words().add.undone(name),
      });
    });
  },
};

type Apart = ReturnType<typeof splitFields>;

/** Zeros that a server shows are left out. */
function copyOf({ item, key }: Found, apart: Apart): Item {
  const filled = Object.entries(structuredClone(item)).filter(([, value]) => !isEmpty(value));
  const copy = written({ ...Object.fromEntries(filled), ...apart.entry });
  if (Object.keys(apart.key).length === 0) return copy;
  const keys = apart.key['api-key'] === undefined ? copy['api-key-entries'] : [key?.item ?? {}];
  const entries = Array.isArray(keys) ? (keys as Item[]) : [];
  return { ...copy, 'api-key-entries': entries.map((one) => written({ ...one, ...apart.key })) };
}

const isEmpty = (value: ConfigValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const distinguishing = ['api-key', 'name', 'base-url', 'prefix'] as const;

const needed = (list: ProviderList): string =>
  isGrouped(list) ? words().add.otherName : words().add.otherKey;

/** Defaults of a new entry: an address that servers need, and the name of a well-known provider. */
function begunFields({ fields, preset }: KeySettings): Fields {
  const defaults = fields.filter((field) => field.required && field.default !== undefined);
  const filled = defaults.map((field) => [field.name, field.default ?? null] as const);
  return { ...(preset && { name: preset.name }), ...Object.fromEntries(filled) };
}

/** A new entry at the end of its list; `fields` have been checked. */
export function addEntry(
  draft: ProviderConfigDraft,
  settings: KeySettings,
  fields: Fields,
): Outcome<ProviderKey> {
  const { list } = settings;
  const { entry, key } = splitFields(settings, fields);
  const twin = twinOf(draft, settings, fields);
  if (twin) return alreadyThere(twin);
  const same = isGrouped(list) && draft.entries().some(({ row }) => row.name === entry.name);
  if (same) {
    return failure('invalid', words().add.nameTaken(String(entry.name)));
  }
  const item = entryOf(written(entry), written(key));
  if (!item) return withoutKey(Object.keys(written(key))[0] ?? 'weight');
  return draft.add({ list }, item) ?? rowOf(draft, (found) => found.item === (item as unknown));
}

/** One more key in an entry of openai-compatibility, behind the others. */
function addToEntry(
  draft: ProviderConfigDraft,
  settings: KeySettings,
  id: string,
  fields: Fields,
): Outcome<ProviderKey> {
  const found = findIn(draft, id);
  if (!found.ok) return found;
  const { item, place } = found.value;
  if (!isGrouped(place.list) || settings.list !== place.list) {
    return failure('invalid', words().add.onlyGrouped);
  }
  const { entry, key } = splitFields(settings, fields);
  const [other] = Object.keys(entry);
  if (other !== undefined) {
    return failure('invalid', words().add.ofEntry(other));
  }
  const value = written(key);
  if (value['api-key'] === undefined) return withoutKey(words().add.this);
  const keys = (item['api-key-entries'] ?? []) as readonly Item[];
  if (keys.some((one) => one['api-key'] === value['api-key'])) return alreadyThere(found.value.entry.row);
  return (
    draft.add({ ...place, within: item }, value) ?? rowOf(draft, (one) => one.keyItem === (value as unknown))
  );
}

/** The same key at the same address. */
function twinOf(
  draft: ProviderConfigDraft,
  { list, baseUrl }: KeySettings,
  fields: Fields,
): ProviderKey | undefined {
  const key = fields['api-key'];
  if (typeof key !== 'string') return undefined;
  const print = fingerprint(key);
  const base = trimSlash(String(fields['base-url'] ?? baseUrl ?? ''));
  const rows = draft.entries().map(({ row }) => row);
  return rows.find((row) => row.list === list && row.fingerprint === print && row.baseUrl === base);
}

/**
 * Keys are right after the address, as people write it; undefined if there are fields of a key but no key.
 */
function entryOf(entry: Item, key: Item): Item | undefined {
  if (Object.keys(key).length === 0) return entry;
  if (key['api-key'] === undefined) return undefined;
  const { name, 'base-url': base, ...rest } = entry;
  return { ...written({ name, 'base-url': base }), 'api-key-entries': [key], ...rest };
}

export const written = (fields: Readonly<Record<string, ConfigValue | undefined>>): Item =>
  Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, ConfigValue] => field[1] !== undefined),
  );

export function rowOf(
  draft: ProviderConfigDraft,
  matches: (entry: ProviderEntry) => boolean,
): Outcome<ProviderKey> {
  const found = draft.entries().find(matches);
  return found ? success(found.row) : failure('failed', words().add.lost);
}

export const alreadyThere = (row: ProviderKey) =>
  failure('invalid', words().add.there(nameOfProviderKey(row)));

const withoutKey = (field: string) => failure('invalid', words().add.ofKey(field));
