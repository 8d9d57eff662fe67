import type { UsageDimension, UsageGroup } from '../../../contract/usage-figures.ts';
import type { Column } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import type { Cell } from '../../components/text.tsx';
import { ago, type Moment } from '../../moment.ts';
import { milliseconds, percent, shortNumber, unknown } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import { cachedText, costText, tokensText } from './figure-texts.ts';
import type { KeyNames } from './filter.ts';
import { groupName, hasLastUse } from './sight.ts';
import { type SortColumn, type UsageUi, wideFrom } from './usage-state.ts';
import { words } from './words.ts';

export interface GroupColumnsOptions {
  readonly by: UsageDimension;
  readonly names: KeyNames;
  readonly sort: UsageUi['sort'];
  /** Of the terminal. */
  readonly columns: number;
  /** undefined: nothing is drawn, for a screen reader. */
  readonly graphs: Theme['graphs'] | undefined;
  /** For relative times; absent where the width has none. */
  readonly moment: Moment | undefined;
}

type GroupColumn = Column<UsageGroup>;

/** The table of the usage screen: more columns the wider the screen is. What is not known is `–`. */
export function groupColumns(options: GroupColumnsOptions): readonly GroupColumn[] {
  const { by, names, sort, columns, graphs, moment } = options;
  const { heads, dimensionHeads } = words();
  const right = (
    id: keyof typeof heads,
    cell: (group: UsageGroup) => Cell,
    min: number,
    more: Partial<GroupColumn> = {},
  ): GroupColumn => ({ id, title: heads[id], align: 'right', cell, min, ...sortSign(id, sort), ...more });
  const wide = columns >= wideFrom;
  const errorShare = (group: UsageGroup): Cell => {
    const text = percent(group.failed, group.requests);
    return group.failed > 0 ? { text, role: 'warning' } : text;
  };
  return [
    {
      id: 'name',
      title: dimensionHeads[by],
      cell: ({ value }) => {
        const text = groupName(by, value, names);
        return value === null ? { text, role: 'muted' } : text;
      },
      min: 12,
      ...sortSign('name', sort),
    },
    right('requests', ({ requests }) => shortNumber(requests), 4),
    ...(wide
      ? [
          right('failed', ({ failed }) => shortNumber(failed), 4, { drop: 3 }),
          right('failedShare', errorShare, 5),
        ]
      : [right('failed', errorShare, 5)]),
    right('input', (group) => tokensText(group, 'input'), 5, { drop: 2 }),
    right('output', (group) => tokensText(group, 'output'), 5, { drop: 1 }),
    right('cached', cachedText, 6, { drop: 5 }),
    ...(hasLastUse(columns)
      ? [right('reasoning', (group) => tokensText(group, 'reasoning'), 6, { drop: 9 })]
      : []),
    ...(wide ? [right('p50', ({ latency }) => milliseconds(latency?.p50), 6, { drop: 7 })] : []),
    right('p95', ({ latency }) => milliseconds(latency?.p95), 6, { drop: 4 }),
    ...(hasLastUse(columns)
      ? [right('firstByte', ({ firstByte }) => milliseconds(firstByte?.p50), 6, { drop: 9 })]
      : []),
    ...(wide ? [right('cost', costText, 7, { drop: 6 })] : []),
    ...(hasLastUse(columns)
      ? [
          right(
            'last',
            ({ lastAt }) => (lastAt === undefined || !moment ? unknown : ago(moment, lastAt)),
            8,
            {
              drop: 10,
            },
          ),
        ]
      : []),
    ...(graphs ? [trendColumn(graphs)] : []),
  ];
}

const trendColumn = (graphs: Theme['graphs']): GroupColumn => ({
  id: 'trend',
  // Over the bars, which begin a column later.
  title: ` ${words().heads.trend}`,
  cell: ({ bars }, width) => ({
    text: bars ? ` ${sparkText(bars, width - 1, graphs)}` : '',
    role: 'accent',
  }),
  min: 9,
  max: 25,
  drop: 8,
  grow: true,
});

const sortSign = (id: string, { column, reversed }: UsageUi['sort']): Pick<GroupColumn, 'sorted'> => {
  if (id !== (column satisfies SortColumn)) return {};
  const down = column === 'name' ? reversed : !reversed;
  return { sorted: down ? 'down' : 'up' };
};
