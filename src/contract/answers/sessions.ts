import * as v from 'valibot';
import { authFileStates } from '../auth-file.ts';
import { batch, flag, instant, lastError, number, orNull, text, texts } from './members.ts';

const quotaWindow = v.strictObject({
  id: text,
  label: text,
  usedPercent: orNull(number),
  full: orNull(flag),
  resetsAt: orNull(instant),
  periodMs: orNull(number),
  /** Points of 100 that are used beyond the share of the window that has passed; negative: fewer. */
  pace: orNull(number),
  /** Points of 100 an hour over the last half hour. */
  burn: orNull(number),
  fullAt: orNull(instant),
  observedAt: orNull(instant),
  source: v.picklist(['headers', 'asked']),
});

/** What was reported since the window began, oldest first. */
const points = v.array(v.strictObject({ at: orNull(instant), usedPercent: number }));

const quotaMembers = {
  plan: orNull(text),
  credits: orNull(
    v.strictObject({
      left: v.optional(number),
      used: v.optional(number),
      limit: v.optional(number),
      unlimited: v.optional(v.literal(true)),
    }),
  ),
  askedAt: orNull(instant),
} as const;

/** null if nothing is known. */
const quota = orNull(v.strictObject({ ...quotaMembers, windows: v.array(quotaWindow) }));
export type QuotaRow = v.InferOutput<typeof quota>;
/** Of one account, with its history. */
const quotaDetails = orNull(
  v.strictObject({
    ...quotaMembers,
    windows: v.array(v.strictObject({ ...quotaWindow.entries, points })),
  }),
);
export type QuotaDetails = v.InferOutput<typeof quotaDetails>;

/** One account: no token; `null` is unknown or not set. */
export const sessionRow = v.strictObject({
  name: text,
  provider: orNull(text),
  account: orNull(text),
  plan: orNull(text),
  project: orNull(text),
  state: v.picklist(authFileStates),
  disabled: flag,
  /** What provider or server said last, or why the file is broken. */
  message: orNull(text),
  /** Of the gateway since it started. */
  lastError,
  link: orNull(text),
  expiresAt: orNull(instant),
  coolingUntil: orNull(instant),
  lastRefresh: orNull(v.strictObject({ at: instant, ok: flag, message: orNull(text) })),
  prefix: orNull(text),
  priority: orNull(number),
  note: orNull(text),
  proxyUrl: orNull(text),
  size: orNull(number),
  modifiedAt: orNull(instant),
  path: orNull(text),
  /** null if not counted. */
  traffic: orNull(
    v.strictObject({
      calls: number,
      errors: number,
      since: v.picklist(['midnight', 'server start']),
      /** Requests per 10 minutes, oldest first. */
      recent: v.optional(v.array(number)),
    }),
  ),
  quota,
  warning: orNull(text),
  /** This server does not report prefix, proxy and expiry in lists. */
  partial: flag,
});
export type SessionRow = v.InferOutput<typeof sessionRow>;

const done = v.strictObject(batch);
const name = { name: text } as const;

export const sessionAnswers = {
  'sessions list': v.strictObject({ sessions: v.array(sessionRow), total: number }),
  'sessions login': v.strictObject({
    dryRun: v.optional(v.literal(true)),
    provider: text,
    name: v.optional(text),
    account: v.optional(text),
  }),
  'sessions show': v.strictObject({ ...sessionRow.entries, quota: quotaDetails, models: orNull(texts) }),
  'sessions quota': v.strictObject({
    sessions: v.array(
      v.strictObject({ ...name, provider: orNull(text), account: orNull(text), quota: quotaDetails }),
    ),
    failed: batch.failed,
  }),
  'sessions enable': done,
  'sessions disable': done,
  'sessions edit': v.strictObject(name),
  'sessions note': v.strictObject({ ...name, note: orNull(text) }),
  'sessions upload': v.strictObject({
    uploaded: texts,
    refused: v.array(v.strictObject({ file: text, message: text })),
  }),
  /** `text`: with `-`; `path`: otherwise. */
  'sessions download': v.strictObject({ ...name, text: v.optional(text), path: v.optional(text) }),
  'sessions revoke': v.strictObject({
    ...batch,
    /** Restores them; absent if none matched. */
    token: v.optional(orNull(text)),
    /** Whether the provider has revoked the tokens too, of those that were notified. */
    atProvider: v.optional(v.array(v.strictObject({ ...name, ok: flag, message: v.optional(text) }))),
  }),
  /** `revocations`: with --list. */
  'sessions restore': v.union([
    done,
    v.strictObject({ revocations: v.array(v.strictObject({ token: text, at: instant, names: texts })) }),
  ]),
  'sessions clear-cooldown': done,
} as const;
