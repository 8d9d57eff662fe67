export type LogLevel = 'info' | 'warn' | 'error';
/** One line to the server's log. The message must hold no secret (M2); whoever writes the line cleans it. */
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

/** Query parameters that can hold nothing secret; the text of every other one stays out of the log. */
const harmless = new Set(['index', 'limit', 'alt', 'cursor', 'count', 'page']);

const longest = 200;

/** The path of a request as it may stand in a log: keys in the query are struck out (A1). */
export function loggedPath(path: string, query: URLSearchParams): string {
  if (query.size === 0 && path.length <= longest && !/[%;&=]/.test(path)) return path;
  const parts = [...query].map(([name, value]) => {
    // Longer than anything that belongs there: perhaps a key that was put in the wrong place.
    if (harmless.has(name)) return `${name}=${value.length <= 20 ? value : '…'}`;
    // A name may be a key too, when somebody writes `?KEY`.
    return /^(key|auth_token|value|old|new|api-key|name|state|code)$/.test(name) ? `${name}=…` : '…';
  });
  // A client that encodes the "?", or begins its query with ";" or "&", has its key in what is the path here.
  const own = path.replace(/(%3f|[;&=]).*$/i, '$1…');
  const shown = own.length > longest ? `${own.slice(0, longest)}…` : own;
  return parts.length === 0 ? shown : `${shown}?${parts.join('&')}`;
}

export function requestLevel(status: number): LogLevel {
  if (status >= 500) return 'error';
  return status >= 400 ? 'warn' : 'info';
}
