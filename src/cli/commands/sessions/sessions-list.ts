import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import type { SessionRow } from '../../../contract/answers/sessions.ts';
import { success } from '../../../contract/outcome.ts';
import type { Quota } from '../../../contract/quota/quota.ts';
import { sessionsOf } from '../../../operations/sessions/find-session.ts';
import { listSessions, sessionRow } from '../../../operations/sessions/list-sessions.ts';
import { quotaDetails, quotaText } from '../../../operations/sessions/session-quota.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../run.ts';
import { chosenSession, filterOptions, readFilter } from './on-sessions.ts';

export const sessionsList: Command = {
  usage: '[--state STATE] [--provider NAME] [--names]',
  about:
    'Lists OAuth accounts without their tokens. REQUESTS and ERRORS are of today, or since the start of a public server. A dash means unknown or not set.',
  words: [0, 0],
  options: {
    ...filterOptions,
    names: { type: 'boolean', about: 'print only the file names, one per line' },
  },
  examples: [
    ['cli-proxy sessions list', 'as a table'],
    ['cli-proxy sessions list --state expired --names', 'for a script'],
    ['cli-proxy sessions list --provider claude --json', 'unknown values are null'],
  ],
  async run(call) {
    const filter = readFilter(call);
    if (!filter.ok) return filter;
    const listed = await runOn(call, 'read', listSessions, filter.value);
    if (!listed.ok) return listed;
    const { sessions, total } = listed.value.result;
    const names = sessions.map(({ name }) => name);
    const warnings = sessions.flatMap(({ name, warning }) =>
      warning === null ? [] : [`${name}: ${warning}`],
    );
    return success({
      stdout: call.flag('names')
        ? names
        : sessions.length === 0
          ? ''
          : sessionsTable(sessions, call.io.now()),
      stderr: [...(sessions.length === 0 ? [listed.value.message] : []), ...warnings],
      json: { sessions, total },
    });
  },
};

export const sessionsShow: Command = {
  usage: 'SESSION',
  about: 'Shows details of an account and its models. Its tokens are not shown.',
  words: [1, 1],
  examples: [
    ['cli-proxy sessions show dev@example.com', 'by its address'],
    ['cli-proxy sessions show codex-dev@example.com-plus.json --json', 'by its file'],
  ],
  async run(call) {
    const chosen = await chosenSession(call, 'read');
    if (!chosen.ok) return chosen;
    const { opened, file } = chosen.value;
    const sessions = sessionsOf(opened.backend);
    if (!sessions.ok) return sessions;
    const inspected = await sessions.value.inspect(file.name);
    if (!inspected.ok) return inspected;
    const models = await sessions.value.models(file.name);
    const row = sessionRow(inspected.value, call.io.now());
    const ids = models.ok ? models.value.map(({ id }) => id) : null;
    return success({
      stdout: detail(row, ids, quotaLines(inspected.value.quota, call.io.now()), call.io.now()),
      stderr: models.ok ? '' : models.message,
      json: { ...row, quota: quotaDetails(inspected.value.quota, call.io.now()), models: ids },
    });
  },
};

const quotaLines = (quota: Quota | undefined, now: number): [string, string][] =>
  (quota?.windows ?? []).map((window) => [`quota ${window.label}`, quotaText(window, now)]);

function detail(
  row: SessionRow,
  models: readonly string[] | null,
  quota: readonly [string, string][],
  now: number,
): string {
  const { traffic } = row;
  const calls = traffic ? `${traffic.calls}, ${traffic.errors} failed, since ${traffic.since}` : null;
  const lines: [string, string | number | null][] = [
    ['file', row.name],
    ['provider', row.provider],
    ['account', row.account],
    ['plan', row.plan],
    ['project', row.project],
    ['state', stateText(row, now)],
    ['message', row.message],
    ['last error', row.lastError && errorText(row.lastError)],
    ['link', row.link],
    ['expires', row.expiresAt && `${row.expiresAt} (${untilText(row.expiresAt, now)})`],
    ['last refresh', row.lastRefresh && `${row.lastRefresh.at} (${agoText(row.lastRefresh, now)})`],
    ['cooling until', row.coolingUntil],
    ...quota,
    ['prefix', row.prefix],
    ['priority', row.priority],
    ['note', row.note],
    ['proxy', row.proxyUrl],
    ['requests', calls],
    ['models', models && (models.length === 0 ? 'none' : models.join(', '))],
    ['modified', row.modifiedAt],
    ['path', row.path],
    ...(row.warning === null ? [] : [['warning', row.warning] as [string, string]]),
  ];
  return alignColumns(lines.map(([name, value]) => [name, value === null ? '–' : String(value)])).join('\n');
}

/** @param now ms since the epoch */
function sessionsTable(rows: readonly SessionRow[], now: number): string {
  const head = ['PROVIDER', 'ACCOUNT', 'PLAN', 'EXPIRES', 'REFRESHED', 'REQUESTS', 'ERRORS', 'STATE', 'FILE'];
  const lines = rows.map((row) => [
    row.provider ?? '–',
    row.account ?? '–',
    row.plan ?? '–',
    untilText(row.expiresAt, now),
    agoText(row.lastRefresh, now),
    figure(row.traffic?.calls),
    figure(row.traffic?.errors),
    stateText(row, now),
    row.name,
  ]);
  return alignColumns([head, ...lines.map((line) => line)], [5, 6]).join('\n');
}

const figure = (count: number | undefined): string => (count === undefined ? '–' : String(count));

/** `in 40 min`, `2 h ago`, or a dash if not reported. */
function untilText(at: string | null, now: number): string {
  if (at === null) return '–';
  const left = Date.parse(at) - now;
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}

function agoText(refresh: SessionRow['lastRefresh'], now: number): string {
  if (refresh === null) return '–';
  return `${formatDuration(now - Date.parse(refresh.at))} ago${refresh.ok ? '' : ', failed'}`;
}

const errorText = ({ at, status, message }: NonNullable<SessionRow['lastError']>): string =>
  [at, status, message].filter((part) => part !== null).join(' · ');

function stateText({ state, coolingUntil, message, lastError }: SessionRow, now: number): string {
  if (state === 'failing' && message === null && lastError?.status) return `failing · ${lastError.status}`;
  if (state !== 'cooling' || coolingUntil === null) return state;
  return `cooling ${formatDuration(Date.parse(coolingUntil) - now)}`;
}
