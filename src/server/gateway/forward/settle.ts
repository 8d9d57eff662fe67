import { blamesRequest, refusesCredential } from '../../../providers/answers/refusal.ts';
import { BrokenBody } from '../request/body-problems.ts';
import type { Candidate } from '../routing/target.ts';
import { notAgain } from './all-cooling.ts';
import type { NoAnswer, Scanned } from './answer-scan.ts';
import type { Failure } from './cooldowns.ts';
import type { ExchangeEnd } from './exchange.ts';
import type { Failed, ForwardJob, ForwardParts } from './forward.ts';
import { refusalHeaders } from './pass-headers.ts';
import { explainBroken, explainRefusal, saidRefusal, UpstreamFault } from './upstream-error.ts';

type Settled = Failed | Promise<undefined> | undefined;

/**
 * What an attempt's end says of its credential, and whether the request is over with it.
 * @returns undefined, at once or later: the request is over, and its record told
 */
export function settle(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd,
  parts: ForwardParts,
): Settled {
  const { sink, call } = job;
  switch (end.kind) {
    case 'complete':
      return whole(job, candidate, end.status, parts);
    case 'gone':
      return finish(job, 499, 'the client went away');
    case 'broken': {
      if (end.error instanceof BrokenBody) {
        if (end.begun) sink.cut(call.protocol, end.error.told);
        else sink.refuse(call.protocol, end.error.told);
        return finish(job, end.error.told.status, end.error.told.message);
      }
      const error = explainBroken(candidate.target, end.error);
      const how = end.error instanceof UpstreamFault ? end.error.how : 'down';
      failed(candidate, { how, status: error.status, sentence: error.message }, parts);
      if (!end.begun) return { error, passing: true };
      sink.cut(call.protocol, error);
      return finish(job, error.status, error.message);
    }
    case 'refused':
      return refused(job, candidate, end, parts);
  }
}

function failed(candidate: Candidate, why: Failure, { cooldowns, fares, now }: ForwardParts): void {
  cooldowns.failed(candidate, why, now());
  fares.failed(candidate.target, why);
}

function refused(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd & { kind: 'refused' },
  parts: ForwardParts,
): Settled {
  const { sink, call } = job;
  const { target } = candidate;
  const { account } = target.entry;
  const { sentence, body, cause, waitMs } = explainRefusal(target, call, end, parts.now());
  const status = end.status < 400 ? 502 : end.status;
  const told = refusalHeaders(end.headers);
  if (blamesRequest(cause)) {
    parts.fares.answered(target);
    const handed = sink.handOn();
    if (!handed) sink.refuse(call.protocol, { status, message: sentence, headers: told }, body);
    return finish(job, handed?.sent ?? end.sent ?? status, sentence);
  }
  failed(candidate, { how: cause, status, sentence, waitMs }, parts);
  if (account) parts.accounts.troubled(account.name, cause, sentence);
  // In the middle of an answer the client has read a part of it, so no other credential can take over.
  if (sink.begun) return finish(job, end.sent ?? status, sentence);
  const lasting = refusesCredential(cause);
  const after = waitMs === undefined ? undefined : { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  const headers = { ...told, ...(lasting ? notAgain : after) };
  return { error: { status, message: sentence, headers }, body, passing: !lasting };
}

/** All of it went to the client. What was encoded could not be looked at before. */
function whole(job: ForwardJob, candidate: Candidate, status: number, parts: ForwardParts): Settled {
  const judge = ({ none, tokens }: Scanned): Settled => {
    if (tokens) job.entry.tokens = tokens;
    if (none) return settle(job, candidate, endOf(none, status), parts);
    const { account } = candidate.target.entry;
    parts.cooldowns.succeeded(candidate, parts.now);
    if (account) parts.accounts.answered(account.name);
    parts.fares.answered(candidate.target);
    return void job.entry.finish(status);
  };
  const told = job.sink.told();
  return told instanceof Promise ? told.then(async (known) => void (await judge(known))) : judge(told);
}

/** An answer that is none, as the end of its exchange. @param sent status that the client has got; undefined: nothing */
export function endOf(none: NoAnswer, sent: number | undefined): ExchangeEnd {
  const begun = sent !== undefined;
  if (none.how === 'error')
    return { kind: 'refused', ...saidRefusal(none.error, begun), ...(begun && { sent }) };
  const { how, words } = noAnswers[none.how];
  return { kind: 'broken', error: new UpstreamFault(502, words, how), begun, headed: true };
}

const noAnswers = {
  'cut-short': { how: 'cut-short', words: 'ended its answer before it was complete' },
  empty: { how: 'empty', words: 'answered with no content' },
  foreign: { how: 'down', words: 'answered with something other than an API response' },
} as const;

/** Once the entry has the tokens that the answer told; only those of a compressed one are still on their way. */
function finish({ sink, entry }: ForwardJob, status: number, error: string): Promise<undefined> | undefined {
  const over = ({ tokens }: Scanned): undefined => {
    if (tokens) entry.tokens = tokens;
    entry.finish(status, error);
  };
  const told = sink.told();
  return told instanceof Promise ? told.then(over) : over(told);
}
