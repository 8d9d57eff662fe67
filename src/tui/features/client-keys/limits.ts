import { formatCount } from '../../../base/text/count-text.ts';
import type { Support } from '../../../contract/capabilities.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import { type CountedLimit, countedLimits, usedAt } from '../../../contract/key-limits.ts';
import { left, type Moment } from '../../moment.ts';
import { words } from './words.ts';

/** One counted limit of a key. */
export interface LimitUse {
  readonly limit: CountedLimit;
  /** `60 req/min` */
  readonly title: string;
  readonly most: number;
  /** undefined: not known, or not counted by this server. */
  readonly used: number | undefined;
  /** Requests are refused for this long. */
  readonly refusedFor: string | undefined;
}

export const limitTitle = (limit: CountedLimit, most: number): string =>
  words().limits.short[limit](formatCount(most));

/** All limits in a row, for a wide list; empty: it has none. */
export function limitsText({ record }: ClientKey): string {
  const limits = record?.limits ?? {};
  const counted = countedLimits.flatMap((limit) => {
    const most = limits[limit];
    return most === undefined ? [] : [limitTitle(limit, most)];
  });
  return [...counted, ...(limits.models ?? [])].join(', ');
}

/** What of its limits is used, where the server holds them. */
export function limitUses(
  { record, activity }: ClientKey,
  support: Support | undefined,
  moment: Moment,
): readonly LimitUse[] {
  return countedLimits.flatMap((limit) => {
    const most = record?.limits?.[limit];
    if (most === undefined) return [];
    const spent = activity?.spending?.[limit];
    const used = support === 'enforced' ? usedAt(spent, moment.now) : undefined;
    if (spent) moment.changesAt(spent.resetsAt);
    const until = spent?.refusedUntil;
    const isOver = until !== undefined && until > moment.now && (used ?? 0) >= most;
    const refusedFor = isOver ? left(moment, until) : undefined;
    return [{ limit, title: limitTitle(limit, most), most, used, refusedFor }];
  });
}
