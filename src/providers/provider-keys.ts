import { type Fingerprint, fingerprint } from '../base/secrets/fingerprint.ts';
import { Secret } from '../base/secrets/secret.ts';
import { environmentSecret } from '../base/secrets/secret-text.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { Config, FlatItem, GroupedItem } from '../contract/config.ts';
import {
  type FlatList,
  type GroupedList,
  isGrouped,
  type ProviderList,
  providerLists,
} from '../contract/provider-lists.ts';
import type { EnvironmentKey, EnvironmentKeys } from './environment-keys.ts';
import { fieldOf, type KeySettings } from './fields/key-settings.ts';
import { isPreset, readCommon, readFlatEntry, readGroupedEntry, weightOf } from './fields/read-entry.ts';
import { providers } from './index.ts';
import { trimSlash } from './paths.ts';
import type { Provider } from './provider.ts';
import type { Environment, ModelName, UpstreamEntry } from './upstream-entry.ts';

/** One provider key of a config, with its settings. Printing it shows no secret. */
export interface ProviderKey {
  /**
   * Stable over reloads: list, fingerprint of the key in the config and base URL, followed by `#2` … if repeated. In
   * place of a key: `none`, or the variable of a key that has no entry.
   */
  readonly id: string;
  /** Id of its record in the list of providers. */
  readonly provider: string;
  readonly list: ProviderList;
  /** undefined: the entry has no key; requests are sent without one. */
  readonly fingerprint: Fingerprint | undefined;
  /** Also undefined if only the server's environment has it. */
  readonly key: Secret | undefined;
  readonly mask: string | undefined;
  /** Of an entry of a grouped list. */
  readonly name: string | undefined;
  readonly prefix: string | undefined;
  /** In force, without a slash at its end; empty if there is none. */
  readonly baseUrl: string;
  /** Empty: every model that the provider has. */
  readonly models: readonly ModelName[];
  readonly disabled: boolean;
  readonly weight: number;
  readonly priority: number;
  /** Its own, which may contain a password: see shownUrl. */
  readonly proxyUrl: string | undefined;
  /** Variable of the server's environment that holds the key; undefined: it is in the config. */
  readonly variable: string | undefined;
  /** Keys of the same entry, this one included; 0: the config has no entry for it. */
  readonly keysOfEntry: number;
  /** The same key with the same base URL is earlier in the list. */
  readonly duplicate: boolean;
}

/** A row with the parts of the config that it was read from. They are in plain text: never print them. */
export interface ProviderEntry {
  readonly row: ProviderKey;
  /** undefined if the config has none. */
  readonly item: FlatItem | GroupedItem | undefined;
  /** Of an entry of a grouped list: the item of `api-key-entries`. */
  readonly keyItem: NonNullable<GroupedItem['api-key-entries']>[number] | undefined;
}

/** One row for each provider key, list by list in the order of the file. */
export function providerKeysOf(config: Config, environment: EnvironmentKeys = {}): readonly ProviderKey[] {
  return providerEntriesOf(config, environment).map(({ row }) => row);
}

export function providerEntriesOf(
  config: Config,
  environment: EnvironmentKeys = {},
): readonly ProviderEntry[] {
  const seen = new Map<string, number>();
  const found = [
    ...providerLists.flatMap((list) =>
      isGrouped(list)
        ? (config[list] ?? []).flatMap((item) => groupedRows(list, item, environment))
        : (config[list] ?? []).map((item) => flatRow(list, item)),
    ),
    ...inEnvironmentOnly(config, environment),
  ];
  return found.map(({ row, ...parts }) => {
    const times = (seen.get(row.id) ?? 0) + 1;
    seen.set(row.id, times);
    const id = times === 1 ? row.id : `${row.id}#${times}`;
    return { row: { ...row, id, duplicate: times > 1 }, ...parts };
  });
}

/** The provider record of an entry: a preset by its name or host, else the one of the list. */
export function providerOf(list: ProviderList, item: FlatItem | GroupedItem): Provider {
  const ofList = providers.filter(({ settings }) => settings?.list === list);
  const found =
    ofList.find(({ settings }) => settings?.preset && isPreset(item as GroupedItem, settings.preset)) ??
    ofList.find(({ settings }) => settings?.preset === undefined);
  if (!found) throw new Error(`no provider for ${list}`);
  return found;
}

/** `provider` of usage records with this key. */
export function usageNameOfKey({ provider, list, name, baseUrl }: ProviderKey): string {
  if (!isGrouped(list)) return provider;
  return name ?? (URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '');
}

/** Whether the server only stores this key for other servers (D4). */
export const isKeptOnly = (
  { provider }: Pick<ProviderKey, 'provider'>,
  { everyProvider }: Pick<Capabilities, 'everyProvider'>,
): boolean =>
  everyProvider !== 'enforced' &&
  providers.find(({ id }) => id === provider)?.settings?.notServed !== undefined;

/** Whether public servers drop an entry of this list that has no `base-url`, silently as they load it. */
export const requiresBaseUrl = (list: string): boolean =>
  providers.some(
    ({ settings }) => settings?.list === list && fieldOf(settings, 'base-url')?.required === true,
  );

/** The servers' own way to disable an entry (recorded provider-keys.json). */
export function isDisabled(list: ProviderList, item: FlatItem | GroupedItem): boolean {
  if (isGrouped(list)) return item.disabled === true;
  const excluded = item['excluded-models'];
  return Array.isArray(excluded) && excluded.some((pattern) => /^\*+$/.test(String(pattern).trim()));
}

/** The credentials for requests to a provider. @param environment for keys that are not in the config (J1, K1) */
export function upstreamEntries(
  provider: Provider,
  config: Config,
  environment: Environment,
): readonly UpstreamEntry[] {
  if (!provider.settings || provider.settings.notServed !== undefined) return [];
  const { list, preset, baseUrl = '' } = provider.settings;
  if (!isGrouped(list))
    return (config[list] ?? [])
      .filter((item) => item['api-key'])
      .map((item) => readFlatEntry(item, provider.id, baseUrl));
  const spare = preset && environmentSecret(environment[preset.environment]);
  const own = (config[list] ?? []).filter((item) => providerOf(list, item) === provider);
  if (own.length > 0) return own.flatMap((item) => readGroupedEntry(item, spare));
  return preset && spare ? readGroupedEntry({ name: preset.name, 'base-url': preset.baseUrl }, spare) : [];
}

const settingsOf = ({ settings }: Provider): KeySettings => {
  if (!settings) throw new Error('a provider of a list has settings');
  return settings;
};

type Unnumbered = Omit<ProviderEntry, 'row'> & { row: Omit<ProviderKey, 'duplicate'> };

function flatRow(list: FlatList, item: FlatItem): Unnumbered {
  const provider = providerOf(list, item);
  const key = item['api-key'] || undefined;
  const base = trimSlash(item['base-url'] || (settingsOf(provider).baseUrl ?? ''));
  const row = {
    ...rowOf(provider, item, key === undefined ? undefined : known(key), base),
    name: undefined,
    weight: weightOf(item.weight),
    proxyUrl: item['proxy-url'] || undefined,
    variable: undefined,
    disabled: isDisabled(list, item),
    keysOfEntry: 1,
  };
  return { row, item, keyItem: undefined };
}

function groupedRows(list: GroupedList, item: GroupedItem, environment: EnvironmentKeys): Unnumbered[] {
  const provider = providerOf(list, item);
  const variable = settingsOf(provider).preset?.environment;
  const written = (item['api-key-entries'] ?? []).filter((entry) => entry['api-key']);
  const spare = variable === undefined ? undefined : environment[variable];
  const base = trimSlash(item['base-url'] ?? '');
  return (written.length > 0 ? written : [undefined]).map((keyItem): Unnumbered => {
    const key = keyItem?.['api-key'] ? known(keyItem['api-key']) : spare;
    const row = {
      ...rowOf(provider, item, key, base, keyItem ? key?.fingerprint : 'none'),
      name: item.name || undefined,
      weight: weightOf(keyItem?.weight),
      proxyUrl: keyItem?.['proxy-url'] || undefined,
      variable: keyItem || !spare ? undefined : variable,
      disabled: isDisabled(list, item),
      keysOfEntry: Math.max(1, written.length),
    };
    return { row, item, keyItem };
  });
}

/** Reachable only by their variable, as in the gateway. */
function inEnvironmentOnly(config: Config, environment: EnvironmentKeys): Unnumbered[] {
  return providers.flatMap((provider): Unnumbered[] => {
    const { preset, list } = provider.settings ?? {};
    const key = preset && environment[preset.environment];
    if (!preset || !list || !key) return [];
    const items: readonly GroupedItem[] = config[list] ?? [];
    if (items.some((item) => isPreset(item, preset))) return [];
    const row = {
      ...rowOf(provider, {}, key, preset.baseUrl, preset.environment),
      name: preset.name,
      weight: 1,
      proxyUrl: undefined,
      variable: preset.environment,
      disabled: false,
      keysOfEntry: 0,
    };
    return [{ row, item: undefined, keyItem: undefined }];
  });
}

const known = (key: string): EnvironmentKey => {
  const secret = new Secret(key);
  return { fingerprint: fingerprint(key), mask: secret.mask, key: secret };
};

function rowOf(
  provider: Provider,
  item: FlatItem | GroupedItem,
  key: EnvironmentKey | undefined,
  baseUrl: string,
  /** What names the key in the id. */
  word: string = key?.fingerprint ?? 'none',
) {
  const { prefix, models, priority } = readCommon(item);
  const { list } = settingsOf(provider);
  return {
    id: `${list}/${word}/${fingerprint(baseUrl).slice(0, 8)}`,
    provider: provider.id,
    list,
    fingerprint: key?.fingerprint,
    key: key?.key,
    mask: key?.mask,
    prefix,
    baseUrl,
    models,
    priority,
  };
}

/** Whether keys of this provider can be tested. @param id of its record */
export const canTest = (id: string): boolean => keyTestOf(id) !== undefined;

/** What a test may cost, to be confirmed first; undefined: nothing. @param id of its record */
export const testCost = (id: string): string | undefined => keyTestOf(id)?.cost;

const keyTestOf = (id: string) => providers.find((provider) => provider.id === id)?.keyTest;
