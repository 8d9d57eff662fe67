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
 * Answers a turn over a socket of the provider, when the one whose turn it is has one.
 * @returns what is left to ask over HTTP; undefined: the turn is over and its record written
 */
export async function relayed(
  job: SocketJob,
  frame: Buffer,
  relay: SocketRelay,
  parts: GatewayParts,
): Promise<ForwardJob | undefined> {
  const { candidates, entry, sink, call, client } = job;
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
    // There it is renewed, if it can be.
    entry.gaveUp(end.status, `${name} refused the token of ${account.label} on its socket`);
    return job;
  }
  const failed = recordOutcome(job, first, end, parts);
  if (failed === undefined || failed instanceof Promise) return failed;
  // It has had the request: only another one is asked.
  const most = client.config['max-retry-credentials'] ?? 0;
  const others = candidates.filter((one) => one !== first && stateOf(one, parts) !== 'cooling');
  const rest = others.slice(0, most > 0 ? most - 1 : others.length);
  if (rest.length === 0 || sink.gone) {
    sink.refuse(call.protocol, failed.error, failed.body);
    return void entry.finish(failed.error.status, failed.error.message);
  }
  entry.gaveUp(failed.error.status, failed.error.message);
  return { ...job, candidates: rest };
}

/** Earlier turns are known where the socket is open; else the next candidate is asked. */
function firstOf(
  candidates: readonly Candidate[],
  relay: SocketRelay,
  parts: GatewayParts,
): Candidate | undefined {
  const good = candidates.filter((one) => one.by === undefined && stateOf(one, parts) === 'good');
  return good.find((candidate) => relay.isOpenTo(candidate)) ?? good[0];
}

/** That says nothing of the provider, which may close what has not been used for long. */
const closedAtOnce = (end: ExchangeEnd | string, { entry }: SocketJob): boolean =>
  typeof end === 'object' && end.kind === 'broken' && !end.headed && entry.triedForMs <= staleMs;

async function hasSocket({ target }: Candidate, { accounts }: GatewayParts): Promise<boolean> {
  const { socket, proxyUrl, account } = target.entry;
  if (!socket || proxyUrl) return false;
  return !account || (await accounts.notReady(account.name)) === undefined;
}

const stateOf = (candidate: Candidate, { cooldowns, now }: GatewayParts) =>
  cooldowns.stateOf(candidate, now());
