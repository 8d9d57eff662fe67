import { readFile as readFileFrom } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { oneAtATime } from '../base/async/one-at-a-time.ts';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import { failingIn } from '../base/text/failing-in.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { urlOf } from '../contract/server-address.ts';
import { configRemarks } from '../providers/config-remarks.ts';
import { createClientGate } from './access/client-gate.ts';
import { openManagementGate, plainSecretHasher } from './access/management-gate.ts';
import { openAccountQuotas } from './accounts/account-quotas.ts';
import { openSignIn } from './accounts/open-sign-in.ts';
import { serverSessions } from './accounts/server-sessions.ts';
import { type ActiveConfig, openActiveConfig } from './active-config.ts';
import { createGateway, type Gateway } from './gateway/create-gateway.ts';
import { limitsOf } from './gateway/limits/key-limits.ts';
import { type BindAddress, bindAddress, isWildcard } from './http/bind-address.ts';
import { EventFeed } from './http/event-feed.ts';
import { requestHandler } from './http/handle-request.ts';
import { upgradeHandler } from './http/handle-upgrade.ts';
import { createHttpServer, firstBytes, listen, refuseBroken, stopServer } from './http/http-server.ts';
import { loadTls } from './http/load-tls.ts';
import { createRedactor } from './log/known-secrets.ts';
import { createRequestLine } from './log/request-line.ts';
import { createRequestLogs } from './log/request-logs.ts';
import { createServerLog } from './log/server-log.ts';
import { UndoableChanges } from './management/changes/undoable-changes.ts';
import { queueWriter } from './management/queue-record.ts';
import { openNotices } from './notices.ts';
import { isRedis, redisConnections } from './redis/redis-connections.ts';
import type { RunningServer, ServerOptions } from './server-options.ts';
import { readServerStatus } from './server-status.ts';
import { Activity } from './usage/activity.ts';
import { collectUsage } from './usage/collect-usage.ts';
import { openProviderStates } from './usage/provider-states.ts';

export type { RunningServer, ServerOptions };

/** The embedded server: client side, management API and event feed on one port. A failure says what to do. */
export async function startServer(options: ServerOptions): Promise<Outcome<RunningServer>> {
  const now = options.now ?? Date.now;
  const { log: write, jsonLog: json, logFolder: folder } = options;
  const serverLog = createServerLog({ write, json, folder, now });
  const { log } = serverLog;
  const { backend, version, failuresIn = 'en' } = options;
  const serverName = `cli-proxy/${version}`;

  const opened = await openActiveConfig(backend, log);
  if (!opened.ok) return opened;
  const activeConfig = opened.value;
  serverLog.configure(activeConfig.state.config);
  const redact = createRedactor(activeConfig);
  const requestLogs = createRequestLogs({ activeConfig, folder, redact, version, log, now });
  const give = <T extends Outcome<never>>(failed: T): T => {
    activeConfig.close();
    return failed;
  };
  const { config } = activeConfig.state;
  const wanted = {
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: options.port }),
  };
  const bind = await failingIn(failuresIn, () => bindAddress(config, wanted));
  if (!bind.ok) return give(bind);
  const bound = bind.value;
  const tls = await failingIn(failuresIn, () => loadTls(config, options.readFile ?? readFileFrom));
  if (!tls.ok) return give(tls);

  const activity = new Activity(options.activity, now, log);
  await activity.restore();
  const writes = oneAtATime();
  const hashPlainSecret = plainSecretHasher(backend, activeConfig, log);
  await hashPlainSecret();

  const feed = new EventFeed(activity, serverName, options.feedTimes);
  const management = openManagementGate(activeConfig, bound, options, now, log);
  const sealConfigText = options.sealConfigText ?? (async (text) => success(text));
  const usage = collectUsage({
    version,
    store: options.usage,
    config: () => activeConfig.state.config,
    send: (change) => feed.send(change),
    listening: () => feed.heard,
    now,
    ...(options.record ? { also: options.record } : {}),
  });
  let gateway: Gateway | undefined;
  const sessions = await openSignIn({
    ...options,
    activeConfig,
    now,
    log,
    onRenewed: (name) => gateway?.clearAccountRefusals(name),
    onLogin(name) {
      if (!gateway) return;
      gateway.clearAccountCooldown(name);
      quotas.forgetPlan(name);
    },
  });
  const clients = createClientGate(activeConfig, bound, now, usage.refused);
  const quotas = await openAccountQuotas({
    file: options.quotas,
    accounts: sessions.accounts,
    config: () => activeConfig.state.config,
    callHost: async (request) => gateway?.callHost(request) ?? stopped,
    agent: serverName,
    now,
    log,
    changed: (changed) => feed.send({ type: 'session-quotas', quotas: changed }),
  });
  gateway = createGateway({
    accounts: sessions.accounts,
    quotaReader: quotas.reader,
    config: () => activeConfig.state.config,
    record(done) {
      if (done.clientKey !== undefined) activity.count(done.clientKey as Fingerprint);
      usage.record(done);
    },
    now,
    log,
    environment: options.environment ?? {},
    limits: limitsOf(activeConfig, options.tokensSince ?? (options.usage ? usage.tokensSince : undefined)),
    onSpent: (key) => activity.changed(key),
    ...(options.upstreamTimes ? { times: options.upstreamTimes } : {}),
    ...(options.maxInFlight ? { maxInFlight: options.maxInFlight } : {}),
  });
  await gateway.restoreLimits();
  const providerStates = openProviderStates({
    upstreams: gateway.upstreams,
    config: () => activeConfig.state.config,
    environment: options.environment ?? {},
    store: options.usage,
    feed,
    now,
  });
  const files = serverSessions({
    backend,
    usage,
    quotas,
    use: {
      cooldownUntil: gateway.accountCooldownUntil,
      clearCooldown: gateway.clearAccountCooldown,
      healthOf: gateway.accountHealth,
    },
  });
  const kept = {
    backend,
    activeConfig,
    activity,
    usage,
    providerStates,
    signIns: sessions.signIns,
    changes: new UndoableChanges(),
    sessions: files,
    accounts: sessions.accounts,
    callHost: gateway.callHost,
  };
  const notices =
    options.runNotice &&
    openNotices({
      config: () => activeConfig.state.config,
      serverStatus: () => readServerStatus(kept),
      run: options.runNotice,
      file: options.notices,
      now,
      log,
      everyMs: options.noticeMs,
    });
  const { unnamedProxies } = management;
  const context = {
    ...kept,
    unnamedProxies,
    stamp: () => feed.stamp,
    version,
    startedAt: now(),
    now,
    log,
    serverLog,
    requestLogs,
    writes,
    sealConfigText,
    hashPlainSecret,
  };
  activity.spendingOf = gateway.spending;
  let stopping = false;
  const parts = {
    management: { ...management, context },
    clients,
    activeConfig,
    activity,
    gateway,
    serverName,
    boundHost: bound.host,
    now,
    log,
    requestLine: createRequestLine({ serverLog, activeConfig, redact, requestLogs }),
    requestLogs,
    stopping: () => stopping,
  };
  const handle = requestHandler(parts);

  const server = createHttpServer(tls.value, handle, options.httpTimes);
  server.on('upgrade', upgradeHandler({ ...parts, feed }));
  const redis = redisConnections({
    gate: management.gate.bySocket,
    queue: usage.queue,
    writer: (signedInAs) => queueWriter(context, signedInAs),
    log,
  });
  server.on('clientError', (error, socket) => {
    // Its checks for slow requests go on.
    if (redis.has(socket)) return;
    const first = firstBytes(error, socket);
    if (isRedis(first?.[0])) redis.accept(socket as Socket, first as Buffer);
    else refuseBroken(error, socket, serverName);
  });
  const listening = await failingIn(failuresIn, () => listen(server, bound));
  if (!listening.ok) {
    await sessions.close();
    return give(listening);
  }

  const unsubscribe = backend.subscribe((event) => {
    if (event.type === 'auth-files') feed.send(event);
  });
  activeConfig.onChange((change) => {
    feed.send(change);
    if (change.type !== 'config') return;
    serverLog.configure(activeConfig.state.config);
    feed.review();
    writes(hashPlainSecret).catch(() => log('error', 'could not hash the plain secret-key'));
  });
  const url = urlOf(tls.value ? 'https' : 'http', bound.host, listening.value);
  log('info', `listening on ${url}${whoReaches(bound.host, options.host ?? config.host)}`);
  for (const warning of startWarnings(activeConfig, bound)) log('warn', warning);

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopping = true;
    unsubscribe();
    activeConfig.close();
    feed.close();
    gateway.leave();
    redis.close();
    await stopServer(server, () => void gateway.close());
    await gateway.close();
    await sessions.close();
    await notices?.close();
    await quotas.close();
    usage.close();
    providerStates.close();
    await writes(async () => {});
    await activity.close();
    log('info', 'stopped');
    await requestLogs.close();
    await serverLog.close();
  };
  return success({
    url,
    traffic: usage.traffic,
    close: () => {
      closing ??= close();
      return closing;
    },
  });
}

const stopped = failure('unreachable', 'The server is starting.');

/** Added where the address is not enough; a public server reads an empty `host` as every address. */
function whoReaches(host: string, wanted: string | null | undefined): string {
  if (isWildcard(host)) return ', and on every other address of this machine';
  return (wanted ?? '').trim() === '' ? ', for this machine only because host is empty' : '';
}

/** Warnings about the config, for the log at the start. */
function startWarnings(activeConfig: ActiveConfig, bound: BindAddress): string[] {
  const { config } = activeConfig.state;
  const remarks = configRemarks(config);
  const wrong = remarks.flatMap(({ kind, message }) => (kind === 'unused' ? [] : [message]));
  const unused = remarks.flatMap(({ kind, path }) => (kind === 'unused' ? [path.join('.')] : []));
  const idle = unused.length > 0 ? [`not used by this server: ${unused.join(', ')}`] : [];
  const open = activeConfig.keys.empty ? ['open proxy: api-keys is empty, so every client is let in'] : [];
  const naked =
    config.tls?.enable !== true && !bound.loopback
      ? ['other machines reach this server without TLS: keys travel in plain text']
      : [];
  // Modes of files, and entries of config.yaml that cannot be used.
  return [...new Set([...open, ...naked, ...activeConfig.state.warnings, ...wrong, ...idle])];
}
