import type { SeenQuota } from '../../contract/quota/quota.ts';
import type { Fields } from '../json-fields.ts';

export type QuotaWindow = SeenQuota['windows'][number];

/** Headers of an answer; names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One request with the account's token; it must cost nothing. */
export interface QuotaRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Beside Authorization and User-Agent, which say who asks. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How the quota of a provider's accounts is learnt (N5). Percentages are of what is used. */
export interface ProviderQuota {
  /** From any answer of the provider, refusals too; undefined: it says nothing. @param now ms since the epoch */
  ofHeaders?(headers: AnswerHeaders, now: number): SeenQuota | undefined;
  /** From a frame on a socket of the provider; undefined: it is about something else. @param now ms since the epoch */
  ofFrame?(text: string, now: number): SeenQuota | undefined;
  /** undefined: this account cannot be asked about. @param about its auth file, or its entry in a server's list */
  request?(about: Fields): QuotaRequest | undefined;
  /** The JSON of a good answer; undefined: it is in no known form. @param now ms since the epoch */
  read?(answer: unknown, now: number): SeenQuota | undefined;
  /** Where the plan has a question of its own: sent with the first, and may fail alone. */
  readonly plan?: {
    readonly request: QuotaRequest;
    /** The JSON of a good answer; undefined: it names no plan; empty: it had one. */
    read(answer: unknown): string | undefined;
  };
  /** Why its provider is not asked: a sentence. */
  readonly notAsked?: string;
}

/** The first value of a header. */
export function headerIn(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** A number that may be written as text. */
export function numberFrom(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Between 0 and 100, with one decimal. */
export const percentOf = (value: number): number => Math.round(Math.min(100, Math.max(0, value)) * 10) / 10;

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** `5h`, `7d`, `mo`: the short name of a window of this length. */
export function periodLabel(periodMs: number): string {
  if (periodMs >= 28 * dayMs && periodMs <= 31 * dayMs) return 'mo';
  if (periodMs >= dayMs) return `${Math.round(periodMs / dayMs)}d`;
  return periodMs >= hourMs ? `${Math.round(periodMs / hourMs)}h` : `${Math.round(periodMs / 60_000)}m`;
}

/** @param group what it is for, such as a model, in the provider's words; empty: every request. @param used in % */
export function quotaWindow(
  length: string,
  group: string,
  used: number,
  more: Pick<QuotaWindow, 'periodMs' | 'resetsAt'> & { readonly rejected?: boolean },
): QuotaWindow {
  const { periodMs, resetsAt, rejected = false } = more;
  const name = group
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, ' ')
    .trim();
  return {
    id: name === '' ? length : `${length}-${name.replaceAll(' ', '-')}`,
    label: name === '' ? length : `${length} ${name}`,
    usedPercent: percentOf(used),
    periodMs,
    ...(resetsAt !== undefined && { resetsAt }),
    ...(rejected && { rejected }),
  };
}
