import type { TokensTold, UsageTotals } from '../../../contract/usage-figures.ts';
import { money, percent, shortNumber, unknown } from '../../numbers.ts';
import { words } from './words.ts';

export type Figures = Omit<UsageTotals, 'since'>;

/** `≥ $3.12` where some requests have no price, `–` where none has. */
export function costText({ cost, costKnown, requests }: Figures): string {
  if (cost === undefined || nothingKnown(cost, costKnown, requests)) return unknown;
  return `${costKnown < requests ? '≥ ' : ''}${money(cost)}`;
}

/** `96% priced`; undefined: all are, or none. */
export function pricedText(figures: Figures): string | undefined {
  const { costKnown, requests } = figures;
  return costText(figures) === unknown || costKnown >= requests
    ? undefined
    : words().priced(percent(costKnown, requests));
}

/** Only of those that failed and cost nothing: that says nothing of the others. */
const nothingKnown = (cost: number, known: number, requests: number): boolean =>
  cost === 0 && known < requests;

/** `≥`: some requests that had tokens did not report this kind, or no tokens at all, so there is more. */
function moreSign({ tokens, tokensKnown, tokensTold, failed, requests }: Figures, kind: keyof TokensTold) {
  if (tokens?.[kind] === undefined) return '';
  const part = tokensTold !== undefined && tokensTold[kind] < tokensKnown;
  return part || (tokensKnown > 0 && tokensKnown + failed < requests) ? '≥' : '';
}

/** `2.1M`, `≥2.1M`; `–`: no request reported any. */
export const tokensText = (figures: Figures, kind: keyof TokensTold): string =>
  `${moreSign(figures, kind)}${shortNumber(figures.tokens?.[kind])}`;

/** How much of the input came from the provider's cache: `62%`. */
export function cachedText(figures: Figures): string {
  const { tokens, tokensTold, tokensKnown } = figures;
  if (tokens?.cached === undefined || !tokens.input) return unknown;
  const sign = tokensTold !== undefined && tokensTold.cached < tokensKnown ? '≥' : '';
  return `${sign}${Math.round((tokens.cached / tokens.input) * 100)}%`;
}
