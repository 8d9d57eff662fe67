import { minute } from '../../../base/text/duration.ts';
import type { UsageFigures, UsageGroup, UsageTotals } from '../../../contract/usage-figures.ts';
import type { ConsoleState } from '../../../store/state.ts';
import type { ChartRow } from '../../components/graphs/graphs.tsx';
import type { Span } from '../../components/text.tsx';
import { percent, shortNumber, unknown, wholeNumber } from '../../numbers.ts';
import { cachedText, costText, groupName, isHigh, pricedText, tokensText } from '../usage/figures.ts';
import type { KeyNames } from '../usage/filter.ts';
import { words as usageWords } from '../usage/words.ts';
import { words } from './words.ts';

/** One row of the totals of the range; `aside`: text beside the figure. */
interface Total {
  readonly label: string;
  readonly value: string;
  readonly aside: readonly Span[];
}

/**
 * The figures of the range, one per row. @param ms that were counted, for the rate @param pending shown while there are
 * none
 */
export function totalsOf(totals: UsageTotals | undefined, ms: number, pending: string): readonly Total[] {
  const say = words().totals;
  const names = usageWords().figures;
  if (!totals) {
    const labels = [names.requests, names.errors, names.input, names.output, names.cost];
    return labels.map((label) => ({ label, value: pending, aside: [] }));
  }
  const { requests, failed } = totals;
  const share = cachedText(totals);
  const rate = rateText(requests / Math.max(1, ms / minute));
  const high: Span[] = isHigh(totals) ? [{ text: ` ! ${say.high}`, role: 'warning' }] : [];
  const row = (label: string, value: string, aside = '', more: readonly Span[] = []): Total => ({
    ...{ label, value, aside: [{ text: aside }, ...more] },
  });
  return [
    row(names.requests, wholeNumber(requests), requests > 0 ? say.perMinute(rate) : ''),
    row(names.errors, wholeNumber(failed), requests > 0 ? percent(failed, requests) : '', high),
    row(names.input, tokensText(totals, 'input'), share === unknown ? '' : say.cachedShare(share)),
    row(names.output, tokensText(totals, 'output')),
    row(names.cost, costText(totals), pricedText(totals)),
  ];
}

/** `20`, `0.4`, `<0.1`. */
function rateText(rate: number): string {
  if (rate >= 9.95) return shortNumber(rate);
  return rate < 0.1 ? '<0.1' : rate.toFixed(1);
}

const sumOf = (groups: readonly UsageGroup[]): number =>
  groups.reduce((sum, { requests }) => sum + requests, 0);
const largestFirst = (groups: readonly UsageGroup[] = []): readonly UsageGroup[] =>
  groups.toSorted((a, b) => b.requests - a.requests || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
const costOf = (group: UsageGroup, priced: boolean): readonly string[] => (priced ? [costText(group)] : []);

/** The client keys with the most requests. @param names by fingerprint @param priced with the cost of each */
export const topKeys = (
  { groups }: UsageFigures,
  names: KeyNames,
  most: number,
  priced: boolean,
): readonly ChartRow[] =>
  largestFirst(groups.key)
    .slice(0, most)
    .map((group) => ({
      label: groupName('key', group.value, names),
      value: group.requests,
      texts: [shortNumber(group.requests), ...costOf(group, priced)],
    }));

/** The models with the most requests and their share; the others are combined in one row. */
export function topModels({ groups }: UsageFigures, most: number, priced: boolean): readonly ChartRow[] {
  const models = largestFirst(groups.model);
  const all = sumOf(models);
  const shown = models.length > most ? models.slice(0, most - 1) : models;
  const rest = sumOf(models.slice(shown.length));
  const rows = shown.map((group) => ({
    label: groupName('model', group.value, new Map()),
    value: group.requests,
    texts: [percent(group.requests, all), ...costOf(group, priced)],
  }));
  if (shown.length === models.length) return rows;
  return [...rows, { label: words().models.others, value: rest, texts: [percent(rest, all), ''] }];
}

/** The client keys by today's requests, for servers that count only these. */
export const usedToday = ({ server }: ConsoleState, names: KeyNames, most: number): readonly ChartRow[] =>
  (server?.clientKeys ?? [])
    .flatMap(({ fingerprint, activity, duplicate }): ChartRow[] => {
      const value = duplicate ? 0 : (activity?.today ?? 0);
      const label = names.get(fingerprint) ?? fingerprint.slice(0, 8);
      return value > 0 ? [{ label, value, texts: [shortNumber(value)] }] : [];
    })
    .toSorted((a, b) => b.value - a.value)
    .slice(0, most);
