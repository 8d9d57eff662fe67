import { forward } from './forward/forward.ts';
import { canIncludeUsage } from './forward/upstream-request.ts';
import type { GatewayParts, ServedRequest } from './gateway-parts.ts';
import { mayUse } from './limits/key-limits.ts';
import type { ApiError } from './request/protocol-error.ts';
import {
  type BodyProblem,
  bodyProblems,
  type RequestBody,
  readRequest,
  unreadable,
} from './request/read-request.ts';
import type { ApiRequest } from './routing/api-route.ts';
import { type Candidate, conversations, isConversation } from './routing/route-table.ts';

/**
 * Finds the candidates for the model and forwards the request to them. @param over called once, when the record has
 * been written, or with an unexpected error before that; not a promise, as this runs for every request
 */
export function serveRequest(
  served: ServedRequest,
  parts: GatewayParts,
  over: (error?: Error) => void,
): void {
  const { request, api, sent, entry, sink } = served;
  const answer = (body: RequestBody): void => {
    const asked = api.model ?? body.members.last('model')?.text ?? '';
    entry.alias = asked;
    const unread = asked === '' && api.route !== 'monitor' ? unreadable(body, request.headers) : undefined;
    const found = unread ?? candidatesFor(served, asked, parts);
    if ('message' in found) refuse(served, found, over);
    else if (countsTokens(api) && found.every(({ by }) => by !== undefined))
      answerEstimate(served, body, over);
    else {
      const job = { api, entry, sink, client: sent, asked, candidates: found, body };
      forward(job, parts).then(() => over(), over);
    }
  };
  const read = (body: RequestBody | BodyProblem): void => {
    try {
      if (typeof body !== 'string') answer(body);
      else if (body !== 'aborted') refuse(served, bodyProblems[body], over);
      else {
        entry.finish(499, 'the client disconnected');
        over();
      }
    } catch (error) {
      over(error as Error);
    }
  };
  readRequest(request, wantedOf(api), served.hold, read, withForms.has(api.route));
}

/** Routes whose files come in a form. */
const withForms: ReadonlySet<string> = new Set([
  'image_edits',
  'image_variations',
  'transcriptions',
  'translations',
]);

export function refuse({ api, sink, entry }: ServedRequest, error: ApiError, over: () => void): void {
  sink.refuse(api.protocol, error);
  entry.finish(error.status, error.message);
  over();
}

const modelOnly = new Set(['model']);
const ofStreams = new Set(['model', 'stream', 'stream_options']);
export const noMembers: ReadonlySet<string> = new Set();

/** Members of the body that decide the route or that may be changed. */
export function wantedOf({ model, route }: ApiRequest): ReadonlySet<string> {
  if (model !== undefined) return noMembers;
  return canIncludeUsage(route) ? ofStreams : modelOnly;
}

/** The candidates for this model on this route, or the error for the client. @param alias the requested name */
export function candidatesFor(
  { api, client }: Pick<ServedRequest, 'api' | 'client'>,
  asked: string,
  { table, limiter }: GatewayParts,
  alias = asked,
): readonly Candidate[] | ApiError {
  const all = forRequest(api, table().find(api.route, asked));
  if (all.length === 0) return unknownModel(api, asked, table());
  const patterns = limiter.modelsOf(client.clientKey);
  if (patterns === undefined || mayUse(patterns, asked) || mayUse(patterns, alias)) return all;
  const allowed = allowedOf(all, patterns);
  if (allowed.length > 0) return allowed;
  return {
    status: 403,
    type: 'permission_error',
    code: 'model_not_allowed',
    param: 'model',
    message: `This client key may not use the model ${asked.slice(0, 200)}; it may use: ${patterns.join(', ') || 'none'}.`,
  };
}

const native = new WeakMap<readonly Candidate[], readonly Candidate[]>();

/** Embeddings, and other actions of Google's route, are never translated. Returns the same array each time. */
function forRequest({ route, tail = '' }: ApiRequest, all: readonly Candidate[]): readonly Candidate[] {
  if (route !== 'gemini' || /^:(stream)?[gG]enerateContent$|^:countTokens$/.test(tail)) return all;
  const known = native.get(all) ?? all.filter(({ by }) => by === undefined);
  native.set(all, known);
  return known;
}

const countsTokens = ({ route, tail }: ApiRequest): boolean =>
  route === 'count_tokens' || tail === ':countTokens';

/** No provider of this model can count tokens for this client. */
function answerEstimate(served: ServedRequest, body: RequestBody, over: (error?: Error) => void): void {
  const { api, sink, entry } = served;
  import('./forward/translate.ts')
    .then(({ estimate, tooLarge }) => {
      if (!body.again) return refuse(served, tooLarge, () => {});
      const found = estimate(api.route, body.send([]).body as Buffer);
      if ('error' in found) return refuse(served, found.error, () => {});
      sink.answer(found.counted, { 'x-cli-proxy-estimated': 'true' });
      entry.finish(200);
    })
    .then(() => over(), over);
}

const allowedBefore = new WeakMap<readonly Candidate[], Map<string, readonly Candidate[]>>();

/** Returns the same array each time, as round robin is tracked by it. */
function allowedOf(all: readonly Candidate[], patterns: readonly string[]): readonly Candidate[] {
  const known = allowedBefore.get(all) ?? new Map<string, readonly Candidate[]>();
  allowedBefore.set(all, known);
  const name = JSON.stringify(patterns);
  const allowed = known.get(name) ?? all.filter(({ model }) => mayUse(patterns, model));
  known.set(name, allowed);
  return allowed;
}

function unknownModel(
  { route }: ApiRequest,
  asked: string,
  table: ReturnType<GatewayParts['table']>,
): ApiError {
  const base = {
    status: 400,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
  } as const;
  if (asked.trim() === '') return { ...base, message: 'The request names no model; set "model".' };
  const elsewhere = isConversation(route)
    ? []
    : conversations.filter((other) => table.find(other, asked).some(({ by }) => by === undefined));
  const unknown = `unknown provider for model ${asked.slice(0, 200)}`;
  if (elsewhere.length === 0) return { ...base, message: unknown };
  const hint = `its provider does not have this route, use ${elsewhere.map((other) => words[other]).join(' or ')}`;
  return { ...base, status: 404, message: `${unknown}: ${hint}` };
}

const words = {
  chat: '/v1/chat/completions',
  messages: '/v1/messages',
  responses: '/v1/responses',
  gemini: '/v1beta/models',
};
