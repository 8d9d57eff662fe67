import { parseJson } from '../../base/json/parse-json.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import { type Answer, json } from '../http/answer.ts';
import { isMapping, isTexts, listEdits } from './list-edits.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';
import { writeConfig } from './write-config.ts';

/** Formats, messages and oddities as recorded in api-keys.json: no validation; duplicates and empty strings are accepted. */
export const getApiKeys: ManagementHandler = async ({ activeConfig }) =>
  json(200, { 'api-keys': activeConfig.state.config['api-keys'] ?? [] });

export const putApiKeys: ManagementHandler = async (call) => {
  const value = parseJson(call.body);
  if (isTexts(value)) return write(call, () => value);
  const items = isMapping(value) ? value.items : undefined;
  // An empty list in the wrapper is refused, a bare one is not.
  return isTexts(items) && items.length > 0 ? write(call, () => items) : invalidBody;
};

export const patchApiKeys: ManagementHandler = async (call) => {
  const value = parseJson(call.body);
  if (!isMapping(value)) return invalidBody;
  const { index, value: replacement, old, new: added } = value;
  if (typeof index === 'number' && typeof replacement === 'string')
    return write(call, (keys) => replaceAt(keys, index, replacement) ?? missingFields);
  if (typeof old === 'string' && typeof added === 'string')
    return write(call, (keys) => replaceAt(keys, keys.indexOf(old), added) ?? [...keys, added]);
  return missingFields;
};

export const deleteApiKey: ManagementHandler = async (call) => {
  const index = call.query.get('index');
  const value = call.query.get('value');
  if (index !== null && /^\d+$/.test(index))
    return write(call, (keys) =>
      Number(index) < keys.length ? keys.filter((_, at) => at !== Number(index)) : missingArgument,
    );
  // A missing and an empty `value=` are the same here, as recorded.
  return value ? write(call, (keys) => keys.filter((key) => key !== value)) : missingArgument;
};

const invalidBody = json(400, { error: 'invalid body' });
const unfitKey = json(400, { error: 'a key must not contain control or invisible characters' });
const missingFields = json(400, { error: 'missing fields' });
const missingArgument = json(400, { error: 'missing index or value' });

function write(
  call: ManagementRequest,
  change: (keys: readonly string[]) => readonly string[] | Answer,
): Promise<Answer> {
  return writeConfig(call, (config) => {
    const before = config['api-keys'] ?? [];
    const after = change(before);
    if ('status' in after) return after;
    if (after.some((key) => hasHidden(key) && !before.includes(key))) return unfitKey;
    return listEdits(['api-keys'], before, after);
  });
}

function replaceAt(keys: readonly string[], index: number, value: string): readonly string[] | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= keys.length) return undefined;
  return keys.map((key, at) => (at === index ? value : key));
}
