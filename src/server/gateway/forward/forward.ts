import { type Dispatcher, errors } from 'undici';
import type { Config } from '../../../contract/config.ts';
import { strategyNamed } from '../../../contract/config.ts';
import { blamesRequest, refusesCredential } from '../../../providers/answers/refusal.ts';
import type { ApiError } from '../request/protocol-error.ts';
import { BrokenBody } from '../request/read-request.ts';
import type { Candidate, Target } from '../routing/route-table.ts';
import type { Scanned } from './answer-scan.ts';
import type { Failure } from './credential-health.ts';
import { type ExchangeEnd, endOf, exchange } from './exchange.ts';
import type { Failed, ForwardJob, ForwardParts } from './forward-job.ts';
import { refusalHeaders } from './pass-headers.ts';
import { explainBroken, explainRefusal, isFault, UpstreamError } from './upstream-error.ts';
import { upstreamOptions } from './upstream-request.ts';

/** A kept connection that the upstream had closed fails within this time; ms. */
export const staleMs = 1_000;
/** Pause before the second round of attempts; it doubles with each further round. */
const firstPauseMs = 250;
/** Client libraries obey this header: a retry is pointless until the user changes something. */
const notAgain = { 'x-should-retry': 'false' };

/** Tries one candidate after the other until one answers; every request ends with one record. */
export async function forward(job: ForwardJob, parts: ForwardParts): Promise<void> {
  const { candidates, client, sink, entry, body, api } = job;
  const credentials = Math.max(0, client.config['max-retry-credentials'] ?? 0);
  let last: Failed | undefined;
  for (let round = 0; ; round += 1) {
    const order =
      candidates.length < 2 || job.ordered
        ? candidates
        : parts.order.of(candidates, strategyNamed(client.config.routing?.strategy) ?? 'round-robin');
    let tried = 0;
    // One of them may answer later, whatever the others answered.
    let passing = false;
    for (const candidate of usable(order, parts)) {
      if (sink.gone || (credentials > 0 && tried === credentials)) break;
      if (isOut(candidate)) continue;
      tried += 1;
      // Loaded when it is first needed: most requests speak their provider's protocol.
      const { by } = candidate;
      if (by !== undefined) translation ??= await import('./translate.ts');
      const own = by === undefined || !translation ? job : translation.translate(job, candidate, parts.now());
      let failed: Recorded;
      if ('error' in own) failed = own;
      else {
        const begun = attempt(own, candidate, parts);
        let end = begun instanceof Promise ? await begun : begun;
        if (isStale(end, own)) end = await askAgain(own, candidate, end, parts);
        failed = 'kind' in end ? recordOutcome(own, candidate, end, parts) : end;
        if (failed === undefined || failed instanceof Promise) return failed;
      }
      // The provider's body is not in the client's protocol.
      last = by === undefined ? failed : { error: failed.error, passing: failed.passing };
      passing ||= failed.passing;
      entry.gaveUp(failed.error.status, failed.error.message);
      if (!body.again) break;
    }
    if (sink.gone) return entry.finish(499, 'the client disconnected');
    const pause = body.again && (passing || tried === 0) ? pauseAfter(round, job, parts) : undefined;
    if (pause === undefined) break;
    await parts.wait(pause, sink.closed);
  }
  // A refused credential does not decide the error while another one only cools down.
  const own = last && (last.passing || !mayHeal(candidates, parts)) ? last : undefined;
  const { error, body: ownBody } = own ?? { error: allCooling(job, parts), body: undefined };
  sink.refuse(api.protocol, error, ownBody);
  entry.finish(error.status, last?.error.message ?? error.message);
}

const mayHeal = (candidates: readonly Candidate[], { cooldowns, now }: ForwardParts): boolean =>
  candidates.some((one) => {
    const wait = cooldowns.healsIn(one, now());
    return wait > 0 && wait < Number.POSITIVE_INFINITY;
  });

/** Kept, because an import costs a part of a request even of a module that is loaded. */
let translation: typeof import('./translate.ts') | undefined;

/** Routes that a provider turned out not to have; it then gets requests in another protocol. */
const unsupported = new WeakSet<Candidate>();

const isOut = (one: Candidate): boolean =>
  one.insteadOf === undefined ? unsupported.has(one) : !unsupported.has(one.insteadOf);

/** Whether a provider whose support for the Responses API was unknown reports that it has none. */
function lacksRoute({ api }: ForwardJob, { target, by }: Candidate, end: ExchangeEnd): boolean {
  const unsure = api.route === 'responses' && target.entry.responses === 'unknown' && by === undefined;
  return unsure && end.kind === 'refused' && (end.status === 404 || end.status === 405);
}

/** Candidates that failed recently come last; those that are cooling down are left out. */
function usable(order: readonly Candidate[], { cooldowns, now }: ForwardParts): readonly Candidate[] {
  const at = now();
  if (order.every((candidate) => cooldowns.stateOf(candidate, at) === 'good')) return order;
  const states = order.map((candidate) => ({ candidate, state: cooldowns.stateOf(candidate, at) }));
  return [
    ...states.filter(({ state }) => state === 'good'),
    ...states.filter(({ state }) => state === 'failing'),
  ].map(({ candidate }) => candidate);
}

/**
 * `request-retry` rounds after the first, each after a pause of at most `max-retry-interval` seconds.
 * @param round from 0. @returns ms before the next round; undefined: there is none
 */
function pauseAfter(
  round: number,
  { candidates, client: { config } }: ForwardJob,
  { cooldowns, now }: ForwardParts,
): number | undefined {
  if (round >= retryRounds(config, candidates)) return undefined;
  const longestMs = (config['max-retry-interval'] ?? 30) * 1000;
  const at = now();
  const wait = Math.min(...candidates.map((candidate) => cooldowns.healsIn(candidate, at)));
  const pause = Math.max(wait, firstPauseMs * 2 ** Math.min(round, 8));
  return wait <= longestMs && longestMs > 0 ? Math.min(pause, longestMs) : undefined;
}

function retryRounds(config: Config, candidates: readonly Candidate[]): number {
  const own = candidates
    .map(({ target }) => target.entry.requestRetry)
    .filter((count) => count !== undefined);
  return own.length > 0 ? Math.max(...own) : (config['request-retry'] ?? 0);
}

/** Tries one candidate. Not async, as each promise costs time and most candidates need none before the exchange. */
function attempt(
  job: ForwardJob,
  candidate: Candidate,
  parts: ForwardParts,
): Promise<ExchangeEnd | Failed> | Failed {
  const { target } = candidate;
  const pool = parts.pools.of(target, job.client.config['proxy-url']);
  job.entry.tried(candidate);
  if (!pool.ok) {
    parts.health.failed(target, { how: 'down', status: 502, sentence: pool.message });
    return { error: { status: 502, message: pool.message }, passing: false };
  }
  if (target.entry.account) return askAsAccount(job, candidate, pool.value, parts);
  return exchange(pool.value, upstreamOptions(job, candidate), job.sink);
}

/** The account's token may have to be renewed before the request, or after a refusal. */
async function askAsAccount(
  job: ForwardJob,
  candidate: Candidate,
  pool: Dispatcher,
  parts: ForwardParts,
): Promise<ExchangeEnd | Failed> {
  const { target } = candidate;
  const { account, name } = target.entry;
  const ended = account && (await parts.accounts.notReady(account.name));
  if (ended !== undefined) {
    const message = `${name} could not be asked as ${account?.label}: its token has expired. ${ended}`;
    const why = { how: 'key', status: 401, sentence: message } as const;
    parts.cooldowns.failed(candidate, why, parts.now());
    parts.health.failed(target, why);
    return { error: { status: 502, message, code: 'account_unavailable' }, passing: false };
  }
  // Read here, as it may have been renewed just now.
  const sent = target.entry.key?.reveal();
  const quota = account && parts.quotaReader?.(account.name);
  const end = await exchange(pool, upstreamOptions(job, candidate), job.sink, quota);
  return askRenewed(job, candidate, pool, { end, sent }, parts);
}

/**
 * A kept connection that the upstream closed at the same moment says nothing about the upstream. After that time, or
 * on a new connection, the request may have been started, and a retry would be paid for twice.
 */
export function isStale(end: ExchangeEnd | Failed, { entry }: ForwardJob): boolean {
  if (!('kind' in end) || end.kind !== 'broken' || end.headed || entry.triedForMs > staleMs) return false;
  if (end.error instanceof errors.SocketError) return (end.error.socket?.bytesRead ?? 0) > 0;
  const { code } = end.error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

export const staleSentence = ({ entry }: Target): string =>
  `${entry.name} closed a kept connection while the request was sent`;

/** Retries the same candidate after a stale connection; returns `end` if that is not possible. */
function askAgain(
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

/** Whether the account's token was refused, so that renewing it may help. */
export const refusesToken = (
  { api }: ForwardJob,
  { target }: Candidate,
  end: ExchangeEnd,
  { now }: ForwardParts,
): end is ExchangeEnd & { kind: 'refused' } =>
  end.kind === 'refused' &&
  target.entry.account !== undefined &&
  explainRefusal(target, api, end, now()).cause === 'key';

/** Retries the same account if its token was refused and could be renewed. @param sent that token */
async function askRenewed(
  job: ForwardJob,
  candidate: Candidate,
  pool: Dispatcher,
  { end, sent }: { readonly end: ExchangeEnd; readonly sent: string | undefined },
  parts: ForwardParts,
): Promise<ExchangeEnd> {
  const { entry, sink, body } = job;
  const { account, name } = candidate.target.entry;
  if (!account || !refusesToken(job, candidate, end, parts)) return end;
  if (!body.again || sink.gone || sink.begun) return end;
  if (!(await parts.accounts.renew(account.name, sent)) || sink.gone) return end;
  entry.gaveUp(end.status, `${name} refused the token of ${account.label}, so it was renewed`);
  entry.tried(candidate);
  return exchange(pool, upstreamOptions(job, candidate), sink, parts.quotaReader?.(account.name));
}

type Recorded = Failed | Promise<undefined> | undefined;

/**
 * Records the outcome of an attempt for its credential, and ends the request if that decides it.
 * @returns undefined, at once or later: the request has ended and its record is written
 */
export function recordOutcome(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd,
  parts: ForwardParts,
): Recorded {
  const { sink, api } = job;
  switch (end.kind) {
    case 'complete':
      return recordComplete(job, candidate, end.status, parts);
    case 'gone':
      return finish(job, 499, 'the client disconnected');
    case 'broken': {
      if (end.error instanceof BrokenBody) {
        if (end.begun) sink.cut(api.protocol, end.error.reported);
        else sink.refuse(api.protocol, end.error.reported);
        return finish(job, end.error.reported.status, end.error.reported.message);
      }
      if (isFault(end.error)) throw end.error;
      const error = explainBroken(candidate.target, end.error);
      const how = end.error instanceof UpstreamError ? end.error.how : 'down';
      recordFailure(candidate, { how, status: error.status, sentence: error.message }, parts);
      if (!end.begun) return { error, passing: true };
      sink.cut(api.protocol, error);
      return finish(job, error.status, error.message);
    }
    case 'refused':
      return recordRefusal(job, candidate, end, parts);
  }
}

function recordFailure(candidate: Candidate, why: Failure, { cooldowns, health, now }: ForwardParts): void {
  cooldowns.failed(candidate, why, now());
  health.failed(candidate.target, why);
}

function recordRefusal(
  job: ForwardJob,
  candidate: Candidate,
  end: ExchangeEnd & { kind: 'refused' },
  parts: ForwardParts,
): Recorded {
  const { sink, api } = job;
  const { target } = candidate;
  const { account } = target.entry;
  const { sentence, body, cause, waitMs } = explainRefusal(target, api, end, parts.now());
  const status = end.status < 400 ? 502 : end.status;
  const kept = refusalHeaders(end.headers);
  if (lacksRoute(job, candidate, end) && job.candidates.some(({ insteadOf }) => insteadOf === candidate)) {
    unsupported.add(candidate);
    return { error: { status, message: sentence, headers: kept }, body, passing: false };
  }
  if (blamesRequest(cause)) {
    parts.health.answered(target);
    const handed = sink.handOn();
    if (!handed) sink.refuse(api.protocol, { status, message: sentence, headers: kept }, body);
    return finish(job, handed?.sent ?? end.sent ?? status, sentence);
  }
  recordFailure(candidate, { how: cause, status, sentence, waitMs }, parts);
  if (account) parts.accounts.troubled(account.name, cause, sentence);
  // The client has already read a part of the answer, so no other credential can be tried.
  if (sink.begun) return finish(job, end.sent ?? status, sentence);
  const lasting = refusesCredential(cause);
  const after = waitMs === undefined ? undefined : { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  const headers = { ...kept, ...(lasting ? notAgain : after) };
  return { error: { status, message: sentence, headers }, body, passing: !lasting };
}

/** All of it was sent to the client, as a compressed answer could not be read before. */
function recordComplete(
  job: ForwardJob,
  candidate: Candidate,
  status: number,
  parts: ForwardParts,
): Recorded {
  const judge = ({ none, tokens }: Scanned): Recorded => {
    if (tokens) job.entry.tokens = tokens;
    if (none) return recordOutcome(job, candidate, endOf(none, status), parts);
    const { account } = candidate.target.entry;
    parts.cooldowns.succeeded(candidate, parts.now);
    if (account) parts.accounts.answered(account.name);
    parts.health.answered(candidate.target);
    return void job.entry.finish(status);
  };
  const scanned = job.sink.scanned();
  return scanned instanceof Promise
    ? scanned.then(async (known) => void (await judge(known)))
    : judge(scanned);
}

/** Waits for the reported tokens; only those of a compressed answer are still missing. */
function finish({ sink, entry }: ForwardJob, status: number, error: string): Promise<undefined> | undefined {
  const over = ({ tokens }: Scanned): undefined => {
    if (tokens) entry.tokens = tokens;
    entry.finish(status, error);
  };
  const scanned = sink.scanned();
  return scanned instanceof Promise ? scanned.then(over) : over(scanned);
}

/** The error for a client while every credential for its model is cooling down. */
function allCooling({ asked, candidates, entry }: ForwardJob, { cooldowns, now }: ForwardParts): ApiError {
  const at = now();
  const cooling = (ms: number): number => {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    if (entry.attempts === 0) entry.cooling(seconds * 1000);
    return seconds;
  };
  const provider = candidates[0]?.target.entry.name ?? '';
  const heals = Math.min(...candidates.map((one) => cooldowns.healsIn(one, at)));
  const known = candidates.map((one) => cooldowns.whyOf(one)).filter((why) => why !== undefined);
  if (heals === Number.POSITIVE_INFINITY) {
    cooling(Math.min(...candidates.map((one) => cooldowns.waitOf(one, at))));
    return {
      status: 503,
      type: 'server_error',
      code: 'auth_unavailable',
      message: `All credentials for model ${asked} were refused, and waiting does not help: ${known[0]?.sentence ?? provider}`,
      more: { model: asked, provider },
      headers: notAgain,
    };
  }
  const seconds = cooling(heals);
  const status = known.find(({ how }) => !refusesCredential(how))?.status;
  const why = status === undefined ? '' : ` (last answer: ${status})`;
  return {
    status: 429,
    type: 'rate_limit_error',
    code: 'model_cooldown',
    message: `All credentials for model ${asked} are cooling down via provider ${provider}${why}`,
    more: { model: asked, provider, reset_seconds: seconds, reset_time: `${seconds}s` },
    headers: { 'retry-after': String(seconds) },
  };
}
