import type { ClientKey } from '../../../contract/client-key.ts';
import type { Column } from '../../components/columns.ts';
import { splitFrom } from '../../components/details.tsx';
import { sparkText } from '../../components/graphs/cells.ts';
import { type ListColumn, shownColumns } from '../../components/list-columns.ts';
import type { Cell } from '../../components/text.tsx';
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
  readonly moment: Moment;
  readonly theme: Theme;
  /** Columns of the terminal. */
  readonly across: number;
  /** For a screen reader: a row of bars says nothing. */
  readonly spoken?: boolean;
}

const day = (instant: string | undefined) => instant?.slice(0, 10) ?? unknown;
const label = ({ key }: KeyRow): Cell =>
  labelOf(key) === undefined ? { text: unknown, role: 'muted' } : fullNameOf(key);
const state = ({ key }: KeyRow, { moment, theme, across }: Look) =>
  stateOf(key, moment, theme.glyphs, across >= splitFrom && across < moreFrom);
/** The last hours, the running one last. */
const trend = ({ key: { activity } }: KeyRow, { theme }: Look): Cell => ({
  text: activity ? sparkText(activity.hours.slice(-trendHours), trendHours, theme.graphs) : unknown,
  role: 'accent',
});
const roomy = ({ across }: Look) => across >= moreFrom;

type KeyColumn = ListColumn<KeyRow, Look> & { readonly id: keyof ReturnType<typeof words>['columns'] };
// biome-ignore format: one row a column reads as the table that it is
/** Where there is little room 6 H goes first, then PURPOSE, then KEY. */
const columns: readonly KeyColumn[] = [
  { id: 'label', cell: label, min: 20 },
  { id: 'key', cell: ({ key }) => key.key.mask, min: 9, drop: 1 },
  { id: 'purpose', cell: ({ key }) => key.record?.purpose ?? unknown, min: 11, max: 24, drop: 2 },
  { id: 'used', cell: ({ key }, { moment }) => lastUsed(key, moment), down: true, min: 10 },
  { id: 'today', cell: ({ key }) => shortNumber(key.activity?.today), down: true, align: 'right', min: 5 },
  { id: 'trend', cell: trend, when: ({ across, spoken }) => across >= trendFrom && !spoken, min: trendHours, max: trendHours, drop: 3 },
  { id: 'state', cell: state, when: ({ across }) => across < splitFrom, min: 20 },
  { id: 'state', cell: state, when: ({ across }) => across >= splitFrom, min: 14 },
  { id: 'limits', cell: ({ key }) => limitsText(key) || unknown, when: roomy, min: 10, max: 32, drop: 7 },
  { id: 'created', cell: ({ key }) => day(key.record?.createdAt), when: roomy, min: 10, drop: 4 },
  { id: 'rotated', cell: ({ key }) => day(key.record?.rotatedAt), when: roomy, min: 10, drop: 6 },
  { id: 'expires', cell: ({ key }, { moment }) => expiryOf(key, moment), when: roomy, min: 8, drop: 5 },
  { id: 'fingerprint', cell: ({ key }) => key.fingerprint, when: roomy, min: 16, drop: 8 },
];

/** The columns of the list. */
export const clientKeyColumns = ({
  sort,
  ...look
}: Look & { readonly sort: Sort }): readonly Column<KeyRow>[] =>
  shownColumns(columns, words().columns, look, { sort, usual: 'used' });

function expiryOf({ record }: ClientKey, moment: Moment): string {
  if (record?.expiresAt === undefined) return words().never;
  const at = Date.parse(record.expiresAt);
  return at <= moment.now ? words().states.expired : left(moment, at);
}
