import { type AuthFile, type AuthFileState, authFileState } from '../../../contract/auth-file.ts';
import type { Column } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import type { Cell } from '../../components/text.tsx';
import type { Moment } from '../../moment.ts';
import { shortNumber, unknown } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { accountOf, expiryOf, planOf, providerOf, refreshedOf, sessionState } from './session-texts.ts';
import { words } from './words.ts';

/** What the cells of one frame have in common. */
interface Looks {
  readonly moment: Moment;
  readonly theme: Theme;
  /** For a screen reader: a row of bars says nothing. */
  readonly spoken?: boolean;
}

interface SessionColumn {
  readonly id: keyof ReturnType<typeof words>['columns'];
  readonly cell: (file: AuthFile, looks: Looks, width: number) => Cell;
  /** Lower comes first. @param now ms since the epoch */
  readonly rank: (file: AuthFile, now: number) => string | number;
  /** The highest come first: figures. */
  readonly descending?: true;
  /** Left out where no session has it. */
  readonly has?: (file: AuthFile) => unknown;
  readonly layout: Pick<Column<AuthFile>, 'min' | 'max' | 'drop' | 'grow' | 'align'>;
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

const figure = (value: number | undefined): string => (value === undefined ? unknown : shortNumber(value));
/** Columns of the small graph, each of ten minutes or more. */
const [leastTrend, mostTrend] = [8, 24];

const columns: readonly SessionColumn[] = [
  {
    id: 'provider',
    cell: providerOf,
    rank: ({ provider }) => provider?.toLowerCase() ?? last,
    layout: { min: 11, max: 14 },
  },
  { id: 'account', cell: accountOf, rank: (file) => accountOf(file).toLowerCase(), layout: { min: 16 } },
  {
    id: 'plan',
    cell: (file) => planOf(file) ?? unknown,
    rank: (file) => planOf(file) ?? last,
    has: planOf,
    layout: { min: 4, max: 20, drop: 3 },
  },
  {
    id: 'expires',
    cell: (file, { moment }) => expiryOf(file, moment),
    rank: ({ expiresAt }) => expiresAt ?? far,
    layout: { min: 9, max: 12, drop: 6 },
  },
  {
    id: 'refreshed',
    cell: (file, { moment }) => refreshedOf(file, moment),
    rank: ({ lastRefresh }) => lastRefresh?.at ?? 0,
    descending: true,
    layout: { min: 9, max: 18, drop: 8 },
  },
  {
    id: 'requests',
    cell: ({ traffic }) => figure(traffic?.calls),
    rank: ({ traffic }) => traffic?.calls ?? -1,
    descending: true,
    has: ({ traffic }) => traffic,
    layout: { align: 'right', min: 4, drop: 4 },
  },
  {
    id: 'errors',
    cell: ({ traffic }) => figure(traffic?.errors),
    rank: ({ traffic }) => traffic?.errors ?? -1,
    descending: true,
    has: ({ traffic }) => traffic,
    layout: { align: 'right', min: 3, drop: 5 },
  },
  {
    id: 'trend',
    cell: ({ traffic }, { theme }, width) => ({
      text: sparkText(traffic?.recent ?? [], Math.min(width, mostTrend), theme.graphs),
      role: 'accent',
    }),
    rank: ({ traffic }) => traffic?.recent?.at(-1) ?? -1,
    descending: true,
    has: ({ traffic }) => traffic?.recent,
    layout: { min: leastTrend, max: mostTrend, drop: 9, grow: true },
  },
  {
    id: 'prefix',
    cell: ({ prefix }) => prefix ?? unknown,
    rank: ({ prefix }) => prefix ?? last,
    has: ({ prefix }) => prefix,
    layout: { min: 6, max: 14, drop: 10 },
  },
  {
    id: 'note',
    cell: ({ note }) => note ?? unknown,
    rank: ({ note }) => note ?? last,
    has: ({ note }) => note,
    layout: { min: 10, drop: 11 },
  },
  {
    id: 'state',
    cell: (file, { moment, theme }) => sessionState(file, moment, theme.glyphs),
    rank: stateRank,
    layout: { min: 18 },
  },
];

/** Columns that `o` goes through after the default order, which is by provider. */
export const sessionSorts = ['state', 'expires', 'requests'] as const;

/** The sessions in the order of the list; equal ones by provider and account. @param now ms since the epoch */
export function sortSessions(files: readonly AuthFile[], sort: Sort, now: number): readonly AuthFile[] {
  const [first] = columns;
  const column = columns.find(({ id }) => id === sort.column) ?? first;
  const direction = (column?.descending ? -1 : 1) * (sort.reversed ? -1 : 1);
  const ranked = files.map((file) => ({
    file,
    rank: column?.rank(file, now) ?? 0,
    name: [file.provider ?? last, accountOf(file), file.name].join('\n').toLowerCase(),
  }));
  ranked.sort((a, b) => direction * compare(a.rank, b.rank) || compare(a.name, b.name));
  return ranked.map(({ file }) => file);
}

const compare = (a: string | number, b: string | number): number => (a === b ? 0 : a < b ? -1 : 1);

/** The columns of the list; those that no session has anything for are left out. */
export function sessionColumns(
  files: readonly AuthFile[],
  looks: Looks,
  sort: Sort,
): readonly Column<AuthFile>[] {
  const titles = words().columns;
  const sortedBy = sort.column ?? columns[0]?.id;
  return columns
    .filter(({ id }) => !(looks.spoken && id === 'trend'))
    .filter(({ has }) => !has || files.some((file) => has(file) !== undefined))
    .map(({ id, cell, descending = false, layout }) => ({
      ...layout,
      id,
      title: titles[id],
      cell(file, width) {
        const said = cell(file, looks, width);
        return file.disabled && typeof said === 'string' ? { text: said, role: 'muted' } : said;
      },
      sorted: id === sortedBy ? (descending === sort.reversed ? 'up' : 'down') : undefined,
    }));
}
