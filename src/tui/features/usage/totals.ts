import type { UsageFigures, UsageTotals } from '../../../contract/usage-figures.ts';
import { fitText } from '../../components/fit.ts';
import type { Cell, Span } from '../../components/text.tsx';
import { milliseconds, percent, shortNumber, wholeNumber } from '../../numbers.ts';
import { costText, type Figures, pricedText, tokensText } from './figure-texts.ts';
import { spans } from './usage-state.ts';
import { words } from './words.ts';

/** The figures of all requests in sight, the most important first; as many as there is room for are shown. */
export function totalsParts(figures: UsageFigures | undefined): readonly (readonly Span[])[] {
  const { totals: names } = words();
  if (!figures) return [[{ text: '…', role: 'muted' }]];
  const { totals } = figures;
  const errors = `${wholeNumber(totals.failed)} ${names.errors}`;
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
