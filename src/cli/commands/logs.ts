import { setTimeout as pause } from 'node:timers/promises';
import { alignColumns } from '../../base/text/align-columns.ts';
import { type LogEntry, logLevels } from '../../contract/log-line.ts';
import { success } from '../../contract/outcome.ts';
import {
  type LogFilter,
  logFields,
  logLine,
  logMatcher,
  logTerm,
  parseLogFilter,
} from '../../operations/logs/log-filter.ts';
import {
  type LogAnswer,
  listRequestLogs,
  readLogs,
  readRequestLog,
} from '../../operations/logs/read-logs.ts';
import type { Call, Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { printJson, printLine } from '../print/print-answer.ts';

/** Lines that are searched for those that match. */
const searched = 20_000;

export const logs: Command = {
  usage: '[--follow] [--level warn] [--status 4xx] [--client KEY] [--search TEXT]',
  about:
    'Shows the log of the server, oldest first: of a running server over its management API, otherwise the log files on this machine. Conditions are combined.',
  words: [0, 0],
  options: {
    follow: { type: 'boolean', short: 'f', about: 'print lines as they are written, until Ctrl-C' },
    level: { type: 'string', value: 'LEVEL', about: `only ${logLevels.join(', ')} and worse` },
    status: {
      type: 'string',
      value: 'STATUS',
      about: 'only requests with a status such as 429, 4xx, ok or failed',
    },
    method: { type: 'string', value: 'METHOD', about: 'only requests with this method' },
    path: { type: 'string', value: 'PATH', about: 'only requests with this in their path' },
    client: {
      type: 'string',
      value: 'KEY',
      formerly: 'key',
      about: 'only requests of this client key, by its label',
    },
    account: { type: 'string', value: 'NAME', about: 'only this provider, account or masked provider key' },
    model: { type: 'string', value: 'NAME', about: 'only requests for this model' },
    request: { type: 'string', value: 'ID', about: 'only lines of this request' },
    search: { type: 'string', value: 'TEXT', about: 'only lines with these words; a|b is either' },
    limit: { type: 'string', value: 'N', about: 'number of newest lines (default 100)' },
    error: {
      type: 'string',
      value: 'ID',
      about: 'print the stored log of this request instead, by its id or the name of its file',
    },
    errors: { type: 'boolean', about: 'list the stored logs of failed requests instead, newest first' },
  },
  examples: [
    ['cli-proxy logs --follow --level warn', 'warnings and errors as they occur'],
    ['cli-proxy logs --status 4xx --client ci', 'refused requests of one client key'],
    ['cli-proxy logs --search "429|quota" --limit 20', 'the last 20 lines with either word'],
    ['cli-proxy logs --error 9eeaacad', 'the error log of a failed request'],
  ],
  async run(call) {
    const filter = filterOf(call);
    if (!filter.ok) return filter;
    const limit = Number(call.text('limit') ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > searched)
      return usageFailure(`--limit must be a whole number from 1 to ${searched}.`);
    const opened = await call.services.openBackend('read');
    if (!opened.ok) return opened;
    const id = call.text('error');
    if (id !== undefined) return showRequestLog(opened.value, id);
    if (call.flag('errors')) return showRequestLogs(opened.value);
    const first = await readLogs.run(opened.value.context, { limit: searched });
    if (!first.ok) return first;
    const { result } = first.value;
    const found = result.entries.filter(logMatcher(filter.value)).slice(-limit);
    if (call.flag('follow')) return follow(call, opened.value, filter.value, { ...result, entries: found });
    return success({
      stdout: found.map(logLine).join('\n'),
      stderr: found.length > 0 ? '' : filter.value.length > 0 ? 'No line matches.' : 'The log is empty.',
      json: { lines: found },
    });
  },
};

function filterOf({ text }: Call): CommandOutcome<LogFilter> {
  const level = text('level');
  if (level !== undefined && !logLevels.some((one) => one === level))
    return usageFailure(`--level must be one of ${logLevels.join(', ')}, not "${level}".`);
  const status = text('status');
  if (status !== undefined && !/^(\d{3}|[1-5]xx|ok|failed)$/i.test(status))
    return usageFailure('--status needs a number such as 429, a class such as 4xx, ok or failed.');
  const terms = logFields.flatMap((name) => {
    const value = text(name === 'key' ? 'client' : name);
    return value === undefined ? [] : [logTerm(name, value)];
  });
  return success(parseLogFilter([...terms, text('search') ?? ''].join(' ')));
}

async function showRequestLogs({ context }: Opened): Promise<CommandOutcome> {
  const listed = await listRequestLogs.run(context, {});
  if (!listed.ok) return listed;
  const files = listed.value.result;
  const rows = files.map(({ name, bytes, at }) => [new Date(at).toISOString(), String(bytes), name]);
  return success({
    stdout: files.length > 0 ? alignColumns([['TIME', 'BYTES', 'NAME'], ...rows]) : '',
    stderr: files.length > 0 ? '' : 'The server has no stored logs of failed requests.',
    json: { files },
  });
}

async function showRequestLog({ context }: Opened, id: string): Promise<CommandOutcome> {
  const read = await readRequestLog.run(context, { id });
  if (!read.ok) return read;
  const { result } = read.value;
  return success({ stdout: result.trimEnd(), json: { id, text: result } });
}

/** Asks again after each pause, so that a slow server gets no second question. */
async function follow(
  { io, flag }: Call,
  { context }: Opened,
  filter: LogFilter,
  first: LogAnswer,
): Promise<CommandOutcome> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const forget = io.onStopSignal(end);
  io.stdout.on('error', end);
  const print = (entry: LogEntry): void => {
    if (flag('json')) printJson(io.stdout, entry);
    else printLine(io.stdout, logLine(entry));
  };
  const matches = logMatcher(filter);
  let { cursor, refreshMs } = first;
  first.entries.forEach(print);
  try {
    for (;;) {
      await pause(refreshMs, undefined, { signal: stop.signal });
      const read = await readLogs.run({ ...context, signal: stop.signal }, { cursor, limit: searched });
      if (stop.signal.aborted) return success({});
      if (!read.ok) return read;
      const { entries, reset } = read.value.result;
      if (reset) printLine(io.stderr, 'cli-proxy: the log began anew; lines in between may be missing.');
      entries.filter(matches).forEach(print);
      ({ cursor, refreshMs } = read.value.result);
    }
  } catch (error) {
    if (stop.signal.aborted) return success({});
    throw error;
  } finally {
    forget();
    io.stdout.off('error', end);
  }
}
