import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  errorLogsIn,
  keepErrorLogs,
  keepLogBytes,
  type LogFile,
  readRequestLogIn,
  writeRequestLogIn,
} from '../../base/files/request-log-files.ts';
import { logFileBytes } from '../../base/files/rotating-file.ts';
import type { Config } from '../../contract/config.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { ActiveConfig } from '../active-config.ts';
import type { Redactor } from './known-secrets.ts';
import { fileBytes, type Log } from './server-log.ts';

/** The texts of single requests: of the first failed ones of a second without bodies, of all with bodies while `request-log` is on. */
export interface RequestLogs {
  /** Follows what passes, if `request-log` is on. To be called before anything is read or written. */
  capture(request: IncomingMessage, response: ServerResponse): Captured | undefined;
  ended(ended: Written): void;
  /** Newest first; recorded: none while `request-log` is on. */
  errorLogs(): Promise<readonly LogFile[]>;
  /** By id, or by name; undefined if there is none. */
  read(id: string): Promise<string | undefined>;
  /** Resolves when what waits is written. */
  close(): Promise<void>;
}

export interface Captured {
  readonly request: Capture;
  readonly answer: Capture;
  readonly response: ServerResponse;
}

interface Capture {
  readonly chunks: Buffer[];
  bytes: number;
}

/** Bytes of a body that are stored. */
const maxBody = 1024 * 1024;
/** Files that wait to be written; others are left out. */
const maxWaiting = 50;
/** Failed requests of a second that get a file: in a storm of failures others would push it out at once. */
const maxASecond = 10;
const usualErrorLogs = 10;
/** Older files are removed once for all that are written in this time, ms: each look takes longer than a write. */
const pruneMs = 1_000;

interface RequestLogsOptions {
  readonly activeConfig: ActiveConfig;
  readonly folder: ((config: Config) => string) | undefined;
  readonly redact: Redactor;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
}

export function createRequestLogs({
  activeConfig,
  folder,
  redact,
  version,
  log,
  now,
}: RequestLogsOptions): RequestLogs {
  let tasks: Promise<void> = Promise.resolve();
  let waiting = 0;
  let pruning: NodeJS.Timeout | undefined;
  let trouble: string | undefined;
  let second = 0;
  let inSecond = 0;
  const config = () => activeConfig.state.config;
  const place = () => folder?.(config());

  async function write(name: string, text: string): Promise<void> {
    const path = place();
    if (path === undefined) return;
    await writeRequestLogIn(path, name, text);
    pruning ??= setTimeout(prune, pruneMs).unref();
  }

  const inTurn = (task: () => Promise<void>): void => {
    tasks = tasks.then(task).catch((error: NodeJS.ErrnoException) => {
      // Once, as every request may fail in the same way.
      if (trouble !== error.code) log('error', `the log of a request could not be written: ${error.code}`);
      trouble = error.code;
    });
  };

  function prune(): void {
    clearTimeout(pruning);
    pruning = undefined;
    inTurn(async () => {
      const path = place();
      if (path === undefined) return;
      const most = config()['error-logs-max-files'] ?? usualErrorLogs;
      // Recorded: 0 keeps all, and a negative number is the default.
      if (most !== 0) await keepErrorLogs(path, most < 0 ? usualErrorLogs : most);
      const total = (config()['logs-max-total-size-mb'] ?? 0) * 1024 * 1024;
      const beside = config()['logging-to-file'] === true ? logFileBytes(fileBytes, total) : 0;
      if (total > 0) await keepLogBytes(path, total, beside);
    });
  }

  return {
    capture(request, response) {
      if (config()['request-log'] !== true || !folder) return undefined;
      const [sent, answer] = [empty(), empty()];
      request.on('data', (chunk: Buffer) => keep(sent, chunk));
      const { write: send, end } = response;
      // What a sink writes, whichever it is.
      response.write = (...args: unknown[]) => {
        keep(answer, args[0]);
        return Reflect.apply(send, response, args);
      };
      response.end = (...args: unknown[]) => {
        keep(answer, args[0]);
        return Reflect.apply(end, response, args);
      };
      return { request: sent, answer, response };
    },
    ended(ended) {
      const { record, captured, path } = ended;
      if (!folder || waiting >= maxWaiting) return;
      if (!captured) {
        const present = Math.floor(now() / 1000);
        inSecond = present === second ? inSecond + 1 : 1;
        second = present;
        if (inSecond > maxASecond) return;
      }
      waiting += 1;
      const text = textOf(ended, { activeConfig, redact, version });
      const stamp = new Date(record.at).toISOString().slice(0, 19).replaceAll(':', '');
      const name = `${path.replace(/[^\w.]+/g, '-').replace(/^-+|-+$/g, '') || 'root'}-${stamp}-${record.id}.log`;
      inTurn(async () => {
        try {
          await write(captured ? name : `error-${name}`, text);
        } finally {
          waiting -= 1;
        }
      });
    },
    async errorLogs() {
      const path = place();
      return path === undefined || config()['request-log'] === true ? [] : errorLogsIn(path);
    },
    async read(id) {
      const path = place();
      return path === undefined ? undefined : readRequestLogIn(path, id);
    },
    async close() {
      // What waits to be written may need room.
      await tasks;
      if (pruning) prune();
      await tasks;
    },
  };
}

const empty = (): Capture => ({ chunks: [], bytes: 0 });

function keep(capture: Capture, chunk: unknown): void {
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
  const bytes = Buffer.from(chunk as string);
  if (capture.bytes < maxBody) capture.chunks.push(bytes.subarray(0, maxBody - capture.bytes));
  capture.bytes += bytes.length;
}

/** A request that failed, or was captured. */
interface Written {
  readonly request: IncomingMessage;
  /** As it is logged, without keys. */
  readonly path: string;
  readonly status: number;
  readonly record: UsageRecord;
  readonly captured?: Captured | undefined;
}

type TextParts = Pick<RequestLogsOptions, 'activeConfig' | 'redact' | 'version'>;

/** In the sections of the public server's file, without keys. */
function textOf({ request, path, status, record, captured }: Written, parts: TextParts): string {
  const { activeConfig, redact, version } = parts;
  const { id, at, clientKey, tries = [], provider, account, model, error } = record;
  const key = clientKey === undefined ? undefined : activeConfig.keys.nameOf(clientKey);
  const attempts = [
    ...tries,
    ...(provider === undefined ? [] : [{ provider, account, status, error: error ?? 'answered' }]),
  ];
  const section = (title: string, lines: readonly string[]) => `=== ${title} ===\n${lines.join('\n')}\n`;
  const answer = captured?.response.getHeaders() ?? {};
  return [
    section('REQUEST INFO', [
      `Version: ${version}`,
      `URL: ${path}`,
      `Method: ${request.method}`,
      `Request ID: ${id}`,
      `Client key: ${key ?? '-'}`,
      `Model: ${redact.name(model) ?? '-'}`,
      `Timestamp: ${new Date(at).toISOString()}`,
    ]),
    section('HEADERS', headersOf(request.headers, redact)),
    ...(captured ? [section('REQUEST BODY', [bodyOf(captured.request, request.headers, redact)])] : []),
    section(
      'ATTEMPTS',
      attempts.map(
        (one, nth) =>
          `${nth + 1}. ${one.provider} ${one.account ?? ''}: ${one.status} ${redact.all(one.error)}`,
      ),
    ),
    section('RESPONSE', [
      `Status: ${status}`,
      ...headersOf(answer, redact),
      '',
      captured ? bodyOf(captured.answer, answer, redact) : redact.all(error ?? ''),
    ]),
  ].join('\n\n');
}

const secretHeader = /auth|key|token|secret|cookie|password|credential/i;

function headersOf(headers: Readonly<Record<string, unknown>>, redact: Redactor): string[] {
  return Object.entries(headers).map(
    ([name, value]) => `${name}: ${secretHeader.test(name) ? '…' : redact.all(String(value))}`,
  );
}

/** Members of JSON; those that are named like a secret are masked. */
const member = /("([\w-]+)"\s*:\s*")(?:[^"\\\s]|\\.){8,}(?=")/g;
const secretName = /key|token|secret|password|authorization/i;

function bodyOf(
  { chunks, bytes }: Capture,
  headers: Readonly<Record<string, unknown>>,
  redact: Redactor,
): string {
  const encoding = String(headers['content-encoding'] ?? 'identity');
  if (encoding !== 'identity') return `(${bytes} bytes, ${encoding})`;
  const text = redact
    .all(Buffer.concat(chunks).toString('utf8'))
    .replace(member, (whole, start, name) => (secretName.test(name) ? `${start}…` : whole));
  return bytes > maxBody ? `${text}\n(${bytes} bytes, the first ${maxBody} are here)` : text;
}
