import * as v from 'valibot';
import { clientKeyStates, countedLimits } from '../client-key.ts';
import { fingerprint, flag, instant, number, oneOrKeys, orNull, testResult, text, texts } from './members.ts';

const counted = {
  requestsPerMinute: orNull(number),
  tokensPerDay: orNull(number),
  tokensPerMonth: orNull(number),
} as const;
/** null if there is no limit. */
const limits = v.strictObject({ ...counted, models: orNull(texts) });

/** One client key: no secret; `null` is unknown or not set. */
export const clientKeyRow = v.strictObject({
  fingerprint,
  label: orNull(text),
  mask: text,
  purpose: orNull(text),
  state: v.picklist(clientKeyStates),
  createdAt: orNull(instant),
  rotatedAt: orNull(instant),
  expiresAt: orNull(instant),
  /** On the old key of a rotation. */
  deadline: orNull(instant),
  replacedBy: orNull(fingerprint),
  /** On the new key of a rotation. */
  replaces: orNull(fingerprint),
  /** null if not counted, or not used since `countedSince`. */
  lastUsedAt: orNull(instant),
  /** null if not counted. */
  countedSince: orNull(instant),
  /** null also if there were none since counting began in the middle of it. */
  callsLastHour: orNull(number),
  callsToday: orNull(number),
  limits,
  /** What is used of the limits now; null if it has no such limit, or if it is not reported. */
  used: v.strictObject(counted),
  /** Its requests are refused for this limit until then; null if they are not, as far as is known. */
  limitReached: orNull(v.strictObject({ limit: v.picklist(countedLimits), until: instant })),
  duplicate: flag,
  /** Some Amp mapping names it (F1). */
  ampMapped: flag,
});
export type ClientKeyRow = v.InferOutput<typeof clientKeyRow>;
export type LimitsRow = v.InferOutput<typeof limits>;

const known = {
  fingerprint,
  label: orNull(text),
  purpose: orNull(text),
  expiresAt: orNull(instant),
} as const;
const imported = v.array(v.strictObject({ line: number, fingerprint, mask: text, label: v.optional(text) }));

export const clientKeyAnswers = {
  'keys list': v.strictObject({ keys: v.array(clientKeyRow), openProxy: flag, limitsEnforced: flag }),
  /** `addresses`: of the last hour, or else of the last day, the last one first; null if usage cannot be read. */
  'keys show': v.strictObject({
    ...clientKeyRow.entries,
    limitsEnforced: flag,
    addresses: orNull(v.array(v.strictObject({ address: text, requests: number, lastUsedAt: instant }))),
  }),
  'keys test': v.strictObject({ fingerprint, label: orNull(text), ...testResult }),
  /** `key`: of a generated key; `mask`: of a given one. */
  'keys add': v.strictObject({ key: v.optional(text), ...known, mask: v.optional(text) }),
  'keys import': v.strictObject({
    added: imported,
    skipped: imported,
    refused: v.array(v.strictObject({ line: number, reason: text })),
  }),
  'keys label': oneOrKeys({ fingerprint, label: orNull(text) }),
  'keys edit': oneOrKeys(known),
  'keys limit': oneOrKeys({ fingerprint, enforced: flag, limits }),
  'keys rotate': oneOrKeys({
    key: text,
    ...known,
    old: v.strictObject({ fingerprint, mask: text, deadline: orNull(instant) }),
    /** null: the old key was removed at once. */
    enforced: orNull(flag),
  }),
  'keys finish': v.strictObject({
    removed: fingerprint,
    remaining: fingerprint,
    callsLastHour: orNull(number),
  }),
  'keys roll-back': v.strictObject({ removed: orNull(fingerprint), remaining: fingerprint }),
  'keys deadline': v.strictObject({ fingerprint, deadline: instant, enforced: flag }),
  'keys revoke': v.strictObject({
    revoked: v.array(v.strictObject({ fingerprint, name: text })),
    openProxy: flag,
  }),
  'keys reveal': v.strictObject({ key: text, fingerprint, label: orNull(text) }),
  'keys copy': v.strictObject({ fingerprint, through: v.picklist(['terminal', 'tmux', 'system']) }),
  snippet: v.strictObject({ client: text, text, model: text, env: text }),
} as const;
