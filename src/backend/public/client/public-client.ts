import { isUtf8 } from 'node:buffer';
import * as v from 'valibot';
import type { Secret } from '../../../base/secrets/secret.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Address } from '../../management/address.ts';
import {
  type AuthenticatedConnection,
  type ConnectionTurn,
  createAuthenticatedConnection,
} from '../../management/authenticated-connection.ts';
import { type Generation, generationOf, publicVersionOf } from '../../management/detect-server.ts';
import type { Reply, usualLimits } from '../../management/exchange.ts';
import { readAnswer, requestPath } from '../../management/explain-answer.ts';
import type { PrefetchedRequest } from '../../management/prefetch-request.ts';
import { secretHeaders } from '../../management/sign-in-secret.ts';
import type { AttemptCount } from '../usage/attempt-count.ts';
import { explainPublicAnswer } from './explain-public-answer.ts';
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
   * Several requests that no other comes between. `tryOther` sends another secret once, and goes on with it when
   * it is let in; a refusal of it is `failed`, as the one in use may still be good.
   */
  readonly alone: <T>(
    task: (
      request: PublicRequest,
      tryOther: (secret: Secret) => Promise<Outcome<void>>,
    ) => Promise<Outcome<T>>,
    signal?: AbortSignal,
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
        return failure('unsupported', `${address.base} is a server of ${generation}, which cannot do that.`);
      }
      const outcome = await connection.inTurn((turn) => send(id, call, turn), call.signal);
      return outcome as Outcome<PublicOutput<typeof id>>;
    },
    inTurn: connection.inTurn,
    alone: (task, signal) =>
      connection.inTurn(async (turn) => {
        const request = (id: PublicRouteId, call: PublicCall<PublicRouteId> = {}) => send(id, call, turn);
        return task(request as PublicRequest, async (secret) => {
          const headers = { ...turn.headers, ...secretHeaders(secret) };
          const tried = await send('getConfig', {}, { ...turn, headers });
          if (tried.ok) return success(turn.goOnWith(secret));
          return tried.kind === 'denied' ? failure('failed', tried.message) : tried;
        });
      }, signal),
    attempts,
    close: connection.close,
  };
}

const notUtf8 = (base: string): string =>
  `config.yaml at ${base} is not UTF-8 text. No changes made. Save it as UTF-8 there.`;

function bodyOf(
  input: unknown,
  type: string | undefined,
): { bytes: string | Buffer; type: string } | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string' || Buffer.isBuffer(input))
    return { bytes: input, type: type ?? 'application/yaml' };
  return { bytes: JSON.stringify(input), type: 'application/json' };
}
