import * as v from 'valibot';
import { fingerprintSchema } from './client-key.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** ms since the epoch. */
const instant = v.number();

/** How one provider key has fared. What is not known is absent: unknown, and never zero. */
export const providerKeyStateSchema = v.object({
  /** Nothing is asked of it before this instant; past or absent: it does not rest, or nobody knows. */
  coolingUntil: v.optional(instant),
  /** Models that it rests for; absent: all, or not known. */
  coolingModels: v.optional(v.array(v.string())),
  /** The last failure, however many good answers came since. */
  lastError: v.optional(
    v.object({
      at: v.optional(instant),
      /** HTTP status of the provider; 502 and 504 as well when it could not be reached. */
      status: v.optional(v.number()),
      /** One sentence, without secrets. */
      message: v.optional(v.string()),
      /** The key was refused, or has no credit: it stays so until a person changes that. */
      refused: v.optional(v.boolean()),
    }),
  ),
  /** Attempts with this key, and those that failed, since `countedSince`, or since the server started. */
  calls: v.optional(count),
  errors: v.optional(count),
  countedSince: v.optional(instant),
  /** Since local midnight of the server. */
  callsToday: v.optional(count),
  errorsToday: v.optional(count),
  lastUsedAt: v.optional(instant),
  /** The last use is told to this many ms; absent: exactly. */
  lastUsedWithin: v.optional(count),
});
export type ProviderKeyState = v.InferOutput<typeof providerKeyStateSchema>;

/** Answer to `console/providers`. */
export const providerStatesSchema = v.object({
  /** By id of the provider key (providers/provider-keys.ts). */
  states: v.record(v.string(), providerKeyStateSchema),
  /** Keys that stand in the server's environment, by variable; absent: its environment is not known. */
  environment: v.optional(
    v.record(v.string(), v.object({ fingerprint: fingerprintSchema, mask: v.string() })),
  ),
});
export type ProviderStates = v.InferOutput<typeof providerStatesSchema>;

/**
 * SCREENS, names of states; the first that fits. `refused`: its last answer was that the key is not good, or has no
 * credit. `failing`: its last answer was another error, and it is asked again.
 */
export type ProviderKeyStanding = 'disabled' | 'refused' | 'cooling' | 'failing' | 'active';

/** @param now ms since the epoch */
export function providerKeyStanding(
  disabled: boolean,
  state: ProviderKeyState | undefined,
  now: number,
): ProviderKeyStanding {
  if (disabled) return 'disabled';
  const { lastError, lastUsedAt } = state ?? {};
  const stillFailing = lastError?.at !== undefined && lastUsedAt !== undefined && lastUsedAt <= lastError.at;
  if (stillFailing && lastError.refused) return 'refused';
  if ((state?.coolingUntil ?? 0) > now) return 'cooling';
  return stillFailing ? 'failing' : 'active';
}
