import type { ExchangeEnd } from '../forward/exchange.ts';
import { recordOutcome, refusesToken, staleMs, staleSentence } from '../forward/forward.ts';
import type { ForwardJob } from '../forward/forward-job.ts';
import type { FrameSink } from '../forward/frame-sink.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { Candidate } from '../routing/route-table.ts';
import type { SocketRelay } from './socket-relay.ts';

/** A turn on a client's socket. */
export interface SocketJob extends ForwardJob {
  readonly sink: FrameSink;
}

/**
 * Answers a turn over a socket of the provider, if the next candidate supports it.
 * @returns the candidates left for HTTP; undefined: the turn has ended and its record is written
 */
export async function relayed(
  job: SocketJob,
  frame: Buffer,
  relay: SocketRelay,
  parts: GatewayParts,
): Promise<ForwardJob | undefined> {
  const { candidates, entry, sink, api, client } = job;
  const first = firstOf(candidates, relay, parts);
  if (!first || client.config['proxy-url'] || !(await hasSocket(first, parts))) return job;
  const { name, account } = first.target.entry;
  const kept = relay.isOpenTo(first);
  entry.tried(first);
  let end = await relay.turn(first, frame, job.body, sink);
  if (kept && closedAtOnce(end, job)) {
    entry.gaveUp(502, staleSentence(first.target));
    entry.tried(first);
    end = await relay.turn(first, frame, job.body, sink);
  }
  if (typeof end === 'string') {
    entry.gaveUp(502, `${end}, so it was asked over HTTP`);
    return job;
  }
  if (account && !sink.begun && refusesToken(job, first, end, parts)) {
    // Over HTTP the token is renewed, if possible.
    entry.gaveUp(end.status, `${name} refused the token of ${account.label} on its socket`);
    return job;
  }
  const failed = recordOutcome(job, first, end, parts);
  if (failed === undefined || failed instanceof Promise) return failed;
  // It got the request, so only another candidate is tried.
  const most = client.config['max-retry-credentials'] ?? 0;
  const others = candidates.filter((one) => one !== first && stateOf(one, parts) !== 'cooling');
  const rest = others.slice(0, most > 0 ? most - 1 : others.length);
  if (rest.length === 0 || sink.gone) {
    sink.refuse(api.protocol, failed.error, failed.body);
    return void entry.finish(failed.error.status, failed.error.message);
  }
  entry.gaveUp(failed.error.status, failed.error.message);
  return { ...job, candidates: rest };
}

/** Prefers the open socket, which has the earlier turns; otherwise the next candidate is tried. */
function firstOf(
  candidates: readonly Candidate[],
  relay: SocketRelay,
  parts: GatewayParts,
): Candidate | undefined {
  const good = candidates.filter((one) => one.by === undefined && stateOf(one, parts) === 'good');
  return good.find((candidate) => relay.isOpenTo(candidate)) ?? good[0];
}

/** That says nothing about the provider, which may close idle sockets. */
const closedAtOnce = (end: ExchangeEnd | string, { entry }: SocketJob): boolean =>
  typeof end === 'object' && end.kind === 'broken' && !end.headed && entry.triedForMs <= staleMs;

async function hasSocket({ target }: Candidate, { accounts }: GatewayParts): Promise<boolean> {
  const { socket, proxyUrl, account } = target.entry;
  if (!socket || proxyUrl) return false;
  return !account || (await accounts.notReady(account.name)) === undefined;
}

const stateOf = (candidate: Candidate, { cooldowns, now }: GatewayParts) =>
  cooldowns.stateOf(candidate, now());
