import { addressOf } from './address.ts';
import { closeLine, exchange, openLine } from './exchange.ts';
import { versionOf } from './explain-answer.ts';

/** What answers at an address. */
export type ServerProbe =
  | { readonly kind: 'ours'; readonly version: string }
  /** Something that is not the embedded server, a public CLI Proxy API server included. */
  | { readonly kind: 'foreign' }
  /** `reason` is a sentence. */
  | { readonly kind: 'none'; readonly reason: string };

/** Bytes; the answer is a line. */
const limits = { connect: 1_200, answer: 800, size: 64 * 1024 };

/** Asks `/healthz`, without any secret; answers within 2 s. */
export async function probeServer(
  url: string,
  options: { ca?: string; signal?: AbortSignal } = {},
): Promise<ServerProbe> {
  const address = addressOf(url);
  if (!address.ok) return { kind: 'none', reason: address.message };
  const opened = await openLine(address.value, options.ca);
  if (!opened.ok) return { kind: 'none', reason: opened.message };
  const line = opened.value;
  try {
    const wanted = { method: 'GET', path: '/healthz', headers: {}, signal: options.signal };
    const reply = await exchange(line, wanted, limits);
    if (!reply.ok) return { kind: 'none', reason: reply.message };
    const version = versionOf(reply.value.headers);
    return version === undefined ? { kind: 'foreign' } : { kind: 'ours', version };
  } finally {
    closeLine(line);
  }
}
