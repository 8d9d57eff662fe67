import type { Column } from '../../components/columns.ts';
import type { Cell } from '../../components/text.tsx';
import { ago, type Moment } from '../../moment.ts';
import { unknown } from '../../numbers.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { type Counting, countsOf, providerTexts, stateOf } from './key-texts.ts';

import type { StatedProviderKey } from './stated-keys.ts';
import { words } from './words.ts';

/** A panel of this many columns has room for what is otherwise only in the details. */
const wide = 118;

/** The columns of the list. @param width columns of its panel */
export function providerColumns(
  { column, reversed }: Sort,
  counting: Counting,
  moment: Moment,
  width: number,
): readonly Column<StatedProviderKey>[] {
  const titles = words().list.columns;
  const down: ReadonlySet<string> = new Set(['attempts', 'errors']);
  const sorted = (id: string) => {
    if ((column ?? 'provider') !== id) return {};
    return { sorted: down.has(id) === reversed ? 'up' : 'down' } as const;
  };
  const plain = (key: StatedProviderKey, text: string): Cell =>
    key.disabled ? { text, role: 'muted' } : text;
  const text = (id: 'name' | 'mask' | 'base') => (key: StatedProviderKey) =>
    plain(key, providerTexts(key)[id]);
  const figure = (id: 'attempts' | 'errors') => (key: StatedProviderKey) =>
    plain(key, countsOf(key, counting)[id]);
  const columns: readonly Column<StatedProviderKey>[] = [
    {
      id: 'provider',
      title: titles.provider,
      cell: (key) => plain(key, providerTexts(key).shortKind),
      min: 11,
      max: 18,
      ...sorted('provider'),
    },
    { id: 'name', title: titles.name, cell: text('name'), min: 11, max: 32, ...sorted('name') },
    { id: 'key', title: titles.key, cell: text('mask'), min: 9, max: 12 },
    { id: 'base', title: titles.base, cell: text('base'), min: 12, max: 44, drop: 6 },
    {
      id: 'attempts',
      title: titles.attempts,
      align: 'right',
      cell: figure('attempts'),
      min: 8,
      drop: 5,
      ...sorted('attempts'),
    },
    {
      id: 'errors',
      title: titles.errors,
      align: 'right',
      cell: figure('errors'),
      min: 5,
      drop: 4,
      ...sorted('errors'),
    },
    {
      id: 'state',
      title: titles.state,
      cell: (key, width) => stateOf(key, moment, width < 20),
      min: 13,
      ...sorted('state'),
    },
  ];
  return width < wide ? columns : [...columns, ...extraColumns(moment, plain)];
}

function extraColumns(
  moment: Moment,
  plain: (key: StatedProviderKey, text: string) => Cell,
): readonly Column<StatedProviderKey>[] {
  const titles = words().list.columns;
  return [
    {
      id: 'used',
      title: titles.used,
      cell: (key) =>
        plain(key, key.state?.lastUsedAt === undefined ? unknown : ago(moment, key.state.lastUsedAt)),
      min: 9,
      drop: 7,
    },
    {
      id: 'models',
      title: titles.models,
      align: 'right',
      cell: ({ models, ...key }) =>
        plain({ models, ...key }, models.length === 0 ? words().list.all : String(models.length)),
      min: 6,
      drop: 8,
    },
    {
      id: 'priority',
      title: titles.priority,
      align: 'right',
      cell: (key) => plain(key, String(key.priority)),
      min: 4,
      drop: 9,
    },
    {
      id: 'fingerprint',
      title: titles.fingerprint,
      cell: (key) => ({ text: key.fingerprint ?? unknown, role: 'muted' }),
      min: 11,
      drop: 10,
    },
  ];
}
