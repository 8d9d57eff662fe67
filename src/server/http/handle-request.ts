import type { IncomingMessage, ServerResponse } from 'node:http';
import { readableStack } from '../../base/readable-stack.ts';
import { metricsPath } from '../../contract/routes.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import { type ClientGate, clientCorsHeaders } from '../access/client-gate.ts';
import { answerCallback, callbackProvider } from '../accounts/sign-in-callback.ts';
import type { ActiveConfig } from '../active-config.ts';
import { clientAnswer, clientPath, isClientPath } from '../gateway/client-routes.ts';
import type { Gateway } from '../gateway/create-gateway.ts';
import type { Over } from '../gateway/gateway-parts.ts';
import type { EndedRequest, RequestLine } from '../log/request-line.ts';
import type { RequestLogs } from '../log/request-logs.ts';
import type { Log } from '../log/server-log.ts';
import { type Management, manageRequest } from '../management/manage-request.ts';
import type { Activity } from '../usage/activity.ts';
import { type Answer, errorAnswer, json, notFound, reasonOf, sendAnswer, withHeaders } from './answer.ts';
import { refuseForeignHost } from './check-host.ts';
import { addressOf, peerOf } from './peer-address.ts';
import { type RequestTarget, requestTarget } from './request-target.ts';

export interface RequestParts {
  readonly management: Management;
  readonly clients: ClientGate;
  readonly activeConfig: ActiveConfig;
  readonly activity: Activity;
  readonly gateway: Gateway;
  readonly serverName: string;
  /** The host that was asked for when binding. */
  readonly boundHost: string;
  readonly now: () => number;
  readonly log: Log;
  readonly requestLine: RequestLine;
  readonly requestLogs: Pick<RequestLogs, 'capture'>;
  /** If true, new requests are refused, and no connection is kept alive. */
  readonly stopping: () => boolean;
}

/**
 * All requests over plain HTTP; upgrades are in handle-upgrade.ts. The path of a gateway request avoids promises, as
 * there are thousands of requests a second.
 */
export function requestHandler(parts: RequestParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const started = parts.now();
    const target = requestTarget(request.url);
    const path = clientPath(target.path);
    const captured = isClientPath(path) ? parts.requestLogs.capture(request, response) : undefined;
    const over = (status: number, more: Pick<EndedRequest, 'record' | 'dropped' | 'reason'>): void =>
      parts.requestLine({ request, target, status, ms: parts.now() - started, captured, ...more });
    const send = (answer: Answer): void => {
      // The rest of an unread body is dropped with its connection.
      if (parts.stopping() || (answer.status === 413 && !request.complete)) response.shouldKeepAlive = false;
      sendAnswer(response, answer, parts.serverName, request.method === 'HEAD');
      over(answer.status, { reason: reasonOf(answer) });
    };
    // On a connection that was kept; the rest of its requests are running.
    if (parts.stopping()) return void send(stopping);
    const broken = (error: unknown): Answer => unexpected(error, parts.log);
    if (!isClientPath(path)) return void answerTo(request, target, parts).catch(broken).then(send);
    let answer: Answer | undefined;
    try {
      answer = answerClient(request, response, { path, query: target.query }, parts, (record, dropped) =>
        over(response.statusCode, { record, dropped }),
      );
    } catch (error) {
      answer = broken(error);
    }
    if (answer) send(answer);
  };
}

async function answerTo(
  request: IncomingMessage,
  target: RequestTarget,
  parts: RequestParts,
): Promise<Answer> {
  if (lacksHost(request)) return hostMissing;
  const { path } = target;
  const metrics = path === metricsPath && parts.activeConfig.state.config.metrics === true;
  if (metrics || path === managementPrefix || path.startsWith(`${managementPrefix}/`))
    return manageRequest(request, target, parts.management);
  const provider = callbackProvider(request.method ?? 'GET', path);
  if (provider !== undefined) return answerBrowser(request, target, provider, parts);
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (path === '/healthz') return json(200, { status: 'ok' });
    if (path === '/') return welcome;
  }
  return notFound;
}

/** A browser that a provider redirected here; the host is checked against DNS rebinding. */
async function answerBrowser(
  request: IncomingMessage,
  target: RequestTarget,
  provider: string,
  { boundHost, activeConfig, management }: RequestParts,
): Promise<Answer> {
  const foreign = peerOf(request, activeConfig.trusted).proxied
    ? undefined
    : refuseForeignHost(request, boundHost, activeConfig.state.config);
  return foreign ?? answerCallback(provider, target, management.context.signIns);
}

/** @returns undefined: the gateway streams its answer itself, and then calls `over` */
function answerClient(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: RequestTarget,
  parts: RequestParts,
  over: Over,
): Answer | undefined {
  if (lacksHost(request)) return hostMissing;
  const cors = clientCorsHeaders(parts.activeConfig);
  const method = request.method ?? 'GET';
  if (method === 'OPTIONS') return { status: 204, headers: cors };
  const decision = parts.clients(request, query);
  if (!decision.ok) return withHeaders(decision.answer, cors);
  const clientKey = decision.fingerprint;
  if (clientKey) parts.activity.use(clientKey);
  const { gateway } = parts;
  const { usage } = parts.management.context;
  usage.heard();
  if (!gateway.takes(method, path)) {
    const { headers } = request;
    const reads = method === 'GET' || method === 'HEAD';
    const models = reads ? gateway.models(path, { clientKey, headers }) : undefined;
    return withHeaders(models ?? clientAnswer(method, path, headers), cors);
  }
  const headers = { server: parts.serverName, ...cors };
  const address = addressOf(request, parts.activeConfig.trusted);
  const local = (): boolean => peerOf(request, parts.activeConfig.trusted).loopback;
  usage.began();
  const client = { clientKey, address, path, query, headers, local };
  gateway.handle(request, response, client, (record, dropped) => {
    usage.ended();
    over(record, dropped);
  });
  return undefined;
}

const lacksHost = (request: IncomingMessage): boolean =>
  request.headers.host === undefined && request.httpVersion === '1.1';
const hostMissing = errorAnswer(400, 'The request has no Host header.', 'invalid_request_error');

/** The request had no effect, so clients may repeat it. */
export const stopping = errorAnswer(503, 'This server is stopping.', 'server_error');

const welcome = json(200, {
  message: 'CLI Proxy API Server',
  endpoints: ['POST /v1/chat/completions', 'POST /v1/completions', 'GET /v1/models'],
});

/** A bug: the client gets no details, the log gets its place; messages of exceptions may contain values. */
function unexpected(error: unknown, log: Log): Answer {
  log('error', `A request ended with an unexpected error: ${readableStack(error)}`);
  return errorAnswer(500, 'Internal error in this server. See its log.', 'server_error');
}
