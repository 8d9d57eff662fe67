import type { Backend, RequestLogFile } from '../../backend/backend.ts';
import { stripControl, stripControlInLines } from '../../base/text/terminal-text.ts';
import { type LogEntry, maskLooseKeys, parseLogLine } from '../../contract/log-line.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import type { Done, Inquiry, OperationContext } from '../operation.ts';

interface LogQuestion {
  /** Of an earlier answer: only what is new since. */
  readonly cursor?: string | undefined;
  /** Lines at most, without a cursor. */
  readonly limit: number;
}

export interface LogAnswer {
  readonly entries: readonly LogEntry[];
  readonly cursor: string;
  /** The entries begin anew: those between them and the earlier answer are not known. */
  readonly reset: boolean;
  /** ms after which it is worth asking again. */
  readonly refreshMs: number;
}

/** The lines of the server's log, without those that reading it leaves there. */
export const readLogs: Inquiry<LogQuestion, LogAnswer> = {
  id: 'read-logs',
  title: 'reading the log',
  audited: false,
  async run({ backend, signal }, { cursor, limit }) {
    const { logs } = backend;
    if (!logs) return noLog(backend);
    const page = await logs.read({ cursor, limit }, signal);
    if (!page.ok) return page;
    const entries = entriesOf(page.value.lines);
    return done({ entries, cursor: page.value.cursor, reset: page.value.reset, refreshMs: logs.refreshMs });
  },
};

/** A line without a time belongs to the one before it. */
function entriesOf(lines: readonly string[]): readonly LogEntry[] {
  let before: LogEntry | undefined;
  return lines.flatMap((line) => {
    const read = parseLogLine(line);
    const entry =
      read.at === undefined && before
        ? { ...read, at: before.at, level: before.level, request: before.request }
        : read;
    before = entry;
    return isPoll(entry) || (read.at === undefined && read.text === '') ? [] : [entry];
  });
}

/** A public server writes a line for each time that its log is read. */
const isPoll = ({ method, path = '', status = 0 }: LogEntry): boolean =>
  method === 'GET' &&
  status < 300 &&
  /^\/logs(\?|$)/.test(path.slice(managementPrefix.length)) &&
  path.startsWith(managementPrefix);

/** The stored logs of failed requests, newest first. */
export const listRequestLogs: Inquiry<Record<never, never>, readonly RequestLogFile[]> = {
  id: 'list-request-logs',
  title: 'listing the logs of failed requests',
  audited: false,
  async run({ backend, signal }) {
    const { logs } = backend;
    if (!logs) return noLog(backend);
    const listed = await logs.errorLogs(signal);
    if (!listed.ok) return listed;
    return done(listed.value.map((file) => ({ ...file, name: stripControl(file.name) })));
  },
};

/** What is stored of one request: head, attempts, and its text where the server keeps that. */
export const readRequestLog: Inquiry<{ readonly id: string }, string> = {
  id: 'read-request-log',
  title: 'reading the log of a request',
  audited: false,
  async run({ backend, signal }: OperationContext, { id }): Promise<Outcome<Done<string>>> {
    const { logs } = backend;
    if (!logs) return noLog(backend);
    const read = await logs.requestLog(id, signal);
    return read.ok ? done(maskLooseKeys(stripControlInLines(read.value))) : read;
  },
};

const noLog = ({ place }: Backend) => failure('unsupported', `${place} has no log to read.`);

const done = <T>(result: T): Outcome<Done<T>> => success({ result, message: '', fingerprints: [] });
