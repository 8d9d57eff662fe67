import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { eventsPath } from '../../contract/routes.ts';
import { clientCorsHeaders } from '../access/client-gate.ts';
import { clientAnswer, isClientSocket } from '../gateway/client-routes.ts';
import type { GatewayClient, Over } from '../gateway/gateway-parts.ts';
import { type Answer, errorAnswer, notFound, withHeaders, writeAnswer } from './answer.ts';
import type { EventFeed } from './event-feed.ts';
import { type RequestParts, stopping } from './handle-request.ts';
import { addressOf, peerOf } from './peer-address.ts';
import { type RequestTarget, requestTarget } from './request-target.ts';

interface UpgradeParts extends RequestParts {
  readonly feed: EventFeed;
}

/** Access to a socket is decided before the upgrade, so that a refusal is a plain HTTP answer (G1). */
export function upgradeHandler(parts: UpgradeParts) {
  return async function (
    this: Server,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return asPlainRequest(this, request, socket, head);
    socket.on('error', () => socket.destroy());
    const started = parts.now();
    const target = requestTarget(request.url);
    const decision = await decide(request, target, parts).catch((): UpgradeDecision => brokenAnswer);
    if (socket.destroyed) return;
    if ('status' in decision) writeAnswer(socket, decision, parts.serverName);
    else if ('client' in decision) parts.gateway.upgrade(request, socket, head, decision.client);
    else parts.feed.accept(request, socket, head, decision.stillGood, target.query.get('since'));
    const status = 'status' in decision ? decision.status : 101;
    parts.requestLine({ request, target, status, ms: parts.now() - started });
  };
}

/** An answer instead of the upgrade, or the permission for the event feed or the gateway. */
type UpgradeDecision = Answer | { readonly stillGood: () => boolean } | { readonly client: GatewayClient };

async function decide(
  request: IncomingMessage,
  target: RequestTarget,
  parts: UpgradeParts,
): Promise<UpgradeDecision> {
  if (parts.stopping()) return stopping;
  const { path, query } = target;
  if (path === eventsPath) {
    const decision = await parts.management.gate(request);
    return decision.ok ? decision : decision.answer;
  }
  if (!isClientSocket(path)) return notFound;
  const cors = clientCorsHeaders(parts.activeConfig);
  const open = parts.activeConfig.state.config['ws-auth'] === false;
  const decision = parts.clients(request, query);
  if (!open && !decision.ok) return withHeaders(decision.answer, cors);
  const clientKey = decision.ok ? decision.fingerprint : undefined;
  const use = (): void => {
    if (clientKey) parts.activity.use(clientKey);
  };
  if (path !== '/v1/responses') {
    use();
    // The protocol there is unknown.
    return withHeaders(clientAnswer('CONNECT', path, request.headers), cors);
  }
  const full = parts.gateway.socketRefusal(clientKey);
  if (full) return withHeaders(full, cors);
  const headers = { server: parts.serverName, ...cors };
  const local = (): boolean => peerOf(request, parts.activeConfig.trusted).loopback;
  const stillGood = (): boolean =>
    parts.activeConfig.state.config['ws-auth'] === false || parts.clients(request, query).ok;
  const { usage } = parts.management.context;
  const used = (): void => {
    use();
    usage.began();
  };
  // Each turn is a request with a line of its own.
  const over: Over = (record, dropped) => {
    usage.ended();
    if (!record) return;
    parts.requestLine({ request, target, status: record.status, ms: record.latencyMs, record, dropped });
  };
  const address = addressOf(request, parts.activeConfig.trusted);
  return { client: { clientKey, address, path, query, headers, local, stillGood, used, over } };
}

/**
 * Some clients offer another protocol (`Upgrade: h2c`) with any request; a server may ignore that and answer. Node has
 * read only the head and detached the connection, which therefore is passed to the server again, with the same head
 * without the offer, so that the body is read as usual.
 */
function asPlainRequest(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  const { rawHeaders } = request;
  // One request for each connection: the client may use the connection differently after its offer was ignored.
  const connection = ['close'];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    if (name.toLowerCase() === 'connection') connection.push(...value.split(',').filter(isNoOffer));
    else if (isNoOffer(name)) lines.push(`${name}: ${value}`);
  }
  lines.push(`connection: ${connection.join(',')}`, '', '');
  socket.unshift(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), head]));
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

const isNoOffer = (name: string): boolean =>
  !['upgrade', 'http2-settings', 'keep-alive'].includes(name.trim().toLowerCase());

const brokenAnswer = errorAnswer(500, 'Internal error in this server. See its log.', 'server_error');
