export interface RequestTarget {
  /** As it was sent, not decoded, so that an encoded path does not match a route. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** For requests without a query, which are most; never written to. */
const none = new URLSearchParams();

/** Also takes the absolute form (`GET http://host/path`) that is sent to proxies. */
export function requestTarget(url: string | undefined): RequestTarget {
  const relative = relativeOf(url ?? '/');
  const at = relative.indexOf('?');
  if (at < 0) return { path: relative || '/', query: none };
  return { path: relative.slice(0, at) || '/', query: new URLSearchParams(relative.slice(at + 1)) };
}

function relativeOf(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  const at = path.indexOf('#');
  return at < 0 ? path : path.slice(0, at);
}
