import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Backend } from '../../backend/backend.ts';
import { hashSecret, isBcryptHash, secretLengthProblem } from '../../base/secrets/bcrypt.ts';
import type { Config } from '../../contract/config.ts';
import type { ActiveConfig } from '../active-config.ts';
import { lockOutPlace } from '../http/address.ts';
import { type Answer, errorAnswer } from '../http/answer.ts';
import type { BindAddress } from '../http/bind-address.ts';
import { refuseForeignHost, refuseForeignPage } from '../http/check-host.ts';
import { bearerText, headerText } from '../http/header-text.ts';
import { type Peer, peerOf, type TrustedProxies, unnamedProxyWarning } from '../http/peer-address.ts';
import type { Log } from '../log/server-log.ts';
import type { ServerOptions } from '../server-options.ts';
import { BanTable, banText } from './ban-table.ts';
import { ManagementSecrets, type SignedIn } from './management-secrets.ts';

/** At most this many addresses are reported, because any client can send the headers of a proxy. */
const maxUnnamed = 5;

/** The access rules of the management API (B). */
export function openManagementGate(
  activeConfig: ActiveConfig,
  bound: BindAddress,
  options: Pick<ServerOptions, 'managementPassword' | 'localPassword'>,
  now: () => number,
  log: Log,
): {
  readonly gate: ManagementGate;
  readonly secrets: ManagementSecrets;
  /** Addresses that sent forwarding headers and are not in `trusted-proxies` now. */
  readonly unnamedProxies: () => readonly string[];
} {
  const secrets = new ManagementSecrets({
    stored: () => activeConfig.storedSecret,
    managementPassword: options.managementPassword,
    localPassword: options.localPassword,
  });
  const unnamed = new Set<string>();
  const gate = createManagementGate({
    secrets,
    bans: new BanTable(now),
    now,
    boundHost: bound.host,
    trusted: () => activeConfig.trusted,
    config: () => activeConfig.state.config,
    onRefused(address, left) {
      const more = `${left} attempt${left === 1 ? '' : 's'} left`;
      log('warn', `management sign-in failed: ${more}`, { address });
    },
    onBan: (address) => log('warn', `${address} is locked out of the management API for 30 minutes`),
    onUnnamedProxy(address) {
      if (unnamed.has(address) || unnamed.size >= maxUnnamed) return;
      unnamed.add(address);
      log('warn', unnamedProxyWarning(address));
    },
  });
  const unnamedProxies = () => [...unnamed].filter((address) => !activeConfig.trusted(address));
  return { gate, secrets, unnamedProxies };
}

export type ManagementDecision =
  /** `stillGood`: whether the same secret from the same address would be accepted now. */
  | { readonly ok: true; readonly signedInAs: SignedIn; readonly stillGood: () => boolean }
  | { readonly ok: false; readonly answer: Answer };

interface ManagementGateOptions {
  readonly secrets: ManagementSecrets;
  readonly bans: BanTable;
  readonly now: () => number;
  readonly boundHost: string;
  readonly trusted: () => TrustedProxies;
  readonly config: () => Config;
  readonly onBan?: (address: string) => void;
  /** @param left attempts before the address is locked out */
  readonly onRefused?: (address: string, left: number) => void;
  /** Called for each request with forwarding headers of a proxy that is not in `trusted-proxies`. */
  readonly onUnnamedProxy?: (address: string) => void;
}

export interface ManagementGate {
  (request: IncomingMessage): Promise<ManagementDecision>;
  /** For a connection that is no HTTP. @param secret undefined: none was given */
  bySocket(socket: Socket, secret: string | undefined): Promise<ManagementDecision>;
  /** For routes without a secret: whether this peer may use the management API at all (B3, B4). */
  door(request: IncomingMessage): { readonly ok: true } | { readonly ok: false; readonly answer: Answer };
}

/** At most this many different secrets of one address wait for bcrypt. */
const maxWaiting = 8;

const missing = errorAnswer(401, 'missing management key', 'authentication_error');

export const managementOff = errorAnswer(404, 'Not Found', 'not_found');

/**
 * B1–B5 and C1, for requests and for the upgrade of the event socket alike. Unlike the public
 * server, MANAGEMENT_PASSWORD does not admit remote clients, only `allow-remote` does (B3).
 */
export function createManagementGate(options: ManagementGateOptions): ManagementGate {
  const { secrets, bans, now } = options;
  /** An address gets one bcrypt at a time, so that a burst of guesses is banned after the fifth, not after all. */
  const turns = new Map<string, { readonly checks: Map<string, Promise<boolean>>; last: Promise<unknown> }>();

  const allowsRemote = (): boolean => options.config()['remote-management']?.['allow-remote'] === true;
  const refuse = (answer: Answer): ManagementDecision => ({ ok: false, answer });

  const banned = (address: string): ManagementDecision | undefined => {
    const until = bans.bannedUntil(address);
    if (until === undefined) return undefined;
    const left = until - now();
    const message = `IP banned due to too many failed attempts. Try again in ${banText(left)}`;
    return refuse(
      errorAnswer(403, message, 'address_banned', { 'retry-after': String(Math.ceil(left / 1000)) }),
    );
  };

  const wrong = (address: string, secret: string): ManagementDecision => {
    const left = bans.fail(address, secrets.idOf(secret));
    options.onRefused?.(address, left);
    if (left === 0) options.onBan?.(address);
    return refuse(
      errorAnswer(401, 'invalid password', 'authentication_error', { 'x-attempts-left': String(left) }),
    );
  };

  const admit = (peer: Peer, signedInAs: SignedIn, secret: string): ManagementDecision => {
    bans.pass(peer.address);
    const known = secrets.remember(secret, peer.loopback);
    return { ok: true, signedInAs, stillGood: () => known() && (peer.loopback || allowsRemote()) };
  };

  /** Requests with the same secret wait for the same check, so that a console may start with many at once. */
  const checkInTurn = (peer: Peer, secret: string): Promise<boolean> | undefined => {
    const turn = turns.get(peer.address) ?? { checks: new Map(), last: Promise.resolve() };
    const id = secrets.idOf(secret);
    const running = turn.checks.get(id);
    if (running) return running;
    if (turn.checks.size >= maxWaiting || secrets.busy) return undefined;
    turns.set(peer.address, turn);
    const check = turn.last
      .then(() => bans.bannedUntil(peer.address) === undefined && secrets.check(secret))
      .finally(() => {
        turn.checks.delete(id);
        if (turn.checks.size === 0) turns.delete(peer.address);
      });
    turn.checks.set(id, check);
    turn.last = check.catch(() => undefined);
    return check;
  };

  const inTurn = async (peer: Peer, secret: string): Promise<ManagementDecision> => {
    const check = checkInTurn(peer, secret);
    if (!check) {
      const message = 'Too many sign-ins are being checked. Try again in a moment.';
      return refuse(errorAnswer(503, message, 'overloaded', { 'retry-after': '1' }));
    }
    const good = await check;
    return (
      banned(peer.address) ?? (good ? admit(peer, 'management secret', secret) : wrong(peer.address, secret))
    );
  };

  const atDoor = (request: IncomingMessage, peer: Peer): Answer | undefined => {
    if (peer.unnamedProxy) options.onUnnamedProxy?.(peer.address);
    if (!secrets.any(peer.loopback)) return managementOff;
    // A trusted proxy forwards its public host name; DNS rebinding needs a browser.
    const host = peer.proxied ? undefined : refuseForeignHost(request, options.boundHost, options.config());
    return host ?? refuseForeignPage(request) ?? tooFar(peer);
  };

  const tooFar = (peer: Peer): Answer | undefined =>
    peer.loopback || allowsRemote()
      ? undefined
      : errorAnswer(403, 'remote management disabled', 'permission_error');

  const decide = async (from: Peer, secret: string | undefined): Promise<ManagementDecision> => {
    // Requests through an unlisted proxy must not lock out the machine that the proxy runs on.
    const place = lockOutPlace(from.address);
    const peer = { ...from, address: from.unnamedProxy ? `${place}, a proxy` : place };
    const stop = banned(peer.address);
    if (stop) return stop;
    // Not counted, or any client could lock out others with requests that have no secret.
    if (!secret) return refuse(missing);
    const known = secrets.recognize(secret, peer.loopback);
    return known ? admit(peer, known, secret) : inTurn(peer, secret);
  };

  const gate = async (request: IncomingMessage): Promise<ManagementDecision> => {
    const from = peerOf(request, options.trusted());
    const refusal = atDoor(request, from);
    return refusal ? refuse(refusal) : decide(from, presentedSecret(request));
  };
  return Object.assign(gate, {
    async bySocket(socket: Socket, secret: string | undefined) {
      const from = peerOf({ socket, headers: {} }, options.trusted());
      const refusal = secrets.any(from.loopback) ? tooFar(from) : managementOff;
      return refusal ? refuse(refusal) : decide(from, secret);
    },
    door(request: IncomingMessage) {
      const answer = atDoor(request, peerOf(request, options.trusted()));
      return answer ? { ok: false as const, answer } : { ok: true as const };
    },
  });
}

/** B2: Authorization takes precedence if both are sent; the word Bearer in any case, or the bare value. */
function presentedSecret(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined && authorization !== '') return bearerText(authorization);
  const own = [request.headers['x-management-key']].flat()[0];
  return own === undefined ? undefined : headerText(own);
}

/**
 * B1: replaces a plain `remote-management.secret-key` on disk by its bcrypt hash. If that fails
 * (a read-only file, a secret that is too long) the plain secret stays in force, and the log reports it.
 * @returns the task; it does nothing if there is nothing to hash, and never tries the same secret twice
 */
export function plainSecretHasher(
  backend: Backend,
  activeConfig: ActiveConfig,
  log: Log,
): () => Promise<void> {
  let given: string | undefined;
  return async () => {
    const plain = activeConfig.storedSecret;
    if (plain === undefined || isBcryptHash(plain) || plain === given) return;
    given = plain;
    const problem = secretLengthProblem(plain);
    if (problem) return log('error', `secret-key stays in plain text in config.yaml: ${problem}`);
    const value = await hashSecret(plain);
    // With the revision, as an edit in the meantime may have another secret; its event runs this again.
    const edit = { op: 'set' as const, path: ['remote-management', 'secret-key'], value };
    const outcome = await backend.editConfig([edit], { revision: activeConfig.state.revision });
    if (outcome.ok) log('info', 'the plain secret-key in config.yaml was replaced by its hash');
    else if (outcome.kind === 'conflict') given = undefined;
    else log('error', `secret-key stays in plain text in config.yaml: ${outcome.message}`);
    await activeConfig.refresh();
    if (outcome.ok) given = undefined;
  };
}
