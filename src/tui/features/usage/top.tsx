import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import { formatDuration } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { widthOf } from '../../components/fit.ts';
import { highest } from '../../components/graphs/cells.ts';
import { AreaGraph, Spark } from '../../components/graphs/graphs.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { shortNumber } from '../../numbers.ts';
import { graphRows, requestsIn, type SpansTableProps, spansTable, totalsParts } from './figures.ts';
import type { UsageSight } from './sight.ts';
import { graphColumns, graphStep, spanOf } from './usage-state.ts';
import { words } from './words.ts';

interface TopProps {
  readonly sight: UsageSight;
}

/** ms of one step of the graph, and the times of its ends, once they are known. */
function useTimes({ figures }: UsageSight): {
  step: string;
  from: number | undefined;
  to: number | undefined;
} {
  const { columns } = useSize();
  const span = useUi(({ usage }) => spanOf(usage).ms);
  const at = useUi(({ usage }) => usage.answer?.at);
  const to = figures && at;
  const step = formatDuration(graphStep(span, graphColumns(columns)));
  return { step, from: to === undefined ? undefined : to - span, to };
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

/** From this height on the graph has more rows, one for errors, and times. */
const tallFrom = 34;
/** Rows of the panel, with its borders. */
export const narrowTopHeight = (rows: number): number => (rows >= tallFrom ? 10 : 5);

/** Totals in one row above a small graph. */
export const NarrowTop = memo(({ sight }: TopProps): ReactElement => {
  const { columns, rows } = useSize();
  const { glyphs } = useTheme();
  const { step, from, to } = useTimes(sight);
  const requests = requestsIn(sight.figures);
  const max = words().max(shortNumber(highest(requests) ?? 0));
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
  const sides = [max, words().per(step)];
  const sideWidth = Math.max(...sides.map(widthOf)) + 1;
  return (
    <Panel title={words().screen.name} aside={aside.join(' · ')} flexShrink={0}>
      <Line of={partsIn(totalsParts(sight.figures), inner)} width={inner} />
      {narrow ? (
        <Spark values={requests} width={inner} />
      ) : (
        <Box>
          <AreaGraph
            bare
            values={requests}
            rows={tall ? graphRows(sight.figures) : []}
            from={tall ? from : undefined}
            to={tall ? to : undefined}
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
  const { step, from, to } = useTimes(sight);
  const requests = requestsIn(sight.figures);
  const max = words().max(shortNumber(highest(requests) ?? 0));
  const age = useAge(sight);
  const span = useSpanTitle();
  const chosen = useUi(({ usage }) => usage.span);
  const shown = columns >= 150 ? 5 : 4;
  const right = labelColumns + figureColumns * shown + 4;
  const left = columns - right;
  const title = words().graph(words().requestsPer(step), span);
  const aside = [age, max].filter(Boolean).join(' · ');
  return (
    <Box flexShrink={0} height={wideTopHeight(rows)}>
      <Panel title={title} aside={aside} width={left}>
        <AreaGraph
          values={requests}
          rows={graphRows(sight.figures).slice(0, rows >= highFrom ? 2 : 1)}
          from={from}
          to={to}
          width={left - 4}
          height={rows >= highFrom ? 6 : 5}
        />
      </Panel>
      <Panel title={words().totals.title} aside={`t ${words().range}`} width={right}>
        <SpansTable
          figures={['requests', 'errors', 'input', 'output', 'cost', 'p95']}
          heads={words().windowHeads}
          windows={sight.figures?.windows ?? []}
          labels={labelColumns}
          each={figureColumns}
          chosen={chosen}
          most={shown}
        />
      </Panel>
    </Box>
  );
});

const [labelColumns, figureColumns] = [10, 9];

/** Totals of several spans side by side. */
export const SpansTable = (props: SpansTableProps): ReactElement => (
  <>
    {spansTable(props).map((row, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: always the same rows
      <Line key={place} of={row} />
    ))}
  </>
);
