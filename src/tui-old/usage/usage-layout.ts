import type { UiState } from '../ui/ui-state.ts';

/** From this height on the totals of all spans stand side by side. */
const tall = 40;

export const hasWindows = ({ rows }: UiState): boolean => rows >= tall;

/** How many graphs there is room for: requests, tokens, errors. */
export const graphsIn = (height: number): number => (height >= 24 ? 3 : height >= 16 ? 2 : 1);

/** Rows of the table, without its head, and of the live requests under it. */
export interface UsageHeights {
  readonly groups: number;
  readonly requests: number;
}

/**
 * Shares what the totals and graphs leave. @param rest rows for both lists, without head and rule
 * @param entered the requests of one group are looked at: they get the most
 */
export function shareRows(rest: number, groups: number, entered: boolean): UsageHeights {
  const most = Math.max(1, Math.floor(rest * (entered ? 0.3 : 0.5)));
  const table = Math.max(1, Math.min(groups, most));
  return { groups: table, requests: Math.max(1, rest - table) };
}
