import { bodyOf, type Fields, fieldsOf, invalidBody, isFields, json, ok, refusal } from '../answers.ts';
import type { Call, Route } from '../types.ts';
import type { World } from '../world.ts';

const kind = 'v6' as const;
type Entry = Fields & { 'upstream-api-key': string; 'api-keys': string[] | null };

/** Everything under /ampcode, which only v6 has (ampcode-management.json). */
export function ampcodeRoutes(world: World): Route[] {
  const amp = () => world.store.memory.ampcode as Fields;
  const set = (changes: Fields) =>
    world.store.set((config) => {
      const next: Fields = { ...(config.ampcode as Fields), ...changes };
      if (next['upstream-api-keys'] === null) delete next['upstream-api-keys'];
      config.ampcode = next;
    });
  return [
    { kind, method: 'GET', path: 'ampcode', handle: () => json({ ampcode: amp() }) },
    ...['upstream-url', 'upstream-api-key'].flatMap((name) => textRoutes(name, amp, set)),
    ...['restrict-management-to-localhost', 'force-model-mappings'].flatMap((name) =>
      boolRoutes(name, amp, set),
    ),
    ...upstreamKeyRoutes(amp, set, (entries) => world.store.amp.patched(entries)),
    ...mappingRoutes(amp, set),
  ];
}

type Read = () => Fields;
type Write = (changes: Fields) => ReturnType<World['store']['set']>;

function textRoutes(name: string, amp: Read, set: Write): Route[] {
  const path = `ampcode/${name}`;
  const put = (call: Call) => {
    const value = fieldsOf(call)?.value;
    return typeof value === 'string' ? set({ [name]: value.trim() }) : invalidBody;
  };
  return [
    { kind, method: 'GET', path, handle: () => json({ [name]: amp()[name] ?? '' }) },
    { kind, method: 'PUT', path, handle: put },
    { kind, method: 'PATCH', path, handle: put },
    { kind, method: 'DELETE', path, handle: () => set({ [name]: '' }) },
  ];
}

function boolRoutes(name: string, amp: Read, set: Write): Route[] {
  const path = `ampcode/${name}`;
  const put = (call: Call) => {
    const value = fieldsOf(call)?.value;
    return typeof value === 'boolean' ? set({ [name]: value }) : invalidBody;
  };
  return [
    { kind, method: 'GET', path, handle: () => json({ [name]: amp()[name] ?? false }) },
    { kind, method: 'PUT', path, handle: put },
    { kind, method: 'PATCH', path, handle: put },
  ];
}

function upstreamKeyRoutes(amp: Read, set: Write, patched: (entries: Entry[]) => void): Route[] {
  const name = 'upstream-api-keys';
  const path = `ampcode/${name}`;
  const entries = () => (amp()[name] as Entry[] | undefined) ?? [];
  const put = (call: Call) => {
    const list = valueList(call);
    return list === undefined ? invalidBody : set({ [name]: list === null ? null : cleaned(list) });
  };
  const patch = (call: Call) => {
    const list = valueList(call);
    if (!list) return invalidBody;
    const next = entries().map((one) => ({ ...one, 'api-keys': one['api-keys'] ?? [] }));
    patched(cleaned(list));
    for (const entry of cleaned(list)) {
      const at = next.findIndex((one) => one['upstream-api-key'] === entry['upstream-api-key']);
      // Not joined: the client keys that the entry had are gone.
      const one = { ...entry, 'api-keys': entry['api-keys'] ?? [] };
      if (at >= 0) next[at] = one;
      else next.push(one);
    }
    return set({ [name]: next });
  };
  const remove = (call: Call) => {
    const fields = fieldsOf(call);
    if (!fields) return invalidBody;
    if (!Array.isArray(fields.value)) return refusal(400, 'missing value');
    const names = fields.value.map((one) => String(one).trim()).filter((one) => one !== '');
    if (fields.value.length === 0) return set({ [name]: null });
    if (names.length === 0) return refusal(400, 'empty value');
    const left = entries().filter((one) => !names.includes(one['upstream-api-key']));
    return left.length === entries().length ? ok : set({ [name]: left });
  };
  return [
    { kind, method: 'GET', path, handle: () => json({ [name]: amp()[name] ?? null }) },
    { kind, method: 'PUT', path, handle: put },
    { kind, method: 'PATCH', path, handle: patch },
    { kind, method: 'DELETE', path, handle: remove },
  ];
}

/** `{"value":[…]}` or `{"value":null}`; undefined: neither. */
function valueList(call: Call): Fields[] | null | undefined {
  const value = fieldsOf(call)?.value;
  if (value === null) return null;
  return Array.isArray(value) && value.every(isFields) ? value : undefined;
}

function cleaned(list: readonly Fields[]): Entry[] {
  return list.flatMap((one) => {
    const key = String(one['upstream-api-key'] ?? '').trim();
    const clients = Array.isArray(one['api-keys'])
      ? one['api-keys'].map((client) => String(client).trim())
      : [];
    const named = clients.filter((client) => client !== '');
    return key === '' ? [] : [{ 'upstream-api-key': key, 'api-keys': named.length > 0 ? named : null }];
  });
}

function mappingRoutes(amp: Read, set: Write): Route[] {
  const name = 'model-mappings';
  const path = `ampcode/${name}`;
  const mappings = () => (amp()[name] as Fields[] | null) ?? [];
  const put = (call: Call) => {
    const list = valueList(call);
    return list === undefined ? invalidBody : set({ [name]: list });
  };
  const patch = (call: Call) => {
    const list = valueList(call);
    if (!list) return invalidBody;
    const next = [...mappings()];
    for (const one of list) {
      const at = next.findIndex((old) => old.from === one.from);
      if (at >= 0) next[at] = one;
      else next.push(one);
    }
    return set({ [name]: next });
  };
  const remove = (call: Call) => {
    const body = bodyOf(call);
    const froms = isFields(body) && Array.isArray(body.value) ? body.value : [];
    // Unlike upstream-api-keys, no body means everything.
    const left = froms.length === 0 ? [] : mappings().filter((one) => !froms.includes(one.from));
    return set({ [name]: left.length > 0 ? left : null });
  };
  return [
    { kind, method: 'GET', path, handle: () => json({ [name]: amp()[name] ?? null }) },
    { kind, method: 'PUT', path, handle: put },
    { kind, method: 'PATCH', path, handle: patch },
    { kind, method: 'DELETE', path, handle: remove },
  ];
}
