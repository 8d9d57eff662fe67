import type { TokensTold, UsageFigures, UsageTotals } from '../../../contract/usage-figures.ts';
import { fitText } from '../../components/fit.ts';
import type { Cell, Span } from '../../components/text.tsx';
import { milliseconds, money, percent, shortNumber, unknown, wholeNumber } from '../../numbers.ts';
import { spans } from './usage-state.ts';
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

/** The figures of all requests in sight, the most important first; as many as there is room for are shown. */
export function totalsParts(figures: UsageFigures | undefined): readonly (readonly Span[])[] {
  const { totals: names } = words();
  if (!figures) return [[{ text: '…', role: 'muted' }]];
  const { totals } = figures;
  const errors = names.errors(wholeNumber(totals.failed));
  const share = totals.failed > 0 ? ` ${percent(totals.failed, totals.requests)}` : '';
  const priced = pricedText(totals);
  return [
    [{ text: names.requests(wholeNumber(totals.requests)), bold: true }],
    [{ text: `${errors}${share}`, ...(totals.failed > 0 && { role: 'warning' as const }) }],
    [{ text: names.tokens(tokensText(totals, 'input'), tokensText(totals, 'output')) }],
    [{ text: costText(totals) }],
    [{ text: `p95 ${milliseconds(totals.latency?.p95)}` }],
    [{ text: `p50 ${milliseconds(totals.latency?.p50)}` }],
    ...(totals.firstByte ? [[{ text: names.firstByte(milliseconds(totals.firstByte.p50)) }]] : []),
    ...(totals.tokens?.cached === undefined
      ? []
      : [[{ text: names.cached(percent(totals.tokens.cached, totals.tokens.input)) }]]),
    ...(priced === undefined ? [] : [[{ text: priced, role: 'muted' as const }]]),
  ];
}

/** A table of the spans side by side, the chosen one marked; `…` while they are on their way. @param shown how many */
export function windowRows(windows: readonly UsageTotals[], chosen: number, shown: number): readonly Cell[] {
  const { windowHeads, windowNames } = words();
  const names: readonly (readonly [string, (totals: Figures) => string])[] = [
    [windowNames.requests, ({ requests }) => shortNumber(requests)],
    [windowNames.errors, ({ failed }) => shortNumber(failed)],
    [windowNames.input, (totals) => tokensText(totals, 'input')],
    [windowNames.output, (totals) => tokensText(totals, 'output')],
    [windowNames.cost, costText],
    [windowNames.p95, ({ latency }) => milliseconds(latency?.p95)],
  ];
  const cell = (text: string) => fitText(text, windowCell, 'right');
  const first = chosen < shown ? 0 : spans.length - shown;
  const places = Array.from({ length: shown }, (_, place) => first + place);
  const head: Span[] = [{ text: ' '.repeat(windowName) }];
  for (const place of places) {
    const isChosen = place === chosen;
    head.push({
      text: cell(`${windowHeads[place]}${isChosen ? '▾' : ''}`),
      role: isChosen ? 'accent' : 'muted',
      bold: isChosen,
    });
  }
  return [
    head,
    ...names.map(
      ([name, text]): Cell => [
        { text: fitText(name, windowName), role: 'muted' },
        ...places.map((place): Span => {
          const totals = windows[place];
          return { text: cell(totals ? text(totals) : '…'), bold: place === chosen };
        }),
      ],
    ),
  ];
}

const windowName = 10;
const windowCell = 9;
/** Columns of a table of so many spans. */
export const windowsWidth = (shown: number): number => windowName + windowCell * shown;
