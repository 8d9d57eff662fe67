import type { ToldUsage } from '../../providers/provider.ts';
import { BrokenBody } from './body-problems.ts';
import type { ExchangeEnd } from './exchange.ts';
import type { Failed, ForwardJob, ForwardParts } from './forward.ts';
import { retryWait } from './retry-wait.ts';
import type { Candidate, Target } from './target.ts';
import { explainBroken, explainFault, explainRefusal } from './upstream-error.ts';

/**
 * What an attempt's end says of its credential, and whether the request is over with it.
 * @returns undefined, at once or later: the request is over, and its record told
 */
export function settle(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd,
  { cooldowns, fares, accounts, now }: ForwardParts,
): Failed | Promise<undefined> | undefined {
  const { entry, sink, call } = job;
  const { target } = candidate;
  const { account } = target.entry;
  switch (end.kind) {
    case 'complete':
      cooldowns.succeeded(candidate, now);
      if (account) accounts.answered(account.name);
      return finishWhole(job, end.status, target, fares);
    case 'gone':
      return finish(job, 499, 'the client went away');
    case 'broken': {
      if (end.error instanceof BrokenBody) {
        if (end.begun) sink.cut(call.protocol, end.error.told);
        else sink.refuse(call.protocol, end.error.told);
        return finish(job, end.error.told.status, end.error.told.message);
      }
      const error = explainBroken(target, end.error);
      cooldowns.failed(candidate, error.status, undefined, now());
      fares.failed(target, error.status, error.message);
      if (!end.begun) return { error, passing: true };
      sink.cut(call.protocol, error);
      return finish(job, error.status, error.message);
    }
    case 'refused': {
      const { sentence, body } = explainRefusal(target, call.protocol, end);
      const status = end.status < 400 ? 502 : end.status;
      const wait = retryWait(end, now());
      const headers = wait === undefined ? {} : { 'retry-after': String(Math.ceil(wait / 1000)) };
      const failed = { error: { status, message: sentence, headers }, body };
      // Else the request was wrong, not the credential.
      if (!speaksOfCredential(end.status)) fares.answered(target);
      else {
        cooldowns.failed(candidate, end.status, wait, now());
        fares.failed(target, end.status, sentence);
        if (account) accounts.troubled(account.name, end.status, sentence);
        // In the middle of an answer the client has read it, and nobody can take over.
        if (!sink.begun) return { ...failed, passing: ![401, 402, 403].includes(end.status) };
      }
      sink.refuse(call.protocol, failed.error, body);
      entry.finish(status, sentence);
      return undefined;
    }
  }
}

/** Statuses that say something of the credential or the server, and nothing of the request. */
export const speaksOfCredential = (status: number): boolean =>
  status === 401 || status === 402 || status === 403 || status === 408 || status === 429 || status >= 500;

/** The client got 200, and at the end of a stream perhaps an error. */
function finishWhole(job: ForwardJob, status: number, target: Target, fares: ForwardParts['fares']) {
  const { sink, entry } = job;
  return withTokens(job, () => {
    const error = sink.fault === undefined ? undefined : explainFault(target, sink.fault);
    if (error === undefined) fares.answered(target);
    else fares.failed(target, 502, error);
    entry.finish(status, error);
  });
}

const finish = (job: ForwardJob, status: number, error: string): Promise<undefined> | undefined =>
  withTokens(job, () => job.entry.finish(status, error));

/** Once the entry has the tokens that the answer told; only those of a compressed one are still on their way. */
function withTokens({ sink, entry }: ForwardJob, over: () => void): Promise<undefined> | undefined {
  const told = sink.tokens();
  const take = (tokens: ToldUsage | undefined): undefined => {
    if (tokens) entry.tokens = tokens;
    over();
  };
  return told instanceof Promise ? told.then(take) : take(told);
}
