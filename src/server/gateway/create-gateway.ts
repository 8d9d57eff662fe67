import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { readableStack } from '../../base/readable-stack.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Config } from '../../contract/config.ts';
import type { KeySpending } from '../../contract/key-limits.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { answerForms } from '../../providers/answers/answer-forms.ts';
import { tokenReaders } from '../../providers/answers/read-tokens.ts';
import type { Environment } from '../../providers/provider.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Log } from '../http/log-line.ts';
import { protocolOf } from './client-routes.ts';
import { ClientSink } from './forward/client-sink.ts';
import { Cooldowns } from './forward/cooldowns.ts';
import type { ForwardParts, GatewayAccounts } from './forward/forward.ts';
import { type Fare, UpstreamFares } from './forward/upstream-fares.ts';
import { UpstreamPools, type UpstreamTimes } from './forward/upstream-pools.ts';
import { InFlight, type MostInFlight } from './limits/in-flight.ts';
import { KeyLimiter, type LimitSource } from './limits/key-limits.ts';
import { errorBody } from './request/protocol-error.ts';
import { RequestEntry } from './request/request-entry.ts';
import { apiCall, behindAmp } from './routing/api-route.ts';
import { isModelPath, modelAnswer } from './routing/list-models.ts';
import { CandidateOrder } from './routing/order-candidates.ts';
import { type RouteTable, routeTable } from './routing/route-table.ts';
import { accountTarget, type Target } from './routing/target.ts';
import { serveCall } from './serve-call.ts';
import { ResponsesSockets } from './socket/responses-sockets.ts';

export interface GatewayOptions {
  /** The config in force; the same object as long as nothing has changed. */
  readonly config: () => Config;
  /** Called once for each request that is over. */
  readonly record: (record: UsageRecord) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly accounts: GatewayAccounts;
  /** For CLINE_API_KEY, CLORO_API_KEY and AMP_API_KEY. */
  readonly environment: Environment;
  readonly limits?: LimitSource;
  /** Called when a key with a limit of tokens has used some. */
  readonly onSpent?: (key: Fingerprint) => void;
  readonly times?: UpstreamTimes;
  readonly mostInFlight?: MostInFlight;
  readonly wait?: ForwardParts['wait'];
}

/** A request that has been let in. */
export interface GatewayClient {
  readonly clientKey: Fingerprint | undefined;
  /** As it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of every answer: who we are, and who may read it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the asker is on this machine. */
  readonly local: () => boolean;
  /** Whether it would still be let in: asked for each turn on a socket (A7). */
  readonly stillGood?: () => boolean;
  /** Called for each turn on a socket: that is the request which the client key is used for. */
  readonly used?: () => void;
  /** Called when such a turn has ended. */
  readonly over?: () => void;
}

/** Whatever the sockets and the requests over HTTP share. */
export interface GatewayParts extends ForwardParts {
  readonly table: () => RouteTable;
  readonly limiter: KeyLimiter;
  readonly record: (record: UsageRecord) => void;
  readonly log: Log;
  readonly inFlight: InFlight;
}

/** What is known of the credentials. */
export interface Upstreams {
  /** Of the config in force. */
  targets(): readonly Target[];
  fareOf(target: Target): Fare | undefined;
  restOf(target: Target): ReturnType<Cooldowns['restOf']>;
  /** Hears of a credential that has been asked. */
  onFare: ((target: Target) => void) | undefined;
}

export interface Gateway {
  /** Whether the request is the gateway's to answer. */
  takes(method: string, path: string): boolean;
  /** Answers what it `takes`, and records. @param over called once it has; a promise would be felt here */
  handle(request: IncomingMessage, response: ServerResponse, client: GatewayClient, over: () => void): void;
  /** Takes over a socket for /v1/responses whose request has been let in. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: GatewayClient): void;
  /** Why a client gets no further socket; undefined: it may have one. */
  socketRefusal(clientKey: Fingerprint | undefined): Answer | undefined;
  /** GET /v1/models, /v1beta/models, and one of them; undefined: the path is another. */
  models(
    path: string,
    client: { clientKey: Fingerprint | undefined; headers: IncomingHttpHeaders },
  ): Answer | undefined;
  /** How a credential fares that the config in force has. */
  readonly upstreams: Upstreams;
  /** When an account of auth-dir may be asked for every model again, ms since the epoch; undefined: now. */
  accountRestsUntil(name: string): number | undefined;
  /** Requests go to an account of auth-dir again at once. */
  releaseAccount(name: string): void;
  /** What a key has used of its limits; undefined: it has none that is used up. */
  spending(key: Fingerprint): KeySpending | undefined;
  /** Says good-bye on the sockets: a server that stops waits for them. */
  leave(): void;
  /** Ends what still runs. */
  close(): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { now, log } = options;
  const pools = new UpstreamPools(options.times);
  const limiter = new KeyLimiter(options.limits ?? { of: () => undefined }, now, (sentence) =>
    log('warn', sentence),
  );
  limiter.onSpent = options.onSpent;
  let current: RouteTable | undefined;
  const table = (): RouteTable => {
    const [config, accounts] = [options.config(), options.accounts.all()];
    if (current?.config === config && current.accounts === accounts) return current;
    current = routeTable(config, options.environment, accounts, (sentence) => log('warn', sentence));
    const amp = current.amp ? [new URL(current.amp.entryFor(undefined).baseUrl).origin] : [];
    pools.keepOnly(new Set([...current.targets.map(({ origin }) => origin), ...amp]));
    return current;
  };
  const record = (done: UsageRecord): void => {
    limiter.used(done.clientKey as Fingerprint | undefined, done.tokens);
    options.record(done);
  };
  const parts: GatewayParts = {
    pools,
    cooldowns: new Cooldowns(),
    fares: new UpstreamFares(now, (target) => upstreams.onFare?.(target)),
    order: new CandidateOrder(),
    now,
    wait: options.wait ?? waitOrAbort,
    accounts: options.accounts,
    table,
    limiter,
    record,
    log,
    inFlight: new InFlight(options.mostInFlight),
  };
  const upstreams: Upstreams = {
    targets: () => table().targets,
    fareOf: ({ id }) => parts.fares.of(id),
    restOf: ({ id }) => parts.cooldowns.restOf(id, now()),
    onFare: undefined,
  };
  const sockets = new ResponsesSockets(parts);
  return {
    // Amp asks for lists of models, too; they are this server's.
    takes: (method, path) =>
      apiCall(method, path) !== undefined &&
      !((method === 'GET' || method === 'HEAD') && isModelPath(behindAmp(path) ?? '')),
    handle(request, response, client, over) {
      const call = apiCall(request.method ?? 'GET', client.path);
      if (!call) throw new Error('not a route of the gateway');
      const about = { endpoint: call.endpoint, clientKey: client.clientKey, headers: request.headers };
      const entry = new RequestEntry(about, now, record);
      const form = answerForms[call.route];
      const sink = new ClientSink(response, client.headers, entry, tokenReaders[call.protocol], form);
      const hold = parts.inFlight.hold(client.clientKey);
      const ended = (error?: Error): void => {
        hold.free();
        if (error) {
          log('error', `A request ended in an unexpected fault of the gateway: ${readableStack(error)}`);
          sink.refuse(call.protocol, unexpected);
          if (!response.writableEnded) response.destroy();
          entry.finish(unexpected.status, 'an unexpected fault of the gateway');
        }
        over();
      };
      try {
        serveCall({ request, call, client, entry, sink, hold }, parts, ended);
      } catch (error) {
        ended(error as Error);
      }
    },
    models(asked, { clientKey, headers }) {
      const path = behindAmp(asked) ?? asked;
      return modelAnswer(path, protocolOf(path, headers), table(), limiter.modelsOf(clientKey));
    },
    accountRestsUntil: (name) => parts.cooldowns.restOf(accountTarget(name), now())?.until,
    releaseAccount: (name) => parts.cooldowns.release(accountTarget(name)),
    socketRefusal(clientKey) {
      const refusal = parts.inFlight.socketRefusal(clientKey);
      return refusal && json(refusal.status, errorBody('openai', refusal), refusal.headers);
    },
    upgrade: (request, socket, head, client) => sockets.accept(request, socket, head, client),
    upstreams,
    spending: (key) => limiter.spending(key),
    leave: () => sockets.close(),
    async close() {
      sockets.terminate();
      await pools.close();
    },
  };
}

const unexpected = { status: 500, message: 'Something went wrong in this server; its log says where.' };

async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
