import { Box, useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { whyNotRecording, windowsIn } from '../../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { leftPercent } from '../../../operations/index.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { clockText } from '../../clock.ts';
import { widthOf } from '../../components/fit.ts';
import { highest } from '../../components/graphs/cells.ts';
import { AreaGraph, BarChart, type ChartRow, Spark } from '../../components/graphs/graphs.tsx';
import { Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { type Cell, cellWidth, Line, Text } from '../../components/text.tsx';
import { useConsole, useDerived, useFrameTime, useServer, useTheme } from '../../context.tsx';
import { milliseconds, shortNumber, unknown } from '../../numbers.ts';
import { windowBar } from '../sessions/quota.tsx';
import { words as sessionWords } from '../sessions/words.ts';
import { isUpToUser, noUsage } from '../usage/acts.ts';
import { completeText, endOf, graphRows, nothingSince, requestsIn } from '../usage/figures.ts';
import type { KeyNames } from '../usage/filter.ts';
import { SpansTable } from '../usage/top.tsx';
import { words as usageWords } from '../usage/words.ts';
import { topKeys, topModels, totalsOf, usedToday } from './figures.ts';
import { figuresOf, mostGraph, type OverviewUi, type PanelId, pendingOf, rangeOf } from './overview-state.ts';
import { quotaFiles, quotaLines, statusColumns, statusOf } from './status.ts';
import { words } from './words.ts';

/** Position of a panel, and the shared data of the screen. */
export interface PanelProps {
  readonly id: PanelId;
  /** Columns and rows including the border, and inside it. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly focused: boolean;
  /** All panels on the screen. */
  readonly shown: readonly PanelId[];
  readonly console: ConsoleState;
  readonly overview: OverviewUi;
  readonly names: KeyNames;
}

interface FrameProps {
  readonly of: PanelProps;
  readonly title: Cell;
  readonly aside?: Cell | undefined;
  readonly foot?: Cell | undefined;
  readonly children: React.ReactNode;
}

/** A panel that a click focuses, and a double click opens. */
function Framed({
  of: { id, width, height, focused },
  title,
  aside,
  foot,
  children,
}: FrameProps): ReactElement {
  const { ui, perform } = useConsole();
  const press = (double: boolean) => {
    ui.dispatch({ type: 'overview', overview: { panel: id } });
    if (double) perform('open-item');
  };
  return (
    <Pressable width={width} height={height} onPress={press}>
      <Panel
        title={title}
        aside={aside}
        foot={foot}
        focused={focused}
        width={width}
        height={height}
        flexShrink={0}
      >
        {children}
      </Panel>
    </Pressable>
  );
}

/** The number of the screen that the panel opens, with its name if there is room. */
const screenOf = (number: string, name: string, wide = true): Cell => ({
  text: wide ? `${number} ${name}` : number,
  role: 'accent',
});
const isWide = ({ width }: PanelProps): boolean => width >= 44;
/** Room for costs, and for the name of the screen. */
const isRoomy = ({ width }: PanelProps): boolean => width >= 38;

/** Requests over the range, with a row for errors. */
function GraphPanel(props: PanelProps): ReactElement {
  const { overview, console, columns, rows } = props;
  const { graph, steps } = words();
  const { id: range } = rangeOf(overview);
  const figures = figuresOf(overview);
  const requests = requestsIn(figures);
  const max = highest(requests);
  const answered = overview.answer?.range === range ? overview.answer.figures : undefined;
  const at = overview.answer?.at ?? 0;
  const none = max ? undefined : answered;
  const reason = noUsage({ console }) ?? (none && (whyNotRecording(none) ?? nothingSince(none, at)));
  const below = rows < 4 ? [] : graphRows(figures).slice(0, rows >= 8 ? 2 : 1);
  return (
    <Framed
      of={props}
      title={graph.title(steps[range], usageWords().spans[range])}
      aside={max ? usageWords().max(shortNumber(max)) : undefined}
      foot={reason === undefined ? completeText(figures, figures && [figures.totals], at) : undefined}
    >
      {reason !== undefined ? (
        <>
          <Text>{reason}</Text>
          {isUpToUser(console) && (
            <Line of={[{ text: 'F', role: 'accent' }, { text: ` ${graph.chooseAccess}` }]} />
          )}
        </>
      ) : !figures ? (
        <Waiting overview={overview} />
      ) : !max ? (
        <Text role="muted">{graph.none}</Text>
      ) : rows < 3 ? (
        <Spark values={requests} width={columns} />
      ) : (
        <AreaGraph
          values={requests}
          rows={below}
          width={columns}
          height={Math.min(mostGraph, rows - below.length - 1)}
          from={figures.series[0]?.at}
          to={overview.answer?.at}
        />
      )}
    </Framed>
  );
}

/** Shown while figures load, or could not be loaded. */
function Waiting({ overview: { answer, range } }: Pick<PanelProps, 'overview'>): ReactElement {
  const { glyphs } = useTheme();
  const { graph } = words();
  const problem = answer?.range === range ? answer.problem : undefined;
  if (problem === undefined) return <Text role="muted">{graph.loading}</Text>;
  return <Text role="danger">{`${glyphs.error} ${graph.failed(problem)}`}</Text>;
}

/** Columns of the figures beside their labels, of the labels in the table, and of the smallest table. */
const [leastValue, labelColumns, leastTable] = [7, 12, 42];

/** Totals of the range; if there is room, those of an hour, today and 7 days side by side. */
function TotalsPanel(props: PanelProps): ReactElement {
  const { overview, columns, rows } = props;
  const { totals } = words();
  const range = rangeOf(overview);
  const figures = figuresOf(overview);
  const all = overview.answer?.figures;
  const windows = all && rows >= 9 && columns >= leastTable ? windowsIn(all) : undefined;
  const at = overview.answer?.at ?? 0;
  const whole = completeText(all, all?.windows, at);
  // An earlier console may have stored requests before this one began to count.
  const first = figures?.series.find(({ requests }) => requests > 0)?.at ?? at;
  const counted = Math.min(range.ms, at - Math.min(figures?.countedSince ?? 0, first));
  const lines = windows ? [] : totalsOf(figures?.totals, counted, pendingOf(overview));
  const labels = Math.max(0, ...lines.map(({ label }) => widthOf(label)));
  const values = Math.max(
    leastValue,
    ...lines.flatMap(({ label, value }) => [widthOf(value), widthOf(label) + 1 + widthOf(value) - labels]),
  );
  const besides = columns - labels - values;
  const gap = lines.some(({ aside }) => cellWidth(aside) > besides - 2) ? ' ' : '  ';
  return (
    <Framed
      of={props}
      title={windows ? totals.title : totals.inRange(usageWords().spans[range.id])}
      aside={[{ text: 't ', role: 'accent' }, { text: usageWords().range }]}
      foot={windows && whole}
    >
      {windows ? (
        <SpansTable
          figures={['requests', 'errors', 'errorRate', 'input', 'cached', 'output', 'cost', 'latency']}
          heads={totals.columns}
          windows={windows}
          labels={labelColumns}
          each={Math.floor((columns - labelColumns) / totals.columns.length)}
          pending={unknown}
        />
      ) : rows < lines.length ? (
        <Box flexWrap="wrap" columnGap={3}>
          {lines.map(({ label, value }) => (
            <Text key={label} wrap="truncate">{`${label} ${value}`}</Text>
          ))}
        </Box>
      ) : (
        lines.map(({ label, value, aside }) => (
          <Box key={label}>
            <Line of={{ text: label, role: 'muted' }} width={labels} />
            <Line of={value} width={values} align="right" />
            <Line of={[{ text: gap }, ...aside]} width={besides} />
          </Box>
        ))
      )}
    </Framed>
  );
}

/** A top list. @param tops undefined while loading */
const chart = (
  tops: readonly ChartRow[] | undefined,
  { columns, rows, overview }: PanelProps,
): ReactElement =>
  tops && tops.length > 0 ? (
    <BarChart rows={tops.slice(0, rows)} width={columns} />
  ) : (
    <Text role="muted">{tops ? words().none : pendingOf(overview)}</Text>
  );

/** The client keys with the most requests. */
function KeysPanel(props: PanelProps): ReactElement {
  const { overview, names, height } = props;
  const { hasUsage } = props.console;
  const { title, keys } = words().keys;
  const figures = figuresOf(overview);
  const today = useDerived((at) => (hasUsage ? [] : usedToday(at.console, names, height - 2)), {
    live: true,
  });
  const tops = hasUsage ? figures && topKeys(figures, names, height - 2, isRoomy(props)) : today;
  return (
    <Framed of={props} title={title} aside={screenOf('2', keys, isRoomy(props))}>
      {chart(tops, props)}
    </Framed>
  );
}

/** The models with the most requests. */
function ModelsPanel(props: PanelProps): ReactElement {
  const figures = figuresOf(props.overview);
  const { models, live } = words();
  return (
    <Framed of={props} title={models.title} aside={screenOf('5', live.usage, isRoomy(props))}>
      {chart(figures && topModels(figures, props.height - 2, isRoomy(props)), props)}
    </Framed>
  );
}

/** Columns of a bar, and of a label at most. */
const quotaColumns = { bar: 10, shortBar: 6, label: 8 };

/** What the accounts have left: the tightest windows first, then the accounts of which nothing is known. */
function QuotaPanel(props: PanelProps): ReactElement {
  const { columns, rows } = props;
  const { glyphs } = useTheme();
  const time = useFrameTime();
  const spoken = useIsScreenReaderEnabled();
  const { quota, notReported, sessions } = words().status;
  const { full, left } = sessionWords().quota;
  const lines = quotaLines(quotaFiles(props.console), time)
    .slice(0, rows)
    .map(({ id, name, window, used }) => ({
      ...{ id, name, window, used },
      label: window?.label ?? unknown,
      text: used === undefined ? notReported : used >= 100 ? full : left(leftPercent(used)),
    }));
  const longest = (of: (line: (typeof lines)[number]) => string) =>
    Math.max(0, ...lines.map((line) => widthOf(of(line))));
  const labels = Math.min(
    quotaColumns.label,
    longest(({ label }) => label),
  );
  const texts = longest(({ text }) => text);
  const bar = spoken ? 0 : columns < 48 ? quotaColumns.shortBar : quotaColumns.bar;
  const names = Math.min(
    longest(({ name }) => name),
    columns - labels - bar - texts - 3,
  );
  return (
    <Framed of={props} title={quota} aside={screenOf('4', sessions.toLowerCase())}>
      {lines.map(({ id, name, label, text, window, used }) => (
        <Box key={id} columnGap={1}>
          <Line of={name} width={names} />
          <Line of={{ text: label, role: 'muted' }} width={labels} />
          {bar > 0 && (
            <Line
              of={window && used !== undefined ? windowBar(window, used, bar, time.now, glyphs) : ''}
              width={bar}
            />
          )}
          <Line of={{ text, role: window ? undefined : 'muted' }} width={texts} align="right" />
        </Box>
      ))}
    </Framed>
  );
}

/** Provider keys, sessions, client keys and config, counted by state. */
function StatusPanel(props: PanelProps): ReactElement {
  const { columns, shown } = props;
  const { title, upstreams } = words().status;
  const wide = isWide(props);
  const { labels, counts, gap } = statusColumns;
  const room = columns - labels;
  const quotaRow = !shown.includes('quota');
  const rows = useDerived(
    ({ console, ui }, time) => {
      const { configChangedAt: changedAt } = ui.health.diagnosis ?? {};
      return statusOf(console, { time, wide, room, quotaRow, changedAt });
    },
    { live: true },
  );
  return (
    <Framed of={props} title={wide ? title : upstreams} aside={screenOf('3', '4')}>
      {rows.map(([label, count, spans]) => {
        const counted = count !== undefined && columns >= 40;
        return (
          <Box key={label} flexShrink={0}>
            <Line of={{ text: label, role: 'muted' }} width={labels} />
            {counted && (
              <Box marginRight={gap}>
                <Line of={String(count)} width={counts} align="right" />
              </Box>
            )}
            <Line of={spans} width={room - (counted ? counts + gap : 0)} />
          </Box>
        );
      })}
    </Framed>
  );
}

/** Columns of the time with a space, of the status, of the duration, and the maximum of a name. */
const [clock, outcome, latency, maxName] = [9, 4, 7, 18];

const keyName = ({ clientKey }: UsageRecord, names: KeyNames): string =>
  clientKey === undefined ? unknown : (names.get(clientKey) ?? clientKey.slice(0, 8));

/** The last requests as they end; until one is reported, the records kept by the server. */
function LivePanel(props: PanelProps): ReactElement {
  const { columns, rows, names, overview } = props;
  const reported = useServer((console) => console.usage.records);
  const records = reported.length > 0 ? reported : (figuresOf(overview)?.records ?? []);
  const { glyphs } = useTheme();
  const { live } = words();
  const shown = records.slice(0, rows);
  const keys = Math.min(maxName, Math.max(1, ...shown.map((record) => widthOf(keyName(record, names)))));
  const models = Math.max(8, columns - clock - keys - outcome - latency - 3);
  return (
    <Framed of={props} title={live.title} aside={screenOf('5', live.usage)}>
      {records.length === 0 && (
        <Text role="muted">{figuresOf(overview) ? live.none : pendingOf(overview)}</Text>
      )}
      {shown.map((record) => (
        <Box key={record.id}>
          <Line of={{ text: clockText(endOf(record)), role: 'muted' }} width={clock} />
          <Line of={keyName(record, names)} width={keys} />
          <Line of={` ${record.model ?? record.alias ?? glyphs.unknown}`} width={models + 1} />
          <Line
            of={{ text: ` ${statusText(record)}`, role: record.failed ? 'danger' : undefined }}
            width={outcome}
          />
          <Line of={(record.attempts ?? 1) > 1 ? ` ${glyphs.retried}` : ''} width={2} />
          <Line of={milliseconds(record.latencyMs)} width={latency} align="right" />
        </Box>
      ))}
    </Framed>
  );
}

/** All panels except the attention list. */
export const panels = {
  graph: GraphPanel,
  totals: TotalsPanel,
  keys: KeysPanel,
  models: ModelsPanel,
  quota: QuotaPanel,
  status: StatusPanel,
  live: LivePanel,
} as const satisfies Readonly<Record<Exclude<PanelId, 'attention'>, (props: PanelProps) => ReactElement>>;
