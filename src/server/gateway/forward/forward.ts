import { strategyNamed } from '../../../contract/setting-remarks.ts';
import type { Accounts } from '../../accounts/open-accounts.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { RequestBody } from '../request/read-request.ts';
import type { RequestEntry } from '../request/request-entry.ts';
import type { ApiCall } from '../routing/api-route.ts';
import type { CandidateOrder } from '../routing/order-candidates.ts';
import type { Candidate } from '../routing/target.ts';
import { allCooling } from './all-cooling.ts';
import { askAgain, isStale } from './ask-again.ts';
import { attempt } from './attempt.ts';
import type { Cooldowns } from './cooldowns.ts';
import type { AnswerSink } from './exchange.ts';
import { retryPlan } from './retry-plan.ts';
import { settle } from './settle.ts';
import type { UpstreamFares } from './upstream-fares.ts';
import type { UpstreamPools } from './upstream-pools.ts';
import type { ClientRequest } from './upstream-request.ts';

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
  /** They stand in the order in which they are to be asked. */
  readonly ordered?: boolean;
  readonly body: RequestBody;
  readonly client: ClientRequest;
  readonly entry: RequestEntry;
  readonly sink: AnswerSink;
}

/** What is to be said when nobody answered well. */
export interface Failed {
  readonly error: ApiError;
  readonly body?: Record<string, unknown>;
  /** Another round may end better. */
  readonly passing: boolean;
}

/** Asks one candidate after the other until one answers; every request ends with one record. */
export async function forward(job: ForwardJob, parts: ForwardParts): Promise<void> {
  const { candidates, client, sink, entry, body, call } = job;
  const plan = retryPlan(client.config, candidates);
  let last: Failed | undefined;
  for (let round = 0; ; round += 1) {
    const order =
      candidates.length < 2 || job.ordered
        ? candidates
        : parts.order.of(candidates, strategyNamed(client.config.routing?.strategy) ?? 'round-robin');
    let tried = 0;
    // One of them may answer another time, whatever the others said.
    let passing = false;
    for (const candidate of usable(order, parts)) {
      if (sink.gone || (plan.credentials > 0 && tried === plan.credentials)) break;
      tried += 1;
      const begun = attempt(job, candidate, parts);
      let end = begun instanceof Promise ? await begun : begun;
      if (isStale(end, job)) end = await askAgain(job, candidate, end, parts);
      const failed = 'kind' in end ? settle(job, candidate, end, parts) : end;
      if (failed === undefined || failed instanceof Promise) return failed;
      last = failed;
      passing ||= failed.passing;
      entry.gaveUp(failed.error.status, failed.error.message);
      if (!body.again) break;
    }
    if (sink.gone) return entry.finish(499, 'the client went away');
    const pause = body.again && (passing || tried === 0) ? plan.pause(round, parts) : undefined;
    if (pause === undefined) break;
    await parts.wait(pause, sink.closed);
  }
  // A credential that is refused is not the end of it when another one only rests.
  const own = last && (last.passing || !mayHeal(candidates, parts)) ? last : undefined;
  const { error, body: told } = own ?? { error: allCooling(job, parts), body: undefined };
  sink.refuse(call.protocol, error, told);
  entry.finish(error.status, last?.error.message ?? error.message);
}

const mayHeal = (candidates: readonly Candidate[], { cooldowns, now }: ForwardParts): boolean =>
  candidates.some((one) => {
    const wait = cooldowns.healsIn(one, now());
    return wait > 0 && wait < Number.POSITIVE_INFINITY;
  });

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
