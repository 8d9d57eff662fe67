import type { ApiRoute } from './upstream-entry.ts';

/** Behind a base that ends with the version (`…/v1`), as OpenAI's clients are given it. */
export const openAiPaths: Partial<Record<ApiRoute, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
  moderations: '/moderations',
  responses: '/responses',
};

/** Adds `/v1` unless the base has it: both forms are common. */
export function versioned(baseUrl: string, version: string, path: string): string {
  return baseUrl.endsWith(version) ? path : `${version}${path}`;
}

export const bearer = (key: string): readonly [string, string] => ['authorization', `Bearer ${key}`];
