import { utcText } from '../../base/text/instant-text.ts';
import type { SessionRow } from '../../contract/answers/sessions.ts';
import { type AuthFile, type AuthFileState, authFileState, planOf } from '../../contract/auth-file.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { sessionsOf } from './find-session.ts';
import { quotaRow } from './session-quota.ts';

/** What is not given lets everything through. */
export interface SessionFilter {
  readonly state?: AuthFileState | undefined;
  readonly provider?: string | undefined;
}

interface ListSessionsResult {
  /** By name. */
  readonly sessions: readonly SessionRow[];
  /** How many there are in all. */
  readonly total: number;
}

export const listSessions: Operation<SessionFilter, ListSessionsResult> = {
  id: 'list-sessions',
  title: 'reading the sessions',
  audited: false,
  async run({ backend, now, signal }, filter) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const listed = await sessions.value.list(signal);
    if (!listed.ok) return listed;
    const matching = listed.value.filter((file) => matchesFilter(file, filter, now()));
    const total = listed.value.length;
    const found = matching.length === total ? `${total}` : `${matching.length} of ${total}`;
    return success({
      result: { sessions: matching.map((file) => sessionRow(file, now())), total },
      message:
        total === 0 ? 'There are no sessions yet.' : `${found} ${total === 1 ? 'session' : 'sessions'}.`,
      fingerprints: [],
    });
  },
};

/** @param now ms since the epoch */
export function matchesFilter(file: AuthFile, { state, provider }: SessionFilter, now: number): boolean {
  if (state !== undefined && authFileState(file, now) !== state) return false;
  return provider === undefined || file.provider?.toLowerCase() === provider.toLowerCase();
}

/** @param now ms since the epoch */
export function sessionRow(file: AuthFile, now: number): SessionRow {
  const { lastRefresh: last, lastError: error } = file;
  return {
    name: file.name,
    provider: file.provider ?? null,
    account: file.account ?? null,
    plan: planOf(file) ?? null,
    project: file.project ?? null,
    state: authFileState(file, now),
    disabled: file.disabled,
    message: file.broken ?? file.message ?? null,
    lastError: error
      ? { at: utcText(error.at), status: error.status ?? null, message: error.message ?? null }
      : null,
    link: file.link ?? null,
    expiresAt: utcText(file.expiresAt),
    coolingUntil: utcText(file.coolingUntil),
    lastRefresh: last ? { at: utcText(last.at) ?? '', ok: last.ok, message: last.message ?? null } : null,
    prefix: file.prefix ?? null,
    priority: file.priority ?? null,
    note: file.note ?? null,
    proxyUrl: file.proxyUrl ?? null,
    size: file.size ?? null,
    modifiedAt: utcText(file.modifiedAt),
    path: file.path ?? null,
    traffic: file.traffic ?? null,
    quota: quotaRow(file.quota, now),
    warning: file.warning ?? null,
    partial: file.partial === true,
  };
}
