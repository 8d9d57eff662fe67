import { startOfDay } from '../../../base/start-of-day.ts';
import type { UsageFigures, UsageWish } from '../../../contract/usage-figures.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How far back graph, totals and tops go; `step`: ms of one bucket of the graph. */
export const ranges = [
  { id: 'hour', ms: hour, step: minute },
  { id: 'day', ms: day, step: 15 * minute },
  { id: 'week', ms: 7 * day, step: 2 * hour },
  { id: 'month', ms: 30 * day, step: 6 * hour },
] as const;
export type Range = (typeof ranges)[number];

export const panels = ['attention', 'graph', 'totals', 'keys', 'models', 'status', 'live'] as const;
export type PanelId = (typeof panels)[number];

/** Figures with the question they answer. */
export interface OverviewAnswer {
  readonly range: Range['id'];
  /** ms since the epoch. */
  readonly at: number;
  /** `windows`: the last hour, today, the last 7 days. */
  readonly figures: UsageFigures | undefined;
  /** Why there are none, in one sentence. */
  readonly problem: string | undefined;
}

export interface OverviewUi {
  readonly range: Range['id'];
  /** The panel that has the keyboard. */
  readonly panel: PanelId;
  readonly answer: OverviewAnswer | undefined;
}

export type OverviewAction =
  | { readonly type: 'next-range' }
  /** `shown`: the panels there are, in order. */
  | { readonly type: 'moved'; readonly by: 1 | -1; readonly shown: readonly PanelId[] }
  | { readonly type: 'focused'; readonly panel: PanelId }
  | { readonly type: 'answered'; readonly answer: OverviewAnswer }
  /** Another server. */
  | { readonly type: 'forgotten' };

export const initialOverview: OverviewUi = { range: 'hour', panel: 'attention', answer: undefined };

/** Pure and total. */
export function reduceOverview(ui: OverviewUi, action: OverviewAction): OverviewUi {
  switch (action.type) {
    case 'next-range': {
      const place = ranges.findIndex(({ id }) => id === ui.range);
      return { ...ui, range: ranges[(place + 1) % ranges.length]?.id ?? 'hour' };
    }
    case 'moved': {
      const { shown, by } = action;
      const place = shown.indexOf(ui.panel) + by;
      return { ...ui, panel: shown[(place + shown.length) % shown.length] ?? 'attention' };
    }
    case 'focused':
      return action.panel === ui.panel ? ui : { ...ui, panel: action.panel };
    case 'answered':
      return { ...ui, answer: action.answer };
    case 'forgotten':
      return initialOverview;
  }
}

export const rangeOf = ({ range }: Pick<OverviewUi, 'range'>): Range =>
  ranges.find(({ id }) => id === range) ?? ranges[0];

/** The figures of the range that is set; undefined: they are on their way, or there are none. */
export const figuresOf = ({ range, answer }: OverviewUi): UsageFigures | undefined =>
  answer?.range === range ? answer.figures : undefined;

/** Requests of the last hour, whatever the range is; undefined: not known yet. */
export const lastHourOf = ({ answer }: OverviewUi) => answer?.figures?.windows[0];

/** Records in the panel of live requests, where those that were pushed are fewer. */
const mostRecords = 10;

/** One question for everything on the screen. @param now ms since the epoch */
export function wishOf(ui: Pick<OverviewUi, 'range'>, now: number): UsageWish {
  const { ms, step } = rangeOf(ui);
  return {
    query: { since: now - ms },
    windows: [now - hour, startOfDay(now), now - 7 * day],
    by: ['key', 'model'],
    step,
    records: mostRecords,
  };
}
