import {
  type AuthFile,
  type AuthFileState,
  authFileState,
  nextAuthFileState,
} from '../../../contract/auth-file.ts';
import type { Column } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import { type ListColumn, shownColumns, sortRows } from '../../components/list-columns.ts';
import type { Span } from '../../components/text.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { shortNumber, unknown } from '../../numbers.ts';
import type { Glyphs, Role, Theme } from '../../theme.ts';
import { createListSight } from '../../ui/list-sight.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { words } from './words.ts';

const text = (value: string | undefined): string | undefined => (value ?? '').trim() || undefined;

/** What a person calls the account: its e-mail address, else the name of its file. */
export const accountOf = (file: AuthFile): string => text(file.account) ?? text(file.name) ?? '–';

/** Plan or project, which tell two files of one address apart. */
export const planOf = (file: AuthFile): string | undefined => text(file.plan) ?? text(file.project);

export const providerOf = (file: AuthFile): string => text(file.provider) ?? '?';

/** In a sentence or a title: `claude dev@example.com`. */
export const sessionName = (file: AuthFile): string => `${providerOf(file)} ${accountOf(file)}`;

/** End of the access token: `in 40 min`, `2 h ago`; `–` where it is not reported. */
export function expiryOf({ expiresAt }: AuthFile, moment: Moment): string {
  if (expiresAt === undefined) return '–';
  return expiresAt > moment.now ? words().inTime(left(moment, expiresAt)) : ago(moment, expiresAt);
}

/** Last refresh of the tokens: `2 h ago`, `failed 2 h ago`; `–` where it is not reported. */
function refreshedOf({ lastRefresh }: AuthFile, moment: Moment): string {
  if (!lastRefresh) return '–';
  const when = ago(moment, lastRefresh.at);
  return lastRefresh.ok ? when : words().failedAgo(when);
}

/** Sign and role of a state. */
export const sessionSigns: Readonly<Record<AuthFileState, readonly [sign: keyof Glyphs, role: Role]>> = {
  broken: ['error', 'danger'],
  disabled: ['disabled', 'muted'],
  'needs verification': ['warning', 'warning'],
  expired: ['error', 'danger'],
  failing: ['error', 'danger'],
  cooling: ['cooldown', 'warning'],
  expiring: ['warning', 'warning'],
  active: ['good', 'success'],
};

/** Sign, word and what belongs beside it: `● active`, `◐ cooling 38 s · 429`. */
export function sessionState(file: AuthFile, moment: Moment, glyphs: Glyphs): readonly Span[] {
  const state = authFileState(file, moment.now);
  moment.changesAt(nextAuthFileState(file, moment.now));
  const [sign, role] = sessionSigns[state];
  const { coolingUntil, expiresAt, renewable } = file;
  const time = state === 'cooling' && coolingUntil !== undefined ? ` ${left(moment, coolingUntil)}` : '';
  const more = [
    state === 'expired' || (state === 'expiring' && expiresAt !== undefined && renewable === false)
      ? words().logInAgain
      : undefined,
    state === 'broken' ? text(file.broken) : undefined,
    state === 'active' || state === 'broken' ? undefined : text(file.message),
    file.inMemory ? words().inMemory : undefined,
  ].filter((part) => part !== undefined);
  return [
    { text: `${glyphs[sign]} ${words().states[state]}${time}`, role },
    ...(more.length > 0 ? [{ text: more.map((part) => ` ${glyphs.separator} ${part}`).join('') }] : []),
  ];
}

/** What is wrong with the session and what to do about it, for the status line; undefined: nothing. */
export function troubleHint(file: AuthFile, now: number): string | undefined {
  const { hints } = words();
  const state = authFileState(file, now);
  const say = (sentence: string) => `${sessionName(file)}: ${sentence}`;
  if (state === 'broken') return say(file.broken ?? hints.broken);
  if (state === 'cooling') return say(hints.cooling);
  const message = text(file.message);
  if (state === 'active' || state === 'disabled') return undefined;
  if (message !== undefined) return say(message);
  return state === 'expired' || (state === 'expiring' && file.renewable === false)
    ? say(hints.logIn)
    : undefined;
}

/** What the cells of one frame have in common. */
interface Looks {
  readonly moment: Moment;
  readonly theme: Theme;
  /** For a screen reader: a row of bars says nothing. */
  readonly spoken?: boolean;
}

const [last, far] = ['\uffff', Number.POSITIVE_INFINITY];
const severity: readonly AuthFileState[] = [
  ...(['broken', 'expired', 'failing', 'needs verification'] as const),
  ...(['cooling', 'expiring', 'active', 'disabled'] as const),
];

/** Worst first; of those that cool down the one that is back soonest. */
function stateRank(file: AuthFile, now: number): number {
  const state = authFileState(file, now);
  const part = state === 'cooling' ? 1 - 1 / Math.max(1, (file.coolingUntil ?? now) - now) : 0;
  return severity.indexOf(state) + part;
}

/** Columns of the small graph, each of ten minutes or more. */
const mostTrend = 24;
const trend = ({ traffic }: AuthFile, { theme }: Looks, width: number): Span => ({
  text: sparkText(traffic?.recent ?? [], Math.min(width, mostTrend), theme.graphs),
  role: 'accent',
});
const traffic = (file: AuthFile) => file.traffic;
const calls = (file: AuthFile) => file.traffic?.calls;
const errors = (file: AuthFile) => file.traffic?.errors;
const recent = (file: AuthFile) => file.traffic?.recent;

type SessionColumn = ListColumn<AuthFile, Looks> & { readonly id: keyof ReturnType<typeof words>['columns'] };
// biome-ignore format: one row a column reads as the table that it is
const columns: readonly SessionColumn[] = [
  { id: 'provider', cell: (file) => providerOf(file), rank: ({ provider }) => provider ?? last, min: 11, max: 14 },
  { id: 'account', cell: (file) => accountOf(file), rank: accountOf, min: 16 },
  { id: 'plan', cell: (file) => planOf(file) ?? unknown, rank: (file) => planOf(file) ?? last, has: planOf, min: 4, max: 20, drop: 3 },
  { id: 'expires', cell: (file, { moment }) => expiryOf(file, moment), rank: ({ expiresAt }) => expiresAt ?? far, min: 9, max: 12, drop: 6 },
  { id: 'refreshed', cell: (file, { moment }) => refreshedOf(file, moment), rank: (file) => file.lastRefresh?.at ?? 0, down: true, min: 9, max: 18, drop: 8 },
  { id: 'requests', cell: (file) => shortNumber(calls(file)), rank: (file) => calls(file) ?? -1, down: true, has: traffic, align: 'right', min: 4, drop: 4 },
  { id: 'errors', cell: (file) => shortNumber(errors(file)), rank: (file) => errors(file) ?? -1, down: true, has: traffic, align: 'right', min: 3, drop: 5 },
  { id: 'trend', cell: trend, rank: (file) => recent(file)?.at(-1) ?? -1, down: true, has: recent, when: ({ spoken }) => !spoken, min: 8, max: mostTrend, drop: 9, grow: true },
  { id: 'prefix', cell: ({ prefix }) => prefix ?? unknown, rank: ({ prefix }) => prefix ?? last, has: ({ prefix }) => prefix, min: 6, max: 14, drop: 10 },
  { id: 'note', cell: ({ note }) => note ?? unknown, rank: ({ note }) => note ?? last, has: ({ note }) => note, min: 10, drop: 11 },
  { id: 'state', cell: (file, { moment, theme }) => sessionState(file, moment, theme.glyphs), rank: stateRank, min: 18 },
];

/** Columns that `o` goes through after the default order, which is by provider. */
export const sessionSorts = ['state', 'expires', 'requests'] as const;

/** The sessions in the order of the list; equal ones by provider and account. @param now ms since the epoch */
export const sortSessions = (files: readonly AuthFile[], sort: Sort, now: number): readonly AuthFile[] =>
  sortRows(columns, files, sort, now, (file) =>
    [file.provider ?? last, accountOf(file), file.name].join('\n'),
  );

/** The columns of the list; those that no session has anything for are left out. */
export const sessionColumns = (
  files: readonly AuthFile[],
  looks: Looks,
  sort: Sort,
): readonly Column<AuthFile>[] =>
  shownColumns(columns, words().columns, looks, { sort, rows: files, isOff: ({ disabled }) => disabled });

const none: readonly AuthFile[] = [];

/** The sessions of the server or of auth-dir, filtered and in the order of the list. */
export const sessionsSight = createListSight<AuthFile>({
  screen: 'sessions',
  items: ({ sessions }) => sessions?.files ?? none,
  idOf: ({ name }) => name,
  sort: sortSessions,
  words(file, now) {
    const { name, provider, account, plan, project, prefix, note, message } = file;
    const state = authFileState(file, now);
    return [name, provider, account, plan, project, prefix, note, message, state, words().states[state]];
  },
});
