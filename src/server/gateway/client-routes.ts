import type { IncomingHttpHeaders } from 'node:http';
import { trimSlash } from '../../providers/paths.ts';
import type { Protocol } from '../../providers/upstream-entry.ts';
import { type Answer, json } from '../http/answer.ts';
import { errorBody } from './request/protocol-error.ts';
import { apiRequest } from './routing/api-route.ts';
import { isModelPath } from './routing/list-models.ts';

/** The route of nearly all requests. */
const usual: ReadonlySet<string> = new Set(['/v1/chat/completions', '/v1/messages', '/v1/responses']);

/** The paths of the client side. Everything else is 404 before the key is checked. */
const patterns = [
  /^\/v1\/(chat|completions|messages|complete|embeddings|moderations|models|responses|images|audio|videos|files|uploads|batches|fine_tuning|assistants|threads|vector_stores|conversations|realtime|interactions|cachedContents)(\/.*)?$/,
  /^\/v1\/ws$/,
  /^\/v1\/monitor$/,
  /^\/api\//,
  /^\/v1beta\/(models|interactions|files|cachedContents|tunedModels)([/:].*)?$/,
];

export function isClientPath(path: string): boolean {
  return usual.has(path) || patterns.some((pattern) => pattern.test(path));
}

/** A trailing slash is ignored in the paths of this server, but kept in those of Amp. */
export const clientPath = (path: string): string =>
  path.endsWith('/') && path.startsWith('/v1') ? trimSlash(path) : path;

/** The sockets of the client side (G1). */
export function isClientSocket(path: string): boolean {
  return path === '/v1/ws' || path === '/v1/responses';
}

/** The protocol of an error for a path without a route, by the path or the headers. */
export function protocolOf(path: string, headers: IncomingHttpHeaders): Protocol {
  if (path.startsWith('/v1beta/') || headers['x-goog-api-client'] !== undefined) return 'gemini';
  const anthropic =
    /^\/v1\/(messages|complete)(\/|$)/.test(path) || headers['anthropic-version'] !== undefined;
  return anthropic ? 'anthropic' : 'openai';
}

/**
 * The answer to an authenticated client for a path that is neither the gateway's nor a list of models. Never a
 * status that its library retries.
 */
export function clientAnswer(method: string, path: string, headers: IncomingHttpHeaders): Answer {
  if (method === 'GET' && isClientSocket(path)) return badRequest;
  const protocol = protocolOf(path, headers);
  const allowed = [
    ...(isModelPath(path) ? ['GET', 'HEAD'] : []),
    ...(apiRequest('POST', path) ? ['POST'] : []),
  ].join(', ');
  const error =
    allowed !== ''
      ? { status: 405, message: `This path accepts ${allowed} only.`, code: 'method_not_allowed' }
      : { status: 404, message: path.startsWith(clinePaths) ? clineHint : noRoute, code: 'unknown_url' };
  return json(error.status, errorBody(protocol, error), allowed === '' ? {} : { allow: allowed });
}

/** Of Cline's own API, for clients that use this server as its base URL. */
const clinePaths = '/api/v1/';

const clineHint =
  "This is a path of Cline's own service: the base URL of this server ends with /v1, as in /v1/chat/completions.";
const noRoute =
  'This server has no such route; it has /v1/chat/completions, /v1/completions, /v1/responses, /v1/messages, /v1/embeddings, /v1/moderations, /v1/images, /v1/audio, /v1/models and /v1beta/models.';

/** A socket path without the upgrade headers, as recorded. */
const badRequest: Answer = {
  status: 400,
  headers: {
    'content-type': 'text/plain; charset=utf-8',
    'sec-websocket-version': '13',
    'x-content-type-options': 'nosniff',
  },
  body: 'Bad Request\n',
};
