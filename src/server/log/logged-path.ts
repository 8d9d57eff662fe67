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
  const redacted = own.replace(/[^/]+/g, (part) => (looksLikeKey(part) ? '…' : part));
  const shown = redacted.length > longest ? `${redacted.slice(0, longest)}…` : redacted;
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
