import { fieldsOf, invalidBody, json, listOf, refusal, wholeNumber } from '../answers.ts';
import type { Call, Route } from '../types.ts';
import type { World } from '../world.ts';

const missing = refusal(400, 'missing fields');

/** Client keys: nothing is checked, duplicates and empty strings are kept, an absent `old` appends (api-keys.json). */
export function apiKeyRoutes(world: World): Route[] {
  const set = (keys: readonly string[]) =>
    world.store.set((config) => {
      config['api-keys'] = [...keys];
    });
  const edit = (change: (keys: string[]) => void) =>
    world.store.set((config) => {
      const keys = [...(config['api-keys'] ?? [])];
      change(keys);
      config['api-keys'] = keys;
    });
  const length = () => (world.store.memory['api-keys'] ?? []).length;

  function put(call: Call) {
    const list = listOf(call);
    return list?.every((one) => typeof one === 'string') ? set(list) : invalidBody;
  }
  function patch(call: Call) {
    const fields = fieldsOf(call);
    if (!fields) return invalidBody;
    const { index, value, old } = fields;
    if (typeof index === 'number' && typeof value === 'string' && index >= 0 && index < length()) {
      return edit((keys) => keys.splice(index, 1, value));
    }
    if (typeof old !== 'string' || typeof fields.new !== 'string') return missing;
    const next = fields.new;
    return edit((keys) => {
      const at = keys.indexOf(old);
      if (at >= 0) keys[at] = next;
      else keys.push(next);
    });
  }
  function remove({ query }: Call) {
    const index = wholeNumber(query.get('index'));
    if (index !== undefined && index >= 0 && index < length()) return edit((keys) => keys.splice(index, 1));
    const value = query.get('value')?.trim();
    if (!value) return refusal(400, 'missing index or value');
    return edit((keys) => keys.splice(0, keys.length, ...keys.filter((key) => key !== value)));
  }
  return [
    { method: 'GET', path: 'api-keys', handle: () => json({ 'api-keys': world.store.memory['api-keys'] }) },
    { method: 'PUT', path: 'api-keys', handle: put },
    { method: 'PATCH', path: 'api-keys', handle: patch },
    { method: 'DELETE', path: 'api-keys', handle: remove },
  ];
}
