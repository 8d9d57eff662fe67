import type { UsageDimension, UsageGroup } from '../../../contract/usage-figures.ts';
import { statusText, type UsageRecord } from '../../../contract/usage-record.ts';
import { ago, clockText, type FrameTime } from '../../clock.ts';
import type { Column } from '../../components/columns.ts';
import { type ListColumn, shownColumns, sortRows } from '../../components/columns.ts';
import { sparkText } from '../../components/graphs/cells.ts';
import type { Cell } from '../../components/text.tsx';
import { milliseconds, money, percent, shortNumber, unknown } from '../../numbers.ts';
import type { Theme } from '../../theme.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { cachedText, costText, endOf, groupName, tokensText } from './figures.ts';
import type { KeyNames } from './filter.ts';
import { hasLastUse, tableWideFrom, wideFrom } from './usage-state.ts';
import { words } from './words.ts';

/** `columns`: width of the panel. */
interface Look {
  readonly names: KeyNames;
  readonly columns: number;
  /** Ids that the preferences name. */
  readonly chosen?: readonly string[] | undefined;
}

interface GroupLook extends Look {
  readonly by: UsageDimension;
  readonly graphs: Theme['graphs'];
  /** For relative times; absent if the width has no room for them. */
  readonly time: FrameTime | undefined;
  /** How many of the bars began before counting did. */
  readonly uncounted: number;
}

const isWide = ({ columns }: Look) => columns >= wideFrom;
const isNarrow = ({ columns }: Look) => columns < wideFrom;
const isWideTable = ({ columns }: Look) => columns >= tableWideFrom;
const isVeryWide = ({ columns }: Look) => hasLastUse(columns);

const nameCell = ({ value }: UsageGroup, { by, names }: GroupLook): Cell => ({
  text: groupName(by, value, names),
  role: value === null ? 'muted' : undefined,
});

const failedShare = ({ failed, requests }: UsageGroup): Cell => ({
  text: percent(failed, requests),
  role: failed > 0 ? 'warning' : undefined,
});

const lastCell = ({ lastAt }: UsageGroup, { time }: GroupLook) =>
  lastAt === undefined || !time ? unknown : ago(time, lastAt);

/** Aligns the heading with the bars, which start one column later. */
const trendCell = ({ bars = [] }: UsageGroup, { graphs, uncounted }: GroupLook, width: number): Cell => {
  const values = bars.map((requests, place) => (requests > 0 || place >= uncounted ? requests : undefined));
  return { text: ` ${sparkText(values, width - 1, graphs)}`, role: 'accent' };
};

type Head = keyof ReturnType<typeof words>['heads'];
type GroupColumn = ListColumn<UsageGroup, GroupLook> & { readonly id: Head | 'name' };
const right = { align: 'right', down: true } as const;
// biome-ignore format: one row a column reads as the table that it is
const groups: readonly GroupColumn[] = [
  { id: 'name', cell: nameCell, min: 12 },
  { id: 'requests', cell: ({ requests }) => shortNumber(requests), rank: ({ requests }) => requests, usual: true, ...right, min: 4 },
  { id: 'failed', cell: ({ failed }) => shortNumber(failed), rank: ({ failed }) => failed, when: isWideTable, ...right, min: 4, drop: 3 },
  { id: 'failedShare', cell: failedShare, rank: ({ failed, requests }) => failed / requests, when: isWideTable, ...right, min: 5 },
  { id: 'failed', cell: failedShare, rank: ({ failed }) => failed, when: (look) => !isWideTable(look), ...right, min: 5 },
  { id: 'input', cell: (group) => tokensText(group, 'input'), rank: ({ tokens }) => tokens?.input, ...right, min: 5, drop: 2 },
  { id: 'output', cell: (group) => tokensText(group, 'output'), rank: ({ tokens }) => tokens?.output, ...right, min: 5, drop: 1 },
  { id: 'cached', cell: cachedText, rank: ({ tokens }) => tokens?.cached, ...right, min: 6, drop: 5 },
  { id: 'reasoning', cell: (group) => tokensText(group, 'reasoning'), rank: ({ tokens }) => tokens?.reasoning, when: isVeryWide, ...right, min: 6, drop: 9 },
  { id: 'p50', cell: ({ latency }) => milliseconds(latency?.p50), rank: ({ latency }) => latency?.p50, when: isWideTable, ...right, min: 6, drop: 7 },
  { id: 'p95', cell: ({ latency }) => milliseconds(latency?.p95), rank: ({ latency }) => latency?.p95, ...right, min: 6, drop: 4 },
  { id: 'firstByte', cell: ({ firstByte }) => milliseconds(firstByte?.p50), rank: ({ firstByte }) => firstByte?.p50, when: isVeryWide, ...right, min: 6, drop: 9 },
  { id: 'cost', cell: costText, rank: ({ cost }) => cost, when: isWideTable, ...right, min: 7, drop: 6 },
  { id: 'last', cell: lastCell, rank: ({ lastAt }) => lastAt, when: isVeryWide, ...right, min: 8, drop: 10 },
  { id: 'trend', cell: trendCell, rank: ({ requests }) => requests, down: true, when: ({ graphs }) => graphs !== 'none', min: 9, max: 25, drop: 8, grow: true },
];

/** The rows of the table in its order: numbers highest first, names from A. */
export const sortGroups = (
  rows: readonly UsageGroup[],
  by: UsageDimension,
  sort: Sort,
  names: KeyNames,
): readonly UsageGroup[] => {
  const rank = ({ value }: UsageGroup) => groupName(by, value, names);
  const columns = groups.map((column) => (column.id === 'name' ? { ...column, rank } : column));
  return sortRows(columns, rows, sort, 0, ({ value }) => value ?? '');
};

/** The table of the usage screen: wider screens have more columns. Unknown values are `–`. */
export function groupColumns(props: GroupLook & { readonly sort: Sort }): readonly Column<UsageGroup>[] {
  const { sort, ...look } = props;
  const { heads, dimensionHeads } = words();
  const titles = { ...heads, name: dimensionHeads[look.by], trend: ` ${heads.trend}` };
  return shownColumns(groups, titles, look, { sort, chosen: look.chosen });
}

const statusCell = (record: UsageRecord): Cell =>
  record.failed ? { text: statusText(record), role: 'danger', bold: true } : statusText(record);

const tokensCell = ({ tokens }: UsageRecord): Cell =>
  tokens ? `${shortNumber(tokens.input)}→${shortNumber(tokens.output)}` : unknown;

/** `↻`: another provider key was tried first. */
const accountCell = ({ provider, account, attempts = 1 }: UsageRecord): Cell => {
  const text = [provider, account].filter(Boolean).join(' ') || unknown;
  return attempts > 1 ? [{ text: '↻ ', role: 'info' }, { text }] : text;
};

/** The client; after several attempts or a failure, that instead. */
function noteCell({ failed, error, attempts = 1, application }: UsageRecord, look: Look): Cell {
  const text = failed && error ? error : (application ?? unknown);
  if (isWide(look) || attempts <= 1) return [{ text }];
  const retried = { text: words().attempt(attempts), role: 'info' } as const;
  return failed ? [retried, { text: ` · ${text}` }] : [retried];
}

type RequestColumn = ListColumn<UsageRecord, Look> & { readonly id: Head | 'status' };
// biome-ignore format: one row a column reads as the table that it is
const requests: readonly RequestColumn[] = [
  { id: 'time', cell: (record) => clockText(endOf(record)), min: 8 },
  { id: 'key', cell: ({ clientKey }, { names }) => groupName('key', clientKey, names), min: 10, max: 20 },
  { id: 'model', cell: ({ model, alias }) => model ?? alias ?? unknown, min: 12, max: 28 },
  { id: 'account', cell: accountCell, when: isWide, min: 16, max: 40 },
  { id: 'status', cell: statusCell, min: 4 },
  { id: 'firstByte', cell: ({ firstByteMs }) => milliseconds(firstByteMs), when: isWide, align: 'right', min: 5 },
  { id: 'took', cell: ({ latencyMs }) => milliseconds(latencyMs), align: 'right', min: 5 },
  { id: 'tokens', cell: tokensCell, align: 'right', min: 9, drop: 2 },
  { id: 'cost', cell: ({ cost }) => money(cost), when: isWide, align: 'right', min: 7, drop: 3 },
  { id: 'address', cell: ({ address }) => address ?? unknown, when: isVeryWide, min: 15, max: 39, drop: 4 },
  { id: 'application', cell: noteCell, when: isWide, min: 6, keep: 11, drop: 1 },
  { id: 'application', cell: noteCell, when: isNarrow, min: 6, drop: 1 },
];

/** The live list of the usage screen. */
export const requestColumns = (look: Look): readonly Column<UsageRecord>[] =>
  shownColumns(requests, { ...words().heads, status: '' }, look, { chosen: look.chosen });

/** Ids of the columns of both lists. */
export const usageColumns = { groups: groups.map(({ id }) => id), requests: requests.map(({ id }) => id) };
