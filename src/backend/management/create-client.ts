import * as v from 'valibot';
import { oneAtATime } from '../../base/one-at-a-time.ts';
import type { Secret } from '../../base/secret.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { managementPrefix, type RouteId, routes } from '../../contract/routes.ts';
import type { Address } from './address.ts';
import { closeLine, exchange, type Line, openLine, type Reply, usualLimits } from './exchange.ts';
import { explainAnswer, foreign, makerOf } from './explain-answer.ts';

type InputOf<Id extends RouteId> = v.InferInput<(typeof routes)[Id]['input']>;
type OutputOf<Id extends RouteId> = v.InferOutput<(typeof routes)[Id]['output']>;

export interface RequestOptions {
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
}

/** A refused secret is never sent twice, and nothing is sent during a lock-out (B5, DESIGN). */
export function createClient(options: ClientOptions): ManagementClient {
  const { address, ca, now, limits = usualLimits } = options;
  let { secret } = options;
  let stopped: Failure | undefined;
  let line: Promise<Outcome<Line>> | undefined;
  let closed = false;
  // One after the other: of several at once that are refused, each would count towards the ban.
  const turn = oneAtATime();

  function whyNot(signal?: AbortSignal): Failure | undefined {
    if (signal?.aborted) return failure('cancelled', 'Stopped before anything was sent.');
    if (closed) return failure('cancelled', `The connection to ${address.base} was given up.`);
    if (stopped?.lockedOutUntil !== undefined && stopped.lockedOutUntil <= now()) stopped = undefined;
    return stopped;
  }

  function inTurn<T>(
    task: (headers: Record<string, string>) => Promise<Outcome<T>>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    const run = turn(async () => {
      const reason = whyNot(signal);
      if (reason) return reason;
      const used = secret;
      const outcome = await task({ 'x-management-key': headerValue(used) });
      const final = !outcome.ok && (outcome.kind === 'denied' || outcome.kind === 'locked-out');
      if (final && used === secret) stopped = outcome;
      return outcome;
    });
    return signal ? unlessAborted(run, signal) : run;
  }

  async function send(
    method: string,
    path: string,
    body: string | undefined,
    extra: RequestOptions,
    headers: Record<string, string>,
  ) {
    line ??= openLine(address, ca);
    const open = await line;
    if (!open.ok) return open;
    const wanted = {
      method,
      path: `${managementPrefix}${path}${queryOf(extra.query)}`,
      headers: { ...headers, ...extra.headers },
      signal: extra.signal,
      ...(body !== undefined && { body }),
    };
    return exchange(open.value, wanted, limits);
  }

  return {
    address,
    inTurn,
    request(id, input, extra = {}) {
      const route = routes[id];
      return inTurn(async (secretHeader) => {
        const text = typeof input === 'string';
        const type = text ? 'application/yaml' : 'application/json';
        const body = input === undefined ? undefined : text ? input : JSON.stringify(input);
        const headers = { ...secretHeader, ...(body !== undefined && { 'content-type': type }) };
        const reply = await send(route.method, route.path, body, extra, headers);
        if (!reply.ok) return reply;
        if (reply.value.status < 200 || reply.value.status > 299) {
          return explainAnswer(reply.value, address.base, now());
        }
        // Still within this turn: the next request, the feed's included, goes with the new one.
        if (extra.nextSecret) secret = extra.nextSecret;
        return understand(route.output, reply.value, address.base) as Outcome<OutputOf<typeof id>>;
      }, extra.signal);
    },
    close() {
      closed = true;
      void line?.then((it) => it.ok && closeLine(it.value));
    },
  };
}

/** Header bytes of a secret: UTF-8, as curl sends it; node writes a header as Latin-1. */
export function headerValue(secret: Secret): string {
  return Buffer.from(secret.reveal(), 'utf8').toString('latin1');
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

function queryOf(query: Readonly<Record<string, string>> | undefined): string {
  return query ? `?${new URLSearchParams(query)}` : '';
}

/** A request that waits for its turn is given up at once, not when its turn comes. */
function unlessAborted<T>(run: Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(failure('cancelled', 'Stopped before the server answered.'));
    signal.addEventListener('abort', stop, { once: true });
    run.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
