import { randomUUID } from 'node:crypto';
import { type Logger, pino, symbols } from 'pino';
import { RotatingFile } from '../../base/files/rotating-file.ts';
import type { Config } from '../../contract/config.ts';
import type { LogFields, LogLevel } from '../../contract/log-line.ts';

/**
 * One line to the server's log. Message and fields must contain no secret (M2); control characters are removed when
 * they are shown.
 */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

export interface ServerLog {
  readonly log: Log;
  /** For many lines that have these fields in common, as they are formatted once. */
  about(fields: LogFields): Log;
  /**
   * For lines of requests: those that follow closely are written in a row, which takes half the time. Each has the
   * time of this call, and its place among all lines.
   */
  later(writeLine: () => void): void;
  /** With every line so far. */
  readonly recent: RecentLog;
  /** Whether debug lines are written at all. */
  readonly debugging: () => boolean;
  /** `debug`, `logging-to-file` and `logs-max-total-size-mb`, at once. */
  configure(config: Config): void;
  /**
   * Empties the log, in memory and on disk. Rejects if a file stays. @returns the number of older files that were
   * removed
   */
  clear(): Promise<number>;
  close(): Promise<void>;
}

interface ServerLogOptions {
  /** Gets complete lines for stderr, without line end. */
  readonly write: (line: string) => void;
  /** The lines for stderr as JSON. */
  readonly json?: boolean | undefined;
  readonly now: () => number;
  /** Absolute; where `logging-to-file` puts its files. Absent: there are none. */
  readonly folder?: ((config: Config) => string) | undefined;
}

/** So many lines are written at once, what follows closely so much later at most; ms. */
const [atOnce, gapMs] = [10, 50];
/** Lines that wait, at most. */
const maxWaiting = 500;
/** Characters of one message that are kept. */
const longest = 2_000;
/** Bytes of a file, as of the public server. */
export const fileBytes = 10 * 1024 * 1024;

const noFields: LogFields = {};

/** pino with the destination that the config wants: stderr, or rotating files. */
export function createServerLog({ write, json = false, now, folder }: ServerLogOptions): ServerLog {
  const recent = new RecentLog();
  let at = Number.NaN;
  let instant = '';
  const time = (present = now()): string => {
    if (present !== at) {
      at = present;
      instant = new Date(at).toISOString();
    }
    return instant;
  };
  let waiting: { readonly at: number; readonly writeLine: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** Lines since the timer runs. */
  let inGap = 0;
  /** Of a line that waited. */
  let endedAt: number | undefined;
  const writeWaiting = (): void => {
    const lines = waiting;
    waiting = [];
    try {
      for (const line of lines) {
        endedAt = line.at;
        line.writeLine();
      }
    } finally {
      endedAt = undefined;
    }
  };
  const onGap = (): void => {
    timer = inGap > 0 ? setTimeout(onGap, gapMs).unref() : undefined;
    inGap = 0;
    writeWaiting();
  };
  let file: RotatingFile | undefined;
  const closing = new Set<Promise<void>>();
  const toStderr = (line: string, level: string, message: string, fields: LogFields | null): void =>
    write(json ? line : `${instant} ${level.padEnd(5)} ${message}${fieldsText(fields ?? noFields)}`);
  const problem = (sentence: string): void => write(`${time()} error ${sentence}`);

  // With the metadata that pino gives a stream which asks for it, no line has to be parsed again.
  const stream = {
    [symbols.needsMetadataGsym]: true,
    lastLevel: 30,
    lastMsg: '',
    lastObj: {} as LogFields | null,
    /** Text of the fields that lines have in common. */
    common: '',
    write(text: string): void {
      const line = text.slice(0, -1);
      recent.add(line, at);
      if (file) file.line(line);
      else
        toStderr(line, logger.levels.labels[this.lastLevel] ?? '', this.lastMsg + this.common, this.lastObj);
    },
  };
  const logger = pino(
    {
      base: null,
      level: 'info',
      timestamp: () => `,"time":"${time(endedAt)}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );

  const debugging = () => logger.level === 'debug';
  const logTo =
    (to: Logger, common: string): Log =>
    (level, message, fields = noFields) => {
      if (endedAt === undefined) writeWaiting();
      // A child keeps the level that it was made with.
      if (level === 'debug' && !debugging()) return;
      stream.common = common;
      to[level](fields, message.length > longest ? `${message.slice(0, longest)}…` : message);
    };

  const configure = (config: Config): void => {
    logger.level = config.debug === true ? 'debug' : 'info';
    const path = config['logging-to-file'] === true ? folder?.(config) : undefined;
    const megabytes = config['logs-max-total-size-mb'] ?? 0;
    if (file?.folder !== path) {
      const former = file?.close();
      if (former) {
        closing.add(former);
        void former.finally(() => closing.delete(former));
      }
      file =
        path === undefined ? undefined : new RotatingFile({ folder: path, fileBytes, onProblem: problem });
    }
    file?.limit(Math.max(0, megabytes) * 1024 * 1024);
  };

  return {
    get recent() {
      writeWaiting();
      return recent;
    },
    debugging,
    later(writeLine) {
      timer ??= setTimeout(onGap, gapMs).unref();
      inGap += 1;
      if (inGap <= atOnce) return writeLine();
      waiting.push({ at: now(), writeLine });
      if (waiting.length >= maxWaiting) writeWaiting();
    },
    log: logTo(logger, ''),
    about: (fields) => logTo(logger.child(fields, { level: 'debug' }), fieldsText(fields)),
    configure,
    async clear() {
      writeWaiting();
      recent.clear();
      return (await file?.clear()) ?? 0;
    },
    async close() {
      clearTimeout(timer);
      writeWaiting();
      await file?.close();
      file = undefined;
      await Promise.all(closing);
    },
  };
}

/** Behind the message of a request, which has method, path and status itself. */
const shown = ['address', 'key', 'provider', 'account', 'model', 'request', 'dropped', 'error'] as const;

function fieldsText(fields: LogFields): string {
  let text = '';
  for (const name of shown) if (fields[name] !== undefined) text += ` ${name}=${quoted(fields[name])}`;
  return text;
}

const quoted = (text: string): string => (/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));

/** Lines that are kept: some MB at most. */
const maxLines = 5_000;

/** The newest lines of the log as JSON, in memory alone; they hold no secret, as the log does not (M2). */
export class RecentLog {
  /** A cursor of another run means nothing here. */
  readonly run = randomUUID().slice(0, 8);
  #lines: string[] = [];
  #dropped = 0;
  /** ms since the epoch; 0: there was no line. */
  lastAt = 0;

  add(line: string, at: number): void {
    this.#lines.push(line);
    this.lastAt = at;
    if (this.#lines.length >= 2 * maxLines) this.#drop(this.#lines.length - maxLines);
  }

  clear(): void {
    this.#drop(this.#lines.length);
  }

  get lines(): readonly string[] {
    return this.#lines.slice(-maxLines);
  }

  /** Lines so far; a line has the place before it was added. */
  get end(): number {
    return this.#dropped + this.#lines.length;
  }

  /** Since that place, or since the oldest that is kept. */
  since(place: number): readonly string[] {
    return this.#lines.slice(Math.max(0, place - this.#dropped));
  }

  #drop(count: number): void {
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
  }
}
