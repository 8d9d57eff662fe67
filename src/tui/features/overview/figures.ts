import type { UsageFigures, UsageGroup, UsageTotals } from '../../../contract/usage-figures.ts';
import type { ChartRow } from '../../components/graphs/graphs.tsx';
import type { Span } from '../../components/text.tsx';
import { milliseconds, percent, shortNumber, unknown, wholeNumber } from '../../numbers.ts';
import { cachedText, costText, type Figures, pricedText, tokensText } from '../usage/figures.ts';
import type { KeyNames } from '../usage/filter.ts';
import { groupName } from '../usage/sight.ts';
import type { Range } from './overview-state.ts';
import { words } from './words.ts';

/** A share of failed requests from here on is called high. */
const highShare = 0.05;

/** One row of the totals of the range. */
export interface Total {
  readonly label: string;
  readonly value: string;
  /** What is said beside the figure. */
  readonly aside: readonly Span[];
}

const isHigh = ({ requests, failed }: Figures): boolean => requests > 0 && failed / requests >= highShare;

/** The figures of the range, one a row. @param range for the rate */
export function totalsOf(totals: UsageTotals, { ms }: Pick<Range, 'ms'>): readonly Total[] {
  const { totals: say } = words();
  const { requests, failed } = totals;
  const rate = requests / (ms / 60_000);
  const errors: Span[] = [{ text: percent(failed, requests) }];
  if (isHigh(totals)) errors.push({ text: ' ! ', role: 'warning' }, { text: say.high, role: 'warning' });
  const share = cachedText(totals);
  const row = (label: string, value: string, aside: string | readonly Span[] = ''): Total => ({
    ...{ label, value, aside: typeof aside === 'string' ? [{ text: aside }] : aside },
  });
  return [
    row(say.requests, wholeNumber(requests), requests > 0 ? say.perMinute(rateText(rate)) : ''),
    row(say.errors, wholeNumber(failed), requests > 0 ? errors : ''),
    row(say.tokensIn, tokensText(totals, 'input'), share === unknown ? '' : say.cachedShare(share)),
    row(say.tokensOut, tokensText(totals, 'output')),
    row(say.cost, costText(totals), pricedText(totals)),
  ];
}

/** `20`, `0.4`, `<0.1`. */
function rateText(rate: number): string {
  if (rate >= 9.95) return shortNumber(rate);
  return rate < 0.1 ? '<0.1' : rate.toFixed(1);
}

/** Several spans side by side: a label, then one cell a column of `UsageTotals`. */
export function totalsTable(
  windows: readonly (UsageTotals | undefined)[],
): readonly { readonly label: string; readonly cells: readonly Span[] }[] {
  const { totals: say } = words();
  const row = (label: string, text: (totals: UsageTotals) => string | Span) => ({
    label,
    cells: windows.map((totals): Span => {
      const cell = totals ? text(totals) : '…';
      return typeof cell === 'string' ? { text: cell } : cell;
    }),
  });
  return [
    row(say.requests, ({ requests }) => shortNumber(requests)),
    row(say.errors, ({ failed }) => shortNumber(failed)),
    row(say.errorRate, (totals) => {
      const text = percent(totals.failed, totals.requests);
      return isHigh(totals) ? { text: `${text} !`, role: 'warning' } : text;
    }),
    row(say.tokensIn, (totals) => tokensText(totals, 'input')),
    row(`  ${say.cached}`, cachedText),
    row(say.tokensOut, (totals) => tokensText(totals, 'output')),
    row(say.cost, costText),
    row(say.latency, ({ latency }) => (latency ? pairOf(latency.p50, latency.p95) : unknown)),
  ];
}

/** `1.4/6.0 s`, `900 ms/1.2 s`. */
function pairOf(p50: number, p95: number): string {
  const [first = '', unit] = milliseconds(p50).split(' ');
  const second = milliseconds(p95);
  return second.endsWith(` ${unit}`) ? `${first}/${second}` : `${milliseconds(p50)}/${second}`;
}

const byRequests = (a: UsageGroup, b: UsageGroup) =>
  b.requests - a.requests || ((a.value ?? '') < (b.value ?? '') ? -1 : 1);

/** The client keys with the most requests. @param names by fingerprint @param priced with the cost of each */
export function topKeys(
  figures: UsageFigures,
  names: KeyNames,
  most: number,
  priced: boolean,
): readonly ChartRow[] {
  return (figures.groups.key ?? [])
    .toSorted(byRequests)
    .slice(0, most)
    .map((group) => ({
      label: groupName('key', group.value, names),
      value: group.requests,
      texts: [shortNumber(group.requests), ...(priced ? [costText(group)] : [])],
    }));
}

const noNames: KeyNames = new Map();

/** The models with the most requests and their share; those that have no row of their own are one together. */
export function topModels(figures: UsageFigures, most: number, priced: boolean): readonly ChartRow[] {
  const { models } = words();
  const groups = (figures.groups.model ?? []).toSorted(byRequests);
  const all = groups.reduce((sum, { requests }) => sum + requests, 0);
  const shown = groups.length > most ? groups.slice(0, most - 1) : groups;
  const rest = groups.slice(shown.length);
  const rows = shown.map((group) => ({
    label: groupName('model', group.value, noNames),
    value: group.requests,
    texts: [percent(group.requests, all), ...(priced ? [costText(group)] : [])],
  }));
  if (rest.length === 0) return rows;
  const value = rest.reduce((sum, { requests }) => sum + requests, 0);
  return [...rows, { label: models.others, value, texts: [percent(value, all), ...(priced ? [''] : [])] }];
}
