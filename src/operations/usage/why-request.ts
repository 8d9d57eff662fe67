import { commas } from '../../base/text/commas.ts';
import { timeText } from '../../base/text/time-text.ts';
import type { UsageRecord, UsageTry } from '../../contract/usage-record.ts';
import { words } from './words.ts';

/** What is usual among the requests around it, ms. */
export interface UsualTime {
  readonly p50: number;
  readonly p95: number;
}

/**
 * Why a request ended as it did, took as long and cost as much as it did, in sentences made from its record.
 * What comes from outside is quoted as it was reported.
 */
export function whyRequest(record: UsageRecord, usual?: UsualTime): string[] {
  const story = explainRequest(record, usual);
  return [story.outcome, ...story.retries, ...story.times, story.cost];
}

/** The same by subject. `retries`: nothing where there was one attempt. */
interface RequestStory {
  readonly outcome: string;
  readonly retries: readonly string[];
  readonly times: readonly string[];
  readonly cost: string;
}

export const explainRequest = (record: UsageRecord, usual?: UsualTime): RequestStory => ({
  outcome: outcome(record),
  retries: retries(record),
  times: times(record, usual),
  cost: cost(record),
});

function outcome(record: UsageRecord): string {
  const { status, failed, error, latencyMs, provider, restingMs, attempts } = record;
  if (!failed) return words().request.succeeded(whoOf(record), status);
  if (status === 499) {
    const whose = provider === undefined ? '' : words().request.of(whoOf(record));
    return words().request.disconnected(timeText(latencyMs), whose);
  }
  const reason = error === undefined ? words().request.noReason : sentence(error);
  if (restingMs !== undefined) return words().request.cooling(timeText(restingMs), status, reason);
  if (attempts === 0) return words().request.notSent(status, reason);
  if (error === undefined) return words().request.failed(status, reason);
  return words().request.failedAt(whoOf(record), status, reason);
}

function retries({ attempts = 1, tries = [], failed, ...record }: UsageRecord): string[] {
  if (attempts < 2) return [];
  if (tries.length === 0) return [words().request.attemptsOnly(attempts)];
  const unreported = attempts - 1 - tries.length;
  const more = unreported > 0 ? [words().request.more(unreported)] : [];
  const end = failed ? words().request.noFurther : words().request.answeredThen(whoOf(record as UsageRecord));
  return [words().request.attempts(attempts), ...tries.map(tryText), ...more, end];
}

const tryText = ({ provider, account, error, ms }: UsageTry, place: number): string =>
  words().request.try(
    place + 1,
    nameOf(provider || words().provider, account),
    timeText(ms),
    sentence(error),
  );

function times(
  { latencyMs, firstByteMs, tries = [], tokens, failed }: UsageRecord,
  usual?: UsualTime,
): string[] {
  const parts: string[] = [];
  const lost = tries.reduce((sum, { ms }) => sum + ms, 0);
  // A server that reports each try separately also reports how long the last one took.
  const before = lost > 0 && tries.some(({ id }) => id !== undefined);
  if (lost > 0 && !before) parts.push(words().request.lost(timeText(lost)));
  if (firstByteMs !== undefined) {
    parts.push(words().request.firstByte(timeText(firstByteMs)));
    const rest = latencyMs - firstByteMs;
    const output = tokens?.output ?? 0;
    const speed = output > 0 && rest >= 100 ? words().request.speed(Math.round(output / (rest / 1000))) : '';
    if (rest > 0) parts.push(words().request.rest(timeText(rest), speed));
  }
  const after = before ? words().request.after(timeText(lost)) : '';
  return [
    words().request.took(timeText(latencyMs), after, parts.join(commas().items)),
    ...(usual && !failed ? [compared(latencyMs, usual)] : []),
  ];
}

function compared(ms: number, { p50, p95 }: UsualTime): string {
  const usual = `p50 ${timeText(p50)}${commas().parts}p95 ${timeText(p95)}`;
  if (ms > p95) return words().request.slow(usual);
  return ms > p50 * 1.5 ? words().request.slower(usual) : words().request.typical(usual);
}

function cost({
  cost: dollars,
  costGap,
  model = words().model,
  provider = words().provider,
  failed,
}: UsageRecord) {
  if (dollars === 0 && failed) return words().request.cost.zero;
  if (dollars !== undefined) return words().request.cost.known(Number(dollars.toPrecision(3)));
  switch (costGap) {
    case 'tokens':
      return failed ? words().request.cost.cut(provider) : words().request.cost.noTokens(provider);
    case 'input tokens':
      return words().request.cost.noInput(provider);
    case 'model':
      return words().request.cost.noModel;
    case 'price':
      return words().request.cost.noPrice(model);
    case 'price of the cache':
      return words().request.cost.noCachePrice(provider, model);
    case 'price of long prompts':
      return words().request.cost.longPrompt(model);
    default:
      return words().request.cost.unreported;
  }
}

const whoOf = ({ provider, account }: UsageRecord): string => nameOf(provider ?? words().provider, account);

const nameOf = (provider: string, account: string | undefined): string =>
  account === undefined ? provider : words().account(provider, account);

/** With a full stop at its end, which messages from outside have or have not. */
const sentence = (text: string): string =>
  /[.!?…。！？]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
