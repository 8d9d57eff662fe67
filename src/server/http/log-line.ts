import { randomUUID } from 'node:crypto';

type LogLevel = 'info' | 'warn' | 'error';
/** One line to the server's log. The message must contain no secret (M2); control characters are removed when it is written. */
export type Log = (level: LogLevel, message: string) => void;

export function createLog(write: (line: string) => void, now: () => number): Log {
  let at = Number.NaN;
  let instant = '';
  return (level, message) => {
    const present = now();
    if (present !== at) {
      at = present;
      instant = new Date(at).toISOString();
    }
    write(`${instant} ${level === 'error' ? level : `${level} `} ${message}`);
  };
}

export interface LogLine {
  /** ms since the epoch. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
}

/** Lines, and characters of one, that are kept: some MB at most. */
const [mostLines, longestLine] = [5_000, 1_000];

/** The newest lines of the log, in memory alone; they hold no secret, as the log does not (M2). */
export class RecentLog {
  /** A cursor of another run means nothing here. */
  readonly run = randomUUID().slice(0, 8);
  #lines: LogLine[] = [];
  #dropped = 0;

  add(level: string, message: string, at: number): void {
    this.#lines.push({ at, level, message: message.slice(0, longestLine) });
    if (this.#lines.length < 2 * mostLines) return;
    this.#drop(this.#lines.length - mostLines);
  }

  clear(): void {
    this.#drop(this.#lines.length);
  }

  get lines(): readonly LogLine[] {
    return this.#lines.slice(-mostLines);
  }

  /** Lines so far; a line has the place before it was added. */
  get end(): number {
    return this.#dropped + this.#lines.length;
  }

  /** Since that place, or since the oldest that is kept. */
  since(place: number): readonly LogLine[] {
    return this.#lines.slice(Math.max(0, place - this.#dropped));
  }

  #drop(count: number): void {
    this.#lines = this.#lines.slice(count);
    this.#dropped += count;
  }
}

/** Query parameters that are never secret; the value of every other one is not logged. */
const harmless = new Set(['index', 'limit', 'alt', 'cursor', 'count', 'page']);

const longest = 200;

/**
 * The path of a request for the log: keys are masked, in the query (A1) and in the path, where a wrong base URL may
 * put them. @param isKey whether a text is a key in force
 */
export function loggedPath(path: string, query: URLSearchParams, isKey: (text: string) => boolean): string {
  if (query.size === 0 && usualPaths.has(path)) return path;
  const parts = [...query].map(([name, value]) => {
    // Longer than any valid value: perhaps a key in the wrong place.
    if (harmless.has(name)) return `${name}=${value.length <= 20 ? value : '…'}`;
    // A name may be a key, too, as in `?KEY`.
    return /^(key|auth_token|value|old|new|api-key|name|state|code)$/.test(name) ? `${name}=…` : '…';
  });
  // A client that encodes the "?", or begins its query with ";" or "&", has its key in what is the path here.
  const own = path
    .replace(/(%3f|[;&=]).*$/i, '$1…')
    .replace(/[^/:]+/g, (part) => (isKey(plain(part)) ? '…' : part));
  const struck = own.replace(/[^/]+/g, (part) => (looksLikeKey(part) ? '…' : part));
  const shown = struck.length > longest ? `${struck.slice(0, longest)}…` : struck;
  return parts.length === 0 ? shown : `${shown}?${parts.join('&')}`;
}

/** The most common paths; they contain no key. */
const usualPaths = new Set([
  '/v1/chat/completions',
  '/v1/messages',
  '/v1/responses',
  '/v1/models',
  '/healthz',
  '/',
]);

/** Long, with a digit or a capital letter: not part of a route, no file and no model with its action. */
const looksLikeKey = (part: string): boolean =>
  part.length >= 20 && /[0-9A-Z]/.test(part) && /^[\w.~+%-]+$/.test(part) && !/\.json$/i.test(part);

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function requestLevel(status: number): LogLevel {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
