import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../../contract/config.ts';
import { hostOf, isLoopbackHost } from './address.ts';
import { type Answer, errorAnswer } from './answer.ts';

/**
 * A web page can make its own name point at this server and then talk to it as if from the same origin (DNS
 * rebinding). Its requests have the page's name as Host, so only names of this server are accepted: on a loopback
 * bind those of this machine, elsewhere also any IP address, which is never the result of rebinding. A missing Host is
 * accepted, as browsers always send one. undefined: accepted.
 * @param boundHost the host that was asked for when binding
 */
export function refuseForeignHost(
  request: IncomingMessage,
  boundHost: string,
  config: Config,
): Answer | undefined {
  if (request.headers.host === undefined) return undefined;
  const host = hostOf(request.headers.host).replace(/\.$/, '');
  const local = isLoopbackHost(boundHost);
  if (isLoopbackHost(host) || host === hostOf(boundHost) || (!local && isIP(host) !== 0)) return undefined;
  if (config['allowed-hosts']?.some((name) => hostOf(name).replace(/\.$/, '') === host)) return undefined;
  return errorAnswer(403, local ? onlyLocal : onlyNamed, 'host_not_allowed');
}

const onlyLocal =
  'This server listens on this machine only and answers to localhost, 127.0.0.1 or [::1]; use one of them as the host in the URL, or add the name to allowed-hosts in config.yaml.';
const onlyNamed =
  'This server does not know the host name of this URL; use its IP address, or add the name to allowed-hosts in config.yaml.';

/**
 * A page of another origin cannot read an answer, but its requests arrive: five with a wrong secret would lock this
 * machine out (B5). Browsers name the origin in `Sec-Fetch-Site` and `Origin`; programs send neither. undefined: not a
 * page of another origin.
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
  'Web pages from other origins are blocked. Use a program instead.',
  'origin_not_allowed',
);
