import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { StepTeller } from './tell-steps.ts';

/** @param steps absent: the way to a proxy, which is a step of its own */
export function dial(url: URL, signal: AbortSignal, steps?: StepTeller): Promise<Socket> {
  const host = hostOf(url);
  steps?.begin(isIP(host) ? 'connect' : 'resolve');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: portOf(url), signal });
    socket.once('lookup', (error, address) => {
      // Reported for each address of the name; the first is tried first.
      if (error || steps?.at !== 'resolve') return;
      steps?.note(address);
      steps?.begin('connect');
    });
    socket.once('connect', () => {
      steps?.note(portOf(url));
      resolve(socket.setNoDelay(true));
    });
    // Stays: a socket that breaks while nobody reads it must not end the program.
    socket.on('error', reject);
  });
}

export function secure(socket: Socket, url: URL, ca: string | undefined): Promise<TLSSocket> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const secured = connectTls({
      socket,
      host,
      servername: isIP(host) ? '' : host,
      ALPNProtocols: ['http/1.1'],
      ...(ca === undefined ? {} : { ca }),
    });
    secured.once('secureConnect', () => resolve(secured));
    secured.on('error', reject);
  });
}

/** URL writes an IPv6 host in brackets; a socket wants it without. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

export const portOf = ({ port, protocol }: URL): number =>
  Number(port || (protocol === 'https:' ? 443 : protocol === 'http:' ? 80 : 1080));
