import type { ServerState } from '../../backend/backend.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { type AuthFile, authFileState } from '../../contract/auth-file.ts';
import { clientKeyState } from '../../contract/client-key.ts';
import { fullAt, tightestWindow, usedNow } from '../../contract/quota/read-quota.ts';
import { leftPercent } from '../../operations/sessions/session-quota.ts';
import type { ServerProbe } from '../command-services.ts';

/** What a line is made of; undefined: not known. */
interface Facts {
  readonly probe: ServerProbe;
  readonly state: ServerState | undefined;
  readonly sessions: readonly AuthFile[] | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** States of an account that need a person. */
export const troubled: ReadonlySet<string> = new Set([
  'broken',
  'needs verification',
  'expired',
  'failing',
  'near limit',
]);

/** Each placeholder with its value; undefined: not known. */
export const statusFields: Readonly<Record<string, (facts: Facts) => string | number | undefined>> = {
  sign: ({ probe: { kind } }) => (kind === 'none' ? '○' : kind === 'ours' || kind === 'public' ? '●' : '✕'),
  server: ({ probe: { kind } }) =>
    kind === 'none' ? 'down' : kind === 'ours' || kind === 'public' ? 'up' : 'unclear',
  keys: ({ state }) => state?.clientKeys.length,
  requests: ({ state }) => {
    const counted = state?.clientKeys.filter(({ activity }) => activity) ?? [];
    return counted.length === 0
      ? undefined
      : short(counted.reduce((sum, { activity }) => sum + (activity?.lastHour ?? 0), 0));
  },
  sessions: ({ sessions }) => sessions?.length,
  cooling: ({ sessions, now }) => sessions?.filter((file) => authFileState(file, now) === 'cooling').length,
  quota: ({ sessions = [], now }) => quotaOf(sessions, now)?.text,
  account: ({ sessions = [], now }) => quotaOf(sessions, now)?.account,
  forecast: ({ sessions = [], now }) => forecastOf(sessions, now),
  attention: ({ state, sessions = [], now }) => {
    if (!state) return undefined;
    const keys = state.clientKeys.filter((key) => clientKeyState(key, now) === 'expired').length;
    const accounts = sessions.filter((file) => troubled.has(authFileState(file, now))).length;
    const open = state.clientKeys.length === 0 ? 1 : 0;
    return keys + accounts + open + state.warnings.length + (state.problem ? 1 : 0);
  },
};

/** Used if none is given. */
export const defaultLine = '{sign}[ {requests}/h][ · {quota}][ · !{attention}]';

/** The tightest quota of all accounts that are in use. */
function quotaOf(sessions: readonly AuthFile[], now: number) {
  let tightest: { readonly used: number; readonly text: string; readonly account: string } | undefined;
  for (const file of sessions) {
    const window = file.disabled ? undefined : tightestWindow(file.quota, now);
    const used = window && usedNow(window, now);
    if (!window || used === undefined || used <= (tightest?.used ?? -1)) continue;
    const text = `${window.label} ${used >= 100 ? 'full' : `${leftPercent(used)}% left`}`;
    tightest = { used, text, account: file.account ?? file.name };
  }
  return tightest;
}

/** The window of all accounts in use that is full first at its current pace, before its reset: `5h full 14:58`. */
function forecastOf(sessions: readonly AuthFile[], now: number): string | undefined {
  const full = sessions
    .flatMap(({ disabled, quota }) => (disabled ? [] : (quota?.windows ?? [])))
    .map((window) => ({ label: window.label, at: fullAt(window, now) ?? Number.POSITIVE_INFINITY }))
    .reduce((one, other) => (other.at < one.at ? other : one), { label: '', at: Number.POSITIVE_INFINITY });
  if (full.at === Number.POSITIVE_INFINITY) return undefined;
  const [at, today] = [formatInstant(full.at, now), formatInstant(now, now)];
  // The time alone if it is today.
  return `${full.label} full ${at.slice(0, -5) === today.slice(0, -5) ? at.slice(-5) : at}`;
}

const short = (count: number): string => (count < 1000 ? String(count) : `${(count / 1000).toFixed(1)}k`);

/** The first placeholder that is none; undefined: all are. */
export const unknownField = (format: string): string | undefined =>
  Array.from(format.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).find(
    (name) => !Object.hasOwn(statusFields, name),
  );

/** `{name}` becomes its value, or a dash if unknown; what is in `[…]` is left out if one in it is unknown or 0. */
export function statusLine(format: string, facts: Facts): string {
  const valueFor = (name: string) => statusFields[name]?.(facts);
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => String(valueFor(name) ?? '–'));
  return format
    .split(/(\[[^\]]*\])/)
    .map((part) => {
      if (!part.startsWith('[') || !part.endsWith(']')) return filled(part);
      const names = Array.from(part.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
      const empty = names.some((name) => [undefined, 0, '0'].includes(valueFor(name)));
      return empty ? '' : filled(part.slice(1, -1));
    })
    .join('');
}
