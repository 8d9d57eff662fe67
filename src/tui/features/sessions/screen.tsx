import { Box, useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import type { At } from '../../act.ts';
import { type Detail, Details, Split } from '../../components/details.tsx';
import { sparkText } from '../../components/graphs/cells.ts';
import { ItemPane, NoRows } from '../../components/item-list.tsx';
import { List } from '../../components/list.tsx';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment, useServer, useTheme, useUi } from '../../context.tsx';
import { ago, clockText, left, type Moment } from '../../moment.ts';
import { milliseconds, unknown, wholeNumber } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { isWaiting } from './login.tsx';
import { planOf, sessionColumns, sessionName, sessionState, sessionsSight } from './rows.ts';
import { words } from './words.ts';

/** 4: the sessions of auth-dir and of the server (E). */
export function SessionsScreen(): ReactElement {
  const at = useCalmAt();
  const { visible, selected } = sessionsSight(at);
  const { files, problem } = at.console.sessions ?? {};
  return (
    <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {files && problem !== undefined && <Older problem={problem} />}
      <Split
        list={(width, focused) => <SessionList at={at} width={width} focused={focused} />}
        details={
          selected &&
          ((width, focused) => (
            <ItemPane
              screen={words().screen.name}
              title={sessionName(selected)}
              place={[visible.indexOf(selected) + 1, visible.length]}
              width={width}
              focused={focused}
            >
              <SessionDetails file={selected} />
            </ItemPane>
          ))
        }
      />
    </Box>
  );
}

interface SessionListProps {
  readonly at: At;
  readonly width: number;
  readonly focused: boolean;
}

function SessionList({ at, width, focused }: SessionListProps): ReactElement {
  const moment = useMoment();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const { all, visible } = sessionsSight(at);
  const { sorts, filters, dialog } = at.ui;
  const { readOnly, place, sessions: { files, problem, loadedAt } = {} } = at.console;
  const sort = sorts.sessions;
  const columns = useMemo(
    () => sessionColumns(all, { moment, theme, spoken }, sort),
    [all, moment, theme, spoken, sort],
  );
  const { acts, empty, screen, login, sessions, ...say } = words();
  const aside = [
    isWaiting(at.console) && !dialog && login.waiting(at.console.login?.title ?? ''),
    files && sessions(all.length),
    problem !== undefined && loadedAt !== undefined && say.asOf(ago(moment, loadedAt)),
  ];
  const filter = textIn(filters.sessions);
  const missing = files === undefined && problem !== undefined;
  const logIn = readOnly
    ? []
    : ([
        ['l', acts['log-in'].title],
        ['i', acts['upload-auth-file'].title],
      ] as const);
  return (
    <List
      screen="sessions"
      title={screen.name}
      aside={aside.filter(Boolean).join(' · ')}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      empty={
        <NoRows
          loading={!files && !missing && say.loading(place)}
          problem={missing && say.failed(problem)}
          texts={
            filter !== '' ? [empty.filtered(filter)] : [empty.none, ...(readOnly ? [empty.readOnly] : [])]
          }
          keys={missing ? [['r', say.retry]] : filter !== '' ? [] : logIn}
        />
      }
    />
  );
}

/** Above a list that could not be loaded again. */
function Older({ problem }: { readonly problem: string }): ReactElement {
  const { glyphs } = useTheme();
  const { failed, retry, showingOld } = words();
  const text = ` ${glyphs.error} ${failed(problem)} ${showingOld}`;
  return (
    <Box flexShrink={0}>
      <Line of={[{ text, role: 'danger' }, { text: '  r ', role: 'accent' }, { text: retry }]} />
    </Box>
  );
}

/** All that is known of one session; instants are absolute, with how far away they are. */
function SessionDetails({ file }: { readonly file: AuthFile }): ReactElement {
  const moment = useMoment();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const inspected = useUi((ui) => ui.inspected);
  const hasUsage = useServer((console) => console.hasUsage);
  const records = useServer((console) => console.usage.records);
  const rows = [
    ...accountRows(file, moment, theme),
    ...trafficRows(file, theme, spoken),
    ...modelRows(inspected?.name === file.name ? inspected : undefined),
    ...(hasUsage ? requestRows(records, file) : []),
  ];
  return <Details rows={rows} />;
}

/** The session itself, in the order in which it matters. */
function accountRows(file: AuthFile, moment: Moment, theme: Theme): readonly Detail[] {
  const { details } = words();
  const at = (instant: number) => formatInstant(instant, moment.now);
  const { coolingUntil, expiresAt, lastRefresh, renewable } = file;
  const row = (label: string, value: Cell | undefined): readonly Detail[] =>
    value === undefined ? [] : [{ label, value }];
  const token = (): string => {
    const end = renewable === false ? ` · ${details.notRenewable}` : '';
    if (expiresAt === undefined) return details.tokenUnknown + end;
    return expiresAt > moment.now
      ? details.tokenExpires(at(expiresAt), left(moment, expiresAt)) + end
      : details.tokenExpired(at(expiresAt), ago(moment, expiresAt)) + end;
  };
  const refreshed = (): string => {
    if (!lastRefresh) return details.notReported;
    return lastRefresh.ok
      ? details.refreshedAt(at(lastRefresh.at), ago(moment, lastRefresh.at))
      : details.refreshFailed(at(lastRefresh.at), lastRefresh.message ?? details.noReason);
  };
  const isCooling = coolingUntil !== undefined && coolingUntil > moment.now;
  return [
    // The message has a row of its own here.
    { label: details.state, value: sessionState({ ...file, message: undefined }, moment, theme.glyphs) },
    ...row(details.message, file.message),
    ...row(details.link, file.link === undefined ? undefined : { text: file.link, role: 'info' }),
    ...row(details.message, file.warning),
    ...row(
      details.coolsUntil,
      isCooling ? details.coolsUntilText(at(coolingUntil), left(moment, coolingUntil)) : undefined,
    ),
    ...row(details.plan, planOf(file)),
    { label: details.token, value: token() },
    { label: details.refreshed, value: refreshed() },
    'blank',
    { label: details.prefix, value: file.prefix ?? theme.glyphs.unknown },
    { label: details.priority, value: String(file.priority ?? 0) },
    { label: details.proxy, value: file.proxyUrl ?? details.serverProxy },
    ...row(details.note, file.note),
    { label: details.file, value: file.inMemory ? details.inMemoryFile(file.name) : file.name },
    ...row(details.changed, file.modifiedAt === undefined ? undefined : at(file.modifiedAt)),
  ];
}

/** Columns of the small graph: a day of ten minutes each is the most that servers report. */
const mostTrend = 36;

function trafficRows({ traffic }: AuthFile, theme: Theme, spoken: boolean): readonly Detail[] {
  const { details } = words();
  if (!traffic) return ['blank', { label: details.requests, value: details.notCounted }];
  const { calls, errors, since, recent } = traffic;
  const said = details.requestsText(wholeNumber(calls), wholeNumber(errors), since);
  if (!recent || spoken) return ['blank', { label: details.requests, value: said }];
  const graph = sparkText(recent, Math.min(recent.length, mostTrend), theme.graphs);
  return [
    'blank',
    { label: details.requests, value: said },
    { label: details.trend, value: { text: graph, role: 'accent' } },
    { label: '', value: { text: details.trendStep, role: 'muted' } },
  ];
}

function modelRows(inspected: UiState['inspected']): readonly Detail[] {
  if (!inspected) return [];
  const { details } = words();
  const names = inspected.models?.map(({ id }) => id).join(', ');
  return [
    'blank',
    { label: details.models, value: names === '' ? details.none : (names ?? details.notReported) },
  ];
}

/** As many of the last requests are listed. */
const mostRequests = 8;

function requestRows(
  records: readonly UsageRecord[],
  { account: name, authIndex }: AuthFile,
): readonly Detail[] {
  const { details } = words();
  const own = records.filter(({ account }) => account !== undefined && [name, authIndex].includes(account));
  return [
    'blank',
    <Text key="title" role="muted">
      {own.length === 0 ? details.noRecent : details.recent}
    </Text>,
    ...own.slice(0, mostRequests).map((record) => <Line key={record.id} of={requestCell(record)} />),
  ];
}

const requestCell = (record: UsageRecord): Cell => [
  { text: `${clockText(record.at + record.latencyMs)}  `, role: 'muted' },
  { text: `${statusText(record).padEnd(4)} `, ...(record.failed && { role: 'danger' }) },
  { text: `${milliseconds(record.latencyMs).padStart(6)}  ${record.model ?? record.alias ?? unknown}` },
];
