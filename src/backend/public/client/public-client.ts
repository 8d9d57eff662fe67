import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import type { Secret } from '../../../base/secrets/secret.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Generation } from '../../backend.ts';
import type { Address } from '../../management/address.ts';
import {
  type AuthenticatedConnection,
  type ConnectionTurn,
  createAuthenticatedConnection,
} from '../../management/authenticated-connection.ts';
import { generationOf, publicVersionOf } from '../../management/detect-server.ts';
import type { Reply, usualLimits } from '../../management/exchange.ts';
import { explainAnswer, messageOf, readAnswer, requestPath } from '../../management/explain-answer.ts';
import type { PrefetchedRequest } from '../../management/prefetch-request.ts';
import { secretHeaders } from '../../management/sign-in-secret.ts';
import { words } from '../words.ts';
import type { AttemptCount } from './attempt-count.ts';
import {
  type PublicInput,
  type PublicOutput,
  type PublicRoute,
  type PublicRouteId,
  publicRoutes,
} from './public-routes.ts';

interface PublicCall<Id extends PublicRouteId> {
  readonly input?: PublicInput<Id>;
  /** For the `{…}` of the route's path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Of a raw body; otherwise JSON. */
  readonly type?: string;
  readonly signal?: AbortSignal | undefined;
}

/** What a request of a turn that holds the connection sends without waiting for another turn. */
type PublicRequest = <Id extends PublicRouteId>(
  id: Id,
  call?: PublicCall<Id>,
) => Promise<Outcome<PublicOutput<Id>>>;

/** A signed-in connection to a public server. */
export interface PublicClient {
  readonly address: Address;
  /** As the first answer to the secret settled it. */
  readonly generation: () => Generation;
  readonly version: () => string | undefined;
  readonly request: PublicRequest;
  /** For what carries the secret without being such a request. */
  readonly inTurn: AuthenticatedConnection['inTurn'];
  /**
   * Several requests without others in between. `tryOther` sends another secret once, and continues with it
   * if it is let in; a refusal of it is `failed`, as the one in use may still be good.
   */
  readonly alone: <T>(
    task: (
      request: PublicRequest,
      tryOther: (secret: Secret) => Promise<Outcome<void>>,
    ) => Promise<Outcome<T>>,
  ) => Promise<Outcome<T>>;
  /** Counts refusals of the secret, over HTTP and RESP alike: the server does as well. */
  readonly attempts: AttemptCount;
  readonly close: () => void;
}

interface PublicClientOptions {
  readonly address: Address;
  readonly secret: Secret;
  readonly ca?: string | undefined;
  readonly now: () => number;
  readonly attempts: AttemptCount;
  readonly limits?: typeof usualLimits;
  readonly prefetched?: PrefetchedRequest | undefined;
  /** The secret was refused or this address is locked out: nothing more is sent. */
  readonly onStopped?: (reason: Failure) => void;
}

export function createPublicClient(options: PublicClientOptions): PublicClient {
  const { address, now, attempts } = options;
  const connection = createAuthenticatedConnection(options);
  let generation: Generation = 'unknown';
  let version: string | undefined;
  let signedIn = false;

  function take(reply: Reply, schema: v.GenericSchema): Outcome<unknown> {
    if (reply.status < 200 || reply.status > 299) {
      return explainPublicAnswer(reply, { address, now: now(), attempts, signedIn });
    }
    attempts.accepted();
    signedIn = true;
    if (publicVersionOf(reply.headers) !== undefined) {
      generation = generationOf(reply.headers);
      version = publicVersionOf(reply.headers);
    }
    return readAnswer(schema, reply, address.base);
  }

  async function send(
    id: PublicRouteId,
    call: PublicCall<PublicRouteId>,
    turn: ConnectionTurn,
  ): Promise<Outcome<unknown>> {
    const route: PublicRoute = publicRoutes[id];
    const checked = v.safeParse(route.input, call.input);
    if (!checked.success) return failure('invalid', `That cannot be sent: ${checked.issues[0].message}.`);
    const body = bodyOf(call.input, call.type);
    const reply = await turn.send({
      method: route.method,
      path: requestPath(route.path, call.params, call.query),
      headers: { ...turn.headers, ...(body && { 'content-type': body.type }) },
      body: body?.bytes,
      signal: call.signal,
      changes: route.method !== 'GET' && !route.asks,
    });
    if (!reply.ok) return reply;
    const taken = take(reply.value, route.output);
    // As text it would lose bytes, in a backup as well, and go back to the server without them.
    const broken = taken.ok && id === 'getConfigText' && !isUtf8(reply.value.body);
    return broken ? failure('invalid', notUtf8(address.base)) : taken;
  }

  return {
    address,
    generation: () => generation,
    version: () => version,
    request: async (id, call = {}) => {
      const route: PublicRoute = publicRoutes[id];
      if (route.only && signedIn && (generation === 'v6' ? 'v6' : 'v7') !== route.only) {
        return failure('unsupported', words().client.wrongVersion(address.base, generation));
      }
      const outcome = await connection.inTurn((turn) => send(id, call, turn), call.signal);
      return outcome as Outcome<PublicOutput<typeof id>>;
    },
    inTurn: connection.inTurn,
    alone: (task) =>
      connection.inTurn(async (turn) => {
        const request = (id: PublicRouteId, call: PublicCall<PublicRouteId> = {}) => send(id, call, turn);
        return task(request as PublicRequest, async (secret) => {
          const headers = { ...turn.headers, ...secretHeaders(secret) };
          const tried = await send('getConfig', {}, { ...turn, headers });
          if (tried.ok) return success(turn.goOnWith(secret));
          return tried.kind === 'denied' ? failure('failed', tried.message) : tried;
        });
      }),
    attempts,
    close: connection.close,
  };
}

const notUtf8 = (base: string): string => words().client.notUtf8(base);

function bodyOf(
  input: unknown,
  type: string | undefined,
): { bytes: string | Buffer; type: string } | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string' || Buffer.isBuffer(input))
    return { bytes: input, type: type ?? 'application/yaml' };
  return { bytes: JSON.stringify(input), type: 'application/json' };
}

interface AnswerContext {
  readonly address: Address;
  /** ms since the epoch. */
  readonly now: number;
  readonly attempts: AttemptCount;
  /** Whether this server has let the secret in before. */
  readonly signedIn: boolean;
}

/**
 * Any answer of a public server but a 2xx as a failure (recorded auth.json, ban.json, v6/auth-and-404.json).
 */
function explainPublicAnswer(reply: Reply, context: AnswerContext): Failure {
  const { address, now } = context;
  const { status, body } = reply;
  const said = messageOf(body);
  if (status === 401) return refused(said, context);
  if (status === 403 && /remote management disabled/i.test(said ?? '') && address.loopback) {
    // The server judges us by X-Forwarded-For, so behind a reverse proxy a local client counts as remote.
    return failure('denied', words().client.takenForRemote(address.base));
  }
  if (status === 403 || (status >= 300 && status < 400)) return explainAnswer(reply, address.base, now);
  if (status === 404) return notFound(reply, said, context);
  if (status === 500 && /^failed to save config/i.test(said ?? '')) return unsaved(said ?? '', address);
  if (status >= 500 && /^failed to (generate authorization url|start device)/i.test(said ?? ''))
    return failure('failed', words().client.noLogin(address.base, said));
  if (status === 400 || status === 413 || status === 422) {
    return failure('invalid', words().client.rejected(address.base, said, status), lineIn(said));
  }
  if (status === 409) return failure('conflict', said ?? words().client.modified);
  if (status === 502 || status === 504) {
    return failure('failed', words().client.notReached(address.base, said));
  }
  return failure('failed', words().client.failed(address.base, status, said));
}

function refused(said: string | undefined, { attempts }: AnswerContext): Failure {
  const attemptsLeft = attempts.refused();
  const reason = said === undefined ? words().client.refused : words().client.refusedSaying(said);
  // How many are left is a field of its own, as for our own server.
  return failure('denied', words().client.attempts(reason, attemptsLeft), {
    attemptsLeft,
  });
}

/**
 * Three kinds of 404: empty without the server's own headers, or v6's plain page before it accepted a
 * sign-in: management is off. With headers, or plain after a sign-in: there is no such route. JSON: no such
 * thing.
 */
function notFound(reply: Reply, said: string | undefined, { address, signedIn }: AnswerContext): Failure {
  if (said !== undefined) return failure('conflict', words().client.gone(address.base, said));
  const own = publicVersionOf(reply.headers) !== undefined;
  const plain = reply.body.length > 0;
  if (!own && (!plain || !signedIn)) {
    return failure('unsupported', words().client.off(address.base), { managementOff: true });
  }
  return failure('unsupported', words().client.noRoute(address.base));
}

const notSaved = () => words().client.notSaved;
/**
 * Whether a setter failed on config.yaml, but changed the config in memory anyway (recorded
 * config-on-disk.json).
 */
export const isNotSaved = ({ kind, message }: Failure): boolean =>
  kind === 'failed' && message.includes(notSaved());

function unsaved(said: string, { base }: Address): Failure {
  const why = said.replace(/^failed to save config: */i, '');
  return failure('failed', words().client.unsaved(base, notSaved(), why), lineIn(why));
}

/** Go's YAML reader names the line. */
function lineIn(said: string | undefined): { line?: number } {
  const line = /\bline (\d{1,7})\b/.exec(said ?? '')?.[1];
  return line === undefined ? {} : { line: Number(line) };
}
