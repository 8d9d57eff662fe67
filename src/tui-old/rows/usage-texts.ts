import type { TokensTold, UsageDimension, UsageTotals } from '../../contract/usage-figures.ts';
import { shortNumber } from './figures.ts';

type Figures = Omit<UsageTotals, 'since'>;

const statusNotReported = 'not reported';

/** `1,204`. */
export const wholeNumber = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `85 ms`, `1.4 s`, `34 s`, `2 min`; unknown is `–`. */
export function msText(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 99.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 99_500 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

export const tokenText = (tokens: number | undefined): string =>
  tokens === undefined ? '–' : shortNumber(tokens);

/** `$3.12`, `$0.0042`, `$1.2k`. */
export function moneyText(dollars: number): string {
  if (dollars >= 1000) return `$${shortNumber(dollars)}`;
  if (dollars >= 0.095 || dollars === 0) return `$${dollars.toFixed(dollars >= 100 ? 0 : 2)}`;
  return `$${Number(dollars.toPrecision(2))}`;
}

/** At list prices: `~ $3.12`, `~ $3.12 (of 80 %)` where not all is known, `cost unknown`. */
export function costText({ cost, costKnown, requests }: Figures): string {
  if (requests === 0) return 'cost –';
  if (cost === undefined || nothingKnown(cost, costKnown, requests)) return 'cost unknown';
  const known = Math.min(99, Math.floor((costKnown / requests) * 100));
  return `~ ${moneyText(cost)}${costKnown < requests ? ` (of ${known} %)` : ''}`;
}

/** The same for a narrow cell: `≥$3.12` is what is known of it. */
export function costCell({ cost, costKnown, requests }: Figures): string {
  if (cost === undefined || nothingKnown(cost, costKnown, requests)) return '–';
  return `${costKnown < requests ? '≥' : ''}${moneyText(cost)}`;
}

/** Only of those that failed and cost nothing: that says nothing of the others. */
const nothingKnown = (cost: number, known: number, requests: number): boolean =>
  cost === 0 && known < requests;

/** `62 %`, `<1 %`; of nothing it is unknown. */
export function percentText(part: number | undefined, whole: number | undefined): string {
  if (part === undefined || !whole) return '–';
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 1) return percent < 0.1 ? '<0.1 %' : `${percent.toFixed(1)} %`;
  return `${Math.round(percent)} %`;
}

/** `≥`: some requests that had tokens did not tell this kind, so there is more. */
export function moreSign({ tokens, tokensKnown, tokensTold }: Figures, kind: keyof TokensTold): string {
  const part = tokensTold !== undefined && tokensTold[kind] < tokensKnown;
  return tokens?.[kind] !== undefined && part ? '≥' : '';
}

export const tokensCell = (figures: Figures, kind: keyof TokensTold): string =>
  `${moreSign(figures, kind)}${tokenText(figures.tokens?.[kind])}`;

/** How much of the input came from the provider's cache. */
export function cachedText(figures: Figures): string {
  const { tokens } = figures;
  const share = percentText(tokens?.cached, tokens?.input);
  return share === '–' ? share : `${moreSign(figures, 'cached')}${share}`;
}

/** Do the sums of tokens leave out requests that should have had some? */
export const tokensArePartial = ({ tokensKnown, failed, requests }: Figures): boolean =>
  tokensKnown > 0 && tokensKnown + failed < requests;

/** What a person calls a group. */
export function groupName(
  by: UsageDimension,
  value: string | null | undefined,
  names: ReadonlyMap<string, string>,
): string {
  if (value === null || value === undefined) return by === 'key' ? 'without a key' : '–';
  if (by === 'status' && value === '0') return statusNotReported;
  const name = by === 'key' ? (names.get(value) ?? value) : value;
  return name.trim() || '–';
}
