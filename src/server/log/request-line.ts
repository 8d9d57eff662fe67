import type { IncomingMessage } from 'node:http';
import type { LogFields, LogLevel } from '../../contract/log-line.ts';
import { routes } from '../../contract/routes.ts';
import { consoleAgent, managementPrefix } from '../../contract/server-address.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { ActiveConfig } from '../active-config.ts';
import { addressOf, unknownAddress } from '../http/peer-address.ts';
import type { RequestTarget } from '../http/request-target.ts';
import type { Redactor } from './known-secrets.ts';
import { loggedPath } from './logged-path.ts';
import type { Captured, RequestLogs } from './request-logs.ts';
import type { Log, ServerLog } from './server-log.ts';

/** Writes the line of one request that has ended. */
export type RequestLine = (ended: EndedRequest) => void;

export interface EndedRequest {
  readonly request: IncomingMessage;
  readonly target: RequestTarget;
  /** Of the answer. */
  readonly status: number;
  readonly ms: number;
  /** Why this server itself failed, in a sentence. */
  readonly reason?: string | undefined;
  /** Of a request to a provider. */
  readonly record?: UsageRecord | undefined;
  /** What the translation of such a request left out. */
  readonly dropped?: string | undefined;
  /** What passed, while `request-log` is on. */
  readonly captured?: Captured | undefined;
}

/** What a line says. It holds no request, which would keep its memory. */
interface Line {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly address: string;
  readonly reason: string | undefined;
  readonly record: UsageRecord | undefined;
  readonly dropped: string | undefined;
}

interface RequestLineParts {
  readonly serverLog: ServerLog;
  readonly activeConfig: ActiveConfig;
  readonly redact: Redactor;
  readonly requestLogs: Pick<RequestLogs, 'ended'>;
}

const logsPath = `${managementPrefix}/logs`;
/** A question with a body, and the note that follows a change, which is logged itself. */
const askedByPost: ReadonlySet<string> = new Set(
  [routes.consoleUsage, routes.appendAudit].map(({ path }) => managementPrefix + path),
);

/** What most requests have in common with others, that many times; then all are made again. */
const maxAlike = 1_000;

export function createRequestLine(parts: RequestLineParts): RequestLine {
  const { serverLog, activeConfig, redact, requestLogs } = parts;
  const alike = new Map<string, Log>();
  const logOf = (about: LogFields): Log => {
    const { method, path, provider, account, model } = about;
    const name = `${method}\0${path}\0${provider}\0${account}\0${model}`;
    let log = alike.get(name);
    if (!log) {
      if (alike.size >= maxAlike) alike.clear();
      log = serverLog.about(about);
      alike.set(name, log);
    }
    return log;
  };
  const write = (level: LogLevel, line: Line): void => {
    const { method, path, status, ms, address, reason, record, dropped } = line;
    const message = `${method} ${path} ${status} ${ms}ms`;
    if (!record) {
      const error = reason === undefined ? undefined : redact.all(reason);
      serverLog.log(level, message, { method, path, status, ms, address, error });
      return;
    }
    const { id, clientKey, provider, account, error: said } = record;
    const model = redact.name(record.model);
    const key = clientKey === undefined ? undefined : activeConfig.keys.nameOf(clientKey);
    const error = said === undefined ? undefined : redactedError(said, record.model, model, redact);
    const log = logOf({ method, path, provider, account, model });
    log(level, message, { status, ms, address, request: id, key, dropped, error });
  };
  return (ended) => {
    const { request, target, ms, reason, record, dropped } = ended;
    // The record knows of a client that left, and of an answer that was cut short.
    const status = record?.status ?? ended.status;
    const level = levelOf(request, target.path, status);
    if (level === undefined || (level === 'debug' && !serverLog.debugging())) return;
    const path = loggedPath(target.path, target.query, (text) => activeConfig.keys.has(text));
    const address = record ? (record.address ?? unknownAddress) : addressOf(request, activeConfig.trusted);
    const line: Line = {
      method: request.method ?? 'GET',
      path,
      status,
      ms,
      address,
      reason,
      record,
      dropped,
    };
    serverLog.later(() => write(level, line));
    // A client that disconnects is no failure to look into.
    if (record && ((record.failed && status !== 499) || ended.captured))
      requestLogs.ended({ ...ended, record, path });
  };
}

/** A sentence of this server may quote the model that a client named. */
function redactedError(error: string, named = '', model = '', redact: Redactor): string {
  return redact.all(named === model || named === '' ? error : error.replaceAll(named, model));
}

/**
 * undefined: not logged, or reading the log would be what it is full of. What a console asks, and checks that the
 * server lives, are for `debug`; what a console changes is not.
 */
function levelOf({ method, headers }: IncomingMessage, path: string, status: number): LogLevel | undefined {
  if (status >= 500) return 'error';
  if (status >= 400) return 'warn';
  const reads = method === 'GET' || method === 'HEAD';
  if (reads && path === logsPath) return undefined;
  if (reads && path === '/healthz') return 'debug';
  const own = headers['user-agent'] === consoleAgent && path.startsWith(`${managementPrefix}/`);
  return own && status < 300 && (reads || askedByPost.has(path)) ? 'debug' : 'info';
}
