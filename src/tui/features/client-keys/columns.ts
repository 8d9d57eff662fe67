import type { ClientKey } from '../../../contract/client-key.ts';
import type { Column } from '../../components/columns.ts';
import { splitFrom } from '../../components/details.tsx';
import { sparkText } from '../../components/graphs/cells.ts';
import { left, type Moment } from '../../moment.ts';
import { shortNumber, unknown } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { fullNameOf, labelOf, lastUsed, stateOf } from './key-texts.ts';
import { limitsText } from './limits.ts';
import type { KeyRow } from './sight.ts';
import { words } from './words.ts';

/** From this many columns of the terminal on there is room for trends, and for what is otherwise in the details. */
const trendFrom = 100;
const moreFrom = 160;
const trendHours = 6;

interface Look {
  readonly sort: Sort;
  readonly moment: Moment;
  readonly theme: Theme;
  /** Columns of the terminal. */
  readonly across: number;
  /** For a screen reader: a row of bars says nothing. */
  readonly spoken?: boolean;
}

/** The columns of the list; where there is little room 6 H goes first, then PURPOSE, then KEY. */
export function clientKeyColumns({ sort, moment, theme, across, spoken }: Look): readonly Column<KeyRow>[] {
  const titles = words().columns;
  const beside = across >= splitFrom;
  const down: ReadonlySet<string> = new Set(['used', 'today']);
  const sorted = (id: string) =>
    (sort.column ?? 'used') === id
      ? ({ sorted: down.has(id) === sort.reversed ? 'up' : 'down' } as const)
      : {};
  const day = (instant: string | undefined) => instant?.slice(0, 10) ?? unknown;
  const columns: readonly (Column<KeyRow> | false)[] = [
    {
      id: 'label',
      title: titles.label,
      min: 20,
      ...sorted('label'),
      cell: ({ key }) => (labelOf(key) === undefined ? { text: unknown, role: 'muted' } : fullNameOf(key)),
    },
    { id: 'key', title: titles.key, min: 9, drop: 1, cell: ({ key }) => key.key.mask },
    {
      id: 'purpose',
      title: titles.purpose,
      min: 11,
      max: 24,
      drop: 2,
      ...sorted('purpose'),
      cell: ({ key }) => key.record?.purpose ?? unknown,
    },
    { id: 'used', title: titles.used, min: 10, ...sorted('used'), cell: ({ key }) => lastUsed(key, moment) },
    {
      id: 'today',
      title: titles.today,
      align: 'right',
      min: 5,
      ...sorted('today'),
      cell: ({ key }) => shortNumber(key.activity?.today),
    },
    across >= trendFrom &&
      !spoken && {
        id: 'trend',
        title: titles.trend,
        min: trendHours,
        max: trendHours,
        drop: 3,
        cell: ({ key }) => ({ text: trendOf(key, theme), role: 'accent' }),
      },
    {
      id: 'state',
      title: titles.state,
      min: beside ? 14 : 20,
      ...sorted('state'),
      cell: ({ key }) => stateOf(key, moment, theme.glyphs, beside && across < moreFrom),
    },
    across >= moreFrom && {
      id: 'limits',
      title: titles.limits,
      min: 10,
      max: 32,
      drop: 7,
      cell: ({ key }) => limitsText(key) || unknown,
    },
    across >= moreFrom && {
      id: 'created',
      title: titles.created,
      min: 10,
      drop: 4,
      cell: ({ key }) => day(key.record?.createdAt),
    },
    across >= moreFrom && {
      id: 'rotated',
      title: titles.rotated,
      min: 10,
      drop: 6,
      cell: ({ key }) => day(key.record?.rotatedAt),
    },
    across >= moreFrom && {
      id: 'expires',
      title: titles.expires,
      min: 8,
      drop: 5,
      cell: ({ key }) => expiryOf(key, moment),
    },
    across >= moreFrom && {
      id: 'fingerprint',
      title: titles.fingerprint,
      min: 16,
      drop: 8,
      cell: ({ key }) => key.fingerprint,
    },
  ];
  return columns.filter((column) => column !== false);
}

/** The last hours, the running one last. */
const trendOf = ({ activity }: ClientKey, { graphs }: Theme): string =>
  activity ? sparkText(activity.hours.slice(-trendHours), trendHours, graphs) : unknown;

function expiryOf({ record }: ClientKey, moment: Moment): string {
  if (record?.expiresAt === undefined) return words().never;
  const at = Date.parse(record.expiresAt);
  return at <= moment.now ? words().states.expired : left(moment, at);
}
