import { readFileSync } from 'node:fs';
import { type Fields, fieldsOf, invalidBody, isFields, json, refusal } from '../answers.ts';
import { patterns } from '../provider-entries.ts';
import type { Answer, Call, Route } from '../types.ts';
import type { World } from '../world.ts';

/** The three maps by provider or channel: how PATCH names things and what stands for "none". */
interface ModelMap {
  readonly path: string;
  readonly key: 'provider' | 'channel';
  readonly list: string;
  readonly lower?: boolean;
}

const maps: readonly ModelMap[] = [
  { path: 'oauth-excluded-models', key: 'provider', list: 'models', lower: true },
  { path: 'oauth-model-alias', key: 'channel', list: 'aliases' },
  { path: 'oauth-request-scoped-errors', key: 'channel', list: 'rules' },
];

/** Maps of models and the static lists of a channel (models.json). */
export function modelRoutes(world: World): Route[] {
  return [
    ...maps.flatMap((map) => mapRoutes(world, map)),
    { method: 'GET', path: 'model-definitions/*', handle: ({ rest }) => definitions(rest) },
  ];
}

function mapRoutes(world: World, { path, key, list, lower }: ModelMap): Route[] {
  const current = () => (world.store.memory[path] as Fields | undefined) ?? {};
  const save = (next: Fields) =>
    world.store.set((config) => {
      if (Object.keys(next).length > 0) config[path] = next;
      else delete config[path];
    });
  const cleaned = (value: unknown) => (lower ? patterns(value) : value);
  const named = (name: string) => name.trim().toLowerCase();
  function put(call: Call) {
    const fields = fieldsOf(call);
    if (!fields || !Object.values(fields).every(Array.isArray)) return invalidBody;
    return save(
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [named(name), cleaned(value)])),
    );
  }
  function without(name: string): Answer | Promise<Answer> {
    const { [name]: gone, ...rest } = current();
    return gone === undefined ? refusal(404, `${key} not found`) : save(rest);
  }
  function patch(call: Call) {
    const fields = fieldsOf(call);
    const name = named(String(fields?.[key] ?? ''));
    const items = fields?.[list];
    if (name === '') return key === 'channel' ? refusal(400, 'invalid channel') : invalidBody;
    if (!Array.isArray(items)) return invalidBody;
    return items.length === 0 ? without(name) : save({ ...current(), [name]: cleaned(items) });
  }
  function remove({ query }: Call) {
    const name = named(query.get(key) ?? '');
    return name === '' ? refusal(400, `missing ${key}`) : without(name);
  }
  const shown = () => (isFields(world.store.memory[path]) ? world.store.memory[path] : null);
  return [
    { method: 'GET', path, handle: () => json({ [path]: shown() }) },
    { method: 'PUT', path, handle: put },
    { method: 'PATCH', path, handle: patch },
    { method: 'DELETE', path, handle: remove },
  ];
}

/** The static lists are the server's own; the recorded ones stand for them. */
function definitions(channel: string): Answer {
  const lists = recordedLists();
  return lists.get(channel) ?? json({ channel, error: 'unknown channel' }, 400);
}

function recordedLists(): Map<string, Answer> {
  const file = new URL('../../../fixtures/contract/v7/models.json', import.meta.url);
  const recorded: { request: { path: string }; response: { status: number; body: unknown } }[] = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  const lists = recorded.filter(
    (one) => one.request.path.includes('/model-definitions/') && one.response.status === 200,
  );
  return new Map(lists.map((one) => [one.request.path.split('/').at(-1) ?? '', json(one.response.body)]));
}
