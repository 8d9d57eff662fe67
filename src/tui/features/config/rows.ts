import { isDeepStrictEqual } from 'node:util';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { settingGroups } from '../../../contract/settings/setting.ts';
import { maskSetting, type SettingRow } from '../../../operations/index.ts';
import type { At } from '../../act.ts';
import { widthOf } from '../../components/fit.ts';
import type { ItemColumn } from '../../components/list-screen.tsx';
import type { Cell } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { memoize } from '../../memoize.ts';
import { unknown } from '../../numbers.ts';
import { createItemList } from '../../ui/item-list.ts';
import type { ConfigUi, PendingChange } from './config-state.ts';
import { translatedHelp, words } from './words.ts';

/** A setting with its change that is not saved yet. */
export interface ConfigItem extends SettingRow {
  readonly pending: PendingChange | undefined;
  /** Another program changed it in the meantime. */
  readonly clashes: boolean;
}

type Rows = ConfigUi['rows'];
const none: readonly ConfigItem[] = [];

const allItems = memoize((rows: Rows, changes: ConfigUi['pending']): readonly ConfigItem[] =>
  rows === undefined
    ? none
    : rows.map((row) => {
        const pending = changes.get(row.path);
        return {
          ...row,
          pending,
          clashes: pending !== undefined && !isDeepStrictEqual(pending.was, row.value),
        };
      }),
);
const itemsOfGroup = memoize((items: readonly ConfigItem[], group: ConfigUi['group']) =>
  items.filter((item) => item.group === group),
);

/** The settings of the group; a filter finds those of every group. */
export const configList = createItemList<ConfigItem>({
  screen: 'config',
  items(_, { config: { rows, pending, group }, filters }) {
    const items = allItems(rows, pending);
    return textIn(filters.config) === '' ? itemsOfGroup(items, group) : items;
  },
  idOf: ({ path }) => path,
  words: (item) => [item.path, words().groups[item.group], helpOf(item)],
});

/** The changes that are not saved, in the order of the settings. */
export const changedItems = ({ ui: { config } }: Pick<At, 'ui'>): readonly ConfigItem[] =>
  allItems(config.rows, config.pending).filter(({ pending }) => pending !== undefined);

/** Groups with at least one setting, in their order. */
export const groupsOf = memoize((rows: Rows): readonly SettingRow['group'][] =>
  rows?.some(({ group }) => group === 'unknown') ? [...settingGroups, 'unknown'] : settingGroups,
);

/** What the setting does. */
export const helpOf = ({ setting, path }: Pick<SettingRow, 'setting' | 'path'>): string =>
  setting ? (translatedHelp()[path] ?? setting.help) : words().unknownSetting;

type Typed = Pick<SettingRow, 'setting'>;

/** In one line: `5`, `30 s`, `true`, `2 entries`; undefined if there is none. */
export function valueText(value: ConfigValue | undefined, { setting }: Typed): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const isShort = value.length <= 3 && value.every((item) => typeof item === 'string');
    return isShort && value.length > 0 ? value.join(', ') : words().entries(value.length);
  }
  if (typeof value === 'object' && value !== null) return words().entries(Object.keys(value).length);
  const unit = setting?.type.kind === 'integer' ? setting.type.unit : undefined;
  // What 0 and -1 mean is in the help.
  if (typeof value !== 'number' || value <= 0 || unit === undefined) return String(value);
  if (unit === '%') return `${value}%`;
  const [count, larger] = unit === 'B' ? bytes(value) : [value, unit];
  return `${count} ${larger}`;
}

/** In the largest unit that has a whole number of them, so that none is rounded. */
const bytes = (count: number): readonly [number, string] =>
  count % 1024 ** 2 === 0
    ? [count / 1024 ** 2, 'MiB']
    : count % 1024 === 0
      ? [count / 1024, 'KiB']
      : [count, 'B'];

/** What holds once the change is saved. */
export const meantValue = ({ pending, value, usual }: ConfigItem): ConfigValue | undefined =>
  (pending ? pending.value : value) ?? usual;

/** As it may be shown: what the file says is masked already. */
export const meantText = (item: ConfigItem): string => {
  const value = meantValue(item);
  const isTyped = item.pending && item.pending.value !== null && value !== undefined;
  return valueText(isTyped ? maskSetting(item.path, value) : value, item) ?? unknown;
};

const isSet = ({ pending, value }: ConfigItem): boolean =>
  pending ? pending.value !== null : value !== undefined;

function valueCell(item: ConfigItem): Cell {
  const text = meantText(item);
  if (item.clashes) return { text: `${text} !`, role: 'danger' };
  return item.pending ? { text: `${text} *`, role: 'warning' } : text;
}

/** Without its first parts where the whole does not fit; the explanation has the whole. */
const pathIn = (path: string, width: number): string =>
  widthOf(path) <= width || !path.includes('.') ? path : pathIn(path.slice(path.indexOf('.') + 1), width);

// biome-ignore format: one row a column reads as the table that it is
export const configColumns: readonly ItemColumn<ConfigItem, keyof ReturnType<typeof words>['columns']>[] = [
  { id: 'setting', cell: ({ path }, _, width) => pathIn(path, width), min: 36, max: 52 },
  { id: 'value', cell: valueCell, min: 9, max: 40 },
  { id: 'source', cell: (item) => (isSet(item) ? words().source.file : { text: words().source.default, role: 'muted' }), min: 7, drop: 2 },
  { id: 'effect', cell: ({ effect }) => (effect === 'now' ? words().effect.now : { text: words().effect[effect], role: 'muted' }), min: 9, drop: 1 },
];
