import type { SeenQuota } from '../../contract/quota/quota.ts';
import { instantIn } from '../accounts/auth-file.ts';
import { type Fields, fieldsOf, textIn } from '../json-fields.ts';
import {
  dayMs,
  hourMs,
  numberFrom,
  type ProviderQuota,
  percentOf,
  periodLabel,
  type QuotaWindow,
} from './provider-quota.ts';

const units: readonly [RegExp, number][] = [
  [/second/i, 1000],
  [/minute/i, 60_000],
  [/hour/i, hourMs],
  [/day/i, dayMs],
  [/week/i, 7 * dayMs],
];

/** Without a unit it is minutes. */
function periodOf(window: Fields | undefined): number | undefined {
  const duration = numberFrom(window?.duration);
  if (duration === undefined || duration <= 0) return undefined;
  const unit = textIn(window, 'timeUnit') ?? textIn(window, 'time_unit') ?? '';
  return duration * (units.find(([name]) => name.test(unit))?.[1] ?? 60_000);
}

/** A time, with more digits of the second than a date has, or seconds from now. */
function resetOf(detail: Fields, now: number): number | undefined {
  const written = ['reset_at', 'resetAt', 'reset_time', 'resetTime'].map((name) => detail[name]);
  for (const value of written) {
    const cut = typeof value === 'string' ? value.replace(/(\.\d{3})\d+/, '$1') : value;
    const at = instantIn(cut);
    if (at !== undefined) return at;
  }
  const seconds = ['reset_in', 'resetIn', 'ttl'].map((name) => numberFrom(detail[name]));
  const first = seconds.find((value) => value !== undefined);
  return first === undefined ? undefined : now + first * 1000;
}

function windowOf(value: unknown, periodMs: number, name: string, now: number): QuotaWindow | undefined {
  const detail = fieldsOf(value);
  const limit = numberFrom(detail?.limit);
  if (!detail || limit === undefined || limit <= 0) return undefined;
  const remaining = numberFrom(detail.remaining);
  const used = numberFrom(detail.used) ?? (remaining === undefined ? undefined : limit - remaining);
  if (used === undefined) return undefined;
  const resetsAt = resetOf(detail, now);
  return {
    id: name,
    label: name,
    usedPercent: percentOf((used / limit) * 100),
    periodMs,
    ...(resetsAt !== undefined && { resetsAt }),
  };
}

function read(answer: unknown, now: number): SeenQuota | undefined {
  const usages = fieldsOf(answer);
  if (!usages) return undefined;
  const windows = new Map<string, QuotaWindow>();
  const add = (value: unknown, periodMs: number) => {
    const own = fieldsOf(value);
    const name = periodLabel(periodMs);
    // Two limits of the same length differ by their title.
    const title = textIn(own, 'name') ?? textIn(own, 'title') ?? textIn(own, 'scope') ?? '';
    const id = windows.has(name) && title !== '' ? `${name} ${title.toLowerCase()}` : name;
    const one = windowOf(own?.detail ?? own, periodMs, id, now);
    if (one && !windows.has(one.id)) windows.set(one.id, one);
  };
  add(usages.usage, 7 * dayMs);
  for (const row of Array.isArray(usages.limits) ? usages.limits : []) {
    const periodMs = periodOf(fieldsOf(fieldsOf(row)?.window));
    if (periodMs !== undefined) add(row, periodMs);
  }
  return windows.size > 0 ? { windows: [...windows.values()] } : undefined;
}

/** Kimi accounts; their answers carry no quota, so it is known only when it is asked for. */
export const kimiQuota: ProviderQuota = {
  request: () => ({ method: 'GET', url: 'https://api.kimi.com/coding/v1/usages', headers: {} }),
  read,
};
