import type { ApiRoute } from './upstream-entry.ts';

/** Behind a base that ends with the version (`…/v1`), as OpenAI's clients are given it. */
export const openAiPaths: Partial<Record<ApiRoute, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  embeddings: '/embeddings',
  moderations: '/moderations',
  images: '/images/generations',
  image_edits: '/images/edits',
  image_variations: '/images/variations',
  speech: '/audio/speech',
  transcriptions: '/audio/transcriptions',
  translations: '/audio/translations',
  responses: '/responses',
  compact: '/responses/compact',
};

/** Looks at each run of slashes once, as clients choose their paths. */
export const trimSlash = (url: string): string => url.replace(/(?<!\/)\/+$/, '');

/** At both ends. */
export const trimSlashes = (text: string): string => trimSlash(text).replace(/^\/+/, '');

/** A base URL may have a query, such as the `api-version` of Azure; that of the path is joined to it. */
export function urlOf(baseUrl: string, path: string): string {
  const [base = '', query] = baseUrl.split('?', 2);
  if (query === undefined) return baseUrl + path;
  return `${trimSlash(base)}${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** Azure's OpenAI service takes a key in a header of its own. */
const azure =
  /^https:\/\/[^/]+\.(openai|cognitiveservices|services\.ai)\.azure\.com(:\d+)?(\/|\?|$)|[?&]api-version=/i;

export const compatibleCredential = (key: string, baseUrl: string): readonly [string, string] =>
  azure.test(baseUrl) ? ['api-key', key] : bearer(key);

/** Adds `/v1` unless the base has it: both forms are common. */
export function versioned(baseUrl: string, version: string, path: string): string {
  return baseUrl.endsWith(version) ? path : `${version}${path}`;
}

export const bearer = (key: string): readonly [string, string] => ['authorization', `Bearer ${key}`];
