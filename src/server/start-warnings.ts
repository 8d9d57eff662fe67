import { configRemarks } from '../providers/config-remarks.ts';
import type { BindAddress } from './http/bind-address.ts';
import type { InForce } from './in-force.ts';

/** What whoever starts a server must know of it. */
export function startWarnings(inForce: InForce, bound: BindAddress): string[] {
  const { config } = inForce.state;
  const remarks = configRemarks(config);
  const wrong = remarks.flatMap(({ kind, message }) => (kind === 'unused' ? [] : [message]));
  const unused = remarks.flatMap(({ kind, path }) => (kind === 'unused' ? [path.join('.')] : []));
  const idle = unused.length > 0 ? [`not used by this server: ${unused.join(', ')}`] : [];
  const open = inForce.keys.empty ? ['api-keys is empty: every client is let in'] : [];
  const naked =
    config.tls?.enable !== true && !bound.loopback
      ? ['other machines reach this server without TLS: keys travel in plain text']
      : [];
  // Modes of files, and what config.yaml holds that cannot be used.
  return [...new Set([...open, ...naked, ...inForce.state.warnings, ...wrong, ...idle])];
}
