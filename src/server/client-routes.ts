import { type Answer, errorAnswer } from './answer.ts';

/** Where nearly all requests go. */
const usual: ReadonlySet<string> = new Set(['/v1/chat/completions', '/v1/messages', '/v1/responses']);

/** What the client side knows of. Everything else is 404 without a look at the key. */
const patterns = [
  /^\/v1\/(chat\/completions|completions|messages|messages\/count_tokens|embeddings|moderations)$/,
  /^\/v1\/(models|responses|images|audio|videos|files|batches)(\/.*)?$/,
  /^\/v1\/ws$/,
  /^\/v1\/monitor$/,
  /^\/api\//,
  /^\/v1beta\/(models|interactions|files|cachedContents)([/:].*)?$/,
];

export function isClientPath(path: string): boolean {
  return usual.has(path) || patterns.some((pattern) => pattern.test(path));
}

/** The sockets of the client side (G1). */
export function isClientSocket(path: string): boolean {
  return path === '/v1/ws' || path === '/v1/responses';
}

/** The answer to a client that was let in and asks for what is neither the gateway's nor a list of models. */
export function clientAnswer(method: string, path: string): Answer {
  return method === 'GET' && isClientSocket(path) ? badRequest : notYet;
}

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
  'Your key is good, but this server does not pass this kind of request on to providers.',
  'not_implemented',
);
