import {
  type Fields,
  fieldsOf,
  invalidBody,
  isFields,
  json,
  listOf,
  refusal,
  wholeNumber,
} from '../answers.ts';
import { authIndex } from '../provider-entries.ts';
import type { Call, Route } from '../types.ts';
import type { World } from '../world.ts';
import { mergedHeaders } from './provider-lists.ts';

const name = 'openai-compatibility';
const patchable = [
  'name',
  'base-url',
  'disabled',
  'prefix',
  'api-key-entries',
  'models',
  'headers',
  'support-prompt-cache-key',
  'disable-cooling',
  'request-retry',
];

/** Compatible providers: by `name`, not by `match`; without base-url they are gone (openai-compatibility.json). */
export function openaiCompatibilityRoutes(world: World): Route[] {
  const entries = () => (world.store.memory[name] as Fields[] | null) ?? [];
  const save = (next: readonly Fields[]) =>
    world.store.set((config) => {
      config[name] = next.filter((one) => one['base-url']).map(kept);
    });
  function put(call: Call) {
    const list = listOf(call);
    return list?.every(isFields) ? save(list) : invalidBody;
  }
  function patch(call: Call) {
    const fields = fieldsOf(call);
    const value = fields?.value;
    if (!fields || !isFields(value)) return invalidBody;
    const at =
      typeof fields.index === 'number'
        ? fields.index
        : entries().findIndex((one) => one.name === fields.name);
    const old = entries()[at];
    if (!old) return refusal(404, 'item not found');
    const taken = Object.fromEntries(Object.entries(value).filter(([field]) => patchable.includes(field)));
    const headers = 'headers' in taken ? { headers: mergedHeaders(old.headers, taken.headers) } : {};
    return save(entries().map((one, index) => (index === at ? { ...one, ...taken, ...headers } : one)));
  }
  function remove({ query }: Call) {
    const wanted = query.get('name');
    if (wanted) return save(entries().filter((one) => one.name !== wanted));
    const index = wholeNumber(query.get('index'));
    if (index === undefined || !entries()[index]) return refusal(400, 'missing name or index');
    return save(entries().filter((_, at) => at !== index));
  }
  return [
    { method: 'GET', path: name, handle: () => json({ [name]: entries().map(shown) }) },
    { method: 'PUT', path: name, handle: put },
    { method: 'PATCH', path: name, handle: patch },
    { method: 'DELETE', path: name, handle: remove },
  ];
}

/** Zero values are left out; the index of a key is never stored. */
function kept(entry: Fields): Fields {
  const rest = Object.entries(entry).filter(([, value]) => value !== '' && value !== null && value !== false);
  const keys = Array.isArray(entry['api-key-entries']) ? entry['api-key-entries'].filter(isFields) : [];
  const stored = keys.map(({ 'auth-index': _, ...key }) => key);
  return { ...Object.fromEntries(rest), 'api-key-entries': stored };
}

function shown(entry: Fields): Fields {
  const keys = entry['api-key-entries'];
  const withIndex = (key: Fields) => ({
    ...key,
    'auth-index': authIndex(name, entry.name, key['api-key'], entry['base-url'], key['proxy-url'] ?? ''),
  });
  const disabled = entry.disabled === true;
  const list = (Array.isArray(keys) ? keys.filter(isFields) : []).map((key) =>
    disabled ? key : withIndex(key),
  );
  return { ...entry, disabled, 'api-key-entries': list };
}
