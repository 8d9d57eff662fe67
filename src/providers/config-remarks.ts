import type { Config } from '../contract/config.ts';
import type { ConfigValue } from '../contract/config-edit.ts';
import { providerLists } from '../contract/provider-lists.ts';
import { type SettingRemark, settingRemarks } from '../contract/setting-remarks.ts';
import type { KeyField } from './fields/key-settings.ts';
import { providerOf } from './provider-keys.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Settings and provider entries that do not do what they say, although the file is sound. */
export const configRemarks = (config: Config): SettingRemark[] => [
  ...settingRemarks(config),
  ...providerLists.flatMap((list) =>
    ((config[list] ?? []) as readonly Fields[]).flatMap((item, index) => entryRemarks(list, item, index)),
  ),
];

/** What a form refuses and an editor lets through, as far as requests cannot be sent with it. */
function entryRemarks(list: (typeof providerLists)[number], item: Fields, index: number): SettingRemark[] {
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
  if (list !== 'openai-compatibility' || item['api-keys'] === undefined) return remarks;
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
    // Absent is for the server to judge.
    if (value === undefined || value === null || value === '') return [];
    const wrong = check(value as ConfigValue);
    return wrong === undefined
      ? []
      : [{ path: [...path, name], kind: 'wrong', message: `${who}, ${name}: ${wrong}` }];
  });
}
