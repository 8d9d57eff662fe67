import { type Dispatcher, errors } from 'undici';
import type { Candidate, Target } from '../routing/target.ts';
import { type ExchangeEnd, exchange } from './exchange.ts';
import type { Failed, ForwardJob, ForwardParts } from './forward.ts';
import { explainRefusal } from './upstream-error.ts';
import { upstreamOptions } from './upstream-request.ts';

/** A connection that was closed as the request was sent shows it within this time; ms. */
export const staleMs = 1_000;

/**
 * A kept connection that the other side closed in the same moment says nothing of the upstream. Later, or on a
 * connection on which nothing had come yet, the request may have been begun, and would be paid for twice.
 */
export function isStale(end: ExchangeEnd | Failed, { entry }: ForwardJob): boolean {
  if (!('kind' in end) || end.kind !== 'broken' || end.headed || entry.triedForMs > staleMs) return false;
  if (end.error instanceof errors.SocketError) return (end.error.socket?.bytesRead ?? 0) > 0;
  const { code } = end.error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

export const staleSentence = ({ entry }: Target): string =>
  `${entry.name} closed a kept connection as the request was sent`;

/** The same candidate once more, after a connection that had gone stale; the end as it is when that cannot be. */
export function askAgain(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd | Failed,
  { pools }: ForwardParts,
): Promise<ExchangeEnd> | ExchangeEnd | Failed {
  const { entry, sink, body, client } = job;
  const { target } = candidate;
  const pool = pools.of(target, client.config['proxy-url']);
  if (!body.again || sink.gone || !pool.ok) return end;
  entry.gaveUp(502, staleSentence(target));
  entry.tried(candidate);
  return exchange(pool.value, upstreamOptions(job, candidate), sink);
}

/** Whether it was the account's token that was refused: there may be another to be had. */
export const refusesToken = (
  { call }: ForwardJob,
  { target }: Candidate,
  end: ExchangeEnd,
  { now }: ForwardParts,
): end is ExchangeEnd & { kind: 'refused' } =>
  end.kind === 'refused' &&
  target.entry.account !== undefined &&
  explainRefusal(target, call, end, now()).cause === 'key';

/** The same account once more when its token was refused and could be renewed. @param sent that token */
export async function askRenewed(
  job: ForwardJob,
  candidate: Candidate,
  pool: Dispatcher,
  { end, sent }: { readonly end: ExchangeEnd; readonly sent: string | undefined },
  parts: ForwardParts,
): Promise<ExchangeEnd> {
  const { entry, sink, body } = job;
  const { account, name } = candidate.target.entry;
  if (!account || !refusesToken(job, candidate, end, parts)) return end;
  if (
    !body.again ||
    sink.gone ||
    sink.begun ||
    !(await parts.accounts.renew(account.name, sent)) ||
    sink.gone
  )
    return end;
  entry.gaveUp(end.status, `${name} refused the token of ${account.label}, so it was renewed`);
  entry.tried(candidate);
  return exchange(pool, upstreamOptions(job, candidate), sink);
}
