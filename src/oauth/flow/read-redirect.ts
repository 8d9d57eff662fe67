/** The answer of a provider as the browser carried it, from a callback or from a paste. */
export interface Redirect {
  readonly state: string;
  /** All parameters of its query. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Where it went, when the whole address is known. */
  readonly port?: number;
  readonly path?: string;
}

/** Longer is no answer of a provider. */
const longest = 8_192;

/**
 * Takes the whole address, its query alone, or `code#state` as some pages show it. Line breaks of a narrow
 * terminal do not matter. undefined if it holds no answer.
 */
export function readRedirect(text: string): Redirect | undefined {
  const joined = text.replace(/\s+/g, '');
  if (joined === '' || joined.length > longest) return undefined;
  const short = /^([^?&=#/:]+)#([^?&=#/:]+)$/.exec(joined);
  if (short) return answerIn({ code: short[1] ?? '', state: short[2] ?? '' });
  if (/^https?:\/\//i.test(joined)) {
    if (!URL.canParse(joined)) return undefined;
    const url = new URL(joined);
    // Some answer behind "#", where a query is not found.
    const query = url.search === '' ? url.hash.slice(1) : url.search;
    const found = answerIn(Object.fromEntries(new URLSearchParams(query)));
    return found && { ...found, port: portOf(url), path: url.pathname };
  }
  if (!joined.includes('state=')) return undefined;
  return answerIn(Object.fromEntries(new URLSearchParams(joined.replace(/^[?#]/, ''))));
}

/** The address again, for a server that takes it whole. */
export function redirectUrl({ port, path, parameters }: Redirect): string {
  const place = port === undefined ? 'http://localhost/' : `http://localhost:${port}${path ?? '/'}`;
  return `${place}?${new URLSearchParams(parameters)}`;
}

function answerIn(parameters: Record<string, string>): Redirect | undefined {
  const { state, code, error } = parameters;
  return state && (code || error) ? { state, parameters } : undefined;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
