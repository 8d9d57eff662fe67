import * as v from 'valibot';
import { fingerprintSchema } from './client-key.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** ms since the epoch. */
const instant = v.number();

/** The last failed attempt with a credential, however many attempts succeeded since. */
export const lastErrorSchema = v.object({
  at: v.optional(instant),
  /** HTTP status of the provider; 502 and 504 as well when it could not be reached. */
  status: v.optional(v.number()),
  /** One sentence, without secrets. */
  message: v.optional(v.string()),
  /** The key was refused, or has no credit: it stays so until a person changes that. */
  refused: v.optional(v.boolean()),
  /** Of a refused one: only more credit helps. */
  noCredit: v.optional(v.boolean()),
});

export type LastError = v.InferOutput<typeof lastErrorSchema>;

/** Whether no attempt has succeeded since the last error. */
export const isLastFailed = ({
  lastError,
  lastUsedAt,
}: {
  readonly lastError?: LastError | undefined;
  readonly lastUsedAt?: number | undefined;
}): boolean => lastError?.at !== undefined && lastUsedAt !== undefined && lastUsedAt <= lastError.at;

/** The health of one provider key. What is unknown is absent, never zero. */
export const providerKeyStateSchema = v.object({
  /** End of its cooldown: no request is sent with it before then; past or absent: no cooldown, or not known. */
  coolingUntil: v.optional(instant),
  /** Models that the cooldown is for; absent: all, or not known. */
  coolingModels: v.optional(v.array(v.string())),
  lastError: v.optional(lastErrorSchema),
  /** Attempts with this key, and those that failed, since `countedSince`, or since the server started. */
  calls: v.optional(count),
  errors: v.optional(count),
  countedSince: v.optional(instant),
  /** Since local midnight of the server. */
  callsToday: v.optional(count),
  errorsToday: v.optional(count),
  lastUsedAt: v.optional(instant),
  /** Precision of the last use, ms; absent: exact. */
  lastUsedWithin: v.optional(count),
});
export type ProviderKeyState = v.InferOutput<typeof providerKeyStateSchema>;

/** Answer to `console/providers`. */
export const providerStatesSchema = v.object({
  /** By id of the provider key (providers/provider-keys.ts). */
  states: v.record(v.string(), providerKeyStateSchema),
  /** Keys in the server's environment, by variable; absent: its environment is not known. */
  environment: v.optional(
    v.record(v.string(), v.object({ fingerprint: fingerprintSchema, mask: v.string() })),
  ),
});
export type ProviderStates = v.InferOutput<typeof providerStatesSchema>;

/**
 * SCREENS, names of states, worst first. `rejected`, `no credit`: so the last attempt was answered. `failing`: it ended
 * with another error; requests are still sent with the key.
 */
export const providerKeyStatuses = [
  'rejected',
  'no credit',
  'failing',
  'cooling',
  'disabled',
  'stored, not served',
  'active',
] as const;
export type ProviderKeyStatus = (typeof providerKeyStatuses)[number];

/** The one reading of a key's state, for screens and commands. @param now ms since the epoch */
export function providerKeyStatus(
  {
    disabled,
    keptOnly,
  }: {
    readonly disabled: boolean;
    /** The server only stores it for other servers (D4). */
    readonly keptOnly: boolean;
  },
  state: ProviderKeyState | undefined,
  now: number,
): ProviderKeyStatus {
  if (disabled) return 'disabled';
  const stillFailing = isLastFailed(state ?? {});
  if (stillFailing && state?.lastError?.refused) return state.lastError.noCredit ? 'no credit' : 'rejected';
  if ((state?.coolingUntil ?? 0) > now) return 'cooling';
  if (stillFailing) return 'failing';
  return keptOnly ? 'stored, not served' : 'active';
}
