import { type Fingerprint, fingerprint } from '../base/secrets/fingerprint.ts';
import { Secret } from '../base/secrets/secret.ts';
import type { Config } from '../contract/config.ts';
import { keyLists, type ProviderList } from '../contract/provider-lists.ts';
import { type CompatibleItem, isPreset } from './compatible-entries.ts';
import type { EnvironmentKey, EnvironmentKeys } from './environment-keys.ts';
import type { KeySettings } from './fields/key-settings.ts';
import { type KeyItem, readCommon, trimSlash, weightOf } from './fields/read-entry.ts';
import { providers } from './index.ts';
import { openAiCompatibility } from './kinds/openai-compatibility.ts';
import type { ModelName, Provider } from './provider.ts';

/** One provider key of a config, with all that the config says of it. No secret shows when it is printed. */
export interface ProviderKey {
  /**
   * Stable over reloads: list, fingerprint of the key in the config and base URL, with `#2` … behind it where that is
   * repeated. In place of a key: `none`, or the variable of one that has no entry.
   */
  readonly id: string;
  /** Id of its record in the list of providers. */
  readonly provider: string;
  readonly list: ProviderList;
  /** undefined: the entry has no key; it is asked without one. */
  readonly fingerprint: Fingerprint | undefined;
  /** undefined as well where only the server's environment holds it. */
  readonly key: Secret | undefined;
  readonly mask: string | undefined;
  /** Of an openai-compatibility entry. */
  readonly name: string | undefined;
  readonly prefix: string | undefined;
  /** In force, without a slash at its end; empty: there is none. */
  readonly baseUrl: string;
  /** Empty: every model that the provider has. */
  readonly models: readonly ModelName[];
  readonly disabled: boolean;
  readonly weight: number;
  readonly priority: number;
  /** Its own, which may hold a password: see shownUrl. */
  readonly proxyUrl: string | undefined;
  /** Variable of the server's environment that holds the key; undefined: it stands in the config. */
  readonly variable: string | undefined;
  /** Keys of the same entry, this one included; 0: the config has no entry for it. */
  readonly keysOfEntry: number;
  /** The same key with the same base URL stands before it in the list. */
  readonly duplicate: boolean;
}

/** A row with the parts of the config that it was read from: in plain, so never to be printed. */
export interface ProviderEntry {
  readonly row: ProviderKey;
  /** undefined: nothing in the config. */
  readonly item: KeyItem | CompatibleItem | undefined;
  /** Of an openai-compatibility entry: the item of `api-key-entries`. */
  readonly keyItem: NonNullable<CompatibleItem['api-key-entries']>[number] | undefined;
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
    ...keyLists.flatMap((list) => (config[list] ?? []).map((item) => keyRow(list, item))),
    ...(config['openai-compatibility'] ?? []).flatMap((item) => compatibleRows(item, environment)),
    ...inEnvironmentOnly(config, environment),
  ];
  return found.map(({ row, ...parts }) => {
    const times = (seen.get(row.id) ?? 0) + 1;
    seen.set(row.id, times);
    const id = times === 1 ? row.id : `${row.id}#${times}`;
    return { row: { ...row, id, duplicate: times > 1 }, ...parts };
  });
}

/** The record that an entry of a list belongs to. */
export function providerOf(list: ProviderList, item: KeyItem | CompatibleItem): Provider {
  if (list !== 'openai-compatibility') return ofList(list);
  const known = providers.find(
    ({ settings }) => settings?.preset && isPreset(item as CompatibleItem, settings.preset),
  );
  return known ?? openAiCompatibility;
}

/** The servers' own way to disable an entry (recorded provider-keys.json). */
export function isDisabled(list: ProviderList, item: KeyItem | CompatibleItem): boolean {
  if (list === 'openai-compatibility') return item.disabled === true;
  const excluded = item['excluded-models'];
  return Array.isArray(excluded) && excluded.some((pattern) => /^\*+$/.test(String(pattern).trim()));
}

function ofList(list: ProviderList): Provider {
  const found = providers.find(({ settings }) => settings?.list === list);
  if (!found) throw new Error(`no provider for ${list}`);
  return found;
}

const settingsOf = ({ settings }: Provider): KeySettings => {
  if (!settings) throw new Error('a provider of a list has settings');
  return settings;
};

type Unnumbered = Omit<ProviderEntry, 'row'> & { row: Omit<ProviderKey, 'duplicate'> };

function keyRow(list: ProviderList, item: KeyItem): Unnumbered {
  const provider = ofList(list);
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

function compatibleRows(item: CompatibleItem, environment: EnvironmentKeys): Unnumbered[] {
  const provider = providerOf('openai-compatibility', item);
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
      disabled: isDisabled('openai-compatibility', item),
      keysOfEntry: Math.max(1, written.length),
    };
    return { row, item, keyItem };
  });
}

/** Reachable by their variable alone, as the gateway does it. */
function inEnvironmentOnly(config: Config, environment: EnvironmentKeys): Unnumbered[] {
  return providers.flatMap((provider): Unnumbered[] => {
    const preset = provider.settings?.preset;
    const key = preset && environment[preset.environment];
    if (!preset || !key) return [];
    if ((config['openai-compatibility'] ?? []).some((item) => isPreset(item, preset))) return [];
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
  item: KeyItem | CompatibleItem,
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
