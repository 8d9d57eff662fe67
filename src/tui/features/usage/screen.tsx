import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { formatDuration } from '../../../base/duration.ts';
import { formatInstant } from '../../../base/instant-text.ts';
import type { UsageFigures } from '../../../contract/usage-figures.ts';
import { widthOf } from '../../components/fit.ts';
import { AreaGraph } from '../../components/graphs/area-graph.tsx';
import { highest, type Values } from '../../components/graphs/cells.ts';
import { Spark } from '../../components/graphs/spark.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { shortNumber, wholeNumber } from '../../numbers.ts';
import { listWords } from '../../words/list.ts';
import { noUsage } from './acts.ts';
import { GroupList, RequestList } from './lists.tsx';
import { RequestDetail } from './request-detail.tsx';
import { type UsageSight, usageSight } from './sight.ts';
import { totalsParts, windowRows, windowsWidth } from './totals.ts';
import { spanOf, type UsageUi } from './usage-state.ts';
import { graphColumns, graphStep, hasWindows, questionOf } from './wish.ts';
import { words } from './words.ts';

/** 5: what goes through the server: totals, graph, a table by key, model …, and the requests as they end (H1, H2). */
export function UsageScreen(): ReactElement {
  const server = useServer((console) => console.server);
  const missing = useServer((console) => noUsage({ console }));
  const usage = useUi((ui) => ui.usage);
  const sight = usageSight({ console: { server }, ui: { usage } });
  const { columns, rows } = useSize();
  if (missing !== undefined) {
    return (
      <Panel title={words().screen.name} flexGrow={1}>
        <Text>{server ? missing : words().loading}</Text>
      </Panel>
    );
  }
  const open = usage.detail ? sight.records.find(({ id }) => id === usage.requests.cursor) : undefined;
  if (open) return <RequestDetail record={open} sight={sight} usage={usage} />;
  return (
    <Box flexDirection="column" flexGrow={1}>
      <FilterRow usage={usage} figures={sight.figures} />
      <Notices usage={usage} figures={sight.figures} />
      {hasWindows({ columns, rows }) ? (
        <WideTop usage={usage} sight={sight} />
      ) : (
        <NarrowTop usage={usage} sight={sight} />
      )}
      {columns >= besideFrom ? (
        <Box flexGrow={1} flexShrink={1}>
          <GroupList usage={usage} sight={sight} width={Math.floor(columns * 0.48)} />
          <RequestList usage={usage} sight={sight} width={columns - Math.floor(columns * 0.48)} />
        </Box>
      ) : (
        <>
          <GroupList usage={usage} sight={sight} height={tableHeight(rows, columns, sight.groups.length)} />
          <RequestList usage={usage} sight={sight} />
        </>
      )}
    </Box>
  );
}

/** From this width on the live list is beside the table. */
const besideFrom = 180;

/** Rows of the table with its borders: what it needs, at most the larger half of what the top leaves. */
function tableHeight(rows: number, columns: number, groups: number): number {
  const wide = hasWindows({ columns, rows });
  const frame = rows >= 30 ? 6 : 5;
  const rest = rows - frame - (wide ? wideTop : columns < framedFrom ? 4 : narrowTop(rows));
  const needed = groups + (columns < framedFrom ? 2 : 3);
  return Math.max(4, Math.min(Math.max(needed, 6), Math.ceil((rest * 4) / 7)));
}

interface PartProps {
  readonly usage: UsageUi;
  readonly sight: UsageSight;
}

/** The filter while it is typed or set, and how much of the span it leaves. */
function FilterRow({
  usage,
  figures,
}: {
  readonly usage: UsageUi;
  readonly figures: UsageFigures | undefined;
}): ReactElement | null {
  const { glyphs } = useTheme();
  const typing = useUi((ui) => ui.filtering);
  const { filter } = usage;
  if (!typing && textIn(filter) === '') return null;
  const { filterKeys } = listWords();
  const counts =
    figures &&
    words().ofAll(
      wholeNumber(figures.totals.requests),
      wholeNumber(figures.whole ?? figures.totals.requests),
    );
  return (
    <Box height={1} flexShrink={0} paddingX={1} columnGap={2}>
      <Text role="accent" bold>
        /
      </Text>
      <Box flexGrow={1}>
        <Text wrap="truncate-start">
          {typing ? `${filter.before}${glyphs.caret}${filter.after}` : textIn(filter)}
        </Text>
      </Box>
      <Box flexShrink={0} columnGap={3}>
        <Text role="muted">{counts ?? '…'}</Text>
        <Text role="muted">{typing ? filterKeys.typing : filterKeys.kept}</Text>
      </Box>
    </Box>
  );
}

/** What is wrong with the figures: a refusal, a full disk, recording that is off. */
function Notices({
  usage,
  figures,
}: {
  readonly usage: UsageUi;
  readonly figures: UsageFigures | undefined;
}): ReactElement {
  const { answer } = usage;
  const problem = answer?.key === questionOf(usage) ? answer.problem : undefined;
  const idle = figures && !figures.recording ? (figures.reason ?? words().notRecording) : undefined;
  const warnings = [...(idle === undefined ? [] : [idle]), ...(figures?.problems ?? []).slice(0, 2)];
  return (
    <Box flexDirection="column" flexShrink={0} paddingX={1}>
      {problem !== undefined && <Text role="danger">{`✕ ${words().problem(problem)}`}</Text>}
      {warnings.map((text) => (
        <Text key={text} role="warning">{`! ${text}`}</Text>
      ))}
    </Box>
  );
}

interface Series {
  readonly requests: Values;
  readonly failed: Values;
  readonly tokens: Values;
  readonly max: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** `1 min` */
  readonly step: string;
}

function useSeries(usage: UsageUi, figures: UsageFigures | undefined): Series {
  const { columns } = useSize();
  const span = spanOf(usage).ms;
  const step = graphStep(span, graphColumns(columns));
  const at = usage.answer?.at;
  return useMemo(() => {
    const series = figures?.series ?? [];
    return {
      requests: series.map(({ requests }) => requests),
      failed: series.map(({ failed }) => failed),
      tokens: series.map(
        ({ tokens }) => tokens && (tokens.total ?? (tokens.input ?? 0) + (tokens.output ?? 0)),
      ),
      max: highest(series.map(({ requests }) => requests)) ?? 0,
      from: figures && at !== undefined ? at - span : undefined,
      to: figures ? at : undefined,
      step: formatDuration(step),
    };
  }, [figures, at, span, step]);
}

/** Figures that are a minute old, or that are not renewed, say of when they are. */
function useAge({ answer }: UsageUi, figures: UsageFigures | undefined): string | undefined {
  const moment = useMoment();
  const live = useServer(({ connection }) => connection.kind === 'live');
  if (!answer || !figures) return undefined;
  const old = answer.at + 60_000;
  moment.changesAt(old);
  if (live && moment.exact < old) return undefined;
  const today = moment.now - answer.at < 12 * 3_600_000;
  return words().asOf(today ? clockText(answer.at) : formatInstant(answer.at, moment.now));
}

const spanTitle = (usage: UsageUi): string => words().spans[spanOf(usage).id];

const narrowTop = (rows: number): number => (rows >= 34 ? 9 : 5);

/** Totals in one row above a small graph. */
function NarrowTop({ usage, sight: { figures } }: PartProps): ReactElement {
  const { columns, rows } = useSize();
  const { glyphs } = useTheme();
  const series = useSeries(usage, figures);
  const age = useAge(usage, figures);
  const filter = textIn(usage.filter);
  const inner = columns < framedFrom ? columns - 2 : columns - 4;
  const aside = [
    age,
    `${spanTitle(usage)} ${glyphs.moreBelow}`,
    words().filter(filter === '' ? words().noFilter : filter),
  ].filter(Boolean);
  const sides = [words().max(shortNumber(series.max)), words().per(series.step)];
  const sideWidth = Math.max(...sides.map(widthOf)) + 1;
  return (
    <Panel title={words().screen.name} aside={aside.join(' · ')} flexShrink={0}>
      <Line of={partsIn(totalsParts(figures), inner)} width={inner} />
      {columns < framedFrom ? (
        <Spark values={series.requests} width={inner} />
      ) : (
        <Box>
          <AreaGraph
            bare
            values={series.requests}
            rows={rows >= 34 ? [{ label: words().errorsRow, values: series.failed, role: 'danger' }] : []}
            from={rows >= 34 ? series.from : undefined}
            to={rows >= 34 ? series.to : undefined}
            width={inner - sideWidth}
            height={rows >= 34 ? 4 : 2}
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
}

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
const wideTop = 9;

/** The graph, and the totals of all spans beside it. */
function WideTop({ usage, sight: { figures } }: PartProps): ReactElement {
  const { columns } = useSize();
  const series = useSeries(usage, figures);
  const age = useAge(usage, figures);
  const shown = columns >= 150 ? 5 : 4;
  const right = windowsWidth(shown) + 4;
  const left = columns - right;
  const title = words().graph(words().requestsPer(series.step), spanTitle(usage));
  const aside = [age, words().max(shortNumber(series.max))].filter(Boolean).join(' · ');
  return (
    <Box flexShrink={0} height={wideTop}>
      <Panel title={title} aside={aside} width={left}>
        <AreaGraph
          values={series.requests}
          rows={[{ label: words().errorsRow, values: series.failed, role: 'danger' }]}
          from={series.from}
          to={series.to}
          width={left - 4}
          height={5}
        />
      </Panel>
      <Panel title={words().totals.title} aside={`t ${words().range}`} width={right}>
        {windowRows(figures?.windows ?? [], usage.span, shown).map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: always the same rows
          <Line key={place} of={row} width={right - 4} />
        ))}
      </Panel>
    </Box>
  );
}
