import type { Dispatcher } from 'undici';
import { type ExchangeEnd, exchange } from './exchange.ts';
import type { ForwardJob, ForwardParts } from './forward.ts';
import type { Candidate } from './target.ts';
import { upstreamOptions } from './upstream-request.ts';

/** Whether an end may say nothing of the request: then the same candidate is asked once more. */
export function mayAskAgain(end: ExchangeEnd, { target }: Candidate): boolean {
  return isStale(end) || (target.entry.account !== undefined && end.kind === 'refused' && end.status === 401);
}

/** @param sent the token of the account that was refused */
export async function askAgain(
  job: ForwardJob,
  candidate: Candidate,
  pool: Dispatcher,
  { end, sent }: { readonly end: ExchangeEnd; readonly sent: string | undefined },
  { accounts }: ForwardParts,
): Promise<ExchangeEnd> {
  const { entry, sink, body } = job;
  const { account } = candidate.target.entry;
  if (!body.again || sink.gone) return end;
  if (end.kind === 'refused' && !(account && (await accounts.renew(account.name, sent)))) return end;
  if (sink.gone) return end;
  const { name } = candidate.target.entry;
  if (end.kind === 'refused')
    entry.gaveUp(end.status, `${name} refused the token of ${account?.label}, so it was renewed`);
  else entry.gaveUp(502, `${name} closed a kept connection as the request was sent`);
  entry.tried(candidate);
  return exchange(pool, upstreamOptions(job, candidate), sink);
}

/** A kept connection that the other side closed in the same moment says nothing of the upstream. */
function isStale(end: ExchangeEnd): boolean {
  if (end.kind !== 'broken' || end.begun) return false;
  const { code } = end.error as NodeJS.ErrnoException;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}
