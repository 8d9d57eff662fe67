import type { Dispatcher } from 'undici';
import type { Candidate } from '../routing/target.ts';
import { askRenewed } from './ask-again.ts';
import { type ExchangeEnd, exchange } from './exchange.ts';
import type { Failed, ForwardJob, ForwardParts } from './forward.ts';
import { upstreamOptions } from './upstream-request.ts';

/** Asks one candidate. Not async itself: each promise on the way is felt, and most have nothing to wait for before. */
export function attempt(
  job: ForwardJob,
  candidate: Candidate,
  parts: ForwardParts,
): Promise<ExchangeEnd | Failed> | Failed {
  const { target } = candidate;
  const pool = parts.pools.of(target, job.client.config['proxy-url']);
  job.entry.tried(candidate);
  if (!pool.ok) {
    parts.fares.failed(target, { how: 'down', status: 502, sentence: pool.message });
    return { error: { status: 502, message: pool.message }, passing: false };
  }
  if (target.entry.account) return asAccount(job, candidate, pool.value, parts);
  return exchange(pool.value, upstreamOptions(job, candidate), job.sink);
}

/** Its token may have to be renewed before, or because it was refused. */
async function asAccount(
  job: ForwardJob,
  candidate: Candidate,
  pool: Dispatcher,
  parts: ForwardParts,
): Promise<ExchangeEnd | Failed> {
  const { target } = candidate;
  const { account, name } = target.entry;
  const ended = account && (await parts.accounts.notReady(account.name));
  if (ended !== undefined) {
    const message = `${name} cannot be asked as ${account?.label}, whose token has ended: ${ended}`;
    const why = { how: 'key', status: 401, sentence: message } as const;
    parts.cooldowns.failed(candidate, why, parts.now());
    parts.fares.failed(target, why);
    return { error: { status: 502, message, code: 'account_unavailable' }, passing: false };
  }
  // Not before: it may have been renewed just now.
  const sent = target.entry.key?.reveal();
  const end = await exchange(pool, upstreamOptions(job, candidate), job.sink);
  return askRenewed(job, candidate, pool, { end, sent }, parts);
}
