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
import { indexOfEntry, type ProviderList, patterns, providerLists, shaped } from '../provider-entries.ts';
import type { Answer, Call, Route } from '../types.ts';
import type { World } from '../world.ts';

const notThere = refusal(404, 'item not found');

/** The provider key lists, all alike but for what their record says (provider-keys.json). */
export function providerListRoutes(world: World): Route[] {
  return providerLists.flatMap((list) => routesOf(world, list));
}

function routesOf(world: World, list: ProviderList): Route[] {
  const { name } = list;
  const entries = () => (world.store.memory[name] as Fields[] | null) ?? [];
  const save = (next: readonly Fields[]) =>
    world.store.set((config) => {
      config[name] = next.filter((one) => !list.needsBaseUrl || one['base-url']);
    });
  const shown = () =>
    entries().map((one) => {
      const off = Array.isArray(one['excluded-models']) && one['excluded-models'].includes('*');
      return off ? one : { ...one, 'auth-index': indexOfEntry(name, one) };
    });
  function put(call: Call) {
    const wanted = listOf(call);
    if (!wanted?.every(isFields)) return invalidBody;
    const wrong = wrongNumber(name, wanted);
    if (wrong) return wrong;
    const before = entries();
    return save(wanted.map((one) => withOldHeaders(shaped(list, one), before)));
  }
  function patch(call: Call) {
    const fields = fieldsOf(call);
    const value = fields?.value;
    if (!fields || !isFields(value)) return invalidBody;
    if (fields.index !== undefined && !Number.isInteger(fields.index)) return invalidBody;
    const at =
      typeof fields.index === 'number'
        ? fields.index
        : entries().findIndex((one) => one['api-key'] === fields.match);
    const old = entries()[at];
    if (!old) return notThere;
    const wrong = wrongNumber(name, [value]) ?? wrongCooling(value);
    if (wrong) return wrong;
    const next = shaped(list, patched(list, old, value));
    const gone = name === 'vertex-api-key' && value['api-key'] === '';
    return save(entries().flatMap((one, index) => (index !== at ? [one] : gone ? [] : [next])));
  }
  function remove({ query }: Call) {
    const key = query.get('api-key')?.trim();
    if (key) return removeKey(key, query.get('base-url')?.trim());
    const index = wholeNumber(query.get('index'));
    if (index === undefined || !entries()[index]) return refusal(400, 'missing api-key or index');
    return save(entries().filter((_, at) => at !== index));
  }
  function removeKey(key: string, base: string | undefined) {
    const matching = entries().filter(
      (one) => one['api-key'] === key && (base === undefined || (one['base-url'] ?? '') === base),
    );
    if (matching.length > 1 && base === undefined) {
      return refusal(400, 'multiple items match api-key; base-url is required');
    }
    if (matching.length === 0 && list.strictDelete) return notThere;
    return save(entries().filter((one) => !matching.includes(one)));
  }
  const only = list.v7Only ? { kind: 'v7' as const } : {};
  return [
    { ...only, method: 'GET', path: name, handle: () => json({ [name]: shown() }) },
    { ...only, method: 'PUT', path: name, handle: put },
    { ...only, method: 'PATCH', path: name, handle: patch },
    { ...only, method: 'DELETE', path: name, handle: remove },
  ];
}

/** Takes over the fields that this list accepts; headers merge, null clears. */
function patched(list: ProviderList, old: Fields, value: Fields): Fields {
  const next = { ...old };
  for (const [name, one] of Object.entries(value)) {
    if (!list.patchable.includes(name)) continue;
    if (name === 'headers') next.headers = mergedHeaders(old.headers, one);
    else next[name] = name === 'excluded-models' ? patterns(one) : one;
  }
  return next;
}

/** Header names that are left out survive, whoever writes them; only config.yaml itself drops one. */
export function mergedHeaders(old: unknown, next: unknown): unknown {
  return isFields(next) && isFields(old) ? { ...old, ...next } : next;
}

function withOldHeaders(entry: Fields, before: readonly Fields[]): Fields {
  const old = before.find(
    (one) => one['api-key'] === entry['api-key'] && one['base-url'] === entry['base-url'],
  );
  return entry.headers === undefined
    ? entry
    : { ...entry, headers: mergedHeaders(old?.headers, entry.headers) };
}

function wrongNumber(name: string, entries: readonly Fields[]): Answer | undefined {
  for (const [index, { weight, priority }] of entries.entries()) {
    for (const one of [weight, priority]) {
      if (one !== undefined && one !== null && !Number.isInteger(one)) return invalidBody;
    }
    if (Number(weight) > 1_000_000) {
      return refusal(400, `${name}[${index}].weight: weight must not exceed 1000000`);
    }
  }
  return undefined;
}

function wrongCooling(value: Fields): Answer | undefined {
  const cooling = value['disable-cooling'];
  const fine = cooling === undefined || cooling === null || typeof cooling === 'boolean';
  return fine ? undefined : refusal(400, 'disable-cooling must be a boolean or null');
}
