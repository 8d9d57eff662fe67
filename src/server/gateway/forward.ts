import { retryAfterMs } from '../../base/retry-after.ts';
import type { Accounts } from '../accounts/open-accounts.ts';
import { allCooling } from './all-cooling.ts';
import type { ApiCall } from './api-route.ts';
import { askAgain, mayAskAgain } from './ask-again.ts';
import type { Cooldowns } from './cooldowns.ts';
import { type AnswerSink, exchange } from './exchange.ts';
import type { CandidateOrder } from './order-candidates.ts';
import { strategyOf } from './order-candidates.ts';
import type { ApiError } from './protocol-error.ts';
import type { RequestBody } from './read-request.ts';
import type { RequestEntry } from './request-entry.ts';
import { retryPlan } from './retry-plan.ts';
import type { Candidate } from './target.ts';
import { explainBroken, explainRefusal } from './upstream-error.ts';
import type { UpstreamFares } from './upstream-fares.ts';
import type { UpstreamPools } from './upstream-pools.ts';
import { type ClientRequest, upstreamOptions } from './upstream-request.ts';

/** The accounts of auth-dir, as far as requests go to them. */
export type GatewayAccounts = Pick<Accounts, 'all' | 'notReady' | 'renew' | 'troubled' | 'answered'>;

/** What all requests share. */
export interface ForwardParts {
  readonly accounts: GatewayAccounts;
  readonly pools: UpstreamPools;
  readonly cooldowns: Cooldowns;
  /** How each credential fares. */
  readonly fares: UpstreamFares;
  readonly order: CandidateOrder;
  readonly now: () => number;
  /** Resolves early when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface ForwardJob {
  readonly call: ApiCall;
  /** As the client asked for it. */
  readonly asked: string;
  readonly candidates: readonly Candidate[];
  readonly body: RequestBody;
  readonly client: ClientRequest;
  readonly entry: RequestEntry;
  readonly sink: AnswerSink;
}

/** What is to be said when nobody answered well. */
interface Failed {
  readonly error: ApiError;
  readonly body?: Record<string, unknown>;
  /** Another round may end better. */
  readonly passing: boolean;
}

/** Statuses that say something of the credential or the server, and nothing of the request. */
const elsewhere = (status: number): boolean =>
  status === 401 || status === 402 || status === 403 || status === 408 || status === 429 || status >= 500;

/** Asks one candidate after the other until one answers; every request ends with one record. */
export async function forward(job: ForwardJob, parts: ForwardParts): Promise<void> {
  const { candidates, client, sink, entry, body, call } = job;
  const plan = retryPlan(client.config, candidates);
  let last: Failed | undefined;
  for (let round = 0; ; round += 1) {
    const order =
      candidates.length < 2
        ? candidates
        : parts.order.of(candidates, strategyOf(client.config.routing?.strategy));
    let tried = 0;
    for (const candidate of usable(order, parts)) {
      if (sink.gone || (plan.credentials > 0 && tried === plan.credentials)) break;
      tried += 1;
      const how = await attempt(job, candidate, parts);
      if (how === 'done') return;
      last = how;
      entry.gaveUp(how.error.status, how.error.message);
      if (!body.again) break;
    }
    if (sink.gone) return entry.finish(499, 'the client went away');
    const pause = body.again && (last?.passing ?? true) ? plan.pause(round, parts) : undefined;
    if (pause === undefined) break;
    await parts.wait(pause, sink.closed);
  }
  const { error, body: told } = last ?? { error: allCooling(job, parts), body: undefined };
  sink.refuse(call.protocol, error, told);
  entry.finish(error.status, error.message);
}

/** Who failed of late comes after the others; who rests is left out. */
function usable(order: readonly Candidate[], { cooldowns, now }: ForwardParts): readonly Candidate[] {
  const at = now();
  if (order.every((candidate) => cooldowns.standing(candidate, at) === 'good')) return order;
  const standing = order.map((candidate) => ({ candidate, as: cooldowns.standing(candidate, at) }));
  return [
    ...standing.filter(({ as }) => as === 'good'),
    ...standing.filter(({ as }) => as === 'failing'),
  ].map(({ candidate }) => candidate);
}

async function attempt(job: ForwardJob, candidate: Candidate, parts: ForwardParts): Promise<'done' | Failed> {
  const { entry, sink, call } = job;
  const { target } = candidate;
  const { account, name } = target.entry;
  const pool = parts.pools.of(target, job.client.config['proxy-url']);
  entry.tried(candidate);
  if (!pool.ok) {
    parts.fares.failed(target, 502, pool.message);
    return { error: { status: 502, message: pool.message }, passing: false };
  }
  const ended = account && (await parts.accounts.notReady(account.name));
  if (ended !== undefined) {
    const message = `${name} cannot be asked as ${account?.label}, whose token has ended: ${ended}`;
    parts.cooldowns.failed(candidate, 401, undefined, parts.now());
    parts.fares.failed(target, 401, message);
    return { error: { status: 502, message, code: 'account_unavailable' }, passing: false };
  }
  const sent = account && target.entry.key?.reveal();
  let end = await exchange(pool.value, upstreamOptions(job, candidate), sink);
  if (mayAskAgain(end, candidate)) end = await askAgain(job, candidate, pool.value, { end, sent }, parts);
  switch (end.kind) {
    case 'complete':
      parts.cooldowns.succeeded(candidate);
      parts.fares.answered(target);
      if (account) parts.accounts.answered(account.name);
      await setTokens(job);
      entry.finish(end.status);
      return 'done';
    case 'gone':
      await setTokens(job);
      entry.finish(499, 'the client went away');
      return 'done';
    case 'broken': {
      const error = explainBroken(target, end.error);
      parts.cooldowns.failed(candidate, error.status, undefined, parts.now());
      parts.fares.failed(target, error.status, error.message);
      if (!end.begun) return { error, passing: true };
      sink.cut(call.protocol, error);
      await setTokens(job);
      entry.finish(error.status, error.message);
      return 'done';
    }
    case 'refused': {
      const { sentence, body } = explainRefusal(target, call.protocol, end);
      const status = end.status < 400 ? 502 : end.status;
      const wait = retryAfterMs(end.headers['retry-after'], parts.now());
      const headers = wait === undefined ? {} : { 'retry-after': String(Math.ceil(wait / 1000)) };
      const failed = { error: { status, message: sentence, headers }, body };
      if (elsewhere(end.status)) {
        parts.cooldowns.failed(candidate, end.status, wait, parts.now());
        parts.fares.failed(target, end.status, sentence);
        if (account) parts.accounts.troubled(account.name, end.status, sentence);
        return { ...failed, passing: ![401, 402, 403].includes(end.status) };
      }
      // The request was wrong, not the credential.
      parts.fares.answered(target);
      sink.refuse(call.protocol, failed.error, body);
      entry.finish(status, sentence);
      return 'done';
    }
  }
}

/** Resolves at once for what is not compressed, which is nearly every answer. */
function setTokens({ sink, entry }: ForwardJob): Promise<void> | undefined {
  const told = sink.tokens();
  if (told instanceof Promise)
    return told.then((tokens) => {
      if (tokens) entry.tokens = tokens;
    });
  if (told) entry.tokens = told;
  return undefined;
}
