import { valueAt } from '../base/json/value-at.ts';
import { type Config, strategyNamed } from '../contract/config.ts';
import type { ConfigValue } from '../contract/config-edit.ts';
import { isGrouped, type ProviderList, providerLists } from '../contract/provider-lists.ts';
import { problemOf, type Setting } from '../contract/settings/setting.ts';
import { allSettings, settingAround, settingNamed } from '../contract/settings/settings.ts';
import { words } from '../contract/settings/words.ts';
import type { KeyField } from './fields/key-settings.ts';
import { providers } from './index.ts';
import type { Fields } from './json-fields.ts';
import { providerOf } from './provider-keys.ts';

/**
 * Settings that public servers use and the embedded server ignores, with the reason. They are accepted and kept,
 * since both may share one config.yaml.
 */
const unused: ReadonlyMap<string, string> = new Map([
  ...allSettings.flatMap(({ path, idle }) => (idle === undefined ? [] : [[path, idle] as const])),
  ...providers.flatMap(({ settings }) =>
    settings?.notServed ? [[settings.list, settings.notServed] as const] : [],
  ),
]);

/** Why the embedded server does nothing with a setting, whatever its value; undefined: it uses it. */
export function whyUnused(path: string): string | undefined {
  const why = unused.get(settingAround(path)?.path ?? '');
  return why && words().settings.said(why);
}

/** Names from earlier public servers, with their replacements. */
const old = ['auth.providers', 'generative-language-api-key'] as const;

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
  for (const setting of allSettings) {
    const value = valueAt(config, setting.path) as ConfigValue | undefined;
    const problem = value === undefined || value === null ? undefined : settingProblem(setting, value);
    if (problem === undefined) continue;
    const message = words().settings.wrong(setting.path, problem);
    remarks.push({ path: setting.path.split('.'), kind: 'wrong', message });
  }
  for (const name of old) {
    if (!asksForSomething(name, valueAt(config, name))) continue;
    const message = words().settings.oldName(name, words().settings.old[name]);
    remarks.push({ path: name.split('.'), kind: 'old', message });
  }
  for (const [name, why] of unused) {
    if (!asksForSomething(name, valueAt(config, name))) continue;
    const message = words().settings.unused(name, words().settings.said(why));
    remarks.push({ path: name.split('.'), kind: 'unused', message });
  }
  return remarks;
}

/** Why no server can use the value, to follow the name of the setting: `must be true or false`. */
export const settingProblem = (setting: Setting, value: ConfigValue): string | undefined =>
  // The servers accept a strategy in more than one spelling.
  setting.path === 'routing.strategy' && typeof value === 'string' && strategyNamed(value) !== undefined
    ? undefined
    : problemOf(setting, value);

/** Not when it is off, empty or the default, which matches what the server does anyway. */
function asksForSomething(name: string, value: unknown): boolean {
  if (name === 'remote-management.disable-control-panel') return false;
  if (value === settingNamed(name)?.default('v7')) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
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
  const who = words().settings.entry(list, index + 1, name);
  const keys = item['api-key-entries'];
  const remarks = [
    ...wrongIn(item, fields, [list, index], who),
    ...(Array.isArray(keys) ? keys : []).flatMap((key: Fields | null, place) =>
      wrongIn(key ?? {}, fields, [list, index, 'api-key-entries', place], who),
    ),
  ];
  if (!isGrouped(list) || item['api-keys'] === undefined) return remarks;
  const message = words().settings.oldKeys(who);
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
      : [{ path: [...path, name], kind: 'wrong', message: words().settings.wrongField(who, name, wrong) }];
  });
}
