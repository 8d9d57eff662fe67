import type { BindAddress } from './bind-address.ts';
import type { InForce } from './in-force.ts';

/** What whoever starts a server must know of it. */
export function startWarnings(inForce: InForce, bound: BindAddress): string[] {
  const open = inForce.keys.empty ? ['api-keys is empty: every client is let in'] : [];
  const naked = inForce.state.config.tls?.enable !== true && !bound.loopback;
  return naked ? [...open, 'other machines reach this server without TLS: keys travel in plain text'] : open;
}
