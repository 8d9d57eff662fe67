import * as v from 'valibot';
import { fingerprint } from '../../base/secrets/fingerprint.ts';

/** ms since the epoch. */
const instant = v.number();
const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));

/** What limits an account over a span of time, such as the five hours of a Claude account (N5). */
const quotaWindowSchema = v.object({
  /** Unique within the account: `5h`, `7d`, `7d-opus`. */
  id: v.string(),
  /** Short, for a column: `5h`, `7d opus`. Comes from outside in part. */
  label: v.string(),
  usedPercent: percent,
  /** The provider refuses requests because of it. */
  rejected: v.optional(v.literal(true)),
  /** Absent: not reported. */
  resetsAt: v.optional(instant),
  /** Length of the window. */
  periodMs: v.optional(v.number()),
  observedAt: instant,
  /** `headers`: of an answer to a client's request; `asked`: by a request of its own. */
  source: v.picklist(['headers', 'asked']),
  /** Used percent since the window began, oldest first: a point a minute over the last half hour, and fewer before. */
  recent: v.optional(v.array(v.tuple([instant, percent]))),
});
export type QuotaWindow = v.InferOutput<typeof quotaWindowSchema>;

/**
 * What was learnt about the quota of an account. What a provider does not report is absent: unknown, never 0. A plan or
 * credits that it no longer has are empty, as what is absent changes nothing.
 */
export const quotaSchema = v.object({
  windows: v.array(quotaWindowSchema),
  plan: v.optional(v.string()),
  /** Beyond the windows: what is left, or what was used of a limit, in US dollars or credits of the provider. */
  credits: v.optional(
    v.object({
      left: v.optional(v.number()),
      used: v.optional(v.number()),
      limit: v.optional(v.number()),
      unlimited: v.optional(v.literal(true)),
    }),
  ),
  /** When its provider was last asked; it is asked once a minute at most. */
  askedAt: v.optional(instant),
});
export type Quota = v.InferOutput<typeof quotaSchema>;

/** By account; which name stands for one is the writer's. */
export const quotasSchema = v.record(v.string(), quotaSchema);
export type Quotas = v.InferOutput<typeof quotasSchema>;

/** Stands for an account of auth-dir, so that another one in the same file does not get its figures. */
export const quotaId = ({ name, account = '' }: { name: string; account?: string | undefined }): string =>
  fingerprint(`${name}\n${account}`);

/** What one answer of a provider says. */
export interface SeenQuota {
  readonly windows: readonly Omit<QuotaWindow, 'observedAt' | 'source' | 'recent'>[];
  readonly plan?: string | undefined;
  readonly credits?: Quota['credits'];
}

/** ms between two questions about one account. */
export const quotaAskGap = 60_000;

/** ms. The burn rate is that of this time, over which a point a minute is kept. */
export const burnMs = 30 * 60_000;
const minute = 60_000;
/** ms. Two reports of one reset differ by the time that an answer takes. */
const resetSlack = 5 * minute;

/** Adds what an answer says; the newest observation of a window counts. */
export function learnQuota(
  known: Quota | undefined,
  seen: SeenQuota,
  { at, source }: { readonly at: number; readonly source: QuotaWindow['source'] },
): Quota {
  const windows = seen.windows.map((window) => ({ ...window, observedAt: at, source }));
  const { plan, credits } = seen;
  return mergeQuotas(known, {
    windows,
    ...(plan !== undefined && { plan }),
    ...(credits && { credits }),
    ...(source === 'asked' && { askedAt: at }),
  });
}

/** Joins what two observers know of an account, window by window; the same object if `more` adds nothing. */
export function mergeQuotas(known: Quota | undefined, more: Quota): Quota {
  if (!known) return more;
  const windows = new Map(known.windows.map((window) => [window.id, window]));
  for (const window of more.windows) {
    const before = windows.get(window.id);
    if (!before) windows.set(window.id, window);
    else if (counts(window, before)) windows.set(window.id, following(before, window));
  }
  const askedAt = Math.max(known.askedAt ?? 0, more.askedAt ?? 0);
  return {
    ...known,
    ...more,
    windows: [...windows.values()],
    ...(askedAt > 0 && { askedAt }),
  };
}

/** A refusal that was seen holds until its reset, unless an answer to a client says otherwise. */
function counts(next: QuotaWindow, before: QuotaWindow): boolean {
  if (next.observedAt <= before.observedAt) return false;
  const optimistic = next.source === 'asked' && !isFull(next);
  if (!before.rejected || !optimistic) return true;
  return before.resetsAt === undefined ? false : before.resetsAt <= next.observedAt || isLater(next, before);
}

const isLater = (next: QuotaWindow, before: QuotaWindow): boolean =>
  next.resetsAt !== undefined &&
  before.resetsAt !== undefined &&
  next.resetsAt > before.resetsAt + resetSlack;

/** Keeps the points of the same window, and a reset that the new observation does not name. */
function following(before: QuotaWindow, next: QuotaWindow): QuotaWindow {
  const at = next.observedAt;
  const isPast = before.resetsAt !== undefined && before.resetsAt <= at;
  // Rounded in one source and exact in the other.
  const isNew = isPast || isLater(next, before) || next.usedPercent < before.usedPercent - 1;
  const resetsAt = next.resetsAt ?? (isNew ? undefined : before.resetsAt);
  const { periodMs = before.periodMs } = next;
  const kept: Points = isNew ? [] : (before.recent ?? [[before.observedAt, before.usedPercent]]);
  // With every answer of the account, so it costs nothing within a minute.
  const isSoon = !next.recent && at - (kept.at(-1)?.[0] ?? 0) < minute;
  const points: Points = [...kept, ...(next.recent ?? []), [at, next.usedPercent]];
  return {
    ...next,
    ...(resetsAt !== undefined && { resetsAt }),
    ...(periodMs !== undefined && { periodMs }),
    recent: isSoon ? kept : thinned(points, at, periodMs ?? 0),
  };
}

type Points = NonNullable<QuotaWindow['recent']>;

/** Points of a window that are kept beside those of the last half hour: as many as a graph has columns. */
export const quotaPoints = 60;

/** The first of each minute, and before the last half hour of each sixtieth of the window. */
function thinned(points: Points, now: number, periodMs: number): Points {
  const kept: Points = [];
  for (const point of points.sort(([one], [other]) => one - other)) {
    const [at] = point;
    const isRecent = at >= now - burnMs - minute;
    const gap = isRecent ? minute : Math.max(minute, periodMs / quotaPoints);
    const last = kept.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
    if (at - last >= gap && (isRecent || at >= now - periodMs)) kept.push(point);
  }
  return kept;
}

/** Whether the provider refuses requests because of this window. */
export const isFull = ({ rejected, usedPercent }: Pick<QuotaWindow, 'rejected' | 'usedPercent'>): boolean =>
  rejected === true || usedPercent >= 100;
