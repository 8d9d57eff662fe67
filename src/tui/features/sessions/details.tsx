import { useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/instant-text.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { sparkText } from '../../components/graphs/cells.ts';
import { type Cell, Line, Text } from '../../components/text.tsx';
import { useMoment, useServer, useTheme, useUi } from '../../context.tsx';
import { ago, clockText, left, type Moment } from '../../moment.ts';
import { milliseconds, wholeNumber } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { planOf, sessionState } from './session-texts.ts';
import { words } from './words.ts';

/** All that is known of one session; instants are absolute, with how far away they are. */
export function SessionDetails({ file }: { readonly file: AuthFile }): ReactElement {
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
export function accountRows(file: AuthFile, moment: Moment, theme: Theme): readonly Detail[] {
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

function requestRows(records: readonly UsageRecord[], file: AuthFile): readonly Detail[] {
  const { details } = words();
  const own = records.filter(
    ({ account }) => account !== undefined && [file.account, file.authIndex].includes(account),
  );
  if (own.length === 0)
    return [
      'blank',
      <Text key="none" role="muted">
        {details.noRecent}
      </Text>,
    ];
  return [
    'blank',
    <Text key="title" role="muted">
      {details.recent}
    </Text>,
    ...own
      .slice(0, mostRequests)
      .map((record) => (
        <Line
          key={record.id}
          of={[
            { text: `${clockText(record.at + record.latencyMs)}  `, role: 'muted' },
            { text: `${statusText(record).padEnd(4)} `, ...(record.failed && { role: 'danger' }) },
            { text: `${milliseconds(record.latencyMs).padStart(6)}  ` },
            { text: record.model ?? record.alias ?? '–' },
          ]}
        />
      )),
  ];
}
