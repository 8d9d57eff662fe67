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

/**
 * A page from elsewhere may not read an answer, but its requests would arrive: five of them without a secret
 * would lock this machine out (B5). Browsers say by `Sec-Fetch-Site` and `Origin` who asks; programs send
 * neither. undefined: not a foreign page.
 */
export function refuseForeignPage(request: IncomingMessage): Answer | undefined {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? undefined : foreignPage;
  const { origin, host } = request.headers;
  if (origin === undefined) return undefined;
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
  return authority !== undefined && authority === host?.toLowerCase() ? undefined : foreignPage;
}

const foreignPage = errorAnswer(
  403,
  'Web pages from elsewhere may not use this; ask from a program.',
  'origin_not_allowed',
);
