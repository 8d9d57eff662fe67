import * as v from 'valibot';
import type { Secret } from '../../base/secrets/secret.ts';
import { managementPrefix } from '../../contract/management-path.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { type RouteId, routes } from '../../contract/routes.ts';
import type { Address } from './address.ts';
import type { Ahead } from './ask-ahead.ts';
import type { Reply, usualLimits } from './exchange.ts';
import { explainAnswer, foreign } from './explain-answer.ts';
import { createGuardedLine } from './guarded-line.ts';
import { makerOf } from './maker-of.ts';

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

/** A signed-in line to one server. */
export interface ManagementClient {
  readonly address: Address;
  /** Checked both ways by the route's schemas. */
  request<Id extends RouteId>(
    id: Id,
    input: InputOf<Id>,
    options?: RequestOptions,
  ): Promise<Outcome<OutputOf<Id>>>;
  /**
   * Runs something else that carries the secret, in turn with the requests; a refusal or ban that it gives back
   * counts like one of theirs. Not run at all when the secret has been refused.
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
  readonly ahead?: Ahead | undefined;
}

/** A signed-in client of an embedded server: the table of routes over a guarded line. */
export function createClient(options: ClientOptions): ManagementClient {
  const { address, now } = options;
  const line = createGuardedLine(options);
  return {
    address,
    inTurn: (task) => line.inTurn((turn) => task({ ...turn.headers })),
    request(id, input, extra = {}) {
      const route = routes[id];
      return line.inTurn(async (turn) => {
        const text = typeof input === 'string';
        const type = text ? 'application/yaml' : 'application/json';
        const body = input === undefined ? undefined : text ? input : JSON.stringify(input);
        const reply = await turn.send({
          method: route.method,
          path: `${managementPrefix}${filled(route.path, extra.params)}${queryOf(extra.query)}`,
          headers: { ...turn.headers, ...(body !== undefined && { 'content-type': type }), ...extra.headers },
          body,
          signal: extra.signal,
        });
        if (!reply.ok) return reply;
        if (reply.value.status < 200 || reply.value.status > 299) {
          return explainAnswer(reply.value, address.base, now());
        }
        // Still within this turn: the next request, the feed's included, goes with the new one.
        if (extra.nextSecret) turn.goOnWith(extra.nextSecret);
        return understand(route.output, reply.value, address.base) as Outcome<OutputOf<typeof id>>;
      }, extra.signal);
    },
    close: () => line.close(),
  };
}

function understand(
  schema: v.GenericSchema,
  { body, headers, status }: Reply,
  base: string,
): Outcome<unknown> {
  const text = body.toString('utf8');
  const data = schema.type === 'string' ? text : parse(text);
  const result = v.safeParse(schema, data);
  if (result.success) return success(result.output);
  if (makerOf(headers) === 'foreign') return foreign(base, status);
  const where = v.getDotPath(result.issues[0]);
  return failure(
    'failed',
    `The answer of ${base} was not understood${where ? ` (at ${where})` : ''}; are console and server of the same version?`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function filled(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

function queryOf(query: Readonly<Record<string, string>> | undefined): string {
  return query ? `?${new URLSearchParams(query)}` : '';
}
