import { readFile as readFileFrom } from 'node:fs/promises';
import type { Backend } from '../backend/backend.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import type { Secret } from '../base/secret.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { Activity, type ActivityFile } from './activity.ts';
import { bindAddress, isWildcard, urlOf } from './bind-address.ts';
import { createClientGate } from './client-gate.ts';
import { collectUsage } from './collect-usage.ts';
import { EventFeed, type FeedTimes } from './event-feed.ts';
import { createGateway, type GatewayOptions } from './gateway/create-gateway.ts';
import { requestHandler } from './handle-request.ts';
import { upgradeHandler } from './handle-upgrade.ts';
import { plainSecretHasher } from './hash-plain-secret.ts';
import { createHttpServer, type HttpTimes, listen, refuseBroken, stopServer } from './http-server.ts';
import { openInForce } from './in-force.ts';
import { limitsOf } from './limits-of.ts';
import { loadTls } from './load-tls.ts';
import { createLog } from './log-line.ts';
import { openManagementGate } from './open-management-gate.ts';
import { openProviderStates } from './provider-states.ts';
import { startWarnings } from './start-warnings.ts';
import { createWriteQueue } from './write-queue.ts';

export interface ServerOptions {
  /** A disk backend; whoever made it closes it. */
  readonly backend: Backend;
  /** Instead of `host` and `port` of the config; port 0: any free one. */
  readonly host?: string;
  readonly port?: number;
  /** C1: lives in memory, good from this machine only. */
  readonly localPassword?: Secret;
  /** MANAGEMENT_PASSWORD (B1). */
  readonly managementPassword?: Secret;
  readonly activity: ActivityFile;
  readonly version: string;
  /** Gets finished lines, without line end and without secrets. */
  readonly log: (line: string) => void;
  readonly now?: () => number;
  /** For the files of `tls`; knows what `~` stands for. */
  readonly readFile?: (path: string) => Promise<Buffer>;
  /** Replaces a plain `secret-key` in the text of a config.yaml by its hash; absent: it is hashed after the write. */
  readonly sealConfigText?: (text: string) => Promise<Outcome<string>>;
  /** Where requests are kept; absent: nowhere. Whoever made it closes it. */
  readonly usage?: UsageStore;
  /** Called once for each request to a provider that is over; it must not throw. */
  readonly record?: (record: UsageRecord) => void;
  /** Tokens of a client key since an instant, instead of what `usage` holds. */
  readonly tokensSince?: (clientKey: Fingerprint, since: number) => number;
  /** For provider keys that stand in the environment (CLINE_API_KEY, CLORO_API_KEY, AMP_API_KEY). */
  readonly environment?: GatewayOptions['environment'];
  /** Shorter times for tests. */
  readonly upstreamTimes?: GatewayOptions['times'];
  readonly feedTimes?: FeedTimes;
  readonly httpTimes?: HttpTimes;
}

export interface RunningServer {
  /** Base URL that works from this machine. */
  readonly url: string;
  /** Stops accepting, lets running requests end (a few seconds at most), keeps the activity. */
  close(): Promise<void>;
}

/** The embedded server: client side, management API and event feed on one port. The failure names the remedy. */
export async function startServer(options: ServerOptions): Promise<Outcome<RunningServer>> {
  const now = options.now ?? Date.now;
  const log = createLog(options.log, now);
  const { backend, version } = options;
  const serverName = `cli-proxy/${version}`;

  const opened = await openInForce(backend, log);
  if (!opened.ok) return opened;
  const inForce = opened.value;
  const give = <T extends Outcome<never>>(failed: T): T => {
    inForce.close();
    return failed;
  };
  const { config } = inForce.state;
  const bind = bindAddress(config, {
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  if (!bind.ok) return give(bind);
  const bound = bind.value;
  const tls = await loadTls(config, options.readFile ?? readFileFrom);
  if (!tls.ok) return give(tls);

  const activity = new Activity(options.activity, now, log);
  await activity.restore();
  const writes = createWriteQueue();
  const hashPlainSecret = plainSecretHasher(backend, inForce, log);
  await hashPlainSecret();

  const feed = new EventFeed(activity, serverName, options.feedTimes);
  const management = openManagementGate(inForce, bound, options, now, log);
  const sealConfigText = options.sealConfigText ?? (async (text) => success(text));
  const usage = collectUsage({
    store: options.usage,
    config: () => inForce.state.config,
    tell: (change) => feed.tell(change),
    now,
    ...(options.record ? { also: options.record } : {}),
  });
  const clients = createClientGate(inForce, bound, now);
  const gateway = createGateway({
    config: () => inForce.state.config,
    record: usage.record,
    now,
    log,
    environment: options.environment ?? {},
    limits: limitsOf(inForce, options.tokensSince ?? (options.usage ? usage.tokensSince : undefined)),
    ...(options.upstreamTimes ? { times: options.upstreamTimes } : {}),
  });
  const providerStates = openProviderStates({
    upstreams: gateway.upstreams,
    config: () => inForce.state.config,
    environment: options.environment ?? {},
    store: options.usage,
    feed,
    now,
  });
  const kept = { backend, inForce, activity, usage, providerStates };
  const context = { ...kept, version, writes, sealConfigText, hashPlainSecret };
  let stopping = false;
  const parts = {
    management: { ...management, context },
    clients,
    inForce,
    activity,
    gateway,
    serverName,
    now,
    log,
    stopping: () => stopping,
  };
  const handle = requestHandler(parts);

  const server = createHttpServer(
    tls.value,
    (request, response) => void handle(request, response),
    options.httpTimes,
  );
  server.on('upgrade', upgradeHandler({ ...parts, feed, handle }));
  server.on('clientError', (error, socket) => refuseBroken(error, socket, serverName));
  const listening = await listen(server, bound);
  if (!listening.ok) return give(listening);

  inForce.onChange((change) => {
    feed.tell(change);
    if (change.type !== 'config') return;
    feed.review();
    writes(hashPlainSecret).catch(() => log('error', 'hashing the plain secret-key failed unexpectedly'));
  });
  const url = urlOf(tls.value ? 'https' : 'http', bound.host, listening.value);
  log(
    'info',
    `listening on ${url}${isWildcard(bound.host) ? ', and on every other address of this machine' : ''}`,
  );
  for (const warning of startWarnings(inForce, bound)) log('warn', warning);

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopping = true;
    inForce.close();
    feed.close();
    gateway.leave();
    await stopServer(server, () => {
      feed.terminate();
      void gateway.close();
    });
    await gateway.close();
    usage.close();
    providerStates.close();
    await writes(async () => {});
    await activity.close();
    log('info', 'stopped');
  };
  return success({
    url,
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}
