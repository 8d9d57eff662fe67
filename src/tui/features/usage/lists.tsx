import { Box, useIsScreenReaderEnabled } from 'ink';
import { memo, type ReactElement, useMemo } from 'react';
import { List, type ListAccess } from '../../components/list.tsx';
import { Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useConsole, useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { wholeNumber } from '../../numbers.ts';
import { groupColumns } from './group-columns.ts';
import { requestColumns } from './request-columns.ts';
import { endOf, hasLastUse, type UsageSight } from './sight.ts';
import { groupings, isSortColumn, spanOf } from './usage-state.ts';
import { words } from './words.ts';

const accessTo = (list: 'groups' | 'requests'): ListAccess => ({
  stateOf: ({ usage }) => usage[list],
  update: (action) => ({ type: 'usage', action: { type: list, action } }),
});
const groupAccess = accessTo('groups');
const requestAccess = accessTo('requests');

interface ListPartProps {
  readonly sight: UsageSight;
  readonly height?: number;
  /** Columns; absent: all of the terminal. */
  readonly width?: number;
}

/** The figures by key, model … */
export const GroupList = memo(({ sight, height, width }: ListPartProps): ReactElement => {
  const { ui } = useConsole();
  const { columns: across } = useSize();
  const theme = useTheme();
  const graphs = useIsScreenReaderEnabled() ? undefined : theme.graphs;
  const by = useUi(({ usage }) => usage.by);
  const sort = useUi(({ usage }) => usage.sort);
  const focused = useUi(({ usage }) => usage.focus === 'groups');
  const { names, groups } = sight;
  const own = width ?? across;
  const moment = useMoment();
  // Only the last use grows older.
  const aging = hasLastUse(own) ? moment : undefined;
  const columns = useMemo(
    () => groupColumns({ by, names, sort, columns: own, graphs, moment: aging }),
    [by, names, sort, own, graphs, aging],
  );
  const dimensions = groupings.map((it) => words().dimensions[it]).join(' ');
  return (
    <List
      screen="usage"
      title={words().by[by]}
      aside={`g ${words().group}${own >= 100 ? `: ${dimensions}` : ''}`}
      columns={columns}
      rows={groups}
      access={groupAccess}
      focused={focused}
      open="usage-open"
      onSort={(column) => {
        if (sort.column === column) ui.dispatch({ type: 'usage', action: { type: 'sort-reversed' } });
        else if (isSortColumn(column)) ui.dispatch({ type: 'usage', action: { type: 'sorted', column } });
      }}
      empty={<NoGroups sight={sight} />}
      {...(height === undefined ? {} : { height, flexGrow: 0 })}
      {...(width === undefined ? {} : { width })}
    />
  );
});

function NoGroups({ sight: { figures } }: { readonly sight: UsageSight }): ReactElement {
  const onDisk = useServer(({ connection }) => connection.kind === 'disk');
  const unread = useServer(({ capabilities }) => capabilities?.activity === 'absent');
  const asked = useServer(({ feedQuestion }) => feedQuestion !== undefined);
  const filtered = useUi(({ usage }) => textIn(usage.filter) !== '');
  const refused = useUi(({ usage }) => usage.answer?.problem !== undefined);
  const span = useUi(({ usage }) => words().spans[spanOf(usage).id]);
  const { empty, loading, noUsage } = words();
  const found = filtered ? empty.filtered(span) : empty.span(span);
  const lines =
    unread && !onDisk
      ? [asked ? noUsage.ask : noUsage.notRead]
      : [`${found} ${empty.wider}`, ...(onDisk ? [empty.files] : [])];
  return (
    <Box flexDirection="column" paddingX={1}>
      {figures ? (
        lines.map((line) => <Text key={line}>{line}</Text>)
      ) : (
        <Text role="muted">{refused ? '' : loading}</Text>
      )}
    </Box>
  );
}

const minute = 60_000;
/** The rate is counted anew no more often than this. */
const coarse = 5_000;

/** Requests that ended in the last minute. */
function useRate({ records }: UsageSight): number {
  const moment = useMoment();
  const recent = records.filter((record) => endOf(record) > moment.now - minute);
  const oldest = recent.at(-1);
  if (oldest) moment.changesAt(Math.ceil((endOf(oldest) + minute) / coarse) * coarse);
  return recent.length;
}

/** The requests as they end, the newest first. */
export const RequestList = memo(({ sight, width }: ListPartProps): ReactElement => {
  const { columns: across, rows } = useSize();
  const isLive = useServer(({ connection }) => connection.kind === 'live');
  const paused = useUi(({ usage }) => usage.paused);
  const waiting = useUi(({ usage }) => usage.waiting);
  const focused = useUi(({ usage }) => usage.focus === 'requests');
  const rate = useRate(sight);
  const { names, records } = sight;
  const own = width ?? across;
  const columns = useMemo(() => requestColumns(own, names), [own, names]);
  const { live } = words();
  const aside = paused
    ? [live.paused(waiting), live.resume]
    : isLive
      ? [live.following, ...(own >= 100 ? [live.perMinute(wholeNumber(rate))] : []), live.pause]
      : [];
  return (
    <List
      screen="usage"
      title={isLive ? live.title : live.requests}
      aside={aside.join(' · ')}
      columns={columns}
      rows={records}
      access={requestAccess}
      focused={focused}
      open="usage-open"
      bare={rows < 30}
      empty={
        <Box paddingX={1}>
          <Text role="muted">{sight.figures ? live.empty : ''}</Text>
        </Box>
      }
      {...(width === undefined ? {} : { width })}
    />
  );
});
