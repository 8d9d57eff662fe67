import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { KeySettings } from '../../providers/fields/key-settings.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderEntry, ProviderKey } from '../../providers/provider-keys.ts';
import { foundIn } from './find-provider-key.ts';
import { type Fields, splitFields } from './provider-fields.ts';
import type { Item } from './provider-match.ts';
import type { ProviderWork } from './provider-work.ts';

/** What a new entry says without being told: an address that servers need, and the name of a well-known provider. */
export function begunFields({ fields, preset }: KeySettings): Fields {
  const defaults = fields.filter((field) => field.required && field.default !== undefined);
  const filled = defaults.map((field) => [field.name, field.default ?? null] as const);
  return { ...(preset && { name: preset.name }), ...Object.fromEntries(filled) };
}

/** A new entry at the end of its list; `fields` have been checked. */
export function addEntry(work: ProviderWork, settings: KeySettings, fields: Fields): Outcome<ProviderKey> {
  const { list } = settings;
  const { entry, key } = splitFields(settings, fields);
  const twin = twinOf(work, settings, fields);
  if (twin) return alreadyThere(twin);
  const same = list === 'openai-compatibility' && work.entries().some(({ row }) => row.name === entry.name);
  if (same) {
    return failure(
      'invalid',
      `A provider named ${entry.name} is there already: add the key to it with --to ${entry.name}, or choose another name.`,
    );
  }
  const item = entryOf(written(entry), written(key));
  if (!item) return withoutKey(Object.keys(written(key))[0] ?? 'weight');
  return work.add({ list }, item) ?? rowOf(work, (found) => found.item === (item as unknown));
}

/** One more key in an entry of openai-compatibility, behind the others. */
export function addToEntry(
  work: ProviderWork,
  settings: KeySettings,
  id: string,
  fields: Fields,
): Outcome<ProviderKey> {
  const found = foundIn(work, id);
  if (!found.ok) return found;
  const { item, place } = found.value;
  if (place.list !== 'openai-compatibility' || settings.list !== place.list) {
    return failure(
      'invalid',
      'Only an entry of openai-compatibility can have several keys: add this one by itself.',
    );
  }
  const { entry, key } = splitFields(settings, fields);
  const [other] = Object.keys(entry);
  if (other !== undefined) {
    return failure('invalid', `${other} is of the whole entry: change it with cli-proxy providers edit.`);
  }
  const value = written(key);
  if (value['api-key'] === undefined) return withoutKey('This');
  const keys = (item['api-key-entries'] ?? []) as readonly Item[];
  if (keys.some((one) => one['api-key'] === value['api-key'])) return alreadyThere(found.value.entry.row);
  return (
    work.add({ ...place, within: item }, value) ?? rowOf(work, (one) => one.keyItem === (value as unknown))
  );
}

/** The same key at the same address. */
function twinOf(work: ProviderWork, { list, baseUrl }: KeySettings, fields: Fields): ProviderKey | undefined {
  const key = fields['api-key'];
  if (typeof key !== 'string') return undefined;
  const print = fingerprint(key);
  const base = String(fields['base-url'] ?? baseUrl ?? '').replace(/\/+$/, '');
  const rows = work.entries().map(({ row }) => row);
  return rows.find((row) => row.list === list && row.fingerprint === print && row.baseUrl === base);
}

/** Keys stand right behind the address, as people write it; undefined: fields of a key, and no key. */
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

export function rowOf(work: ProviderWork, fits: (entry: ProviderEntry) => boolean): Outcome<ProviderKey> {
  const found = work.entries().find(fits);
  return found
    ? success(found.row)
    : failure('failed', 'The provider key was lost on the way; look at the list.');
}

export const alreadyThere = (row: ProviderKey) =>
  failure('invalid', `That key is there already, as ${nameOfProviderKey(row)}: nothing was done.`);

const withoutKey = (field: string) =>
  failure('invalid', `${field} belongs to a key: give the key as well, nothing was done.`);
