import type { Socket } from 'node:net';
import { dial, secure } from './dial.ts';
import { openTunnel } from './open-tunnel.ts';
import type { StepTeller } from './tell-steps.ts';

export interface LineWish {
  readonly url: URL;
  readonly proxy: URL | undefined;
  /** PEM, instead of the authorities of the system. */
  readonly ca: string | undefined;
  readonly steps: StepTeller;
  /** Ends the line, also after it stands. */
  readonly signal: AbortSignal;
}

/** A connection to the host of the URL, by the proxy where there is one, with TLS for https. Rejects with the error that `faultOf` reads. */
export async function openLine({ url, proxy, ca, steps, signal }: LineWish): Promise<Socket> {
  if (proxy) steps.begin('proxy');
  const plain = proxy ? await openTunnel(proxy, url, signal) : await dial(url, signal, steps);
  if (url.protocol !== 'https:') return plain;
  steps.begin('tls');
  const secured = await secure(plain, url, ca);
  const until = Date.parse(secured.getPeerCertificate().valid_to);
  if (!Number.isNaN(until)) steps.note(until);
  return secured;
}
