import * as v from 'valibot';
import { providerKeyStatuses } from '../provider-states.ts';
import { fingerprint, flag, instant, lastError, number, orNull, testResult, text, texts } from './members.ts';

/** One provider key: no secret; `null` is unknown or not set. */
export const providerKeyRow = v.strictObject({
  id: text,
  provider: text,
  list: text,
  /** For sentences. */
  title: text,
  name: orNull(text),
  prefix: orNull(text),
  mask: orNull(text),
  fingerprint: orNull(fingerprint),
  baseUrl: orNull(text),
  state: v.picklist(providerKeyStatuses),
  coolingUntil: orNull(instant),
  lastError,
  callsToday: orNull(number),
  errorsToday: orNull(number),
  /** Since `countedSince`, or the server's start. */
  calls: orNull(number),
  errors: orNull(number),
  countedSince: orNull(instant),
  lastUsedAt: orNull(instant),
  /** As clients ask for them; empty: all that the provider has. */
  models: texts,
  priority: number,
  weight: number,
  proxyUrl: orNull(text),
  /** Variable of the server's environment that holds the key. */
  variable: orNull(text),
  keysOfEntry: number,
  duplicate: flag,
});
export type ProviderKeyRow = v.InferOutput<typeof providerKeyRow>;

const id = v.strictObject({ id: text });
const ids = v.strictObject({ ids: texts });
const clineKey = { id: text, name: orNull(text) } as const;

export const providerKeyAnswers = {
  'providers list': v.strictObject({ keys: v.array(providerKeyRow) }),
  'providers show': v.strictObject({ ...providerKeyRow.entries, fields: v.record(text, text) }),
  'providers add': v.strictObject({ id: text, mask: orNull(text) }),
  'providers edit': v.strictObject({ id: text, fields: texts }),
  'providers duplicate': id,
  'providers enable': ids,
  'providers disable': ids,
  'providers clear-cooldown': ids,
  'providers remove': v.strictObject({ removed: v.array(v.strictObject({ id: text, name: text })) }),
  'providers move': id,
  'providers rotate': v.strictObject({
    id: text,
    mask: text,
    checked: orNull(text),
    /** Of the old key, if it was kept. */
    oldId: orNull(text),
  }),
  'providers test': v.strictObject({
    checks: v.array(
      v.strictObject({
        id: text,
        provider: text,
        name: orNull(text),
        mask: orNull(text),
        fingerprint: orNull(fingerprint),
        baseUrl: text,
        ...testResult,
      }),
    ),
  }),
  'providers models': v.strictObject({ id: text, provider: text, models: texts }),
  'cline keys': v.strictObject({
    keys: v.array(
      v.strictObject({
        ...clineKey,
        mask: orNull(text),
        createdAt: orNull(text),
        lastUsedAt: orNull(text),
        expiresAt: orNull(text),
        /** The provider key that asked. */
        asking: orNull(flag),
      }),
    ),
  }),
  'cline revoke': v.strictObject({ dryRun: v.optional(v.literal(true)), ...clineKey }),
} as const;
