import { timeText } from '../../base/text/time-text.ts';
import type { UsageRecord, UsageTry } from '../../contract/usage-record.ts';

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
  if (!failed) return `Succeeded: ${whoOf(record)} ${status > 0 ? `returned ${status}` : 'answered'}.`;
  if (status === 499) {
    const whose = provider === undefined ? '' : ` of ${whoOf(record)}`;
    return `The client disconnected after ${timeText(latencyMs)}, before the answer${whose} was complete.`;
  }
  const reason = error === undefined ? 'no reason was reported' : sentence(error);
  if (restingMs !== undefined)
    return `No provider was asked: every key that has the model was cooling down, the first of them for another ${timeText(restingMs)}. The client got ${status}: ${reason}`;
  if (attempts === 0) return `The request was not sent to a provider. The client got ${status}: ${reason}`;
  if (error === undefined) return `Failed${status > 0 ? ` with status ${status}` : ''}; ${reason}.`;
  return `Failed at ${whoOf(record)} with status ${status}: ${reason}`;
}

function retries({ attempts = 1, tries = [], failed, ...record }: UsageRecord): string[] {
  if (attempts < 2) return [];
  if (tries.length === 0)
    return [`It took ${attempts} attempts; this server does not report the earlier ones.`];
  const unreported = attempts - 1 - tries.length;
  const more = unreported > 0 ? [`${unreported} more are not reported.`] : [];
  const end = failed ? 'No further attempt was made.' : `Then ${whoOf(record as UsageRecord)} answered.`;
  return [`It took ${attempts} attempts:`, ...tries.map(tryText), ...more, end];
}

const tryText = ({ provider, account, error, ms }: UsageTry, place: number): string =>
  `${place + 1}. ${nameOf(provider || 'the provider', account)}, after ${timeText(ms)}: ${sentence(error)}`;

function times(
  { latencyMs, firstByteMs, tries = [], tokens, failed }: UsageRecord,
  usual?: UsualTime,
): string[] {
  const parts: string[] = [];
  const lost = tries.reduce((sum, { ms }) => sum + ms, 0);
  // A server that reports each try separately also reports how long the last one took.
  const before = lost > 0 && tries.some(({ id }) => id !== undefined);
  if (lost > 0 && !before) parts.push(`${timeText(lost)} in failed attempts`);
  if (firstByteMs !== undefined) {
    parts.push(`${timeText(firstByteMs)} to the first byte`);
    const rest = latencyMs - firstByteMs;
    const output = tokens?.output ?? 0;
    const speed = output > 0 && rest >= 100 ? ` (${Math.round(output / (rest / 1000))} tokens/s)` : '';
    if (rest > 0) parts.push(`${timeText(rest)} for the rest${speed}`);
  }
  const spent = parts.length > 0 ? `: ${parts.join(', ')}` : '';
  const after = before ? `, after ${timeText(lost)} in failed attempts` : '';
  return [
    `It took ${timeText(latencyMs)}${after}${spent}.`,
    ...(usual && !failed ? [compared(latencyMs, usual)] : []),
  ];
}

function compared(ms: number, { p50, p95 }: UsualTime): string {
  const usual = `p50 ${timeText(p50)}, p95 ${timeText(p95)}`;
  if (ms > p95) return `Slow (${usual}).`;
  return ms > p50 * 1.5 ? `Slower than most (${usual}).` : `Typical latency (${usual}).`;
}

function cost({
  cost: dollars,
  costGap,
  model = 'this model',
  provider = 'the provider',
  failed,
}: UsageRecord) {
  if (dollars === 0 && failed) return 'Cost $0: the request failed before tokens were reported.';
  if (dollars !== undefined)
    return `Cost $${Number(dollars.toPrecision(3))}, as reported by the provider or at list prices.`;
  switch (costGap) {
    case 'tokens':
      return failed
        ? `Cost unknown: the answer was cut off before ${provider} reported its tokens.`
        : `Cost unknown: ${provider} reported no tokens.`;
    case 'input tokens':
      return `Cost unknown: ${provider} did not report the input tokens.`;
    case 'model':
      return 'Cost unknown: no model was reported.';
    case 'price':
      return `Cost unknown: no list price for ${model}. Set one under usage-prices in config.yaml.`;
    case 'price of the cache':
      return `Cost unknown: part of the input came from the cache of ${provider}, and ${model} has no cache price. Set one under usage-prices in config.yaml.`;
    case 'price of long prompts':
      return `Cost unknown: prompts of this length have another price for ${model}.`;
    default:
      return 'Cost not reported.';
  }
}

const whoOf = ({ provider, account }: UsageRecord): string => nameOf(provider ?? 'the provider', account);

const nameOf = (provider: string, account: string | undefined): string =>
  account === undefined ? provider : `${provider} (${account})`;

/** With a full stop at its end, which messages from outside have or have not. */
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
