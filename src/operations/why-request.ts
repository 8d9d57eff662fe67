import { timeText } from '../base/time-text.ts';
import type { UsageRecord, UsageTry } from '../contract/usage-record.ts';

/** What is usual among the requests around it, ms. */
export interface UsualTime {
  readonly p50: number;
  readonly p95: number;
}

/**
 * Why a request ended as it did, took as long as it did and cost what it cost, in sentences made of its record. What
 * comes from outside stands in them as it was told.
 */
export function whyRequest(record: UsageRecord, usual?: UsualTime): string[] {
  const story = explainRequest(record, usual);
  return [story.outcome, ...story.retries, ...story.times, story.cost];
}

/** The same by subject. `retries`: nothing where there was one attempt. */
export interface RequestStory {
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
  if (!failed) return `It went well: ${whoOf(record)} answered${status > 0 ? ` with status ${status}` : ''}.`;
  if (status === 499) {
    const whose = provider === undefined ? '' : ` of ${whoOf(record)}`;
    return `The client went away after ${timeText(latencyMs)}, before the answer${whose} was complete.`;
  }
  const reason = error === undefined ? 'no reason was told' : sentence(error);
  if (restingMs !== undefined)
    return `No provider was asked: all that have the model were resting after refusals, the first of them for another ${timeText(restingMs)}. The client got ${status}: ${reason}`;
  if (attempts === 0) return `It did not leave this server; the client got ${status}: ${reason}`;
  if (error === undefined) return `It failed${status > 0 ? ` with status ${status}` : ''}; ${reason}.`;
  return `It failed at ${whoOf(record)}, with status ${status}: ${reason}`;
}

function retries({ attempts = 1, tries = [], failed, ...record }: UsageRecord): string[] {
  if (attempts < 2) return [];
  if (tries.length === 0)
    return [`It took ${attempts} attempts; what came of the first is not told by this server.`];
  const untold = attempts - 1 - tries.length;
  const more = untold > 0 ? [`${untold} more are not told.`] : [];
  const end = failed ? 'Then it was given up.' : `Then ${whoOf(record as UsageRecord)} answered.`;
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
  // Who tells of each try by itself tells how long the last one took.
  const before = lost > 0 && tries.some(({ id }) => id !== undefined);
  if (lost > 0 && !before) parts.push(`${timeText(lost)} of it in attempts that came to nothing`);
  if (firstByteMs !== undefined) {
    parts.push(`${timeText(firstByteMs)} until the first byte`);
    const rest = latencyMs - firstByteMs;
    const output = tokens?.output ?? 0;
    const speed = output > 0 && rest >= 100 ? `, ${Math.round(output / (rest / 1000))} tokens a second` : '';
    if (rest > 0) parts.push(`${timeText(rest)} for the rest${speed}`);
  }
  const spent = parts.length > 0 ? `: ${parts.join(', ')}` : '';
  const after = before ? `, after ${timeText(lost)} in attempts that came to nothing` : '';
  return [
    `It took ${timeText(latencyMs)}${after}${spent}.`,
    ...(usual && !failed ? [compared(latencyMs, usual)] : []),
  ];
}

function compared(ms: number, { p50, p95 }: UsualTime): string {
  const around = `half of the requests here take ${timeText(p50)} or less, 95 % take ${timeText(p95)} or less`;
  if (ms > p95) return `That is slow: ${around}.`;
  return ms > p50 * 1.5 ? `That is longer than most: ${around}.` : `That is nothing unusual: ${around}.`;
}

function cost({
  cost: dollars,
  costGap,
  model = 'this model',
  provider = 'the provider',
  failed,
}: UsageRecord) {
  if (dollars === 0 && failed) return 'It cost nothing, as far as is known: no tokens were told of it.';
  if (dollars !== undefined)
    return `It cost $${Number(dollars.toPrecision(3))}, as the provider reported or at list prices.`;
  switch (costGap) {
    case 'tokens':
      return failed
        ? `What it cost is unknown: the answer was cut off before ${provider} reported its tokens.`
        : `What it cost is unknown: ${provider} reported no tokens.`;
    case 'input tokens':
      return `What it cost is unknown: ${provider} did not tell the tokens of the input.`;
    case 'model':
      return 'What it cost is unknown: no model was told.';
    case 'price':
      return `What it cost is unknown: when it ended no price of ${model} was known. usage-prices in config.yaml takes one.`;
    case 'price of the cache':
      return `What it cost is unknown: some of its input went through the cache of ${provider}, and what that costs with ${model} is not known. usage-prices in config.yaml takes it.`;
    case 'price of long prompts':
      return `What it cost is unknown: prompts of this length have another price with ${model}.`;
    default:
      return 'What it cost was not told.';
  }
}

const whoOf = ({ provider, account }: UsageRecord): string => nameOf(provider ?? 'the provider', account);

const nameOf = (provider: string, account: string | undefined): string =>
  account === undefined ? provider : `${provider} (${account})`;

/** With a full stop at its end, which messages from outside have or have not. */
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
