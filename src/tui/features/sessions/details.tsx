import { useIsScreenReaderEnabled } from 'ink';
import type { ReactElement } from 'react';
import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { type AuthFile, planOf } from '../../../contract/auth-file.ts';
import { usedNow } from '../../../contract/quota/read-quota.ts';
import { leftPercent } from '../../../operations/index.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { Spark } from '../../components/graphs/graphs.tsx';
import { Line } from '../../components/text.tsx';
import { useFrameTime, useServer, useUi } from '../../context.tsx';
import { unknown, wholeNumber } from '../../numbers.ts';
import { lastErrorRows, usageRows } from '../item-details.tsx';
import { quotaRows, shortLeft, timeText } from './quota.tsx';
import { sessionName, sessionState } from './rows.ts';
import { words } from './words.ts';

/** All details of a session, with absolute and relative times. */
export function SessionDetails(props: { readonly file: AuthFile; readonly width: number }): ReactElement {
  const { file, width } = props;
  const { account, authIndex, name } = file;
  const time = useFrameTime();
  const spoken = useIsScreenReaderEnabled();
  const inspected = useUi((ui) => (ui.inspected?.name === name ? ui.inspected : undefined));
  const files = useServer(({ sessions }) => sessions?.files) ?? [];
  const hasUsage = useServer((console) => console.hasUsage);
  const usage = useUi((ui) => (ui.itemUsage?.id === name ? ui.itemUsage : undefined));
  const { details } = words();
  const models =
    inspected?.problem ?? inspected?.models?.map(({ id }) => id).join(', ') ?? details.notReported;
  return (
    <Details
      width={width}
      rows={[
        ...accountRows(file, time, spoken, width),
        'blank',
        ...trafficRows(file, hasUsage, spoken),
        inspected && 'blank',
        { label: details.models, value: inspected && (models || details.none) },
        ...(hasUsage && (account ?? authIndex) !== undefined ? usageRows(usage, width) : []),
        ...resetRows(files, time, width),
      ]}
    />
  );
}

/** Details of the session itself, most important first. */
function accountRows(file: AuthFile, time: FrameTime, spoken: boolean, width: number): readonly Detail[] {
  const { details } = words();
  const { coolingUntil = 0, lastRefresh, lastError, link, modifiedAt } = file;
  const at = (instant: number) => formatInstant(instant, time.now);
  const isCooling = coolingUntil > time.now;
  const refreshed =
    lastRefresh &&
    (lastRefresh.ok
      ? details.refreshedAt(at(lastRefresh.at), ago(time, lastRefresh.at))
      : details.refreshFailed(at(lastRefresh.at), lastRefresh.message ?? details.noReason));
  return [
    // The message has its own row here.
    { label: details.state, value: sessionState({ ...file, message: undefined }, time) },
    { label: details.message, value: file.message },
    { label: details.link, value: link === undefined ? undefined : { text: link, role: 'info' } },
    { label: details.message, value: file.warning },
    {
      label: details.coolsUntil,
      value: isCooling ? details.coolsUntilText(at(coolingUntil), left(time, coolingUntil)) : undefined,
    },
    ...lastErrorRows(details.lastError, lastError, time, true),
    { label: details.plan, value: planOf(file) },
    { label: details.project, value: file.project },
    { label: details.token, value: tokenText(file, time) },
    { label: details.refreshed, value: refreshed ?? details.notReported },
    ...quotaRows(file, time, spoken, width),
    'blank',
    { label: details.prefix, value: file.prefix ?? unknown },
    { label: details.priority, value: String(file.priority ?? 0) },
    { label: details.proxy, value: file.proxyUrl ?? details.serverProxy },
    { label: details.note, value: file.note },
    { label: details.file, value: file.inMemory ? details.inMemoryFile(file.name) : file.name },
    { label: details.changed, value: modifiedAt === undefined ? undefined : at(modifiedAt) },
  ];
}

function tokenText({ expiresAt, renewable }: AuthFile, time: FrameTime): string {
  const { details } = words();
  const end = renewable === false ? ` · ${details.notRenewable}` : '';
  if (expiresAt === undefined) return details.tokenUnknown + end;
  const at = formatInstant(expiresAt, time.now);
  return expiresAt > time.now
    ? details.tokenExpires(at, left(time, expiresAt)) + end
    : details.tokenExpired(at, ago(time, expiresAt)) + end;
}

/** Columns of the small graph: a day of ten minutes each is the most that servers report. */
const maxTrend = 36;

function trafficRows({ traffic }: AuthFile, hasUsage: boolean, spoken: boolean): readonly Detail[] {
  const { details } = words();
  // A server that counts them may not be able to read them now.
  if (!traffic) return [{ label: details.requests, value: hasUsage ? unknown : details.notCounted }];
  const { calls, errors, since, recent } = traffic;
  const said = details.requestsText(wholeNumber(calls), wholeNumber(errors), since);
  const graph = !spoken && recent && <Spark values={recent} width={Math.min(recent.length, maxTrend)} />;
  return [
    { label: details.requests, value: said },
    { label: details.trend, value: graph || undefined },
    { label: '', value: graph ? { text: details.trendStep, role: 'muted' } : undefined },
  ];
}

const resetLines = 6;
/** Columns with room for an account beside the time of a reset. */
const leastForTimes = 50;

/** When the windows of all accounts reset, the soonest first; none if there is one account only. */
function resetRows(files: readonly AuthFile[], time: FrameTime, width: number): readonly Detail[] {
  const { resetsOfAll, full, left: leftText } = words().quota;
  const known = files.flatMap((file) =>
    (file.disabled ? [] : (file.quota?.windows ?? [])).flatMap((window) => {
      const used = usedNow(window, time.now);
      return used === undefined || window.resetsAt === undefined
        ? []
        : [{ file, window, used, at: window.resetsAt }];
    }),
  );
  if (new Set(known.map(({ file }) => file)).size < 2) return [];
  const soonest = known.sort((one, other) => one.at - other.at).slice(0, resetLines);
  const rows = soonest.map(({ file, window, used, at }) => [
    window.label,
    used >= 100 ? full : leftText(leftPercent(used)),
    width < leastForTimes
      ? shortLeft(time, at)
      : words().quota.timeLeft(timeText(at, time.now), shortLeft(time, at)),
    sessionName(file),
  ]);
  return [
    'blank',
    <Line key="resets" of={{ text: resetsOfAll, role: 'muted' }} />,
    ...alignColumns(rows).map((text) => <Line key={text} of={text} width={width} />),
  ];
}
