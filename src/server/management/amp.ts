import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Answer, json } from '../http/answer.ts';
import { type ConfigMapping, isMapping, isTexts, listEdits } from './list-edits.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';
import { ampSettings, settingOf } from './settings.ts';
import { writeConfig } from './write-config.ts';

/** The lists of the Amp block, with the field that names an item (recorded of v6, ampcode-management.json). */
export const ampLists = { 'upstream-api-keys': 'upstream-api-key', 'model-mappings': 'from' } as const;
export type AmpList = keyof typeof ampLists;

/** The whole block; `upstream-api-keys` only where there are some. */
export const getAmp: ManagementHandler = async ({ activeConfig }) => {
  const { config } = activeConfig.state;
  const scalars = ampSettings.map((path) => [path.slice('ampcode/'.length), settingOf(config, path)]);
  const keys = itemsOf(config, 'upstream-api-keys');
  return json(200, {
    ampcode: {
      ...Object.fromEntries(scalars),
      'model-mappings': shown(itemsOf(config, 'model-mappings')),
      ...(keys.length > 0 && { 'upstream-api-keys': keys }),
    },
  });
};

export const getAmpList =
  (list: AmpList): ManagementHandler =>
  async ({ activeConfig }) =>
    json(200, { [list]: shown(itemsOf(activeConfig.state.config, list)) });

/** `{value: [item]}`: PUT takes the place of the list, PATCH replaces the items of the same name and adds the others. */
export const putAmpList =
  (list: AmpList, keeps: boolean): ManagementHandler =>
  async (call) => {
    const body = parseJson(call.body);
    const value = isMapping(body) && 'value' in body ? (body.value ?? []) : undefined;
    if (!Array.isArray(value) || !value.every(isMapping)) return invalidBody;
    const name = ampLists[list];
    const items = value.map(trimmed).filter((item) => item[name]);
    if (!v.is(configSchema, { ampcode: { [list]: items } })) return invalidBody;
    return write(call, list, (before) => {
      if (!keeps) return items;
      const sent = new Map(items.map((item) => [item[name], item]));
      const known = new Set(before.map((item) => item[name]));
      const kept = before.map((item) => sent.get(item[name]) ?? item);
      return [...kept, ...[...sent.values()].filter((item) => !known.has(item[name]))];
    });
  };

/** `{value: [name]}`; an empty list takes all away, and for mappings no body does so as well. */
export const deleteAmpList =
  (list: AmpList): ManagementHandler =>
  async (call) => {
    if (call.body.trim() === '' && list === 'model-mappings') return write(call, list, () => []);
    const body = parseJson(call.body);
    if (!isMapping(body)) return invalidBody;
    if (body.value === undefined || body.value === null) return json(400, { error: 'missing value' });
    if (!isTexts(body.value)) return invalidBody;
    const names = body.value.map((name) => name.trim()).filter(Boolean);
    if (names.length === 0 && body.value.length > 0) return json(400, { error: 'empty value' });
    return write(call, list, (before) =>
      names.length === 0 ? [] : before.filter((item) => !names.includes(String(item[ampLists[list]]))),
    );
  };

const invalidBody = json(400, { error: 'invalid body' });

const itemsOf = (config: Config, list: AmpList): readonly ConfigMapping[] =>
  (config.ampcode?.[list] ?? []) as readonly ConfigMapping[];

const shown = (items: readonly ConfigMapping[]) => (items.length === 0 ? null : items);

const write = (
  call: ManagementRequest,
  list: AmpList,
  change: (before: readonly ConfigMapping[]) => readonly ConfigMapping[],
): Promise<Answer> =>
  writeConfig(call, (config) => {
    const before = itemsOf(config, list);
    return listEdits(['ampcode', list], before, change(before));
  });

/** Recorded: blanks around names and keys go, and empty client keys with them. */
const trimmed = (item: ConfigMapping): ConfigMapping =>
  Object.fromEntries(
    Object.entries(item).map(([field, value]): [string, ConfigValue] => {
      if (typeof value === 'string') return [field, value.trim()];
      return [field, isTexts(value) ? value.map((text) => text.trim()).filter(Boolean) : value];
    }),
  );
