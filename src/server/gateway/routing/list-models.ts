import type { Config } from '../../../contract/config.ts';
import { isExcluded } from '../../../providers/fields/model-names.ts';
import type { ModelName, Protocol } from '../../../providers/upstream-entry.ts';
import { type Answer, json } from '../../http/answer.ts';
import { mayUse } from '../limits/key-limits.ts';
import { errorBody } from '../request/protocol-error.ts';
import { decodeModel } from './api-route.ts';
import { conversations, pathOf, type RouteTable, type Target } from './route-table.ts';

interface OfferedModel {
  readonly id: string;
  readonly ownedBy: string;
  /** It is available on Gemini's own routes. */
  readonly gemini: boolean;
}

/** The models of the config, each name once, in its order. @param allowed patterns of the client key; undefined: all */
function offeredModels(
  table: RouteTable,
  config: Config,
  allowed: readonly string[] | undefined,
): OfferedModel[] {
  const models = new Map<string, OfferedModel>();
  for (const target of table.targets) {
    const { entry, provider } = target;
    const names =
      entry.models.length > 0 ? entry.models : [...knownTo(target), ...(entry.account?.aliases ?? [])];
    for (const { name, alias } of names) {
      if (isExcluded(entry, alias, name)) continue;
      for (const id of offeredNames(target, alias, config['force-model-prefix'] === true)) {
        if (models.has(id) || !mayUse(allowed, id, name)) continue;
        const gemini = conversations.some((route) => pathOf(target, route) !== undefined);
        models.set(id, { id, ownedBy: provider.owner ?? entry.name, gemini });
      }
    }
  }
  return [...models.values()];
}

/** The known models of an entry without a list; if none are known, its suggested models with its name as prefix. */
function knownTo({ provider, entry }: Target): ModelName[] {
  if (provider.knownModels.length > 0) return provider.knownModels.map((name) => ({ name, alias: name }));
  const suggested = provider.settings?.preset?.models ?? [];
  return suggested.map((name) => ({ name, alias: `${entry.name}/${name}` }));
}

function offeredNames({ entry }: Target, alias: string, forced: boolean): string[] {
  if (entry.prefix === undefined) return [alias];
  return forced ? [`${entry.prefix}/${alias}`] : [`${entry.prefix}/${alias}`, alias];
}

/** How a protocol describes a model, and wraps a list of models. */
interface ModelShape {
  one(model: OfferedModel): Record<string, unknown>;
  list(models: readonly OfferedModel[]): Record<string, unknown>;
}

const openAi: ModelShape = {
  one: ({ id, ownedBy }) => ({ id, object: 'model', created: unknownDay, owned_by: ownedBy }),
  list: (models) => ({ object: 'list', data: models.map(openAi.one) }),
};

const anthropic: ModelShape = {
  one: ({ id, ownedBy }) => ({
    id,
    type: 'model',
    object: 'model',
    display_name: id,
    created_at: new Date(unknownDay * 1000).toISOString(),
    owned_by: ownedBy,
  }),
  list: (models) => ({
    data: models.map(anthropic.one),
    has_more: false,
    first_id: models[0]?.id ?? '',
    last_id: models.at(-1)?.id ?? '',
  }),
};

const gemini: ModelShape = {
  one: ({ id }) => ({
    name: `models/${id}`,
    displayName: id,
    supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
  }),
  list: (models) => ({ models: models.filter((model) => model.gemini).map(gemini.one) }),
};

/** The three formats that clients know; OpenAI's and Anthropic's share a path (recorded). */
const shapes: Readonly<Record<Protocol, ModelShape>> = { openai: openAi, anthropic, gemini, cloro: openAi };

const paths = /^\/v1(?:beta)?\/models(?:\/(.+))?$/;

/** Answers a request for the list of models, or for one of them. */
export const isModelPath = (path: string): boolean => paths.test(path);

/** @param allowed patterns of the client key; undefined: all @returns undefined for any other path */
export function modelAnswer(
  path: string,
  protocol: Protocol,
  table: RouteTable,
  allowed: readonly string[] | undefined,
): Answer | undefined {
  const match = paths.exec(path);
  if (!match) return undefined;
  const offered = offeredModels(table, table.config, allowed);
  if (match[1] === undefined) return json(200, shapes[protocol].list(offered));
  const asked = decodeModel(match[1]);
  const model = asked === undefined ? undefined : modelNamed(asked, offered, table, allowed);
  if (model && (protocol !== 'gemini' || model.gemini)) return json(200, shapes[protocol].one(model));
  const message = `There is no model ${(asked ?? '').slice(0, 200)} here, or this client key may not use it.`;
  return json(404, errorBody(protocol, { status: 404, message, code: 'model_not_found', param: 'model' }));
}

/** A model of the list, or one outside the list that an upstream accepts (`name/model`). */
function modelNamed(
  id: string,
  offered: readonly OfferedModel[],
  table: RouteTable,
  allowed: readonly string[] | undefined,
): OfferedModel | undefined {
  const listed = offered.find((model) => model.id === id);
  if (listed) return listed;
  for (const route of ['chat', 'messages', 'responses', 'gemini', 'embeddings'] as const) {
    const [found] = table.find(route, id).filter(({ model }) => mayUse(allowed, id, model));
    if (!found) continue;
    const { provider, entry } = found.target;
    return { id, ownedBy: provider.owner ?? entry.name, gemini: table.find('gemini', id).length > 0 };
  }
  return undefined;
}

/** The config has no creation time of models, but clients require a number. */
const unknownDay = 0;
