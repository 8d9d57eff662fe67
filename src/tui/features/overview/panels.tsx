import { Box } from 'ink';
import { Fragment, type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { whyNotRecording } from '../../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { widthOf } from '../../components/fit.ts';
import { AreaGraph, Spark } from '../../components/graphs/area-graph.tsx';
import { BarChart } from '../../components/graphs/bar-chart.tsx';
import { highest } from '../../components/graphs/cells.ts';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useConsole, useSize, useTheme } from '../../context.tsx';
import { clockText } from '../../moment.ts';
import { milliseconds, shortNumber } from '../../numbers.ts';
import type { KeyNames } from '../usage/filter.ts';
import { type Top, totalsOf, totalsTable } from './figures.ts';
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

/** A panel that a click focuses, and a double click opens. */
function OverviewPanel({
  place,
  title,
  aside,
  children,
}: {
  readonly place: Place;
  readonly title: Cell;
  readonly aside?: Cell | undefined;
  readonly children: ReactNode;
}): ReactElement {
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

/** Requests over the range, with a row for errors. @param reason why this server has no figures */
export function GraphPanel({
  place,
  overview,
  reason,
}: UsageProps & { readonly reason: ReactNode | undefined }): ReactElement {
  const room = useRoom(place);
  const { graph, ranges, steps } = words();
  const { id: range } = rangeOf(overview);
  const figures = figuresOf(overview);
  const series = figures?.series ?? [];
  const values = series.map(({ requests }) => requests);
  const max = highest(values);
  const large = room.rows >= 8;
  const failed = series.map((bucket) => bucket.failed);
  const tokens = series.map(({ tokens: sum }) => sum?.total ?? (sum?.input ?? 0) + (sum?.output ?? 0));
  const more = [
    { label: graph.errors, values: failed, role: 'danger' as const },
    ...(large ? [{ label: graph.tokens, values: tokens, role: 'info' as const }] : []),
  ];
  const title = graph.title(steps[range], ranges[range]);
  const aside = max === undefined || max === 0 ? undefined : graph.max(shortNumber(max));
  return (
    <OverviewPanel place={place} title={title} aside={reason ? undefined : aside}>
      {reason ??
        (!figures ? (
          <Waiting overview={overview} />
        ) : !max ? (
          <Text role="muted">{whyNotRecording(figures) ?? graph.none}</Text>
        ) : room.rows < 3 ? (
          <Spark values={values} width={room.columns} />
        ) : (
          <AreaGraph
            values={values}
            rows={room.rows >= 4 ? more : []}
            width={room.columns}
            height={room.rows - (room.rows >= 4 ? more.length : 0) - 1}
            from={series[0]?.at}
            to={overview.answer?.at}
          />
        ))}
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

/** Columns of the figures beside their labels. */
const leastValue = 7;

/** Columns of a label and three figures. */
const leastTable = 42;

function TotalsTable({
  windows,
  width,
}: {
  readonly windows: Parameters<typeof totalsTable>[0];
  readonly width: number;
}): ReactElement {
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

/** The client keys or models with the most requests. @param screen its number, and name where there is room */
export function TopPanel({
  place,
  title,
  screen,
  tops,
}: {
  readonly place: Place;
  readonly title: string;
  readonly screen: string;
  /** undefined: on their way. */
  readonly tops: readonly Top[] | undefined;
}): ReactElement {
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

/** Provider keys, sessions, client keys and config, counted by state. */
export function StatusPanel({
  place,
  title,
  screens,
  rows,
}: {
  readonly place: Place;
  readonly title: string;
  readonly screens: string;
  readonly rows: readonly Status[];
}): ReactElement {
  const room = useRoom(place);
  const { labels, counts, gap } = statusColumns;
  const counted = room.columns >= 40;
  return (
    <OverviewPanel place={place} title={title} aside={{ text: screens, role: 'accent' }}>
      {rows.map(({ label, count, spans }) => (
        <Box key={label}>
          <Line of={{ text: label, role: 'muted' }} width={labels} />
          {count !== undefined && counted ? (
            <>
              <Line of={String(count)} width={counts} align="right" />
              <Line of={[{ text: ' '.repeat(gap) }, ...spans]} width={room.columns - labels - counts} />
            </>
          ) : (
            <Line of={spans} width={room.columns - labels} />
          )}
        </Box>
      ))}
    </OverviewPanel>
  );
}

/** ms between two looks at the requests as they end. */
const frame = 250;

/** The last requests that were reported, taken over at most four times a second. */
function useReported(): readonly UsageRecord[] {
  const { store } = useConsole().session;
  const [records, show] = useState(() => store.snapshot().usage.records);
  useEffect(() => {
    let timer: NodeJS.Timeout | undefined;
    const look = () => {
      timer = undefined;
      show(store.snapshot().usage.records);
    };
    const stop = store.subscribe(() => {
      timer ??= setTimeout(look, frame);
    });
    look();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
  return records;
}

/** The last requests as they end. @param kept what the server kept, until one was reported */
export function LivePanel({
  place,
  kept,
  names,
}: {
  readonly place: Place;
  readonly kept: readonly UsageRecord[];
  readonly names: KeyNames;
}): ReactElement {
  const reported = useReported();
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

/** Why there is no graph, and the key that may change it. */
export function NoUsage({ text, keyed }: { readonly text: string; readonly keyed: boolean }): ReactElement {
  return (
    <Fragment>
      <Text>{text}</Text>
      {keyed && <Line of={[{ text: 'F', role: 'accent' }, { text: ` ${words().graph.chooseAccess}` }]} />}
    </Fragment>
  );
}
