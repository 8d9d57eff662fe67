import type { ApiRoute, Protocol } from '../../../providers/upstream-entry.ts';

/** The request that a path stands for. */
export interface ApiRequest {
  readonly route: ApiRoute;
  readonly protocol: Protocol;
  /** For the usage record: `POST /v1/chat/completions`. */
  readonly endpoint: string;
  /** The model when the path names it (Gemini); undefined: it is in the body. */
  readonly model?: string;
  /** After the model: `:generateContent`; for Amp the path itself. */
  readonly tail?: string;
}

const posts: Readonly<Record<string, readonly [ApiRoute, Protocol]>> = {
  '/v1/chat/completions': ['chat', 'openai'],
  '/v1/completions': ['completions', 'openai'],
  '/v1/embeddings': ['embeddings', 'openai'],
  '/v1/moderations': ['moderations', 'openai'],
  '/v1/images/generations': ['images', 'openai'],
  '/v1/images/edits': ['image_edits', 'openai'],
  '/v1/images/variations': ['image_variations', 'openai'],
  '/v1/audio/speech': ['speech', 'openai'],
  '/v1/audio/transcriptions': ['transcriptions', 'openai'],
  '/v1/audio/translations': ['translations', 'openai'],
  '/v1/responses': ['responses', 'openai'],
  '/v1/responses/compact': ['compact', 'openai'],
  '/v1/messages': ['messages', 'anthropic'],
  '/v1/messages/count_tokens': ['count_tokens', 'anthropic'],
  '/v1/monitor': ['monitor', 'cloro'],
};

const requests = new Map(
  Object.entries(posts).map(([path, [route, protocol]]) => [
    path,
    { route, protocol, endpoint: `POST ${path}` } satisfies ApiRequest as ApiRequest,
  ]),
);

/** Newer libraries of Google's use the first by default. */
const geminiPrefixes = ['/v1/models/', '/v1beta/models/'];
const geminiActions: ReadonlySet<string> = new Set([
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
]);

/** undefined if the gateway has no such route. */
export function apiRequest(method: string, path: string): ApiRequest | undefined {
  // Cline's own paths do not belong to Amp.
  if (path.startsWith('/api/')) return path.startsWith('/api/v1/') ? undefined : ampCall(method, path);
  return method === 'POST' ? (requests.get(path) ?? geminiRequest(path)) : undefined;
}

function geminiRequest(path: string): ApiRequest | undefined {
  const prefix = geminiPrefixes.find((start) => path.startsWith(start));
  if (prefix === undefined) return undefined;
  const colon = path.lastIndexOf(':');
  const action = path.slice(colon + 1);
  if (colon < 0 || !geminiActions.has(action)) return undefined;
  const model = decodeModel(path.slice(prefix.length, colon));
  if (!model) return undefined;
  const endpoint = `POST ${prefix}{model}:${action}`;
  return { route: 'gemini', protocol: 'gemini', endpoint, model, tail: `:${action}` };
}

/** The slash of `team2/gemini…` may be encoded or not. */
export function decodeModel(text: string): string | undefined {
  try {
    const model = decodeURIComponent(text);
    return /^[\w.@:/+-]+$/.test(model) && !model.split('/').includes('..') ? model : undefined;
  } catch {
    return undefined;
  }
}

/** Amp also sends requests in the providers' own protocols, so their tokens can be read and their errors written. */
function ampCall(method: string, path: string): ApiRequest {
  const [, , area = '', provider = ''] = path.split('/', 4);
  const named = area === 'provider' ? `${area}/${provider}` : area;
  // The path after the provider's name decides the protocol; the name only if that path is unknown.
  const inner = apiRequest(method, behindAmp(path) ?? '');
  const protocol =
    inner?.protocol ?? (area === 'provider' ? ampProtocols.get(provider) : undefined) ?? 'openai';
  return { route: 'amp', protocol, endpoint: `${method} /api/${named.slice(0, 60)}`, tail: path };
}

/** `/api/provider/{provider}/v1/…`, also without its version, as a path of this server; undefined for any other path. */
export function behindAmp(path: string): string | undefined {
  const rest = /^\/api\/provider\/[^/]+(\/.+)$/.exec(path)?.[1];
  return rest === undefined || /^\/v1(beta)?\//.test(rest) ? rest : `/v1${rest}`;
}

const ampProtocols = new Map<string, Protocol>([
  ['anthropic', 'anthropic'],
  ['google', 'gemini'],
]);

/** A turn on the socket of the Responses protocol; its method distinguishes it in the record. */
export const responsesSocketRequest: ApiRequest = {
  route: 'responses',
  protocol: 'openai',
  endpoint: 'GET /v1/responses',
};
