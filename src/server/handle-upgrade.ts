import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { eventsPath } from '../contract/routes.ts';
import { type Answer, errorAnswer, notFound, withHeaders } from './answer.ts';
import { clientCorsHeaders } from './client-gate.ts';
import { isClientSocket, notYet } from './client-routes.ts';
import type { EventFeed } from './event-feed.ts';
import type { GatewayClient } from './gateway/create-gateway.ts';
import type { RequestParts, requestHandler } from './handle-request.ts';
import { loggedPath, requestLevel } from './log-line.ts';
import { peerOf } from './peer-address.ts';
import { type RequestTarget, requestTarget } from './request-target.ts';

export interface UpgradeParts extends RequestParts {
  readonly feed: EventFeed;
  readonly handle: ReturnType<typeof requestHandler>;
}

/** Who may open a socket is decided before the upgrade, so that a refusal is a plain HTTP answer (G1). */
export function upgradeHandler(parts: UpgradeParts) {
  return async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => socket.destroy());
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return asPlainRequest(request, socket, parts);
    const started = parts.now();
    const target = requestTarget(request.url);
    const decision = await decide(request, target, parts).catch((): UpgradeDecision => brokenAnswer);
    if (socket.destroyed) return;
    if ('status' in decision) writeAnswer(socket, decision, parts.serverName);
    else if ('client' in decision) parts.gateway.upgrade(request, socket, head, decision.client);
    else parts.feed.accept(request, socket, head, decision.stillGood);
    const status = 'status' in decision ? decision.status : 101;
    const path = loggedPath(target.path, target.query);
    parts.log(requestLevel(status), `${request.method} ${path} ${status} ${parts.now() - started}ms`);
  };
}

/** An answer instead of the upgrade, or leave for the event feed, or for the gateway. */
type UpgradeDecision = Answer | { readonly stillGood: () => boolean } | { readonly client: GatewayClient };

async function decide(
  request: IncomingMessage,
  { path, query }: RequestTarget,
  parts: UpgradeParts,
): Promise<UpgradeDecision> {
  if (path === eventsPath) {
    const decision = await parts.management.gate(request);
    return decision.ok ? decision : decision.answer;
  }
  if (!isClientSocket(path)) return notFound;
  const cors = clientCorsHeaders(parts.inForce);
  const open = parts.inForce.state.config['ws-auth'] === false;
  const decision = parts.clients(request, query);
  if (!open && !decision.ok) return withHeaders(decision.answer, cors);
  const clientKey = decision.ok ? decision.fingerprint : undefined;
  const used = (): void => {
    if (clientKey) parts.activity.count(clientKey);
  };
  if (path !== '/v1/responses') {
    used();
    return withHeaders(notYet, cors);
  }
  const headers = { server: parts.serverName, ...cors };
  const local = (): boolean => peerOf(request, parts.inForce.trusted).loopback;
  const stillGood = (): boolean =>
    parts.inForce.state.config['ws-auth'] === false || parts.clients(request, query).ok;
  return { client: { clientKey, path, query, headers, local, stillGood, used } };
}

/**
 * Some clients offer another protocol (`Upgrade: h2c`) with any request; it is ours to ignore that and answer.
 * Its body is beyond reach here, which only a request with one notices.
 */
function asPlainRequest(request: IncomingMessage, socket: Duplex, parts: UpgradeParts): void {
  const response = new ServerResponse(request);
  response.assignSocket(socket as Socket);
  response.shouldKeepAlive = false;
  response.once('finish', () => (socket as Socket).destroySoon());
  parts.handle(request, response);
}

const brokenAnswer = errorAnswer(
  500,
  'Something went wrong in this server; its log says where.',
  'server_error',
);

/**
 * An answer on a socket that has no ServerResponse; the connection ends with it, for both sides: nobody watches
 * over such a socket any more, and a caller that keeps its side open would hold it, and a stop, for ever.
 */
export function writeAnswer(socket: Duplex, answer: Answer, serverName: string): void {
  const body = answer.body ?? '';
  const headers = {
    server: serverName,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...answer.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  );
  (socket as Socket).destroySoon();
}
