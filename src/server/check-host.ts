import type { IncomingMessage } from 'node:http';
import { hostOf, isLoopbackHost } from './address.ts';
import { type Answer, errorAnswer } from './answer.ts';

/**
 * A web page can make its own name point at 127.0.0.1 and then talk to this server as if from the same
 * origin (DNS rebinding). Its requests carry the page's name as Host, so a loopback bind answers only to
 * names of this machine. undefined: fine.
 * @param boundHost the host that was asked for when binding
 */
export function refuseForeignHost(request: IncomingMessage, boundHost: string): Answer | undefined {
  if (!isLoopbackHost(boundHost)) return undefined;
  const host = hostOf(request.headers.host ?? '');
  if (isLoopbackHost(host) || host === hostOf(boundHost)) return undefined;
  return errorAnswer(
    403,
    'This server listens on this machine only and answers to localhost, 127.0.0.1 or [::1]; use one of them as the host in the URL.',
    'host_not_allowed',
  );
}

/** A browser says by `Origin` which page asks. Programs send none. undefined: not a foreign page. */
export function refuseForeignOrigin(request: IncomingMessage): Answer | undefined {
  const origin = request.headers.origin;
  if (origin === undefined) return undefined;
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
  if (authority !== undefined && authority === request.headers.host?.toLowerCase()) return undefined;
  return errorAnswer(
    403,
    'Web pages from elsewhere may not use this; ask from a program.',
    'origin_not_allowed',
  );
}
