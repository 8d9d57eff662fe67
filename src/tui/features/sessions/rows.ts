import {
  type AuthFile,
  type AuthFileState,
  authFileState,
  nextAuthFileState,
  planOf,
} from '../../../contract/auth-file.ts';
import { storedReason } from '../../../providers/answers/refusal.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { sortRows } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import type { ItemColumn, Look } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import type { Span } from '../../components/text.tsx';
import { shortNumber, unknown } from '../../numbers.ts';
import type { Sign } from '../../theme.ts';
import { createItemList } from '../../ui/item-list.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { listWords } from '../../words/list.ts';
import { quotaCell, quotaHint, quotaRank, resetCell, resetOf } from './quota.tsx';
import { words } from './words.ts';

const text = (value: string | undefined): string | undefined => value?.trim() || undefined;

/** Display name of the account: its email address, otherwise the name of its file. */
export const accountOf = (file: AuthFile): string => text(file.account) ?? text(file.name) ?? unknown;

const providerOf = (file: AuthFile): string => text(file.provider) ?? unknown;

/** Its name in a sentence or a title: `claude dev@example.com`. */
export const sessionName = (file: AuthFile): string =>
  [text(file.provider), accountOf(file)].filter(Boolean).join(' ');

export const sessionSigns: Readonly<Record<AuthFileState, Sign>> = {
  broken: ['✕', 'danger'],
  disabled: ['○', 'muted'],
  'needs verification': ['!', 'warning'],
  expired: ['✕', 'danger'],
  failing: ['✕', 'danger'],
  cooling: ['◐', 'warning'],
  expiring: ['!', 'warning'],
  'near limit': ['!', 'warning'],
  active: ['●', 'success'],
};

/** Whether only a new login helps. */
const needsLogin = (state: AuthFileState, { renewable }: AuthFile): boolean =>
  state === 'expired' || (state === 'expiring' && renewable === false);

/** Sign, word and details: `● active`, `◐ cooling 38 s · 429`. */
export function sessionState(file: AuthFile, time: FrameTime): readonly Span[] {
  const state = authFileState(file, time.now);
  time.changesAt(nextAuthFileState(file, time.now));
  const [sign, role] = sessionSigns[state];
  const { coolingUntil } = file;
  const status = state === 'failing' && !file.trouble ? ` ${file.lastError?.status ?? ''}`.trimEnd() : '';
  const timeLeft = state === 'cooling' && coolingUntil !== undefined ? ` ${left(time, coolingUntil)}` : '';
  const more = [
    needsLogin(state, file) && words().logInAgain,
    state === 'broken' && text(file.broken),
    state !== 'active' && state !== 'broken' && text(file.message),
    file.inMemory && words().inMemory,
  ].filter(Boolean);
  return [
    { text: `${sign} ${words().states[state]}${timeLeft}${status}`, role },
    { text: more.map((part) => ` · ${part}`).join('') },
  ];
}

/** The problem of the session and what to do about it, for the status line; undefined if there is none. */
export function troubleHint(file: AuthFile, now: number): string | undefined {
  const { hints } = words();
  const state = authFileState(file, now);
  if (state === 'active' || state === 'disabled') return undefined;
  const what =
    state === 'broken'
      ? (file.broken ?? hints.broken)
      : state === 'cooling'
        ? hints.cooling
        : state === 'near limit'
          ? quotaHint(file, now)
          : ((state === 'failing' ? reasonOf(file) : text(file.message)) ??
            (needsLogin(state, file) ? hints.logIn : undefined));
  return what && sessionName(file) + listWords().colon + what;
}

/** Why it is failing, or needs verification; an error of former requests is not why the server reports trouble. */
export const reasonOf = ({ message, trouble, lastError }: AuthFile): string | undefined =>
  text(message) ?? (trouble ? undefined : text(storedReason(lastError, true)));

const [last, far] = ['\uffff', Number.POSITIVE_INFINITY];
const severity: readonly AuthFileState[] = [
  ...(['broken', 'expired', 'failing', 'needs verification'] as const),
  ...(['cooling', 'expiring', 'near limit', 'active', 'disabled'] as const),
];

/** Worst first; of those cooling down, the one that ends soonest. */
function stateRank(file: AuthFile, now: number): number {
  const state = authFileState(file, now);
  const part = state === 'cooling' ? 1 - 1 / Math.max(1, (file.coolingUntil ?? now) - now) : 0;
  return severity.indexOf(state) + part;
}

/** Columns of the small graph, each of ten minutes or more. */
const maxTrend = 24;
const trend = ({ traffic }: AuthFile, { theme }: Look, width: number): Span => ({
  text: sparkText(traffic?.recent ?? [], Math.min(width, maxTrend), theme.graphs),
  role: 'accent',
});
/** Expiry of the access token: `in 40 min`, `2 h ago`. */
function expiry({ expiresAt }: AuthFile, { time }: Look): string {
  if (expiresAt === undefined) return unknown;
  return expiresAt > time.now ? listWords().in(left(time, expiresAt)) : ago(time, expiresAt);
}
/** Last refresh of the tokens: `2 h ago`, `failed 2 h ago`. */
function refreshed({ lastRefresh }: AuthFile, { time }: Look): string {
  if (!lastRefresh) return unknown;
  const when = ago(time, lastRefresh.at);
  return lastRefresh.ok ? when : words().failedAgo(when);
}
const requests = ({ traffic }: AuthFile) => traffic?.calls;
const errors = ({ traffic }: AuthFile) => traffic?.errors;
const recent = ({ traffic }: AuthFile) => traffic?.recent;

const quota = {
  ...({ id: 'quota', cell: quotaCell, rank: quotaRank, max: 26, drop: 2 } as const),
  has: ({ quota }: AuthFile) => quota,
};
const state = {
  ...({ id: 'state', rank: stateRank } as const),
  cell: (file: AuthFile, { time }: Look) => sessionState(file, time),
};

// biome-ignore format: one row a column reads as the table that it is
/** Columns without any values are hidden. */
export const sessionColumns: readonly ItemColumn<AuthFile, keyof ReturnType<typeof words>['columns']>[] = [
  { id: 'provider', cell: providerOf, rank: ({ provider }) => provider ?? last, min: 11, max: 14 },
  { id: 'account', cell: accountOf, rank: accountOf, min: 16 },
  { id: 'plan', cell: (file) => planOf(file) ?? unknown, rank: (file) => planOf(file) ?? last, has: planOf, min: 4, max: 20, drop: 7 },
  { ...quota, min: 17, when: ({ across }) => across >= framedFrom },
  { ...quota, min: 11, when: ({ across }) => across < framedFrom },
  // Only for its order: the time is in the column before.
  { id: 'resets', cell: resetCell, rank: resetOf, when: () => false, min: 6 },
  { id: 'expires', cell: expiry, rank: ({ expiresAt }) => expiresAt ?? far, has: ({ expiresAt }) => expiresAt, min: 9, max: 12, drop: 4 },
  { id: 'refreshed', cell: refreshed, rank: ({ lastRefresh }) => lastRefresh?.at ?? 0, has: ({ lastRefresh }) => lastRefresh, down: true, min: 9, max: 18, drop: 8 },
  { id: 'requests', cell: (file) => shortNumber(requests(file)), rank: (file) => requests(file) ?? -1, down: true, has: requests, align: 'right', min: 4, drop: 5 },
  { id: 'errors', cell: (file) => shortNumber(errors(file)), rank: (file) => errors(file) ?? -1, down: true, has: errors, align: 'right', min: 3, drop: 6 },
  { id: 'trend', cell: trend, rank: (file) => recent(file)?.at(-1) ?? -1, down: true, has: recent, when: ({ spoken }) => !spoken, min: 8, max: maxTrend, drop: 9, grow: true },
  { id: 'prefix', cell: ({ prefix }) => prefix ?? unknown, rank: ({ prefix }) => prefix ?? last, has: ({ prefix }) => prefix, min: 6, max: 14, drop: 10 },
  { id: 'note', cell: ({ note }) => note ?? unknown, rank: ({ note }) => note ?? last, has: ({ note }) => note, min: 10, drop: 11 },
  { ...state, min: 16, keep: 20, when: ({ across }) => across >= framedFrom },
  { ...state, min: 16, when: ({ across }) => across < framedFrom },
];

/** The sessions in the order of the list; equal ones by provider and account. @param now ms since the epoch */
export const sortSessions = (files: readonly AuthFile[], sort: Sort, now: number): readonly AuthFile[] =>
  sortRows(sessionColumns, files, sort, now, (file) =>
    [file.provider ?? last, accountOf(file), file.name].join('\n'),
  );

const none: readonly AuthFile[] = [];

/** The sessions of the server or of auth-dir, filtered and in the order of the list. */
export const sessionList = createItemList<AuthFile>({
  screen: 'sessions',
  items: ({ sessions }) => sessions?.files ?? none,
  idOf: ({ name }) => name,
  sort: sortSessions,
  words(file, now) {
    const { name, provider, account, project, prefix, note, message } = file;
    const state = authFileState(file, now);
    const more = [planOf(file), project, prefix, note, message, state, words().states[state]];
    return [name, provider, account, ...more];
  },
});
