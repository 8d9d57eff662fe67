import { Box } from 'ink';
import { memo, type ReactElement, useMemo } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { minute } from '../../../base/text/duration.ts';
import { countedIn, type UsageFigures, whyNotRecording } from '../../../contract/usage-figures.ts';
import { FilterLine, List } from '../../components/list.tsx';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useFrameTime, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { unknown, wholeNumber } from '../../numbers.ts';
import type { Feature, Watch } from '../feature.ts';
import { keepAskingUsage } from '../keep-asking.ts';
import { isUpToUser, noUsage, usageActs } from './acts.ts';
import { groupColumns, requestColumns, usageColumns } from './columns.ts';
import { endOf, namesOf, nothingSince, uncountedBars } from './figures.ts';
import { RequestDetail } from './request-detail.tsx';
import { Top, topHeight } from './top.tsx';
import { catchUp, selectedRecord, type UsageShown, usageShown } from './usage-shown.ts';
import {
  besideFrom,
  graphColumns,
  graphStep,
  groupings,
  hasLastUse,
  hasWindows,
  isHeld,
  problemOf,
  questionOf,
  spanOf,
  tableWidth,
  usageRequestOf,
} from './usage-state.ts';
import { words } from './words.ts';

/** 5: usage of the server: totals, graph, a table by key, model …, and live requests (H1, H2). */
function UsageScreen(): ReactElement {
  const server = useServer((console) => console.server);
  const missing = useServer((console) => noUsage({ console }));
  // The same object while its fields are unchanged, so that a moved cursor does not rerender this.
  const shown = useUi((ui) => usageShown({ console: { server }, ui }));
  const record = useUi((ui) => (ui.detail ? selectedRecord({ console: { server }, ui }) : undefined));
  if (missing !== undefined) {
    return (
      <Panel title={words().screen.name} flexGrow={1}>
        <Text>{server ? missing : words().loading}</Text>
      </Panel>
    );
  }
  return record ? <RequestDetail record={record} shown={shown} /> : <Panels shown={shown} />;
}

const Panels = memo(({ shown }: { readonly shown: UsageShown }): ReactElement => {
  const { columns, rows } = useSize();
  const left = tableWidth(columns);
  return (
    <Box flexDirection="column" flexGrow={1}>
      <Filter shown={shown} />
      <Notices shown={shown} />
      <Top shown={shown} />
      {columns >= besideFrom ? (
        <Box flexGrow={1} flexShrink={1}>
          <GroupList shown={shown} width={left} />
          <RequestList shown={shown} width={columns - left} />
        </Box>
      ) : (
        <>
          <GroupList shown={shown} height={tableHeight(rows, columns, shown.groups.length)} />
          <RequestList shown={shown} />
        </>
      )}
    </Box>
  );
});

/** Rows of the table with its borders: as needed, up to the larger half of the remaining rows. */
function tableHeight(rows: number, columns: number, groups: number): number {
  const rest = rows - (rows >= 30 ? 6 : 5) - topHeight(columns, rows);
  const needed = groups + (columns < framedFrom ? 2 : 3);
  return Math.max(4, Math.min(Math.max(needed, 6), Math.ceil((rest * 4) / 7)));
}

/** The filter, and how much of the range matches; an older server does not count the whole range. */
function Filter({ shown: { figures } }: { readonly shown: UsageShown }): ReactElement {
  const field = useUi(({ filters }) => filters.usage);
  const { totals, whole } = figures ?? {};
  const shown = wholeNumber(totals?.requests ?? 0);
  const counts =
    whole === undefined ? words().totals.requests(shown) : words().ofAll(shown, wholeNumber(whole));
  return <FilterLine field={field} counts={countedIn(figures) ? counts : figures ? unknown : '…'} />;
}

/** Problems of the figures: a refusal, a full disk, disabled recording. */
function Notices({ shown: { figures } }: { readonly shown: UsageShown }): ReactElement {
  const problem = useUi(problemOf);
  const idle = figures && whyNotRecording(figures);
  const warnings = [...(idle ? [idle] : []), ...(figures?.problems ?? []).slice(0, 2)];
  return (
    <Box flexDirection="column" flexShrink={0} paddingX={1}>
      {problem !== undefined && <Text role="danger">{`✕ ${words().problem(problem)}`}</Text>}
      {warnings.map((text) => (
        <Text key={text} role="warning">{`! ${text}`}</Text>
      ))}
    </Box>
  );
}

interface ListPartProps {
  readonly shown: UsageShown;
  readonly height?: number;
  /** Columns; by default the width of the terminal. */
  readonly width?: number;
}

/** The figures by key, model … */
const GroupList = memo(({ shown, height, width }: ListPartProps): ReactElement => {
  const { columns: across } = useSize();
  const { graphs } = useTheme();
  const by = useUi(({ usage }) => usage.by);
  const sort = useUi(({ sorts }) => sorts.groups);
  const focused = useUi(({ usage }) => usage.focus === 'groups');
  const { names, groups, figures } = shown;
  const { servers = [] } = figures ?? {};
  const own = width ?? across;
  const time = useFrameTime();
  // Only the last use changes with time.
  const chosen = useUi(({ chosenColumns }) => chosenColumns?.groups);
  const aging = (chosen?.includes('last') ?? hasLastUse(own)) ? time : undefined;
  const at = useUi(({ usage }) => usage.answer?.at ?? 0);
  const uncounted = figures ? uncountedBars(figures, at) : 0;
  const columns = useMemo(
    () => groupColumns({ by, names, sort, columns: own, graphs, time: aging, uncounted, chosen }),
    [by, names, sort, own, graphs, aging, uncounted, chosen],
  );
  const none = useNoGroups(shown);
  const dimensions = groupings(servers)
    .map((it) => words().dimensions[it])
    .join(' ');
  return (
    <List
      screen="groups"
      title={[words().by[by], ...(servers.length > 1 ? [words().servers(servers.length)] : [])].join(' · ')}
      aside={`g ${words().group}${own >= 100 ? `: ${dimensions}` : ''}`}
      columns={columns}
      rows={groups}
      focused={focused}
      open="usage-open"
      empty={<Notes of={none} muted={!shown.figures} />}
      {...(height === undefined ? {} : { height, flexGrow: 0 })}
      width={width}
    />
  );
});

/** Why nothing is known, if it is not said above. */
function whyNone(figures: UsageFigures | undefined, at: number): readonly string[] {
  const why = figures && nothingSince(figures, at);
  return why === undefined ? [] : [why];
}

/** Why the table is empty. */
function useNoGroups({ figures }: UsageShown): readonly string[] {
  const onDisk = useServer(({ connection }) => connection.kind === 'disk');
  const unread = useServer(({ capabilities }) => capabilities?.activity === 'absent');
  const asked = useServer(isUpToUser);
  const filtered = useUi(({ filters }) => textIn(filters.usage) !== '');
  const refused = useUi(({ usage }) => usage.answer?.problem !== undefined);
  const span = useUi(({ usage }) => words().spans[spanOf(usage).id]);
  const at = useUi(({ usage }) => usage.answer?.at ?? 0);
  const { empty, loading, noUsage: none } = words();
  if (!figures) return refused ? [] : [loading];
  if (unread && !onDisk) return [asked ? none.ask : none.notRead];
  // Or the reason is above.
  const why = whyNone(figures, at);
  if (!countedIn(figures) || (why.length > 0 && !filtered)) return why;
  const said = empty[filtered ? 'filtered' : 'span'](span);
  return [said + commas().sentences + empty.wider, ...(onDisk ? [empty.files] : [])];
}

const Notes = ({ of, muted }: { readonly of: readonly string[]; readonly muted: boolean }): ReactElement => (
  <Box flexDirection="column" paddingX={1}>
    {of.map((text) => (
      <Text key={text} role={muted ? 'muted' : 'text'}>
        {text}
      </Text>
    ))}
  </Box>
);

/** Minimum time between updates of the rate. ms. */
const coarse = 5_000;

/** Requests that ended in the last minute: `12`, `≥500` if those that are kept do not reach back so far, or `–`. */
function useRate({ records, figures }: UsageShown): string {
  const time = useFrameTime();
  const live = useUi(({ usage }) => usage.live);
  const first = live.seen > live.records.length ? live.records.at(-1) : undefined;
  const recent = records.filter((record) => endOf(record) > time.now - minute);
  const oldest = recent.at(-1);
  if (oldest) time.changesAt(Math.ceil((endOf(oldest) + minute) / coarse) * coarse);
  else if (figures?.recording === false) return unknown;
  const sign = first && endOf(first) > time.now - minute ? '≥' : '';
  return `${sign}${wholeNumber(recent.length)}`;
}

/** Live requests as they end, newest first. */
const RequestList = memo(({ shown, width }: ListPartProps): ReactElement => {
  const { columns: across, rows } = useSize();
  const isLive = useServer(({ connection }) => connection.kind === 'live');
  const paused = useUi(({ usage }) => usage.paused);
  const waiting = useUi(({ usage }) => usage.waiting);
  const focused = useUi(({ usage }) => usage.focus === 'requests');
  const newer = useUi(({ lists }) => lists.requests.top);
  const filtered = useUi(({ filters }) => textIn(filters.usage) !== '');
  const rate = useRate(shown);
  const at = useUi(({ usage }) => usage.answer?.at ?? 0);
  const { names, records, figures } = shown;
  const own = width ?? across;
  const chosen = useUi(({ chosenColumns }) => chosenColumns?.requests);
  const columns = useMemo(() => requestColumns({ columns: own, names, chosen }), [own, names, chosen]);
  const { live } = words();
  const aside = paused
    ? [live.paused(waiting), live.resume]
    : isLive
      ? [
          newer > 0 ? live.newer(newer) : live.following,
          ...(own >= 100 ? [live.perMinute(rate)] : []),
          live.pause,
        ]
      : [];
  return (
    <List
      screen="requests"
      title={isLive ? live.title : live.requests}
      aside={aside.join(' · ')}
      columns={columns}
      rows={records}
      focused={focused}
      open="usage-open"
      bare={rows < 30}
      empty={
        <Notes
          of={countedIn(figures) ? [filtered ? live.noMatch : live.empty] : whyNone(figures, at)}
          muted
        />
      }
      width={width}
    />
  );
});

/** Minimum time between requests for figures while requests arrive. ms. */
const pauseMs = 2_000;

/**
 * Loads figures when the query changes, and at most every two seconds while requests arrive, unless paused.
 */
export const watchUsage: Watch = (...parts) => {
  const [session, ui] = parts;
  let key = '';
  /** Records to keep; undefined if they are requested again. */
  let kept: UsageFigures['records'] | undefined;
  return keepAskingUsage(parts, {
    topic() {
      const state = ui.snapshot();
      const { usage, columns } = state;
      const step = graphStep(spanOf(usage).ms, graphColumns(columns));
      return JSON.stringify([questionOf(state), usage.by, step, hasWindows(state), usage.again]);
    },
    pause(last, { topic, on, seen }) {
      if (last.topic !== topic) return 0;
      if (isHeld(ui.snapshot())) return undefined;
      if (last.on !== on) return 0;
      return last.seen === seen ? undefined : pauseMs;
    },
    request({ topic, at: now, on }, last) {
      const state = ui.snapshot();
      const { usage } = state;
      const { usage: tail, server } = session.store.snapshot();
      key = questionOf(state);
      const before = usage.answer?.key === key ? usage.answer.figures?.records : undefined;
      // Only the server can filter requests beyond those kept here.
      const records = !before || tail.seen > tail.records.length || topic !== last?.topic || on !== last.on;
      kept = records ? undefined : before;
      const names = namesOf(server?.clientKeys ?? [], usage.answer?.figures?.labels);
      return usageRequestOf(state, now, names, records);
    },
    onAnswer({ figures: loaded, problem }, { at }) {
      const figures = loaded && kept ? { ...loaded, records: kept } : loaded;
      const answer = { key, at, figures, problem };
      ui.dispatch({ type: 'usage', action: { type: 'set', usage: { answer } } });
    },
  });
};

export const usageFeature: Feature = {
  id: 'usage',
  number: '5',
  columns: usageColumns,
  words: () => words().screen,
  Screen: UsageScreen,
  acts: usageActs,
  catchUp,
  watch: watchUsage,
  absent: ({ hasUsage }) => !hasUsage,
};
