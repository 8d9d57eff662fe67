import type { Backend } from '../../backend/backend.ts';
import { whileRaced } from '../../base/async/while-raced.ts';
import type { Revision } from '../../base/files/revision.ts';
import { hasHidden } from '../../base/text/terminal-text.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { type Answer, json, statusOk } from '../http/answer.ts';
import { saveFailure } from '../http/failure-answer.ts';
import { listEdits } from './list-edits.ts';
import { type ManagementCall, type ManagementHandler, parseJson } from './management-call.ts';

/** Forms, texts and oddities as recorded in api-keys.json: no validation, duplicates and empty strings pass. */
export const getApiKeys: ManagementHandler = async ({ activeConfig }) =>
  json(200, { 'api-keys': activeConfig.state.config['api-keys'] ?? [] });

export const putApiKeys: ManagementHandler = async (call) => {
  const value = parseJson(call.body)?.value;
  if (isTexts(value)) return write(call, () => value);
  const items = isObject(value) ? value.items : undefined;
  // An empty list in the wrapper is refused, a bare one is not.
  return isTexts(items) && items.length > 0 ? write(call, () => items) : invalidBody;
};

export const patchApiKeys: ManagementHandler = async (call) => {
  const value = parseJson(call.body)?.value;
  if (!isObject(value)) return invalidBody;
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
  // No `value=` and `value=` without text are the same thing here, as recorded.
  return value ? write(call, (keys) => keys.filter((key) => key !== value)) : missingArgument;
};

const invalidBody = json(400, { error: 'invalid body' });
const unfitKey = json(400, { error: 'a key must not contain control or invisible characters' });
const missingFields = json(400, { error: 'missing fields' });
const missingArgument = json(400, { error: 'missing index or value' });

/** Reads the list, lets `change` make the new one, and writes the smallest edits that lead there. */
function write(
  call: ManagementCall,
  change: (keys: readonly string[]) => readonly string[] | Answer,
): Promise<Answer> {
  return call.writes(async () => {
    // What is not in force yet when it is read back never will be: then the file has the last word, as it is.
    let lagging = false;
    const outcome = await whileRaced(async (isLast): Promise<Outcome<Answer>> => {
      const { config, revision } = call.activeConfig.state;
      const before = config['api-keys'] ?? [];
      const after = change(before);
      if ('status' in after) return success(after);
      if (after.some((key) => !before.includes(key) && hasHidden(key))) return success(unfitKey);
      isLast(revision);
      const saved = await save(call.backend, before, after, lagging ? undefined : revision);
      await call.activeConfig.refresh();
      lagging = call.activeConfig.state.revision === revision;
      return saved.ok ? success(statusOk) : saved;
    });
    return outcome.ok ? outcome.value : saveFailure(outcome);
  });
}

async function save(
  backend: Backend,
  before: readonly string[],
  after: readonly string[],
  revision: Revision | undefined,
): Promise<Outcome<unknown>> {
  const edits = listEdits(['api-keys'], before, after);
  if (edits.length === 0) return success(undefined);
  return backend.editConfig(edits, revision === undefined ? {} : { revision });
}

function replaceAt(keys: readonly string[], index: number, value: string): readonly string[] | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= keys.length) return undefined;
  return keys.map((key, at) => (at === index ? value : key));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
