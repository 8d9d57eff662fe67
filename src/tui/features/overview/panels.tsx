import { Box } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { whyNotRecording } from '../../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { widthOf } from '../../components/fit.ts';
import { highest } from '../../components/graphs/cells.ts';
import { AreaGraph, BarChart, type ChartRow, Spark } from '../../components/graphs/graphs.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useConsole, useServer, useSize, useTheme } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { milliseconds, shortNumber } from '../../numbers.ts';
import type { KeyNames } from '../usage/filter.ts';
import { totalsOf, totalsTable } from './figures.ts';
import { figuresOf, type OverviewUi, type PanelId, rangeOf } from './overview-state.ts';
import type { Status } from './status.ts';
import { words } from './words.ts';

/** Where a panel is, in columns and rows with its border. */
export interface Place {
  readonly id: PanelId;
  readonly width: number;
  readonly height: number;
  readonly focused: boolean;
}

/** Columns and rows inside border and padding. */
function useRoom({ width, height }: Place): { readonly columns: number; readonly rows: number } {
  const framed = useSize().columns >= framedFrom;
  return framed ? { columns: width - 4, rows: height - 2 } : { columns: width - 2, rows: height - 1 };
}

interface PanelProps {
  readonly place: Place;
  readonly title: Cell;
  readonly aside?: Cell | undefined;
  readonly children: ReactNode;
}

/** A panel that a click focuses, and a double click opens. */
function OverviewPanel({ place, title, aside, children }: PanelProps): ReactElement {
  const { ui, perform } = useConsole();
  const { id, width, height, focused } = place;
  return (
    <Pressable
      width={width}
      height={height}
      onPress={(double) => {
        ui.dispatch({ type: 'overview', action: { type: 'focused', panel: id } });
        if (double) perform('open-item');
      }}
    >
      <Panel title={title} aside={aside} focused={focused} width={width} height={height} flexShrink={0}>
        {children}
      </Panel>
    </Pressable>
  );
}

interface UsageProps {
  readonly place: Place;
  readonly overview: OverviewUi;
}

export interface GraphProps extends UsageProps {
  /** Why this server has no figures. */
  readonly reason: string | undefined;
  /** A key may change that. */
  readonly keyed: boolean;
}

/** Requests over the range, with a row for errors. */
export function GraphPanel({ place, overview, reason, keyed }: GraphProps): ReactElement {
  const room = useRoom(place);
  const { graph, ranges, steps } = words();
  const { id: range } = rangeOf(overview);
  const figures = figuresOf(overview);
  const series = figures?.series ?? [];
  const values = series.map(({ requests }) => requests);
  const max = highest(values);
  const large = room.rows >= 8;
  const tokens = series.map(({ tokens: sum }) => sum?.total ?? (sum?.input ?? 0) + (sum?.output ?? 0));
  const more = [
    { label: graph.errors, values: series.map(({ failed }) => failed), role: 'danger' as const },
    ...(large ? [{ label: graph.tokens, values: tokens, role: 'info' as const }] : []),
  ];
  const title = graph.title(steps[range], ranges[range]);
  const aside = max === undefined || max === 0 ? undefined : graph.max(shortNumber(max));
  if (reason !== undefined) {
    return (
      <OverviewPanel place={place} title={title}>
        <Text>{reason}</Text>
        {keyed && <Line of={[{ text: 'F', role: 'accent' }, { text: ` ${graph.chooseAccess}` }]} />}
      </OverviewPanel>
    );
  }
  const below = room.rows >= 4 ? more : [];
  return (
    <OverviewPanel place={place} title={title} aside={aside}>
      {!figures ? (
        <Waiting overview={overview} />
      ) : !max ? (
        <Text role="muted">{whyNotRecording(figures) ?? graph.none}</Text>
      ) : room.rows < 3 ? (
        <Spark values={values} width={room.columns} />
      ) : (
        <AreaGraph
          values={values}
          rows={below}
          width={room.columns}
          height={room.rows - below.length - 1}
          from={series[0]?.at}
          to={overview.answer?.at}
        />
      )}
    </OverviewPanel>
  );
}

/** While figures are on their way, or why there are none. */
function Waiting({ overview: { answer, range } }: Pick<UsageProps, 'overview'>): ReactElement {
  const { glyphs } = useTheme();
  const { graph } = words();
  const problem = answer?.range === range ? answer.problem : undefined;
  return problem === undefined ? (
    <Text role="muted">{graph.loading}</Text>
  ) : (
    <Text role="danger">{`${glyphs.error} ${graph.failed(problem)}`}</Text>
  );
}

/** The figures of the range; where there is room those of an hour, today and 7 days side by side. */
export function TotalsPanel({ place, overview }: UsageProps): ReactElement {
  const room = useRoom(place);
  const { totals, ranges } = words();
  const range = rangeOf(overview);
  const figures = figuresOf(overview);
  const aside: Cell = [{ text: 't ', role: 'accent' }, { text: totals.range }];
  if (room.rows >= 9 && room.columns >= leastTable && overview.answer?.figures) {
    return (
      <OverviewPanel place={place} title={totals.title} aside={aside}>
        <TotalsTable windows={overview.answer.figures.windows} width={room.columns} />
      </OverviewPanel>
    );
  }
  const rows = figures ? totalsOf(figures.totals, range) : [];
  const labels = Math.max(0, ...rows.map(({ label }) => widthOf(label)));
  const values = Math.max(
    leastValue,
    ...rows.flatMap(({ label, value }) => [widthOf(value), widthOf(label) + 1 + widthOf(value) - labels]),
  );
  return (
    <OverviewPanel place={place} title={totals.inRange(ranges[range.id])} aside={aside}>
      {room.rows < rows.length ? (
        <Box flexWrap="wrap" columnGap={3}>
          {rows.map(({ label, value }) => (
            <Text key={label} wrap="truncate">{`${label} ${value}`}</Text>
          ))}
        </Box>
      ) : (
        rows.map(({ label, value, aside: more }) => (
          <Box key={label}>
            <Line of={{ text: label, role: 'muted' }} width={labels} />
            <Line of={value} width={values} align="right" />
            <Line of={[{ text: '  ' }, ...more]} width={room.columns - labels - values} />
          </Box>
        ))
      )}
    </OverviewPanel>
  );
}

/** Columns of the figures beside their labels, and of a label and three figures. */
const [leastValue, leastTable] = [7, 42];

interface TableProps {
  readonly windows: Parameters<typeof totalsTable>[0];
  readonly width: number;
}

function TotalsTable({ windows, width }: TableProps): ReactElement {
  const { columns } = words().totals;
  const labels = 12;
  const each = Math.floor((width - labels) / columns.length);
  return (
    <>
      <Box>
        <Line of="" width={labels} />
        {columns.map((name) => (
          <Line key={name} of={{ text: name, role: 'muted' }} width={each} align="right" />
        ))}
      </Box>
      {totalsTable(columns.map((_, place) => windows[place])).map(({ label, cells }) => (
        <Box key={label}>
          <Line of={{ text: label, role: 'muted' }} width={labels} />
          {cells.map((cell, place) => (
            <Line key={columns[place]} of={cell} width={each} align="right" />
          ))}
        </Box>
      ))}
    </>
  );
}

export interface TopProps extends Pick<PanelProps, 'place' | 'title'> {
  /** Its number, and name where there is room. */
  readonly screen: string;
  /** undefined: on their way. */
  readonly tops: readonly ChartRow[] | undefined;
}

/** The client keys or models with the most requests. */
export function TopPanel({ place, title, screen, tops }: TopProps): ReactElement {
  const room = useRoom(place);
  return (
    <OverviewPanel place={place} title={title} aside={{ text: screen, role: 'accent' }}>
      {tops && tops.length > 0 ? (
        <BarChart rows={tops.slice(0, room.rows)} width={room.columns} />
      ) : (
        <Text role="muted">{tops ? words().none : '…'}</Text>
      )}
    </OverviewPanel>
  );
}

/** Columns of the labels and of the numbers in the panel of states. */
const statusColumns = { labels: 10, counts: 4, gap: 2 };

/** Columns that the states have beside them. @param wide whether the numbers have a column of their own */
export const statusRoom = ({ width }: Place, wide: boolean): number => {
  const { labels, counts, gap } = statusColumns;
  return width - 4 - labels - (wide ? counts + gap : 0);
};

export interface StatusProps extends Pick<PanelProps, 'place' | 'title'> {
  readonly rows: readonly Status[];
}

/** Provider keys, sessions, client keys and config, counted by state. */
export function StatusPanel({ place, title, rows }: StatusProps): ReactElement {
  const room = useRoom(place);
  const { labels, counts, gap } = statusColumns;
  const counted = room.columns >= 40;
  return (
    <OverviewPanel place={place} title={title} aside={{ text: '3 4', role: 'accent' }}>
      {rows.map(({ label, count, spans }) => (
        <Box key={label}>
          <Line of={{ text: label, role: 'muted' }} width={labels} />
          {count !== undefined && counted && (
            <Box marginRight={gap}>
              <Line of={String(count)} width={counts} align="right" />
            </Box>
          )}
          <Line
            of={spans}
            width={room.columns - labels - (count !== undefined && counted ? counts + gap : 0)}
          />
        </Box>
      ))}
    </OverviewPanel>
  );
}

export interface LiveProps {
  readonly place: Place;
  /** What the server kept, until one was reported. */
  readonly kept: readonly UsageRecord[];
  readonly names: KeyNames;
}

/** The last requests as they end. */
export function LivePanel({ place, kept, names }: LiveProps): ReactElement {
  const reported = useServer((console) => console.usage.records);
  const records = reported.length > 0 ? reported : kept;
  const room = useRoom(place);
  const { glyphs } = useTheme();
  const { live } = words();
  const shown = records.slice(0, room.rows);
  const keys = Math.min(mostName, Math.max(1, ...shown.map((record) => widthOf(keyName(record, names)))));
  const models = Math.max(8, room.columns - clock - keys - status - latency - 3);
  return (
    <OverviewPanel place={place} title={live.title} aside={{ text: `5 ${live.usage}`, role: 'accent' }}>
      {records.length === 0 && <Text role="muted">{live.none}</Text>}
      {shown.map((record) => (
        <Box key={record.id}>
          <Line of={{ text: clockText(record.at + record.latencyMs), role: 'muted' }} width={clock} />
          <Line of={keyName(record, names)} width={keys} />
          <Line of={` ${record.model ?? record.alias ?? glyphs.unknown}`} width={models + 1} />
          <Line
            of={{ text: ` ${statusText(record)}`, ...(record.failed && { role: 'danger' as const }) }}
            width={status}
          />
          <Line of={(record.attempts ?? 1) > 1 ? ` ${glyphs.retried}` : ''} width={2} />
          <Line of={milliseconds(record.latencyMs)} width={latency} align="right" />
        </Box>
      ))}
    </OverviewPanel>
  );
}

/** Columns of the time with a space, of the status, of the time it took, and at most of a name. */
const [clock, status, latency, mostName] = [9, 4, 7, 18];

const keyName = ({ clientKey }: UsageRecord, names: KeyNames): string =>
  clientKey === undefined ? '–' : (names.get(clientKey) ?? clientKey.slice(0, 8));
