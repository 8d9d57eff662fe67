import { proxyAddress } from '../base/proxy-address.ts';
import type { Config } from '../contract/config.ts';
import type { ConfigValue } from '../contract/config-edit.ts';
import { isGrouped, type ProviderList, providerLists } from '../contract/provider-lists.ts';
import { strategies, strategyNamed } from '../contract/routing-strategy.ts';
import type { KeyField } from './fields/key-settings.ts';
import { providers } from './index.ts';
import type { Fields } from './json-fields.ts';
import { providerOf } from './provider-keys.ts';

/**
 * Settings that public servers use and the embedded server ignores, with the reason. They are accepted and kept,
 * since both may share one config.yaml.
 */
const unused: Readonly<Record<string, string>> = {
  debug: 'its log has one level of detail',
  'logging-to-file': 'it writes its log to the terminal only',
  'logs-max-total-size-mb': 'it writes no log files',
  'error-logs-max-files': 'it writes no log files',
  'request-log': 'it never stores the text of requests or answers',
  'quota-exceeded.switch-project': 'it tries the next key or account when one has no quota left',
  'quota-exceeded.switch-preview-model': 'it tries the next key or account when one has no quota left',
  'remote-management.disable-control-panel': 'it has no web panel',
  'remote-management.panel-github-repository': 'it has no web panel',
  ...Object.fromEntries(
    providers.flatMap(({ settings }) => (settings?.notServed ? [[settings.list, settings.notServed]] : [])),
  ),
};

/** Why the embedded server does nothing with a setting, whatever its value; undefined: it uses it. */
export function whyUnused(path: string): string | undefined {
  const name = Object.keys(unused).find((one) => path === one || path.startsWith(`${one}.`));
  return name === undefined ? undefined : unused[name];
}

/** Names from earlier public servers, with their replacements. */
const old: Readonly<Record<string, string>> = {
  'auth.providers': 'put the client keys in api-keys',
  'generative-language-api-key': 'put each key in gemini-api-key, as an api-key',
};

/** A negative number means nothing here; servers make it 0 or a default of their own. */
const counts = [
  'request-retry',
  'max-retry-credentials',
  'max-retry-interval',
  'logs-max-total-size-mb',
  'error-logs-max-files',
  'redis-usage-queue-retention-seconds',
] as const;

export interface SettingRemark {
  /** A number is an index in a list. */
  readonly path: readonly (string | number)[];
  /** `wrong`: no server can use the value; `unused`: the embedded server cannot; `old`: no current server reads it. */
  readonly kind: 'wrong' | 'unused' | 'old';
  /** One sentence without a secret. */
  readonly message: string;
}

/** Settings that have no effect, although the file is valid. */
export function settingRemarks(config: Config): SettingRemark[] {
  const remarks: SettingRemark[] = [];
  const strategy = config.routing?.strategy;
  if (strategyNamed(strategy) === undefined) {
    const message = `routing.strategy must be ${choices}, not ${quoted(strategy)}.`;
    remarks.push({ path: ['routing', 'strategy'], kind: 'wrong', message });
  }
  for (const name of counts) {
    const count = config[name];
    if (typeof count !== 'number' || count >= 0) continue;
    remarks.push({ path: [name], kind: 'wrong', message: `${name} must be at least 0, not ${count}.` });
  }
  if (!proxyAddress(config['proxy-url'])) {
    const message =
      'proxy-url must be an address such as http://host:3128 or socks5://host:1080, or the word direct.';
    remarks.push({ path: ['proxy-url'], kind: 'wrong', message });
  }
  for (const [name, now] of Object.entries(old)) {
    const path = name.split('.');
    if (!asksForSomething(name, valueAt(config, path))) continue;
    remarks.push({ path, kind: 'old', message: `Current servers do not read ${name}: ${now}.` });
  }
  for (const [name, why] of Object.entries(unused)) {
    const path = name.split('.');
    if (!asksForSomething(name, valueAt(config, path))) continue;
    remarks.push({ path, kind: 'unused', message: `The embedded server does not use ${name}: ${why}.` });
  }
  return remarks;
}

/** What `routing.strategy` may be, for a sentence. */
const choices = `${strategies.slice(0, -1).join(', ')} or ${strategies.at(-1)}`;

const quoted = (text: string | null | undefined): string =>
  JSON.stringify((text ?? '').slice(0, 40)).replace(/[\u007f-\u009f\u2028\u2029]/g, '?');

/** Not when it is off or empty, which matches what the server does anyway. */
function asksForSomething(name: string, value: unknown): boolean {
  if (name === 'remote-management.disable-control-panel') return false;
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

function valueAt(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | null | undefined)?.[step],
    config,
  );
}

/** Settings and provider entries that have no effect, although the file is valid. */
export const configRemarks = (config: Config): SettingRemark[] => [
  ...settingRemarks(config),
  ...providerLists.flatMap((list) =>
    ((config[list] ?? []) as readonly Fields[]).flatMap((item, index) => entryRemarks(list, item, index)),
  ),
];

/** Values that a form refuses but an editor accepts, and with which no requests can be sent. */
function entryRemarks(list: ProviderList, item: Fields, index: number): SettingRemark[] {
  const fields = (providerOf(list, item).settings?.fields ?? []).filter(decides);
  const name =
    typeof item.name === 'string' && item.name !== '' ? ` (${JSON.stringify(item.name.slice(0, 64))})` : '';
  const who = `${list}, entry ${index + 1}${name}`;
  const keys = item['api-key-entries'];
  const remarks = [
    ...wrongIn(item, fields, [list, index], who),
    ...(Array.isArray(keys) ? keys : []).flatMap((key: Fields | null, place) =>
      wrongIn(key ?? {}, fields, [list, index, 'api-key-entries', place], who),
    ),
  ];
  if (!isGrouped(list) || item['api-keys'] === undefined) return remarks;
  const message = `${who}: current servers do not read api-keys here: put each key in api-key-entries, as an api-key.`;
  return [...remarks, { path: [list, index, 'api-keys'], kind: 'old', message }];
}

const decides = ({ name, type }: KeyField): boolean =>
  type === 'secret' || type === 'url' || type === 'headers' || name === 'proxy-url';

function wrongIn(
  item: Fields,
  fields: readonly KeyField[],
  path: SettingRemark['path'],
  who: string,
): SettingRemark[] {
  return fields.flatMap(({ name, check }): SettingRemark[] => {
    const value = item[name];
    // Whether it may be absent is for the server to judge.
    if (value === undefined || value === null || value === '') return [];
    const wrong = check(value as ConfigValue);
    return wrong === undefined
      ? []
      : [{ path: [...path, name], kind: 'wrong', message: `${who}, ${name}: ${wrong}` }];
  });
}
