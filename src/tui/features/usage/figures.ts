import { hour } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import {
  completeFrom,
  type TokensReported,
  type UsageBucket,
  type UsageDimension,
  type UsageFigures,
  type UsageTotals,
} from '../../../contract/usage-figures.ts';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import { clockText } from '../../clock.ts';
import { fitText } from '../../components/fit.ts';
import type { Values } from '../../components/graphs/cells.ts';
import type { GraphRow } from '../../components/graphs/graphs.tsx';
import type { Cell, Span } from '../../components/text.tsx';
import {
  fittedNumber,
  latencyPair,
  milliseconds,
  money,
  percent,
  shortNumber,
  unknown,
  wholeNumber,
  wholePercent,
} from '../../numbers.ts';
import type { KeyNames } from './filter.ts';
import { words } from './words.ts';

export type Figures = Omit<UsageTotals, 'since'>;

/** `≥ $3.12` if some requests have no price, `–` if none has one. */
export function costText({ cost, costKnown, requests }: Figures): string {
  if (requests === 0) return money(0);
  if (cost === undefined || nothingKnown(cost, costKnown, requests)) return unknown;
  return `${costKnown < requests ? '≥ ' : ''}${money(cost)}`;
}

/** `96% priced`; undefined if all are priced, or none. */
export function pricedText(figures: Figures): string | undefined {
  const { costKnown, requests } = figures;
  return costText(figures) === unknown || costKnown >= requests
    ? undefined
    : words().priced(percent(costKnown, requests));
}

/** Only for failed requests, which cost nothing; not meaningful for the others. */
const nothingKnown = (cost: number, known: number, requests: number): boolean =>
  cost === 0 && known < requests;

/** `≥`: some requests did not report this kind of token, or none at all, so the real sum is higher. */
function moreSign(
  { tokens, tokensKnown, tokensReported, failed, requests }: Figures,
  kind: keyof TokensReported,
) {
  if (tokens?.[kind] === undefined) return '';
  const part = tokensReported !== undefined && tokensReported[kind] < tokensKnown;
  return part || (tokensKnown > 0 && tokensKnown + failed < requests) ? '≥' : '';
}

/** `2.1M`, `≥2.1M`, or `–` if there were requests, and none reported any. */
export const tokensText = (figures: Figures, kind: keyof TokensReported): string =>
  figures.requests === 0 ? '0' : `${moreSign(figures, kind)}${shortNumber(figures.tokens?.[kind])}`;

/** Share of the input from the provider's cache: `62%`. */
export function cachedText(figures: Figures): string {
  const { tokens, tokensReported, tokensKnown } = figures;
  if (tokens?.cached === undefined || !tokens.input) return unknown;
  const sign = tokensReported !== undefined && tokensReported.cached < tokensKnown ? '≥' : '';
  return `${sign}${wholePercent(tokens.cached / tokens.input)}`;
}

/**
 * Figures of all matching requests, most important first; as many as fit are shown. @param pending without figures
 */
export function totalsParts(figures: UsageFigures | undefined, pending = '…'): readonly (readonly Span[])[] {
  const { totals: names } = words();
  if (!figures) return [[{ text: pending, role: 'muted' }]];
  const { totals } = figures;
  const errors = names.errors(wholeNumber(totals.failed));
  const share = totals.failed > 0 ? ` ${percent(totals.failed, totals.requests)}` : '';
  const priced = pricedText(totals);
  return [
    [{ text: names.requests(wholeNumber(totals.requests)), bold: true }],
    [{ text: `${errors}${share}`, ...(totals.failed > 0 && { role: 'warning' as const }) }],
    ...(lostText(totals) === '' ? [] : [[{ text: lostText(totals) }]]),
    [{ text: names.tokens(tokensText(totals, 'input'), tokensText(totals, 'output')) }],
    [{ text: costText(totals) }],
    [{ text: `p95 ${milliseconds(totals.latency?.p95)}` }],
    [{ text: `p50 ${milliseconds(totals.latency?.p50)}` }],
    ...(totals.retries ? [[{ text: names.retried(wholeNumber(totals.retries)) }]] : []),
    ...(totals.firstByte ? [[{ text: names.firstByte(milliseconds(totals.firstByte.p50)) }]] : []),
    ...(totals.tokens?.cached === undefined ? [] : [[{ text: names.cached(cachedText(totals)) }]]),
    ...(priced === undefined ? [] : [[{ text: priced, role: 'muted' as const }]]),
  ];
}

/** Of the errors: `3 aborted · 2 cut`; '' if there were none. */
function lostText({ aborted = 0, cut = 0 }: Figures): string {
  const { totals: names } = words();
  const parts = [
    ...(aborted > 0 ? [names.aborted(wholeNumber(aborted))] : []),
    ...(cut > 0 ? [names.cut(wholeNumber(cut))] : []),
  ];
  return parts.join(' · ');
}

/** From this share on, the error rate is high. */
const highShare = 0.05;
export const isHigh = ({ requests, failed }: Figures): boolean =>
  requests > 0 && failed / requests >= highShare;

/** Cells of totals, by name. `room`: columns. */
const figures = {
  requests: ({ requests }, room) => fittedNumber(requests, room),
  errors: ({ failed }, room) => fittedNumber(failed, room),
  errorRate(totals) {
    const text = percent(totals.failed, totals.requests);
    return isHigh(totals) ? { text: `${text} !`, role: 'warning' } : text;
  },
  // Absent: none, or not reported.
  lost: ({ aborted, cut }) => `${shortNumber(aborted)} / ${shortNumber(cut)}`,
  retries: ({ retries }, room) => fittedNumber(retries, room),
  input: (totals) => tokensText(totals, 'input'),
  cached: cachedText,
  output: (totals) => tokensText(totals, 'output'),
  cost: costText,
  p95: ({ latency }) => milliseconds(latency?.p95),
  latency: ({ latency }) => (latency ? latencyPair(latency.p50, latency.p95) : unknown),
} as const satisfies Readonly<Record<string, (totals: Figures, room: number) => string | Span>>;

export interface SpansTableProps {
  /** One row each. */
  readonly figures: readonly (keyof typeof figures)[];
  /** One column each, with its totals; `…` while loading. */
  readonly heads: readonly string[];
  readonly windows: readonly (UsageTotals | undefined)[];
  /** Columns of the labels, and of each figure. */
  readonly labels: number;
  readonly each: number;
  /** Index of the highlighted range. */
  readonly chosen?: number;
  /** Maximum number of ranges, which includes the chosen one. */
  readonly most?: number;
  /** Shown for ranges without figures. */
  readonly pending?: string;
}

/** Totals of several ranges side by side, under their headings. */
export function spansTable(props: SpansTableProps): readonly Cell[] {
  const {
    figures: names,
    heads,
    windows,
    labels,
    each,
    chosen = -1,
    most = heads.length,
    pending = '…',
  } = props;
  const first = chosen < most ? 0 : heads.length - most;
  const places = [...heads.keys()].slice(first, first + most);
  const row = (label: string, cellOf: (place: number) => Span): Cell => [
    { text: fitText(label, labels), role: 'muted' },
    ...places.map((place): Span => {
      const { text, role } = cellOf(place);
      return { text: fitText(text, each, 'right'), role, bold: place === chosen };
    }),
  ];
  const head = row('', (place) => ({
    text: `${heads[place]}${place === chosen ? '▾' : ''}`,
    role: place === chosen ? 'accent' : 'muted',
  }));
  const rows = names.map((name) =>
    row(words().figures[name], (place) => {
      const totals = windows[place];
      const said = totals ? figures[name](totals, each - 1) : pending;
      return typeof said === 'string' ? { text: said } : said;
    }),
  );
  return [head, ...rows];
}

const halfDay = 12 * hour;

/** `09:00:00`, or half a day later `28 Nov 09:00`. */
export const timeText = (at: number, now: number): string =>
  now - at < halfDay ? clockText(at) : formatInstant(at, now);

/**
 * `complete since 09:00:00` for figures of which the longest goes back to the first of `since`; '' if they are whole.
 * @param at when they were read
 */
export function completeText(
  figures: UsageFigures | undefined,
  since: readonly Pick<UsageTotals, 'since'>[] | undefined,
  at = 0,
): string {
  const first = Math.min(...(since ?? []).map((totals) => totals.since));
  const from = figures && completeFrom(figures, first);
  return from === undefined ? '' : words().completeSince(timeText(from, at));
}

/** Why there are no figures although requests are recorded. */
export function nothingSince(figures: UsageFigures, at: number): string | undefined {
  const from = completeFrom(figures, figures.totals.since);
  return from === undefined ? undefined : words().empty.since(timeText(from, at));
}

/** From when on no requests are 0, and not unknown, ms since the epoch. */
const countedFrom = ({ recording, countedSince = 0 }: UsageFigures): number =>
  recording ? countedSince : Number.POSITIVE_INFINITY;

/** Each step of the graph; no data instead of 0 where one began before counting did. */
function stepsOf(figures: UsageFigures | undefined, read: (step: UsageBucket) => number | undefined): Values {
  const isKnown = ({ requests, at }: UsageBucket) => requests > 0 || (figures && at >= countedFrom(figures));
  return (figures?.series ?? []).map((step) => (isKnown(step) ? read(step) : undefined));
}

export const requestsIn = (figures: UsageFigures | undefined): Values =>
  stepsOf(figures, ({ requests }) => requests);

/** Rows below a graph of requests: errors, then tokens. */
export function graphRows(figures: UsageFigures | undefined): readonly GraphRow[] {
  const tokensOf = ({ requests, tokens: sum }: UsageBucket) =>
    sum ? (sum.total ?? (sum.input ?? 0) + (sum.output ?? 0)) : requests === 0 ? 0 : undefined;
  return [
    { label: words().errorsRow, values: stepsOf(figures, ({ failed }) => failed), role: 'danger' },
    { label: words().tokensRow, values: stepsOf(figures, tokensOf), role: 'accent' },
  ];
}

/**
 * How many of the bars of a group began before counting did. @param at when they were read, ms since the epoch: in the
 * last bar
 */
export function uncountedBars(figures: UsageFigures, at: number): number {
  const [bars = 0] = Object.values(figures.groups).map((groups) => groups[0]?.bars?.length);
  const step = (at - figures.totals.since) / Math.max(1, bars - 1);
  return Math.ceil(bars - (at - countedFrom(figures)) / step);
}

/** When a request ended, ms since the epoch. */
export const endOf = ({ at, latencyMs }: UsageRecord): number => at + latencyMs;

/** Display names of the client keys, by fingerprint. @param labels of removed keys */
export function namesOf(
  keys: readonly ClientKey[],
  labels: Readonly<Record<string, string>> | undefined,
): KeyNames {
  const names = new Map(Object.entries(labels ?? {}));
  for (const { fingerprint, key, record } of keys) {
    const name = record?.label?.trim() || key.mask;
    names.set(fingerprint, record?.replaces === undefined ? name : words().newKey(name));
  }
  return names;
}

/** Display name of a group. */
export function groupName(by: UsageDimension, value: string | null | undefined, names: KeyNames): string {
  if (value === null || value === undefined) return by === 'key' ? words().withoutKey : words().unknown;
  if (by === 'status' && value === '0') return words().notReported;
  const name = by === 'key' ? (names.get(value) ?? value) : value;
  return name.trim() || words().unknown;
}
