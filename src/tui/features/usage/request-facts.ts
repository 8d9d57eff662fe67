import { formatInstant } from '../../../base/instant-text.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { explainRequest, type UsualTime } from '../../../operations/why-request.ts';
import { clockText } from '../../moment.ts';
import { milliseconds, money, unknown, wholeNumber } from '../../numbers.ts';
import type { KeyNames } from './filter.ts';
import { groupName } from './sight.ts';
import { words } from './words.ts';

/** An attempt at a provider key, the last one being what the client got. */
export interface AttemptRow {
  readonly number: number;
  readonly key: string;
  readonly answer: string;
  readonly failed: boolean;
  /** undefined: not known. */
  readonly ms: number | undefined;
}

export type Fact = readonly [label: string, value: string];

/** `429 after 2 attempts in 0.3 s`, `200 in 1.2 s · first byte after 0.4 s`. */
export function outcomeText(record: UsageRecord): string {
  const { detail } = words();
  const { attempts = 1, latencyMs, firstByteMs } = record;
  const said = detail.failed(statusText(record), attempts, milliseconds(latencyMs));
  return firstByteMs === undefined ? said : `${said} · ${detail.firstByte(milliseconds(firstByteMs))}`;
}

/** What was tried, where there was more than one attempt and the server reports them. */
export function attemptRows(record: UsageRecord): readonly AttemptRow[] {
  const { tries = [], provider, account, attempts = 1, error, failed, latencyMs } = record;
  if (tries.length === 0) return [];
  const before = tries.map((one, place) => ({
    number: place + 1,
    key: nameOf(one.provider, one.account),
    answer: one.error,
    failed: true,
    ms: one.ms,
  }));
  // A server that reports each attempt by itself says how long the last one took.
  const lost = tries.some(({ id }) => id !== undefined) ? 0 : tries.reduce((sum, { ms }) => sum + ms, 0);
  const last = {
    number: attempts,
    key: nameOf(provider, account),
    answer: failed ? (error ?? statusText(record)) : `${statusText(record)} ${words().detail.answered}`,
    failed,
    ms: latencyMs >= lost ? latencyMs - lost : undefined,
  };
  return [...before, last];
}

/** Attempts that the server does not report one by one. */
export const unreportedAttempts = ({ attempts = 1, tries = [] }: UsageRecord): number =>
  attempts > 1 ? Math.max(0, attempts - 1 - tries.length) : 0;

const nameOf = (provider: string | undefined, account: string | undefined): string =>
  [provider, account].filter(Boolean).join('  ') || unknown;

/** What to do about provider keys that refused: each once. */
export function nextSteps(record: UsageRecord): readonly string[] {
  const { detail } = words();
  const { tries = [], provider, account, status, failed, attempts } = record;
  const last = failed && provider !== undefined && attempts !== 0 ? [{ provider, account, status }] : [];
  const steps = [...tries, ...last].flatMap((one) => {
    const name = [one.provider, one.account].filter(Boolean).join(' ');
    if (one.status === 401 || one.status === 403) return [detail.replaceKey(name)];
    return one.status === 402 || one.status === 429 ? [detail.testKey(name)] : [];
  });
  return [...new Set(steps)];
}

/** Sentences: why it ended as it did, took as long and cost as much as it did. */
export function whyLines(record: UsageRecord, usual: UsualTime | undefined): readonly string[] {
  const { outcome, retries, times, cost } = explainRequest(record, usual);
  // The table of attempts says more.
  return [outcome, ...((record.tries ?? []).length > 0 ? [] : retries), ...times, cost];
}

/** What is known of a request, in pairs that go side by side. @param now ms since the epoch */
export function factsOf(record: UsageRecord, names: KeyNames, now: number): readonly Fact[] {
  const { detail } = words();
  const { tokens, clientKey, model, alias, application, userAgent, referer, task } = record;
  const amount = (count: number | undefined) => (count === undefined ? unknown : wholeNumber(count));
  const day = formatInstant(record.at, now).replace(/ \d\d:\d\d$/, '');
  const fraction = String(record.at % 1000).padStart(3, '0');
  const asked = alias !== undefined && alias !== model;
  return [
    [detail.clientKey, groupName('key', clientKey, names)],
    [detail.application, application ?? unknown],
    [detail.model, `${model ?? unknown}${asked ? ` · ${detail.askedAs(alias)}` : ''}`],
    [detail.account, [record.provider, record.account].filter(Boolean).join(' ') || unknown],
    [
      detail.tokens,
      tokens ? detail.tokensText(amount(tokens.input), amount(tokens.output)) : words().notReported,
    ],
    [detail.cost, costOf(record)],
    ...(tokens?.cached === undefined
      ? []
      : [[detail.cached, detail.cachedText(amount(tokens.cached))] as const]),
    ...(tokens?.reasoning === undefined
      ? []
      : [[detail.reasoning, detail.reasoningText(amount(tokens.reasoning))] as const]),
    [detail.time, `${day} ${clockText(record.at)}.${fraction}`],
    [detail.endpoint, record.endpoint || unknown],
    [detail.id, record.id],
    ...(task === undefined ? [] : [[detail.task, task] as const]),
    ...(referer === undefined ? [] : [[detail.referer, referer] as const]),
    ...(userAgent === undefined ? [] : [[detail.userAgent, userAgent] as const]),
  ];
}

/** At list prices, or as the provider reported it. */
function costOf({ cost, costGap }: UsageRecord): string {
  const { detail } = words();
  if (cost !== undefined) return `≈ ${money(cost)}`;
  if (costGap === undefined) return unknown;
  return costGap.startsWith('price') ? detail.noPrice(costGap) : detail.notReportedWhat(costGap);
}

/** All of it as plain text, a line each. */
export function detailText(
  record: UsageRecord,
  names: KeyNames,
  usual: UsualTime | undefined,
  now: number,
): string {
  const { detail } = words();
  const facts = factsOf(record, names, now).map(([label, value]) => `${label}: ${value}`);
  const attempts = attemptRows(record).map(
    ({ number, key, answer, ms }) => `${number}. ${key}: ${answer} (${milliseconds(ms)})`,
  );
  return [
    outcomeText(record),
    ...attempts,
    `${detail.why}: ${whyLines(record, usual).join(' ')}`,
    ...facts,
  ].join('\n');
}
