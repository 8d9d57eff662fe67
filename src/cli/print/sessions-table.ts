import { alignColumns } from '../../base/text/align-columns.ts';
import { formatDuration } from '../../base/text/duration.ts';
import type { SessionRow } from '../../operations/sessions/list-sessions.ts';

/** @param now ms since the epoch */
export function sessionsTable(rows: readonly SessionRow[], now: number): string {
  const head = ['PROVIDER', 'ACCOUNT', 'PLAN', 'EXPIRES', 'REFRESHED', 'CALLS', 'ERRORS', 'STATE', 'FILE'];
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

/** `in 40 min`, `2 h ago`, or a dash where it is not told. */
export function untilText(at: string | null, now: number): string {
  if (at === null) return '–';
  const left = Date.parse(at) - now;
  return left > 0 ? `in ${formatDuration(left)}` : `${formatDuration(-left)} ago`;
}

export function agoText(refresh: SessionRow['lastRefresh'], now: number): string {
  if (refresh === null) return '–';
  return `${formatDuration(now - Date.parse(refresh.at))} ago${refresh.ok ? '' : ', failed'}`;
}

function stateText({ state, coolingUntil }: SessionRow, now: number): string {
  if (state !== 'cooling' || coolingUntil === null) return state;
  return `cooling ${formatDuration(Date.parse(coolingUntil) - now)}`;
}
