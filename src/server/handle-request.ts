import type { IncomingMessage, ServerResponse } from 'node:http';
import { managementPrefix } from '../contract/routes.ts';
import type { Activity } from './activity.ts';
import { type Answer, errorAnswer, json, notFound, sendAnswer, withHeaders } from './answer.ts';
import { type ClientGate, clientCorsHeaders } from './client-gate.ts';
import { clientAnswer, isClientPath } from './client-routes.ts';
import type { InForce } from './in-force.ts';
import { type Log, loggedPath, requestLevel } from './log-line.ts';
import { type Management, manageRequest } from './manage-request.ts';
import { type RequestTarget, requestTarget } from './request-target.ts';

export interface RequestParts {
  readonly management: Management;
  readonly clients: ClientGate;
  readonly inForce: InForce;
  readonly activity: Activity;
  readonly serverName: string;
  readonly now: () => number;
  readonly log: Log;
  /** Once true, no connection is kept for a further request. */
  readonly stopping: () => boolean;
}

/** Everything that is asked over plain HTTP; upgrades go through handle-upgrade.ts. Never rejects. */
export function requestHandler(parts: RequestParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = parts.now();
    const target = requestTarget(request.url);
    const answer = await answerTo(request, target, parts).catch((error) => unexpected(error, parts.log));
    // The rest of a body that nobody wants ends with its connection.
    if (parts.stopping() || (answer.status === 413 && !request.complete)) response.shouldKeepAlive = false;
    sendAnswer(response, answer, parts.serverName, request.method === 'HEAD');
    const path = loggedPath(target.path, target.query);
    parts.log(
      requestLevel(answer.status),
      `${request.method} ${path} ${answer.status} ${parts.now() - started}ms`,
    );
  };
}

async function answerTo(
  request: IncomingMessage,
  target: RequestTarget,
  parts: RequestParts,
): Promise<Answer> {
  const { path } = target;
  if (request.headers.host === undefined && request.httpVersion === '1.1') return hostMissing;
  if (path === managementPrefix || path.startsWith(`${managementPrefix}/`))
    return manageRequest(request, target, parts.management);
  if (isClientPath(path)) return answerClient(request, target, parts);
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (path === '/healthz') return json(200, { status: 'ok' });
    if (path === '/') return welcome;
  }
  return notFound;
}

function answerClient(request: IncomingMessage, { path, query }: RequestTarget, parts: RequestParts): Answer {
  const cors = clientCorsHeaders(parts.inForce);
  if (request.method === 'OPTIONS') return { status: 204, headers: cors };
  const decision = parts.clients(request, query);
  if (!decision.ok) return withHeaders(decision.answer, cors);
  if (decision.fingerprint) parts.activity.count(decision.fingerprint);
  return withHeaders(clientAnswer(request.method ?? 'GET', path, request.headers), cors);
}

const hostMissing = errorAnswer(400, 'The request has no Host header.', 'invalid_request_error');

const welcome = json(200, {
  message: 'CLI Proxy API Server',
  endpoints: ['POST /v1/chat/completions', 'POST /v1/completions', 'GET /v1/models'],
});

/** A bug: the asker learns nothing of it, the log where it is; messages of exceptions may hold values. */
function unexpected(error: unknown, log: Log): Answer {
  const place =
    error instanceof Error ? `${error.name} ${error.stack?.match(/\n\s*(at .*)/)?.[1] ?? ''}` : 'unknown';
  log('error', `a request ended in an unexpected fault: ${place}`);
  return errorAnswer(500, 'Something went wrong in this server; its log says where.', 'server_error');
}
