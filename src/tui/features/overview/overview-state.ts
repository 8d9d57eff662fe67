import { day, hour } from '../../../base/text/duration.ts';
import { startOfDay } from '../../../base/text/start-of-day.ts';
import { countedIn, type UsageFigures, type UsageRequest } from '../../../contract/usage-figures.ts';
import { cycle } from '../../cycle.ts';
import { unknown } from '../../numbers.ts';
import { graphStep, spans, type UsageAnswer } from '../usage/usage-state.ts';

/** Time range of graph, totals and top lists. */
const [, ...ranges] = spans;
export type Range = (typeof ranges)[number];
/** Buckets of the graph. */
const buckets = 120;

export type PanelId = 'attention' | 'graph' | 'totals' | 'keys' | 'models' | 'quota' | 'status' | 'live';

/** Usage of a range, with `windows` of the last hour, today and the last 7 days. */
interface OverviewAnswer extends UsageAnswer {
  readonly range: string;
  /** ms since the epoch. */
  readonly at: number;
}

export interface OverviewUi {
  readonly range: Range['id'];
  /** The panel that has the keyboard. */
  readonly panel: PanelId;
  readonly answer: OverviewAnswer | undefined;
}

export const initialOverview: OverviewUi = { range: 'hour', panel: 'attention', answer: undefined };

export const rangeOf = ({ range }: Pick<OverviewUi, 'range'>): Range =>
  ranges.find(({ id }) => id === range) ?? ranges[0];

export const nextRange = (ui: OverviewUi): Range['id'] => cycle<Range>(ranges, rangeOf(ui)).id;

/** Usage of the current range; undefined while loading or if it is unknown. */
export const figuresOf = ({ range, answer }: OverviewUi): UsageFigures | undefined =>
  answer?.range === range ? countedIn(answer.figures) : undefined;

/** In the place of figures of the current range that are unknown, or loading. */
export const pendingOf = ({ range, answer }: OverviewUi): string => (answer?.range === range ? unknown : '…');

/** Requests of the last hour, independent of the range; undefined until loaded. */
export const lastHourOf = ({ answer }: OverviewUi) => answer?.figures?.windows[0];

/** Records in the live panel, if fewer were pushed. */
const maxRecords = 30;

/** One request for everything on the screen. @param now ms since the epoch */
export function usageRequestOf(ui: Pick<OverviewUi, 'range'>, now: number): UsageRequest {
  const { ms } = rangeOf(ui);
  return {
    query: { since: now - ms },
    windows: [now - hour, startOfDay(now), now - 7 * day],
    by: ['key', 'model'],
    step: graphStep(ms, buckets),
    records: maxRecords,
  };
}

interface PanelRow {
  readonly height: number;
  readonly panels: readonly { readonly id: PanelId; readonly width: number }[];
}

/** Panels in rows, with their sizes, and the number of attention items shown. */
interface OverviewLayout {
  readonly items: number;
  readonly rows: readonly PanelRow[];
}

/** Columns and rows of the body, between tabs and status line, and the number of attention items. */
interface LayoutOptions {
  readonly columns: number;
  readonly height: number;
  readonly items: number;
  /** Whether requests are recorded. */
  readonly hasUsage: boolean;
  /** Whether there are accounts whose quota is shown. */
  readonly hasQuota: boolean;
  /** Entries of the longest list: of keys, models or quota windows. */
  readonly entries: number;
}

/** Maximum number of listed items; a row below counts the rest. */
const maxItems = 6;
/** Minimum rows of a graph: with the table of totals or their list beside it, and in a low terminal or without totals. */
const leastGraph = { table: 9, usage: 5, low: 3 };
/** Rows of the body with room for the table beside a few listed items, and of that of a terminal with 24 rows. */
const [tall, usual] = [32, 19];

/** Rows of the area of a graph at most; below it are at most two rows of figures and the times. */
export const mostGraph = 12;
const belowGraph = 3;

/**
 * Which panels are shown, and their sizes; together they fill the body. What a graph does not take, the lists take that
 * have more to show, then the last row.
 */
export function layoutOf(options: LayoutOptions): OverviewLayout {
  const { columns, height, items, hasUsage, hasQuota, entries } = options;
  const narrow = columns < 80;
  const border = narrow ? 1 : 2;
  const large = columns >= 120 && height >= 30;
  const below = rowsBelow(columns, border, large, hasUsage, hasQuota);
  const used = below.reduce((sum, row) => sum + row.height, 0);
  const besides = large && height >= tall ? 'table' : height >= usual ? 'usage' : 'low';
  const graph = border + (narrow ? 1 : leastGraph[hasUsage ? besides : 'low']);
  const room = Math.max(2, height - used - graph - border);
  const wanted = Math.max(1, Math.min(items, maxItems + 1));
  const attention = Math.min(wanted, room);
  const left = Math.max(graph, height - used - attention - border);
  const extra = Math.max(0, left - border - mostGraph - belowGraph);
  // The first row below has the lists.
  const lists = Math.min(extra, Math.max(0, border + entries - (below[0]?.height ?? 0)));
  const grown = below.map((row, place) => {
    const rest = place === below.length - 1 ? extra - lists : 0;
    return { ...row, height: row.height + (place === 0 ? lists : 0) + rest };
  });
  const shown = items > attention ? attention - 1 : Math.min(items, attention);
  return {
    items: Math.max(1, Math.min(maxItems, shown)),
    rows: [
      row(attention + border, ['attention', columns]),
      graphRow(columns, narrow ? graph : left - extra, large, hasUsage),
      ...(narrow ? below : grown),
    ],
  };
}

const row = (height: number, ...panels: readonly (readonly [PanelId, width: number])[]): PanelRow => ({
  height,
  panels: panels.map(([id, width]) => ({ id, width })),
});

/** The graph with the totals beside it, or above them. */
function graphRow(columns: number, height: number, large: boolean, hasUsage: boolean): PanelRow {
  if (!hasUsage || columns < 80) return row(height, ['graph', columns]);
  const totals = large ? 46 : 34;
  if (columns < 180) return row(height, ['graph', columns - totals], ['totals', totals]);
  return row(height, ['graph', columns - totals - 62], ['totals', totals], ['live', 62]);
}

function rowsBelow(
  columns: number,
  border: number,
  large: boolean,
  hasUsage: boolean,
  hasQuota: boolean,
): readonly PanelRow[] {
  if (columns < 80) {
    const status = row(border + 4, ['status', columns]);
    return hasUsage ? [row(border + 2, ['totals', columns]), status] : [status];
  }
  const share = (height: number, ...ids: readonly PanelId[]): PanelRow => {
    const width = Math.floor(columns / ids.length);
    const last = columns - width * (ids.length - 1);
    return row(height, ...ids.map((id, place) => [id, place === ids.length - 1 ? last : width] as const));
  };
  if (!hasUsage) return [share(border + 4, 'keys', 'status')];
  if (!large) return [share(border + 4, 'keys', 'models', 'status')];
  const tops: readonly PanelId[] = ['keys', 'models', ...(hasQuota ? (['quota'] as const) : [])];
  if (columns >= 180) return [share(border + 6, ...tops, 'status')];
  const states = Math.max(66, Math.floor(columns / 2));
  return [share(border + 6, ...tops), row(border + 5, ['status', states], ['live', columns - states])];
}

/** The panels from top left to bottom right. */
export const panelsIn = ({ rows }: OverviewLayout): readonly PanelId[] =>
  rows.flatMap(({ panels }) => panels.map(({ id }) => id));
