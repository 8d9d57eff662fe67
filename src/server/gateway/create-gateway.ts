import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { readableStack } from '../../base/readable-stack.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { KeySpending } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { answerForms } from '../../providers/answers/answer-forms.ts';
import { tokenReaders } from '../../providers/answers/read-tokens.ts';
import { refusesCredential } from '../../providers/answers/refusal.ts';
import type { Environment } from '../../providers/upstream-entry.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Log } from '../log/server-log.ts';
import { protocolOf } from './client-routes.ts';
import { callHost, type HostAnswer, type HostRequest } from './forward/call-host.ts';
import { ClientSink } from './forward/client-sink.ts';
import {
  Cooldowns,
  type CredentialHealth,
  type Failure,
  HealthTracker,
} from './forward/credential-health.ts';
import type { ForwardParts, GatewayAccounts } from './forward/forward-job.ts';
import { UpstreamPools, type UpstreamTimes } from './forward/upstream-pools.ts';
import { searchOf } from './forward/upstream-request.ts';
import type { GatewayClient, GatewayParts, Over } from './gateway-parts.ts';
import { InFlight, type MostInFlight } from './limits/in-flight.ts';
import { KeyLimiter, type LimitSource } from './limits/key-limits.ts';
import { errorBody } from './request/protocol-error.ts';
import { RequestEntry } from './request/request-entry.ts';
import { apiRequest, behindAmp } from './routing/api-route.ts';
import { isModelPath, modelAnswer } from './routing/list-models.ts';
import { CandidateOrder } from './routing/order-candidates.ts';
import { accountTarget, type RouteTable, routeTable, type Target } from './routing/route-table.ts';
import { serveAmp } from './serve-amp.ts';
import { refuse, serveRequest } from './serve-request.ts';
import { ResponsesSockets } from './socket/responses-sockets.ts';

export interface GatewayOptions {
  /** The config in force; the same object until it changes. */
  readonly config: () => Config;
  /** Called once for each request that has ended. */
  readonly record: (record: UsageRecord) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly accounts: GatewayAccounts;
  readonly quotaReader?: ForwardParts['quotaReader'];
  /** For CLINE_API_KEY, CLORO_API_KEY and AMP_API_KEY. */
  readonly environment: Environment;
  readonly limits?: LimitSource;
  /** Called when a key with a token limit has used tokens. */
  readonly onSpent?: (key: Fingerprint) => void;
  readonly times?: UpstreamTimes;
  readonly maxInFlight?: MostInFlight;
  readonly wait?: ForwardParts['wait'];
}

/** The upstream credentials and their health. */
export interface Upstreams {
  /** Of the active config. */
  targets(): readonly Target[];
  healthOf(target: Target): CredentialHealth | undefined;
  cooldownOf(target: Target): ReturnType<Cooldowns['cooldownOf']>;
  /** Clears the cooldown for every model. */
  clearCooldown(target: Target): void;
  /** Called after each attempt with a credential. */
  onAttempt: ((target: Target) => void) | undefined;
}

export interface Gateway {
  /** Whether the gateway answers this request. */
  takes(method: string, path: string): boolean;
  /** Answers a request that it `takes`, and records it. @param over called once that is done; no promise, for speed */
  handle(request: IncomingMessage, response: ServerResponse, client: GatewayClient, over: Over): void;
  /** Takes over a socket for /v1/responses whose request was authenticated. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: GatewayClient): void;
  /** Why a client may open no further socket; undefined: it may. */
  socketRefusal(clientKey: Fingerprint | undefined): Answer | undefined;
  /** GET /v1/models, /v1beta/models, and one of them; undefined for any other path. */
  models(
    path: string,
    client: { clientKey: Fingerprint | undefined; headers: IncomingHttpHeaders },
  ): Answer | undefined;
  readonly upstreams: Upstreams;
  /** A request of the server's own, by the proxy of the entry or of the config. */
  callHost(request: HostRequest): Promise<Outcome<HostAnswer>>;
  /** When an account of auth-dir is available for every model again, ms since the epoch; undefined: now. */
  accountCooldownUntil(name: string): number | undefined;
  accountHealth(name: string): CredentialHealth | undefined;
  /** Clears the cooldown of an account of auth-dir. */
  clearAccountCooldown(name: string): void;
  /** The same if its tokens were refused; its quota is not reset by new ones. */
  clearAccountRefusals(name: string): void;
  /** What a key has used of its limits; undefined if it has none that can be used up. */
  spending(key: Fingerprint): KeySpending | undefined;
  /** To be called before the first request: reads what keys with limits have used. */
  restoreLimits(): Promise<void>;
  /** Closes the sockets with a message, as a server that stops waits for them. */
  leave(): void;
  /** Ends what is still running. */
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
    const amp = current.amp?.entryFor(undefined).baseUrl ?? '';
    // The address in config.yaml may be none.
    const ampOrigin = URL.canParse(amp) ? [new URL(amp).origin] : [];
    pools.keepOnly(new Set([...current.targets.map(({ origin }) => origin), ...ampOrigin]));
    return current;
  };
  const record = (done: UsageRecord): void => {
    limiter.used(done.clientKey as Fingerprint | undefined, done.tokens);
    options.record(done);
  };
  const logFailure = ({ id, entry, account }: Target, { how, status, sentence }: Failure): void => {
    const cooling = parts.cooldowns.cooldownOf(id, now());
    const seconds = Math.ceil(((cooling?.until ?? 0) - now()) / 1_000);
    const after = cooling ? `; cooling down for ${seconds} s` : '';
    const level = refusesCredential(how) ? 'error' : 'warn';
    log(level, `${sentence}${after}`, { provider: entry.name, account, status });
  };
  const parts: GatewayParts = {
    pools,
    cooldowns: new Cooldowns(),
    health: new HealthTracker(now, (target, failure) => {
      if (failure) logFailure(target, failure);
      upstreams.onAttempt?.(target);
    }),
    order: new CandidateOrder(),
    now,
    wait: options.wait ?? waitOrAbort,
    accounts: options.accounts,
    ...(options.quotaReader && { quotaReader: options.quotaReader }),
    table,
    limiter,
    record,
    log,
    inFlight: new InFlight(options.maxInFlight),
  };
  const upstreams: Upstreams = {
    targets: () => table().targets,
    healthOf: ({ id }) => parts.health.of(id),
    cooldownOf: ({ id }) => parts.cooldowns.cooldownOf(id, now()),
    clearCooldown: ({ id }) => parts.cooldowns.clear(id),
    onAttempt: undefined,
  };
  const sockets = new ResponsesSockets(parts);
  return {
    // Amp's model lists are answered by this server, too.
    takes: (method, path) =>
      apiRequest(method, path) !== undefined &&
      !((method === 'GET' || method === 'HEAD') && isModelPath(behindAmp(path) ?? '')),
    handle(request, response, client, over) {
      const api = apiRequest(request.method ?? 'GET', client.path);
      if (!api) throw new Error('not a route of the gateway');
      const { clientKey, address } = client;
      const about = { endpoint: api.endpoint, clientKey, address, headers: request.headers };
      const entry = new RequestEntry(about, now, record);
      const form = answerForms[api.route];
      const sink = new ClientSink(response, client.headers, entry, tokenReaders[api.protocol], form);
      const hold = parts.inFlight.hold(client.clientKey);
      const ended = (error?: Error): void => {
        hold.free();
        if (error) {
          log('error', `An unexpected error ended a request: ${readableStack(error)}`);
          sink.refuse(api.protocol, unexpected);
          if (!response.writableEnded) response.destroy();
          entry.finish(unexpected.status, 'an unexpected error in the gateway');
        }
        over(entry.record, entry.dropped);
      };
      try {
        const sent = {
          method: request.method ?? 'GET',
          headers: request.headers,
          search: searchOf(request.url, client.query),
          config: table().config,
        };
        const served = { request, api, client, sent, entry, sink, hold };
        const limited = limiter.admit(client.clientKey);
        if (limited) refuse(served, limited, ended);
        else if (api.route === 'amp') serveAmp(served, parts).then(() => ended(), ended);
        else serveRequest(served, parts, ended);
      } catch (error) {
        ended(error as Error);
      }
    },
    models(asked, { clientKey, headers }) {
      const path = behindAmp(asked) ?? asked;
      return modelAnswer(path, protocolOf(path, headers), table(), limiter.modelsOf(clientKey));
    },
    accountCooldownUntil: (name) => parts.cooldowns.cooldownOf(accountTarget(name), now())?.until,
    accountHealth: (name) => parts.health.of(accountTarget(name)),
    clearAccountCooldown: (name) => parts.cooldowns.clear(accountTarget(name)),
    clearAccountRefusals: (name) => parts.cooldowns.clear(accountTarget(name), ['key', 'forbidden']),
    socketRefusal(clientKey) {
      const refusal = parts.inFlight.socketRefusal(clientKey);
      return refusal && json(refusal.status, errorBody('openai', refusal), refusal.headers);
    },
    upgrade: (request, socket, head, client) => sockets.accept(request, socket, head, client),
    upstreams,
    callHost: (request) => callHost(pools, request, options.config()['proxy-url']),
    spending: (key) => limiter.spending(key),
    restoreLimits: () => limiter.restore(),
    leave: () => sockets.close(),
    async close() {
      sockets.terminate();
      await pools.close();
    },
  };
}

const unexpected = { status: 500, message: 'Internal error in this server. See its log.' };

async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
