import { utcText } from '../../base/text/instant-text.ts';
import { type AuthFile, type AuthFileState, authFileState } from '../../contract/auth-file.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { sessionsOf } from './find-session.ts';
import { quotaRow } from './session-quota.ts';

/** One account as commands print it: no token; `null` is unknown or not set. Instants RFC 3339 UTC. */
export interface SessionRow {
  readonly name: string;
  readonly provider: string | null;
  readonly account: string | null;
  readonly plan: string | null;
  readonly project: string | null;
  readonly state: AuthFileState;
  readonly disabled: boolean;
  /** What provider or server said last, or why the file is broken. */
  readonly message: string | null;
  readonly link: string | null;
  readonly expiresAt: string | null;
  readonly coolingUntil: string | null;
  readonly lastRefresh: { readonly at: string; readonly ok: boolean; readonly message: string | null } | null;
  readonly prefix: string | null;
  readonly priority: number | null;
  readonly note: string | null;
  readonly proxyUrl: string | null;
  readonly size: number | null;
  readonly modifiedAt: string | null;
  readonly path: string | null;
  /** null if not counted. */
  readonly traffic: AuthFile['traffic'] | null;
  /** null if nothing is known. */
  readonly quota: ReturnType<typeof quotaRow>;
  readonly warning: string | null;
  /** This server does not report prefix, proxy and expiry in lists. */
  readonly partial: boolean;
}

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
  const { lastRefresh: last } = file;
  return {
    name: file.name,
    provider: file.provider ?? null,
    account: file.account ?? null,
    plan: file.plan ?? null,
    project: file.project ?? null,
    state: authFileState(file, now),
    disabled: file.disabled,
    message: file.broken ?? file.message ?? null,
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
