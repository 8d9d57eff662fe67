import { Box } from 'ink';
import { memo, type ReactElement, useMemo } from 'react';
import { formatDuration } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { widthOf } from '../../components/fit.ts';
import { highest, type Values } from '../../components/graphs/cells.ts';
import { AreaGraph, type GraphRow, Spark } from '../../components/graphs/graphs.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { shortNumber } from '../../numbers.ts';
import { totalsParts, windowRows, windowsWidth } from './figures.ts';
import type { UsageSight } from './sight.ts';
import { graphColumns, graphStep, spanOf } from './usage-state.ts';
import { words } from './words.ts';

interface Series {
  readonly requests: Values;
  readonly failed: Values;
  readonly tokens: Values;
  readonly max: number;
  /** ms since the epoch; undefined: not known yet. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** `1 min` */
  readonly step: string;
}

function useSeries({ figures }: UsageSight): Series {
  const { columns } = useSize();
  const span = useUi(({ usage }) => spanOf(usage).ms);
  const at = useUi(({ usage }) => usage.answer?.at);
  const step = graphStep(span, graphColumns(columns));
  return useMemo(() => {
    const series = figures?.series ?? [];
    const requests = series.map((bucket) => bucket.requests);
    return {
      requests,
      failed: series.map(({ failed }) => failed),
      tokens: series.map(
        ({ tokens }) => tokens && (tokens.total ?? (tokens.input ?? 0) + (tokens.output ?? 0)),
      ),
      max: highest(requests) ?? 0,
      from: figures && at !== undefined ? at - span : undefined,
      to: figures ? at : undefined,
      step: formatDuration(step),
    };
  }, [figures, at, span, step]);
}

const minute = 60_000;
const halfDay = 12 * 60 * minute;

/** Figures that are a minute old, or that are not renewed, say of when they are. */
function useAge({ figures }: UsageSight): string | undefined {
  const moment = useMoment();
  const live = useServer(({ connection }) => connection.kind === 'live');
  const at = useUi(({ usage }) => usage.answer?.at);
  if (at === undefined || !figures) return undefined;
  moment.changesAt(at + minute);
  if (live && moment.exact < at + minute) return undefined;
  return words().asOf(moment.now - at < halfDay ? clockText(at) : formatInstant(at, moment.now));
}

const useSpanTitle = (): string => useUi(({ usage }) => words().spans[spanOf(usage).id]);

interface TopProps {
  readonly sight: UsageSight;
}

/** From this height on the graph has more rows, one for errors, and times. */
const tallFrom = 34;
/** Rows of the panel, with its borders. */
export const narrowTopHeight = (rows: number): number => (rows >= tallFrom ? 10 : 5);

/** Totals in one row above a small graph. */
export const NarrowTop = memo(({ sight }: TopProps): ReactElement => {
  const { columns, rows } = useSize();
  const { glyphs } = useTheme();
  const series = useSeries(sight);
  const age = useAge(sight);
  const span = useSpanTitle();
  const filter = useUi(({ usage }) => textIn(usage.filter));
  const narrow = columns < framedFrom;
  const tall = rows >= tallFrom;
  const inner = columns - (narrow ? 2 : 4);
  const aside = [
    age,
    `${span} ${glyphs.moreBelow}`,
    words().filter(filter === '' ? words().noFilter : filter),
  ].filter(Boolean);
  const sides = [words().max(shortNumber(series.max)), words().per(series.step)];
  const sideWidth = Math.max(...sides.map(widthOf)) + 1;
  return (
    <Panel title={words().screen.name} aside={aside.join(' · ')} flexShrink={0}>
      <Line of={partsIn(totalsParts(sight.figures), inner)} width={inner} />
      {narrow ? (
        <Spark values={series.requests} width={inner} />
      ) : (
        <Box>
          <AreaGraph
            bare
            values={series.requests}
            rows={tall ? rowsOf(series) : []}
            from={tall ? series.from : undefined}
            to={tall ? series.to : undefined}
            width={inner - sideWidth}
            height={tall ? 4 : 2}
          />
          <Box flexDirection="column" width={sideWidth} alignItems="flex-end">
            {sides.map((text) => (
              <Text key={text} role="muted">
                {text}
              </Text>
            ))}
          </Box>
        </Box>
      )}
    </Panel>
  );
});

const rowsOf = ({ failed, tokens }: Series): readonly GraphRow[] => [
  { label: words().errorsRow, values: failed, role: 'danger' },
  { label: words().tokensRow, values: tokens, role: 'accent' },
];

/** As many of the figures as fit, three spaces apart. */
function partsIn(parts: readonly (readonly Span[])[], width: number): readonly Span[] {
  const shown: Span[] = [];
  let left = width;
  for (const part of parts) {
    const gap = shown.length > 0 ? '   ' : '';
    const own = part.reduce((sum, { text }) => sum + widthOf(text), gap.length);
    if (own > left) break;
    shown.push({ text: gap }, ...part);
    left -= own;
  }
  return shown;
}

/** Rows of both panels, with their borders. */
export const wideTopHeight = (rows: number): number => (rows >= highFrom ? 11 : 9);
/** From this height on there is room for the tokens. */
const highFrom = 45;

/** The graph, and the totals of several spans beside it. */
export const WideTop = memo(({ sight }: TopProps): ReactElement => {
  const { columns, rows } = useSize();
  const series = useSeries(sight);
  const age = useAge(sight);
  const span = useSpanTitle();
  const chosen = useUi(({ usage }) => usage.span);
  const shown = columns >= 150 ? 5 : 4;
  const right = windowsWidth(shown) + 4;
  const left = columns - right;
  const title = words().graph(words().requestsPer(series.step), span);
  const aside = [age, words().max(shortNumber(series.max))].filter(Boolean).join(' · ');
  return (
    <Box flexShrink={0} height={wideTopHeight(rows)}>
      <Panel title={title} aside={aside} width={left}>
        <AreaGraph
          values={series.requests}
          rows={rowsOf(series).slice(0, rows >= highFrom ? 2 : 1)}
          from={series.from}
          to={series.to}
          width={left - 4}
          height={rows >= highFrom ? 6 : 5}
        />
      </Panel>
      <Panel title={words().totals.title} aside={`t ${words().range}`} width={right}>
        {windowRows(sight.figures?.windows ?? [], chosen, shown).map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: always the same rows
          <Line key={place} of={row} width={right - 4} />
        ))}
      </Panel>
    </Box>
  );
});
