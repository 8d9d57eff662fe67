import type * as v from 'valibot';
import type { Secret } from '../../base/secrets/secret.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { auditedByClient, type RouteId, routes } from '../../contract/routes.ts';
import type { Address } from './address.ts';
import { createAuthenticatedConnection } from './authenticated-connection.ts';
import { serverKindOf } from './detect-server.ts';
import type { usualLimits } from './exchange.ts';
import { explainAnswer, foreign, readAnswer, requestPath } from './explain-answer.ts';
import type { PrefetchedRequest } from './prefetch-request.ts';

type InputOf<Id extends RouteId> = v.InferInput<(typeof routes)[Id]['input']>;
type OutputOf<Id extends RouteId> = v.InferOutput<(typeof routes)[Id]['output']>;

export interface RequestOptions {
  /** For the `{…}` of the route's path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** B7: what every later request sends when this one succeeds. */
  readonly nextSecret?: Secret | undefined;
}

/** A signed-in connection to one server. */
export interface ManagementClient {
  readonly address: Address;
  /** Checked both ways by the route's schemas. */
  request<Id extends RouteId>(
    id: Id,
    input: InputOf<Id>,
    options?: RequestOptions,
  ): Promise<Outcome<OutputOf<Id>>>;
  /**
   * Runs something else that carries the secret, in turn with the requests; a refusal or ban that it gives
   * back counts like one of theirs. Not run at all when the secret has been refused.
   */
  inTurn<T>(task: (headers: Record<string, string>) => Promise<Outcome<T>>): Promise<Outcome<T>>;
  close(): void;
}

export interface ClientOptions {
  readonly address: Address;
  readonly secret: Secret;
  /** PEM text of an authority to trust besides none other. */
  readonly ca?: string | undefined;
  readonly now: () => number;
  readonly limits?: typeof usualLimits;
  readonly prefetched?: PrefetchedRequest | undefined;
}

/** A signed-in client of an embedded server: the table of routes over an authenticated connection. */
export function createClient(options: ClientOptions): ManagementClient {
  const { address, now } = options;
  const connection = createAuthenticatedConnection(options);
  return {
    address,
    inTurn: (task) => connection.inTurn((turn) => task({ ...turn.headers })),
    request(id, input, extra = {}) {
      const route = routes[id];
      return connection.inTurn(async (turn) => {
        const text = typeof input === 'string';
        const type = text ? 'application/yaml' : 'application/json';
        const body = input === undefined ? undefined : text ? input : JSON.stringify(input);
        const reply = await turn.send({
          method: route.method,
          path: requestPath(route.path, extra.params, extra.query),
          headers: {
            ...turn.headers,
            [auditedByClient.name]: auditedByClient.value,
            ...(body !== undefined && { 'content-type': type }),
            ...extra.headers,
          },
          body,
          signal: extra.signal,
          changes: route.method !== 'GET' && !('asks' in route),
        });
        if (!reply.ok) return reply;
        if (reply.value.status < 200 || reply.value.status > 299) {
          return explainAnswer(reply.value, address.base, now());
        }
        // Still within this turn: the next request, also of the feed, uses the new one.
        if (extra.nextSecret) turn.goOnWith(extra.nextSecret);
        const read = readAnswer(route.output, reply.value, address.base);
        if (!read.ok && serverKindOf(reply.value.headers) === 'foreign')
          return foreign(address.base, reply.value.status);
        return read as Outcome<OutputOf<typeof id>>;
      }, extra.signal);
    },
    close: () => connection.close(),
  };
}
