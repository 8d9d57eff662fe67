import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import { formatDuration, minute } from '../../../base/text/duration.ts';
import { countedIn, windowsIn } from '../../../contract/usage-figures.ts';
import { widthOf } from '../../components/fit.ts';
import { highest } from '../../components/graphs/cells.ts';
import { AreaGraph, Spark } from '../../components/graphs/graphs.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useFrameTime, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { shortNumber, unknown } from '../../numbers.ts';
import {
  completeText,
  graphRows,
  requestsIn,
  type SpansTableProps,
  spansTable,
  timeText,
  totalsParts,
} from './figures.ts';
import type { UsageShown } from './usage-shown.ts';
import { graphColumns, graphStep, hasWindows, problemOf, spanOf } from './usage-state.ts';
import { words } from './words.ts';

/** Figures that are a minute old or not refreshed show their age. */
function useAge({ figures }: UsageShown): string | undefined {
  const time = useFrameTime();
  const live = useServer(({ connection }) => connection.kind === 'live');
  const at = useUi(({ usage }) => usage.answer?.at);
  if (at === undefined || !figures) return undefined;
  time.changesAt(at + minute);
  if (live && time.exact < at + minute) return undefined;
  return words().asOf(timeText(at, time.now));
}

/** From these heights on, the graph has more rows: errors and times, and beside the totals also tokens. */
const [tallFrom, highFrom] = [34, 40];
const [labelColumns, figureColumns] = [10, 9];

/** Rows above the table and the list, with their borders. */
export function topHeight(columns: number, rows: number): number {
  if (hasWindows({ columns, rows })) return rows >= highFrom ? 11 : 9;
  if (columns < framedFrom) return 4;
  return rows >= tallFrom ? 10 : 5;
}

/**
 * A graph of the requests with their totals: in a row above it, or if there is room those of all ranges
 * beside it.
 */
export const Top = memo(({ shown }: { readonly shown: UsageShown }): ReactElement => {
  const { figures: all } = shown;
  const figures = countedIn(all);
  const windows = windowsIn(all);
  const { columns, rows } = useSize();
  const { glyphs } = useTheme();
  const age = useAge(shown);
  const chosen = useUi(({ usage }) => usage.span);
  const filter = useUi(({ filters }) => textIn(filters.usage));
  const at = useUi(({ usage }) => usage.answer?.at);
  const { id, ms } = spanOf({ span: chosen });
  const values = requestsIn(figures);
  const below = graphRows(figures);
  const times = figures && at !== undefined ? { from: at - ms, to: at } : {};
  const step = formatDuration(graphStep(ms, graphColumns(columns)));
  const say = words();
  const span = say.spans[id];
  const complete = completeText(figures, figures && [figures.totals], at);
  const most = highest(values);
  const max = most ? say.max(shortNumber(most)) : '';
  const pending = useUi(problemOf) === undefined && !shown.figures ? '…' : unknown;
  if (hasWindows({ columns, rows })) {
    const shown = columns >= 150 ? 5 : 4;
    const right = labelColumns + figureColumns * shown + 4;
    const left = columns - right;
    const high = rows >= highFrom;
    const whole = completeText(all, all?.windows, at);
    const graph = {
      values,
      rows: below.slice(0, high ? 2 : 1),
      width: left - 4,
      height: high ? 6 : 5,
      ...times,
    };
    return (
      <Box flexShrink={0} height={topHeight(columns, rows)}>
        <Panel
          title={say.graph(say.requestsPer(step), span)}
          aside={[age, max].filter(Boolean).join(' · ')}
          foot={complete}
          width={left}
        >
          <AreaGraph {...graph} />
        </Panel>
        <Panel title={say.totals.title} aside={`t ${say.range}`} foot={whole} width={right}>
          <SpansTable
            figures={[
              'requests',
              'errors',
              ...(high ? (['lost', 'retries'] as const) : []),
              'input',
              'output',
              'cost',
              'p95',
            ]}
            heads={say.windowHeads}
            windows={windows}
            labels={labelColumns}
            each={figureColumns}
            chosen={chosen}
            most={shown}
            pending={pending}
          />
        </Panel>
      </Box>
    );
  }
  const narrow = columns < framedFrom;
  const tall = rows >= tallFrom;
  const inner = columns - (narrow ? 2 : 4);
  // The filter itself has its own line above.
  const aside = [age, complete, `${span} ${glyphs.moreBelow}`, filter === '' && say.noFilter];
  const sides = [max, say.per(step)];
  const sideWidth = Math.max(...sides.map(widthOf)) + 1;
  const graph = {
    values,
    width: inner - sideWidth,
    height: tall ? 4 : 2,
    ...(tall && { rows: below, ...times }),
  };
  return (
    <Panel title={say.screen.name} aside={aside.filter(Boolean).join(' · ')} flexShrink={0}>
      <Line of={partsIn(totalsParts(figures, pending), inner)} width={inner} />
      {narrow ? (
        <Spark values={values} width={inner} />
      ) : (
        <Box>
          <AreaGraph bare {...graph} />
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

/** As many figures as fit, three spaces apart. */
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

/** Totals of several ranges side by side. */
export const SpansTable = (props: SpansTableProps): ReactElement => (
  <>
    {spansTable(props).map((row, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: always the same rows
      <Line key={place} of={row} />
    ))}
  </>
);
