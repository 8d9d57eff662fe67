import { catalogue } from '../../base/text/language.ts';

/** Why a server cannot start at its address. */
const en = {
  open: (host: string) =>
    `Without client keys, anyone who can reach ${host} could use this server. Add a key to api-keys, set host to 127.0.0.1, or set allow-open-proxy to true.`,
  portTaken: (host: string, port: number) =>
    `Port ${port} on ${host} is used by another program. Stop it, or set another port in config.yaml.`,
  portDenied: (port: number) =>
    `This user may not listen on port ${port}. Set a port from 1024 up in config.yaml.`,
  foreignHost: (host: string) =>
    `${host} is not an address of this machine. Set host in config.yaml to one that is.`,
  unknownHost: (host: string) =>
    `The host "${host}" is not known; set host in config.yaml to an address of this machine.`,
  notListening: (host: string, port: number, code: string) =>
    `Listening on ${host}, port ${port} failed (${code}).`,
  unnamedProxy: (address: string) =>
    `${address} sends the headers of a reverse proxy and is not in trusted-proxies, so no client behind it counts as this machine; if it is your proxy, add ${address} to trusted-proxies in config.yaml.`,
  tls: {
    unset: (name: string) =>
      `tls is enabled and tls.${name} is empty; name a PEM file there, or set tls.enable to false.`,
    file: (name: string, path: string, why: string) =>
      `The file of tls.${name}, ${path}, ${why}; correct the path in config.yaml.`,
    gone: 'does not exist',
    denied: 'may not be read by this user',
    unread: (code: string | undefined) => `cannot be read (${code})`,
    noCertificate: 'The file of tls.cert contains no certificate in PEM format.',
    noKey: 'The file of tls.key contains no private key in PEM format without a passphrase.',
    noPair: 'tls.cert and tls.key do not match. Name the key of the certificate.',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
