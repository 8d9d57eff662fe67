import type { PanelId } from './overview-state.ts';

/** Rows and columns of the panels; a row of panels side by side is an array. */
export interface OverviewLayout {
  /** Items of the list of what needs attention, without the row that counts the others. */
  readonly items: number;
  readonly rows: readonly PanelRow[];
}

export interface PanelRow {
  readonly height: number;
  readonly panels: readonly { readonly id: PanelId; readonly width: number }[];
}

export interface LayoutWish {
  /** Of the body, between the tabs and the status line. */
  readonly columns: number;
  readonly height: number;
  /** How many things need attention. */
  readonly items: number;
  /** Requests are recorded for this console. */
  readonly hasUsage: boolean;
}

/** As many things are listed; of more the last row is their count. */
const mostItems = 6;
/** The least rows of the content of a graph: with figures and the totals beside it, and in a low terminal or without. */
const leastGraph = { usage: 5, low: 3 };
/** Rows of the body of a terminal with 24 rows. */
const usual = 19;

/** Which panels there are, how high and how wide; everything adds up to the body. */
export function layoutOf({ columns, height, items, hasUsage }: LayoutWish): OverviewLayout {
  const narrow = columns < 80;
  const border = narrow ? 1 : 2;
  const large = columns >= 120 && height >= 30;
  const below = rowsBelow(columns, border, large, hasUsage);
  const used = below.reduce((sum, row) => sum + row.height, 0);
  const graph = narrow ? border + 1 : border + leastGraph[hasUsage && height >= usual ? 'usage' : 'low'];
  const room = Math.max(2, height - used - graph - border);
  const wanted = Math.max(1, Math.min(items, mostItems));
  const attention = Math.min(wanted, room);
  const left = Math.max(graph, height - used - attention - border);
  const shown = items > attention ? attention - 1 : Math.min(items, attention);
  return {
    items: Math.max(1, Math.min(mostItems, shown)),
    rows: [
      { height: attention + border, panels: [{ id: 'attention', width: columns }] },
      ...graphRows(columns, narrow ? graph : left, large, hasUsage),
      ...below,
    ],
  };
}

/** The graph with the totals beside it, or above them. */
function graphRows(columns: number, height: number, large: boolean, hasUsage: boolean): readonly PanelRow[] {
  if (!hasUsage || columns < 80) return [{ height, panels: [{ id: 'graph', width: columns }] }];
  const totals = large ? 46 : 34;
  const live = columns >= 180 ? 62 : 0;
  const graph = columns - totals - live;
  return [
    {
      height,
      panels: [
        { id: 'graph', width: graph },
        { id: 'totals', width: totals },
        ...(live > 0 ? [{ id: 'live' as const, width: live }] : []),
      ],
    },
  ];
}

function rowsBelow(columns: number, border: number, large: boolean, hasUsage: boolean): readonly PanelRow[] {
  const status: PanelRow = { height: border + 4, panels: [{ id: 'status', width: columns }] };
  if (columns < 80) {
    return hasUsage ? [{ height: border + 2, panels: [{ id: 'totals', width: columns }] }, status] : [status];
  }
  const share = (ids: readonly PanelId[], height: number): PanelRow => {
    const width = Math.floor(columns / ids.length);
    const panels = ids.map((id, place) => ({
      id,
      width: place === ids.length - 1 ? columns - width * (ids.length - 1) : width,
    }));
    return { height, panels };
  };
  if (!hasUsage) return [share(['keys', 'status'], border + 4)];
  if (!large) return [share(['keys', 'models', 'status'], border + 4)];
  if (columns >= 180) return [share(['keys', 'models', 'status'], border + 6)];
  const states = Math.max(66, Math.floor(columns / 2));
  const last = [
    { id: 'status', width: states },
    { id: 'live', width: columns - states },
  ] as const;
  return [share(['keys', 'models'], border + 6), { height: border + 5, panels: last }];
}

/** The panels from top left to bottom right. */
export const panelsIn = ({ rows }: OverviewLayout): readonly PanelId[] =>
  rows.flatMap(({ panels }) => panels.map(({ id }) => id));
