import { commas } from '../../base/text/commas.ts';
import { formatDuration } from '../../base/text/duration.ts';
import { formatInstant, utcText } from '../../base/text/instant-text.ts';
import type { QuotaDetails, QuotaRow } from '../../contract/answers/sessions.ts';
import { success } from '../../contract/outcome.ts';
import { isFull, type Quota, type QuotaWindow } from '../../contract/quota/quota.ts';
import { burnRate, fullAt, paceOf, tightestWindow, usedNow } from '../../contract/quota/read-quota.ts';
import type { Operation } from '../operation.ts';
import { sessionsOf } from './find-session.ts';
import { words } from './words.ts';

/** Asks the provider of an account for its quota; providers answer once a minute at most. */
export const askQuota: Operation<{ readonly name: string }, Quota> = {
  id: 'ask-quota',
  get title() {
    return words().quota.title;
  },
  audited: false,
  changes: 'sessions',
  async run({ backend, now, signal }, { name }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const asked = await sessions.value.askQuota(name, signal);
    if (!asked.ok) return asked;
    const tightest = tightestWindow(asked.value, now());
    const said = tightest ? `${tightest.label} ${quotaText(tightest, now())}` : words().quota.none;
    return success({ result: asked.value, message: words().quota.done(name, said), fingerprints: [] });
  },
};

/** `29% left, resets 23 Nov 11:52, full 23 Nov 10:40 at this pace`. @param now ms since the epoch */
export function quotaText(window: QuotaWindow, now: number): string {
  const { resetsAt } = window;
  const used = usedNow(window, now);
  const at = (instant: number) => formatInstant(instant, now);
  if (used === undefined) {
    const until = at(resetsAt ?? now);
    return isFull(window) ? words().quota.wasFull(until) : words().quota.unknownSince(until);
  }
  const full = fullAt(window, now);
  return [
    used >= 100 ? words().quota.full : words().quota.left(leftPercent(used)),
    resetsAt === undefined ? '' : words().quota.resets(at(resetsAt)),
    full === undefined || resetsAt === undefined
      ? ''
      : words().quota.fullAt(at(full), formatDuration(resetsAt - full)),
  ]
    .filter(Boolean)
    .join(commas().parts);
}

/** In whole percent; 0 only if nothing is left. */
export const leftPercent = (used: number): number => (used >= 100 ? 0 : Math.max(1, Math.round(100 - used)));

const oneDecimal = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 10) / 10;

/** The quota as commands print it; what is unknown is null. @param now ms since the epoch */
export function quotaRow(quota: Quota | undefined, now: number): QuotaRow {
  if (!quota) return null;
  const { plan, credits = {} } = quota;
  return {
    plan: plan || null,
    credits: Object.keys(credits).length > 0 ? credits : null,
    askedAt: utcText(quota.askedAt),
    windows: quota.windows.map((window) => ({
      id: window.id,
      label: window.label,
      usedPercent: usedNow(window, now) ?? null,
      full: usedNow(window, now) === undefined ? null : isFull(window),
      resetsAt: utcText(window.resetsAt),
      periodMs: window.periodMs ?? null,
      pace: oneDecimal(paceOf(window, now)),
      burn: oneDecimal(burnRate(window, now)),
      fullAt: utcText(fullAt(window, now)),
      observedAt: utcText(window.observedAt),
      source: window.source,
    })),
  };
}

/** The same with what was reported since each window began. */
export function quotaDetails(quota: Quota | undefined, now: number): QuotaDetails {
  const row = quotaRow(quota, now);
  if (!row || !quota) return null;
  return {
    ...row,
    windows: row.windows.map((window, place) => ({
      ...window,
      points: (quota.windows[place]?.recent ?? []).map(([at, usedPercent]) => ({
        at: utcText(at),
        usedPercent,
      })),
    })),
  };
}
