import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { List, type ListAccess } from '../../components/list.tsx';
import { Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useMoment, useServer, useSize, useTheme } from '../../context.tsx';
import { wholeNumber } from '../../numbers.ts';
import { groupColumns } from './group-columns.ts';
import { requestColumns } from './request-columns.ts';
import { endOf, type UsageSight } from './sight.ts';
import { groupings, spanOf, type UsageUi } from './usage-state.ts';
import { words } from './words.ts';

const accessTo = (list: 'groups' | 'requests'): ListAccess => ({
  stateOf: ({ usage }) => usage[list],
  update: (action) => ({ type: 'usage', action: { type: list, action } }),
});
const groupAccess = accessTo('groups');
const requestAccess = accessTo('requests');

interface ListPartProps {
  readonly usage: UsageUi;
  readonly sight: UsageSight;
  readonly height?: number;
  /** Columns; absent: all of the terminal. */
  readonly width?: number;
}

/** The figures by key, model … */
export function GroupList({ usage, sight, height, width }: ListPartProps): ReactElement {
  const { columns: across } = useSize();
  const { graphs } = useTheme();
  const moment = useMoment();
  const { by, sort } = usage;
  const { names, groups } = sight;
  const columns = useMemo(
    () => groupColumns({ by, names, sort, columns: width ?? across, graphs, moment }),
    [by, names, sort, width, across, graphs, moment],
  );
  const dimensions = groupings.map((it) => words().dimensions[it]).join(' ');
  return (
    <List
      screen="usage"
      title={words().by[by]}
      aside={`g ${words().group}${across >= 100 && width === undefined ? `: ${dimensions}` : ''}`}
      columns={columns}
      rows={groups}
      access={groupAccess}
      focused={usage.focus === 'groups'}
      open="usage-open"
      empty={<NoGroups usage={usage} sight={sight} />}
      {...(height === undefined ? {} : { height, flexGrow: 0 })}
      {...(width === undefined ? {} : { width })}
    />
  );
}

function NoGroups({ usage, sight: { figures } }: Pick<ListPartProps, 'usage' | 'sight'>): ReactElement {
  const onDisk = useServer(({ connection }) => connection.kind === 'disk');
  const unread = useServer(({ capabilities }) => capabilities?.activity === 'absent');
  const asked = useServer(({ feedQuestion }) => feedQuestion !== undefined);
  const { empty, loading, noUsage } = words();
  const span = words().spans[spanOf(usage).id];
  const found = textIn(usage.filter) === '' ? empty.span(span) : empty.filtered(span);
  const lines =
    unread && !onDisk
      ? [asked ? noUsage.ask : noUsage.notRead]
      : [`${found} ${empty.wider}`, ...(onDisk ? [empty.files] : [])];
  return (
    <Box flexDirection="column" paddingX={1}>
      {figures ? (
        lines.map((line) => <Text key={line}>{line}</Text>)
      ) : (
        <Text role="muted">{usage.answer?.problem === undefined ? loading : ''}</Text>
      )}
    </Box>
  );
}

const minute = 60_000;
/** The rate is counted anew no more often than this. */
const coarse = 5_000;

/** The requests as they end, the newest first. */
export function RequestList({ usage, sight, width }: ListPartProps): ReactElement {
  const { columns: across } = useSize();
  const isLive = useServer(({ connection }) => connection.kind === 'live');
  const moment = useMoment();
  const { names, records } = sight;
  const columns = useMemo(() => requestColumns(width ?? across, names), [width, across, names]);
  const { live } = words();
  const recent = records.filter((record) => endOf(record) > moment.now - minute);
  const oldest = recent.at(-1);
  if (oldest) moment.changesAt(Math.ceil((endOf(oldest) + minute) / coarse) * coarse);
  const rate = across >= 100 ? [live.perMinute(wholeNumber(recent.length))] : [];
  const aside = usage.paused
    ? [live.paused(usage.waiting), live.resume]
    : isLive
      ? [live.following, ...rate, live.pause]
      : [];
  return (
    <List
      screen="usage"
      title={isLive ? live.title : live.requests}
      aside={aside.join(' · ')}
      columns={columns}
      rows={records}
      access={requestAccess}
      focused={usage.focus === 'requests'}
      open="usage-open"
      empty={
        <Box paddingX={1}>
          <Text role="muted">{sight.figures ? live.empty : ''}</Text>
        </Box>
      }
      {...(width === undefined ? {} : { width })}
    />
  );
}
