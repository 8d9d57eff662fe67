export interface RequestTarget {
  /** As it was sent, not decoded: no spelling of a path reaches a route that it does not name. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Also takes the absolute form (`GET http://host/path`) that is sent to proxies. */
export function requestTarget(url: string | undefined): RequestTarget {
  const relative = (url ?? '/').replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  const at = relative.indexOf('?');
  const path = at < 0 ? relative : relative.slice(0, at);
  return { path: path || '/', query: new URLSearchParams(at < 0 ? '' : relative.slice(at + 1)) };
}
