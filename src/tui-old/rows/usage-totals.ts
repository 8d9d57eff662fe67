import type { UsageFigures, UsageTotals } from '../../contract/usage-figures.ts';
import { fitText, widthOf } from '../text/fit.ts';
import { type Line, type Segment, segment, textOf } from '../text/line.ts';
import { spans } from '../ui/usage-state.ts';
import { shortNumber } from './figures.ts';
import {
  cachedText,
  costCell,
  costText,
  msText,
  percentText,
  tokensArePartial,
  tokensCell,
  tokenText,
  wholeNumber,
} from './usage-texts.ts';

/** Lines that the totals get: always as many, so that nothing below moves while figures are on their way. */
export const totalsHeight = (columns: number): number => (columns < 76 ? 3 : columns < 150 ? 2 : 1);

/** The figures of all requests in sight, as far as there is room; what matters comes first. */
export function totalsLines(
  title: string,
  figures: UsageFigures | undefined,
  about: readonly string[],
  columns: number,
): readonly Line[] {
  const parts: Line[] = [[segment(`${title} ▾`, 'title')]];
  parts.push(...about.map((text): Line => [segment(text, 'dim')]));
  if (figures) parts.push(...partsOf(figures.totals));
  else parts.push([segment('…', 'dim')]);
  const height = totalsHeight(columns);
  const lines: Segment[][] = [[]];
  for (const part of parts) {
    const last = lines.at(-1) ?? [];
    const gap = last.length === 0 ? ' ' : '   ';
    if (widthOf(textOf(last) + gap + textOf(part)) < columns) last.push(segment(gap), ...part);
    else if (lines.length < height) lines.push([segment(' '), ...part]);
    else break;
  }
  return Array.from({ length: height }, (_, place) => lines[place] ?? []);
}

function partsOf(totals: UsageTotals): readonly Line[] {
  const { requests, failed, tokens, latency, firstByte } = totals;
  const rate = failed > 0 ? ` (${percentText(failed, requests)})` : '';
  const amount = (kind: 'input' | 'output') =>
    tokensArePartial(totals) && tokens?.[kind] !== undefined
      ? `≥${tokenText(tokens[kind])}`
      : tokensCell(totals, kind);
  const amounts = tokens ? `${amount('input')} in ${amount('output')} out` : requests > 0 ? 'unknown' : '–';
  return [
    [segment('requests ', 'dim'), segment(wholeNumber(requests), 'bold')],
    [segment('errors ', 'dim'), segment(`${wholeNumber(failed)}${rate}`, failed > 0 ? 'warning' : 'plain')],
    [segment('tokens ', 'dim'), segment(amounts)],
    [segment(costText(totals))],
    ...(latency
      ? [
          [
            segment('p50 ', 'dim'),
            segment(msText(latency.p50)),
            segment(' p95 ', 'dim'),
            segment(msText(latency.p95)),
          ],
        ]
      : []),
    ...(firstByte ? [[segment('first byte ', 'dim'), segment(msText(firstByte.p50))]] : []),
    ...(tokens?.cached === undefined ? [] : [[segment('cached ', 'dim'), segment(cachedText(totals))]]),
    ...(tokens?.reasoning ? [[segment('reasoning ', 'dim'), segment(tokensCell(totals, 'reasoning'))]] : []),
  ];
}

const cells = ['REQ', 'ERR', 'IN', 'OUT', 'p50', 'p95', 'COST'] as const;

/** All spans side by side, the chosen one marked; `…` while they are on their way. */
export function windowLines(windows: readonly UsageTotals[], chosen: number): readonly Line[] {
  const head = cells.map((name) => fitText(name, 9, 'right')).join('');
  const rows = spans.map(({ title }, place): Line => {
    const totals = windows[place];
    const name = segment(
      fitText(`${place === chosen ? ' ▾ ' : '   '}${title}`, 16),
      place === chosen ? 'bold' : 'plain',
    );
    if (!totals) return [name, segment(fitText('…', 9, 'right'), 'dim')];
    const { requests, failed, latency } = totals;
    const texts = [
      shortNumber(requests),
      shortNumber(failed),
      tokensCell(totals, 'input'),
      tokensCell(totals, 'output'),
      msText(latency?.p50),
      msText(latency?.p95),
      costCell(totals),
    ];
    const line = texts.map((text) => fitText(text, 9, 'right')).join('');
    return [name, segment(line)];
  });
  return [[segment(`${' '.repeat(16)}${head}`, 'dim')], ...rows];
}
