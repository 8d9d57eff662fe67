import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, errorAnswer, json } from './answer.ts';

/** What the client side offers, or will with the gateway. Everything else is 404 without a look at the key. */
const patterns = [
  /^\/v1\/(chat\/completions|completions|messages|messages\/count_tokens|embeddings|moderations)$/,
  /^\/v1\/(models|responses|images|audio|videos|files|batches)(\/.*)?$/,
  /^\/v1\/ws$/,
  /^\/v1beta\/(models|interactions|files|cachedContents)([/:].*)?$/,
];

export function isClientPath(path: string): boolean {
  return patterns.some((pattern) => pattern.test(path));
}

/** The sockets of the client side (G1). */
export function isClientSocket(path: string): boolean {
  return path === '/v1/ws' || path === '/v1/responses';
}

/** The answer to a client that was let in. */
export function clientAnswer(method: string, path: string, headers: IncomingHttpHeaders): Answer {
  if (method === 'GET' && path === '/v1/models')
    return headers['anthropic-version'] ? anthropicModels : models;
  if (method === 'GET' && path === '/v1beta/models') return json(200, { models: [] });
  if (method === 'GET' && isClientSocket(path)) return badRequest;
  return notYet;
}

const models = json(200, { object: 'list', data: [] });

/** Recorded: one path for both, told apart by the header that Anthropic's clients send. */
const anthropicModels = json(200, { data: [], has_more: false, first_id: '', last_id: '' });

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

export const notYet = errorAnswer(
  501,
  'Your key is good, but this server does not pass requests on to providers yet.',
  'not_implemented',
);
