import type { Backend } from '../../backend/backend.ts';
import { didYouMean } from '../../base/text/did-you-mean.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { isGrouped, type ProviderList } from '../../contract/provider-lists.ts';
import { fieldText, readFieldText } from '../../providers/fields/field-text.ts';
import {
  type FieldProblem,
  fieldProblems,
  fieldValues,
  isOffPattern,
} from '../../providers/fields/field-values.ts';
import {
  type FieldType,
  fieldOf,
  type KeyField,
  type KeySettings,
  notServedSentence,
} from '../../providers/fields/key-settings.ts';
import { providers } from '../../providers/index.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import { type ProviderEntry, providerEntriesOf, providerOf } from '../../providers/provider-keys.ts';
import { gone } from '../client-keys/find-client-key.ts';
import type { Item } from './provider-config-draft.ts';
import { words } from './words.ts';

/** A field that some provider key has, as a command names it. */
export interface FormField {
  readonly name: string;
  readonly type: FieldType;
  readonly hint: string;
}

/** Ids of the providers whose keys are in the config. */
export const formProviders: readonly string[] = providers.flatMap(({ id, settings }) =>
  settings ? [id] : [],
);

/** Every field of any provider key but the key itself; of several with one name the first describes all. */
export const formFields: readonly FormField[] = providers
  .flatMap(({ settings }) => settings?.fields ?? [])
  .filter(({ type }) => type !== 'secret')
  .filter((field, index, all) => all.findIndex(({ name }) => name === field.name) === index);

/** Settings of a provider by id. */
export function settingsOfProvider(id: string): Outcome<KeySettings> {
  const settings = providers.find((provider) => provider.id === id)?.settings;
  if (settings) return success(settings);
  const meant = didYouMean(id, formProviders);
  return failure('invalid', `Unknown provider "${id}".${meant} Choose one of ${formProviders.join(', ')}.`);
}

function settingsOfEntry({ row, item }: Pick<ProviderEntry, 'row' | 'item'>): KeySettings | undefined {
  return providerOf(row.list, item ?? {}).settings;
}

/**
 * What was typed, by field, as values: `none` takes a field away.
 * @param before the values there are, as lists of models keep what their text does not show
 */
export function fieldsFromTexts(
  settings: KeySettings,
  texts: Readonly<Record<string, string>>,
  before: Fields = {},
): Outcome<Fields> {
  const fields: Record<string, ConfigValue> = {};
  for (const [name, text] of Object.entries(texts)) {
    const field = fieldOf(settings, name);
    if (!field) return failure('invalid', words().form.noField(settings.title, name));
    const read = text === 'none' ? success(null) : readFieldText(field, text, before[name]);
    if (!read.ok) return failure('invalid', `${name}: ${read.message}`);
    fields[name] = read.value;
  }
  return success(fields);
}

/** The same for a provider key that is there. */
export function changesFromTexts(
  config: Config,
  id: string,
  texts: Readonly<Record<string, string>>,
): Outcome<Fields> {
  const entry = providerEntriesOf(config).find(({ row }) => row.id === id);
  const settings = entry && settingsOfEntry(entry);
  return settings ? fieldsFromTexts(settings, texts, fieldValues(settings, entry)) : gone(words().thatKey);
}

/**
 * Title and value of each field that is written, for people: secrets, and headers, which may be some, are
 * masked.
 */
export function shownFields(
  entry: ProviderEntry,
): readonly { readonly field: KeyField; readonly text: string }[] {
  const settings = settingsOfEntry(entry);
  if (!settings) return [];
  const values = fieldValues(settings, entry);
  return settings.fields.flatMap((field) => {
    const value = values[field.name];
    return value === undefined || field.type === 'secret' ? [] : [{ field, text: shownValue(field, value) }];
  });
}

function shownValue(field: KeyField, value: ConfigValue): string {
  if (field.type === 'headers') return Object.keys(value as object).join(', ');
  const text = fieldText(field, value);
  return field.type === 'url' ? shownUrl(text) : text;
}

export type Fields = Readonly<Record<string, ConfigValue>>;

/** A sentence when some of the fields cannot be written. */
export function wrongFields(settings: KeySettings, fields: Fields, fresh: boolean): Failure | undefined {
  const [problem] = fieldProblems(settings, fields, fresh);
  return problem && asFailure(problem);
}

/** With the field, so that a form can go there. */
const asFailure = ({ field, message }: FieldProblem) => ({
  ...failure('invalid', `${field}: ${message}`),
  field,
});

/**
 * The fields of an entry and those of a key in it, as config.yaml gets them; null becomes undefined: removed.
 */
export function splitFields(
  settings: KeySettings,
  fields: Fields,
  before: Item = {},
): { entry: Record<string, ConfigValue | undefined>; key: Record<string, ConfigValue | undefined> } {
  const apart = isGrouped(settings.list);
  const entry: Record<string, ConfigValue | undefined> = {};
  const key: Record<string, ConfigValue | undefined> = {};
  // In the order of the form, so that a new entry reads like the others.
  for (const { name, place, type } of settings.fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const holder = apart && place === 'key' ? key : entry;
    holder[name] = type === 'patterns' ? patterns(value, before[name]) : (value ?? undefined);
  }
  return { entry, key };
}

/** In lower case, as the servers keep them; the pattern that disables the key stays. */
function patterns(value: ConfigValue, before: ConfigValue | undefined): ConfigValue | undefined {
  const off = Array.isArray(before) ? (before as ConfigValue[]).filter(isOffPattern) : [];
  const wanted = Array.isArray(value) ? (value as ConfigValue[]).map((one) => String(one).toLowerCase()) : [];
  const all = [...wanted, ...off];
  return all.length === 0 ? undefined : all;
}

/** A public server shows every list that it knows, empty ones too. */
export function unknownList(
  { kind, place }: Backend,
  config: Config,
  list: ProviderList,
): Failure | undefined {
  if ((kind !== 'go-v6' && kind !== 'go-v7') || config[list] !== undefined) return undefined;
  return failure('unsupported', words().form.noList(place, list));
}

/** Said behind a change that the embedded server does nothing with (D4). */
export function notServedNote({ kind }: Backend, settings: KeySettings): string {
  const sentence = notServedSentence(settings);
  return kind === 'embedded' && sentence !== undefined ? ` ${sentence}` : '';
}
