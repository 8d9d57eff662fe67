import type { CaseFacts } from './case-facts.ts';

/** Can other machines reach the server as it is configured? undefined: its `host` is not known here. */
export function isReachable({ config, file, server, machine }: CaseFacts): boolean | undefined {
  const isPublic = server.kind === 'go-v6' || server.kind === 'go-v7';
  const host = config.host?.trim().replace(/^\[(.*)\]$/, '$1') ?? '';
  if (host === '') {
    // The memory of a public server does not tell its host.
    if (isPublic && !file.known) return undefined;
    // Ours listens on this machine alone then, the public one everywhere.
    return isPublic || (machine.known && machine.value.listening.kind === 'public');
  }
  return !/^(localhost\.?|127(\.\d{1,3}){3}|::1|0:0:0:0:0:0:0:1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}

export const isPublicServer = ({ server }: CaseFacts): boolean =>
  server.kind === 'go-v6' || server.kind === 'go-v7';
