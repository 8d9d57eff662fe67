import type { Config } from '../../contract/config.ts';
import { isExcluded } from '../../providers/model-names.ts';
import { mayUse } from './may-use.ts';
import type { RouteTable } from './route-table.ts';
import { pathOf, type Target } from './target.ts';

export interface OfferedModel {
  readonly id: string;
  readonly ownedBy: string;
  /** It can be asked with Gemini's own routes. */
  readonly gemini: boolean;
}

/** What the config offers, each name once, in its order. @param allowed patterns of the key that asks; undefined: all */
export function offeredModels(
  table: RouteTable,
  config: Config,
  allowed: readonly string[] | undefined,
): OfferedModel[] {
  const models = new Map<string, OfferedModel>();
  for (const target of table.targets) {
    const { entry, provider } = target;
    const known = provider.knownModels.map((name) => ({ name, alias: name }));
    const names = entry.models.length > 0 ? entry.models : [...known, ...(entry.account?.aliases ?? [])];
    for (const { name, alias } of names) {
      if (isExcluded(entry, alias, name)) continue;
      for (const id of offeredNames(target, alias, config['force-model-prefix'] === true)) {
        if (models.has(id) || !mayUse(allowed, id, name)) continue;
        const gemini = pathOf(target, 'gemini') !== undefined;
        models.set(id, { id, ownedBy: provider.owner ?? entry.name, gemini });
      }
    }
  }
  return [...models.values()];
}

function offeredNames({ entry }: Target, alias: string, forced: boolean): string[] {
  if (entry.prefix === undefined) return [alias];
  return forced ? [`${entry.prefix}/${alias}`] : [`${entry.prefix}/${alias}`, alias];
}

/** The three shapes that clients know; OpenAI's and Anthropic's share a path (recorded). */
export const modelLists = {
  openai: (models: readonly OfferedModel[]) => ({
    object: 'list',
    data: models.map(({ id, ownedBy }) => ({ id, object: 'model', created: unknownDay, owned_by: ownedBy })),
  }),
  anthropic: (models: readonly OfferedModel[]) => ({
    data: models.map(({ id, ownedBy }) => ({
      id,
      type: 'model',
      object: 'model',
      display_name: id,
      created_at: new Date(unknownDay * 1000).toISOString(),
      owned_by: ownedBy,
    })),
    has_more: false,
    first_id: models[0]?.id ?? '',
    last_id: models.at(-1)?.id ?? '',
  }),
  gemini: (models: readonly OfferedModel[]) => ({
    models: models
      .filter(({ gemini }) => gemini)
      .map(({ id }) => ({
        name: `models/${id}`,
        displayName: id,
        supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
      })),
  }),
};

/** The config does not say when a model was made; clients want a number. */
const unknownDay = 0;
