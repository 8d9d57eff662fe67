import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { type Config, configSchema, type FlatItem, type GroupedItem } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { isGrouped, type ProviderList } from '../../contract/provider-lists.ts';
import { authIndexesOf } from '../../providers/auth-index.ts';
import { type KeySettings, notServedSentence } from '../../providers/fields/key-settings.ts';
import { isDisabled, providerOf, requiresBaseUrl } from '../../providers/provider-keys.ts';
import { type Answer, json } from '../http/answer.ts';
import { type ConfigMapping, isMapping, isMappings, isTexts, listEdits } from './list-edits.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';
import { writeConfig } from './write-config.ts';

/**
 * Recorded (provider-keys.json, openai-compatibility.json): the entries of a list in the order of the file, each key
 * with its `auth-index`, which entries that are disabled have not.
 */
export const getProviderList =
  (list: ProviderList): ManagementHandler =>
  async ({ activeConfig }) => {
    const { config } = activeConfig.state;
    const indexes = authIndexesOf(config);
    return json(200, { [list]: itemsOf(config, list).map((item) => shown(list, item, indexes)) });
  };

/** The whole list, bare or under `items`; what an entry has alike keeps its comments. */
export const putProviderList =
  (list: ProviderList): ManagementHandler =>
  async (call) => {
    const value = parseJson(call.body);
    const items: unknown = Array.isArray(value)
      ? value
      : isMapping(value)
        ? nonEmpty(value.items)
        : undefined;
    if (!isMappings(items)) return invalidBody;
    return write(call, list, () => items.map(normal));
  };

/** `{index | match, value}` (`name` for `match` in a grouped list): the fields of `value` are set, null clears one. */
export const patchProviderList =
  (list: ProviderList): ManagementHandler =>
  async (call) => {
    const body = parseJson(call.body);
    if (!isMapping(body) || !isMapping(body.value)) return invalidBody;
    const { index, value } = body;
    const named = body[isGrouped(list) ? 'name' : 'match'];
    if (index !== undefined && index !== null && !Number.isInteger(index)) return invalidBody;
    if (named !== undefined && named !== null && typeof named !== 'string') return invalidBody;
    if (!['boolean', 'object', 'undefined'].includes(typeof value['disable-cooling']))
      return json(400, { error: 'disable-cooling must be a boolean or null' });
    return write(call, list, (before) => {
      const equal = before.filter((item) => item[keyOf(list)] === named);
      const item = before[Number(index ?? -1)] ?? equal[0];
      if (!item) return notFound;
      if (equal.length > 1 && item === equal[0] && before[Number(index ?? -1)] !== item)
        return json(400, { error: `multiple items match ${keyOf(list)}; index is required` });
      // Recorded: an entry that needs a base URL goes with it.
      const gone = value['base-url'] === '' && requiresBaseUrl(list);
      return before.flatMap((one) => (one === item ? (gone ? [] : [normal({ ...one, ...value })]) : [one]));
    });
  };

/** `?api-key=` (`?name=`), with `base-url` where several entries have the key; or `?index=`. */
export const deleteProviderList =
  (list: ProviderList): ManagementHandler =>
  async (call) => {
    const key = keyOf(list);
    const named = call.query.get(key)?.trim();
    const base = call.query.get('base-url')?.trim();
    const index = /^\d+$/.exec(call.query.get('index') ?? '')?.[0];
    const missing = json(400, { error: `missing ${key} or index` });
    return write(call, list, (before) => {
      if (!named && index === undefined) return missing;
      if (!named) return before[Number(index)] ? before.filter((_, at) => at !== Number(index)) : missing;
      const found = before.filter(
        (item) => item[key] === named && (base === undefined || (item['base-url'] ?? '') === base),
      );
      if (found.length === 0) return notFound;
      if (found.length > 1) return json(400, { error: `multiple items match ${key}; base-url is required` });
      return before.filter((item) => item !== found[0]);
    });
  };

const invalidBody = json(400, { error: 'invalid body' });
const notFound = json(404, { error: 'item not found' });

const keyOf = (list: ProviderList): string => (isGrouped(list) ? 'name' : 'api-key');

const nonEmpty = (value: unknown): unknown => (Array.isArray(value) && value.length > 0 ? value : undefined);

const itemsOf = (config: Config, list: ProviderList): readonly ConfigMapping[] =>
  (config[list] ?? []) as readonly ConfigMapping[];

function write(
  call: ManagementRequest,
  list: ProviderList,
  change: (before: readonly ConfigMapping[]) => readonly ConfigMapping[] | Answer,
): Promise<Answer> {
  let remarks: string[] = [];
  return writeConfig(
    call,
    (config) => {
      const before = itemsOf(config, list).map(withoutEmpty);
      const after = change(before);
      if ('status' in after) return after;
      const error = errorIn(list, before, after);
      if (error !== undefined) return json(400, { error: error });
      remarks = after.filter((item) => !before.includes(item)).flatMap((item) => remarksOn(list, item));
      return listEdits([list], before, after);
    },
    () =>
      json(200, { status: 'ok', ...(remarks.length > 0 && { message: [...new Set(remarks)].join(' ') }) }),
  );
}

/** As it is written: trimmed, patterns in lower case as recorded, without what is empty or was only shown. */
function normal(item: ConfigMapping): ConfigMapping {
  const trimmed = Object.entries(item).map(([field, value]): [string, ConfigValue] => {
    if (typeof value === 'string') return [field, value.trim()];
    if (field === 'excluded-models' && isTexts(value)) return [field, patternsOf(value)];
    if (field === 'api-key-entries' && isMappings(value)) return [field, value.map(normal)];
    return [field, value];
  });
  const { 'auth-index': _, ...rest } = withoutEmpty(Object.fromEntries(trimmed));
  return rest;
}

/** Recorded: in lower case, each once. */
export const patternsOf = (texts: readonly string[]): string[] => [
  ...new Set(texts.map((text) => text.trim().toLowerCase()).filter(Boolean)),
];

/** Flags that the public server does not write while they are off. */
const offAnyway = new Set([
  ...['alpha-search', 'disabled', 'experimental-cch-signing', 'force-mapping', 'fork', 'image', 'is-compat'],
  ...['rebuild-mid-system-message', 'strict-mode', 'support-prompt-cache-key', 'websockets'],
]);

/** Without the fields, at any depth, that say what holds without them. */
function withoutEmpty(item: ConfigMapping): ConfigMapping {
  const kept = Object.entries(item).flatMap(([field, value]): [string, ConfigValue][] => {
    if (value === null || value === '' || (value === false && offAnyway.has(field))) return [];
    if (value === 0 && (field === 'weight' || field === 'priority')) return [];
    if (isMappings(value)) return value.length === 0 ? [] : [[field, value.map(withoutEmpty)]];
    if (typeof value === 'object' && Object.keys(value).length === 0) return [];
    if (!isMapping(value)) return [[field, value]];
    const inner = withoutEmpty(value);
    return Object.keys(inner).length === 0 ? [] : [[field, inner]];
  });
  return Object.fromEntries(kept);
}

/** What is wrong with the new list, in the words recorded where there are some. What was there before is not judged. */
function errorIn(
  list: ProviderList,
  before: readonly ConfigMapping[],
  after: readonly ConfigMapping[],
): string | undefined {
  const parsed = v.safeParse(configSchema.entries[list], after);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const [at, ...path] = (v.getDotPath(issue) ?? '').split('.');
    return issue.type === 'max_value' ? `${list}[${at}].${path.join('.')}: ${issue.message}` : 'invalid body';
  }
  for (const [at, item] of after.entries()) {
    if (before.some((one) => isDeepStrictEqual(one, item))) continue;
    const said = (field: string, text: string) => `${list}[${at}].${field}: ${text}`;
    const { fields } = settingsOf(list, item);
    const keys = isGrouped(list) ? ((item['api-key-entries'] ?? []) as readonly ConfigMapping[]) : [item];
    for (const field of fields) {
      const holders = field.place === 'key' ? keys : [item];
      for (const holder of holders) {
        const value = field.name === 'excluded-models' ? exclusions(holder) : holder[field.name];
        if (value === undefined && field.required)
          return said(field.name, field.check('') ?? 'It is missing.');
        const wasThere = before.some((one) => isDeepStrictEqual(one[field.name], value));
        const error = value === undefined || wasThere ? undefined : field.check(value);
        if (error !== undefined) return said(field.name, error);
      }
    }
  }
  return undefined;
}

/** Without the `*` that disables an entry. */
function exclusions({ 'excluded-models': value }: ConfigMapping): ConfigValue | undefined {
  return Array.isArray(value) ? value.filter((one) => !/^\*+$/.test(String(one))) : value;
}

/** Fields that this server acts on though no form asks for them. */
const besides = ['disabled', 'api-key-entries', 'excluded-models', 'websockets', 'responses'];

/** What of an entry is stored and does nothing here, each in a sentence. */
function remarksOn(list: ProviderList, item: ConfigMapping): string[] {
  const settings = settingsOf(list, item);
  const notServed = notServedSentence(settings);
  if (notServed !== undefined) return [notServed];
  const known = [...settings.fields.map(({ name }) => name), ...besides];
  const unknown = Object.keys(item).filter((field) => !known.includes(field));
  return unknown.length === 0 ? [] : [`The embedded server stores and does not use: ${unknown.join(', ')}.`];
}

function settingsOf(list: ProviderList, item: ConfigMapping): KeySettings {
  const { settings } = providerOf(list, item as FlatItem | GroupedItem);
  if (!settings) throw new Error('a provider of a list has settings');
  return settings;
}

function shown(list: ProviderList, item: ConfigMapping, indexes: Map<unknown, string>) {
  const disabled = isDisabled(list, item as FlatItem | GroupedItem);
  const index = (one: unknown) => (disabled ? undefined : indexes.get(one));
  const own = { ...withoutEmpty(item), 'auth-index': index(item) };
  if (!isGrouped(list)) return own;
  const keys = (item['api-key-entries'] ?? []) as readonly ConfigMapping[];
  return {
    ...own,
    disabled,
    ...(keys.length > 0 && {
      'api-key-entries': keys.map((key) => ({ ...withoutEmpty(key), 'auth-index': index(key) })),
    }),
  };
}
