import { type AuthFile, authFileState, authFileStates } from '../../../contract/auth-file.ts';
import type { Column } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import type { Moment } from '../../moment.ts';
import { shortNumber } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { Sort } from '../../ui/ui-state.ts';
import {
  accountOf,
  expiryOf,
  planOf,
  providerOf,
  refreshedOf,
  sessionState,
  shade,
} from './session-texts.ts';
import { words } from './words.ts';

/** Columns by which the list can be sorted, in the order of `o`; the first is the default. */
export const sessionSorts = ['provider', 'state', 'expires', 'requests'] as const;

const far = Number.POSITIVE_INFINITY;

/** Lower comes first: text by letters, figures highest first, states worst first and cooldowns by their end. */
function rankOf(file: AuthFile, by: string, now: number): readonly (string | number)[] {
  switch (by) {
    case 'state':
      return [authFileStates.indexOf(authFileState(file, now)), file.coolingUntil ?? far];
    case 'expires':
      return [file.expiresAt ?? far];
    case 'requests':
      return [-(file.traffic?.calls ?? -1)];
    default:
      return [file.provider?.toLowerCase() ?? '\uffff'];
  }
}

/** The sessions in the order of the list; equal ones by provider and account. @param now ms since the epoch */
export function sortSessions(files: readonly AuthFile[], sort: Sort, now: number): readonly AuthFile[] {
  const direction = sort.reversed ? -1 : 1;
  const ranked = files.map((file) => ({
    file,
    rank: rankOf(file, sort.column ?? sessionSorts[0], now),
    name: [file.provider ?? '\uffff', accountOf(file), file.name].join('\n').toLowerCase(),
  }));
  ranked.sort((a, b) => {
    for (const [place, value] of a.rank.entries()) {
      const other = b.rank[place] ?? value;
      if (value !== other) return value < other ? -direction : direction;
    }
    return a.name === b.name ? 0 : a.name < b.name ? -direction : direction;
  });
  return ranked.map(({ file }) => file);
}

/** Columns of the small graph of a row, each of ten minutes or more. */
const [leastTrend, mostTrend] = [8, 24];

/** The columns of the list; those that no session has anything for are left out. */
export function sessionColumns(
  files: readonly AuthFile[],
  moment: Moment,
  theme: Theme,
  { column = sessionSorts[0], reversed }: Sort,
): readonly Column<AuthFile>[] {
  const { columns } = words();
  const some = (pick: (file: AuthFile) => unknown) => files.some((file) => pick(file) !== undefined);
  const sorted = (id: string, first: 'up' | 'down') => {
    if (id !== column) return {};
    return { sorted: reversed ? (first === 'up' ? 'down' : 'up') : first } as const;
  };
  const number = (file: AuthFile, value: number | undefined) =>
    shade(file, value === undefined ? '–' : shortNumber(value));
  return [
    {
      id: 'provider',
      title: columns.provider,
      cell: (file) => shade(file, providerOf(file)),
      min: 11,
      max: 14,
      ...sorted('provider', 'up'),
    },
    { id: 'account', title: columns.account, cell: (file) => shade(file, accountOf(file)), min: 16 },
    ...(some(planOf)
      ? [
          {
            id: 'plan',
            title: columns.plan,
            cell: (file: AuthFile) => shade(file, planOf(file) ?? '–'),
            min: 4,
            max: 20,
            drop: 3,
          },
        ]
      : []),
    {
      id: 'expires',
      title: columns.expires,
      cell: (file) => shade(file, expiryOf(file, moment)),
      min: 9,
      max: 12,
      drop: 6,
      ...sorted('expires', 'up'),
    },
    {
      id: 'refreshed',
      title: columns.refreshed,
      cell: (file) => shade(file, refreshedOf(file, moment)),
      min: 9,
      max: 18,
      drop: 8,
    },
    ...(some(({ traffic }) => traffic)
      ? [
          {
            id: 'requests',
            title: columns.requests,
            align: 'right' as const,
            cell: (file: AuthFile) => number(file, file.traffic?.calls),
            min: 4,
            drop: 4,
            ...sorted('requests', 'down'),
          },
          {
            id: 'errors',
            title: columns.errors,
            align: 'right' as const,
            cell: (file: AuthFile) => number(file, file.traffic?.errors),
            min: 3,
            drop: 5,
          },
        ]
      : []),
    ...(some(({ traffic }) => traffic?.recent)
      ? [
          {
            id: 'trend',
            title: columns.trend,
            cell: ({ traffic }: AuthFile, width: number) => ({
              text: sparkText(traffic?.recent ?? [], Math.min(width, mostTrend), theme.graphs),
              role: 'accent' as const,
            }),
            min: leastTrend,
            max: mostTrend,
            grow: true,
            drop: 9,
          },
        ]
      : []),
    ...(some(({ prefix }) => prefix)
      ? [
          {
            id: 'prefix',
            title: columns.prefix,
            cell: (file: AuthFile) => shade(file, file.prefix ?? '–'),
            min: 6,
            max: 14,
            drop: 10,
          },
        ]
      : []),
    ...(some(({ note }) => note)
      ? [
          {
            id: 'note',
            title: columns.note,
            cell: (file: AuthFile) => shade(file, file.note ?? '–'),
            min: 10,
            drop: 11,
          },
        ]
      : []),
    {
      id: 'state',
      title: columns.state,
      cell: (file) => sessionState(file, moment, theme.glyphs),
      min: 18,
      ...sorted('state', 'up'),
    },
  ];
}
