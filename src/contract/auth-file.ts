import * as v from 'valibot';
import { isLastFailed, lastErrorSchema } from './provider-states.ts';
import { quotaSchema } from './quota/quota.ts';
import { nearLimit, nextQuotaChange } from './quota/read-quota.ts';

/** ms since the epoch. */
const instant = v.number();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What is wrong with an account apart from the dates of its tokens. */
export const authFileTroubles = ['failing', 'needs verification'] as const;

/**
 * One account of auth-dir, or of the server, as screens and commands see it: facts only, never a token. What a server
 * does not report is absent, which means unknown and not "none". Texts come from files and servers: escape them
 * before they reach a terminal.
 */
export const authFileSchema = v.object({
  /** File name in auth-dir, and the name of this item everywhere. */
  name: v.string(),
  /** `type` of the file: claude, codex … */
  provider: v.optional(v.string()),
  /** E-mail address, or what the provider has instead. */
  account: v.optional(v.string()),
  plan: v.optional(v.string()),
  project: v.optional(v.string()),
  disabled: v.boolean(),
  /** Why no server can use this file, in one sentence; absent: it can be read. */
  broken: v.optional(v.string()),
  trouble: v.optional(v.picklist(authFileTroubles)),
  /** The last message of the provider or server. */
  message: v.optional(v.string()),
  /** Where the user can do something about it. */
  link: v.optional(v.string()),
  /** No request goes to this account until then. */
  coolingUntil: v.optional(instant),
  /** End of the access token; absent: not reported, or it has none. */
  expiresAt: v.optional(instant),
  /** Lifetime of such a token, ms. */
  lifetime: v.optional(v.number()),
  /** There is a refresh token, so that a server can renew it without the user. */
  renewable: v.optional(v.boolean()),
  lastRefresh: v.optional(v.object({ at: instant, ok: v.boolean(), message: v.optional(v.string()) })),
  prefix: v.optional(v.string()),
  priority: v.optional(v.number()),
  note: v.optional(v.string()),
  /** User and password in it are struck out. */
  proxyUrl: v.optional(v.string()),
  /** Absolute, on the machine of its server. */
  path: v.optional(v.string()),
  /** Bytes. */
  size: v.optional(count),
  modifiedAt: v.optional(instant),
  createdAt: v.optional(instant),
  /** The list of this server leaves out prefix, proxy and expiry. */
  partial: v.optional(v.boolean()),
  /** It lives in the memory of the server only: there is no file to download or to revoke. */
  inMemory: v.optional(v.boolean()),
  /** Its name in the usage records of its server. */
  authIndex: v.optional(v.string()),
  traffic: v.optional(
    v.object({
      calls: count,
      errors: count,
      since: v.picklist(['midnight', 'server start']),
      /** Calls per 10 minutes, oldest first. */
      recent: v.optional(v.array(count)),
    }),
  ),
  /** Attempts of the gateway since it started; absent: none, or not reported. */
  lastUsedAt: v.optional(instant),
  lastError: v.optional(lastErrorSchema),
  /** Absent: nothing is known. */
  quota: v.optional(quotaSchema),
  /** Further members of its entry in the lists of the public servers, under their names. */
  listed: v.optional(v.record(v.string(), v.unknown())),
  /** A sentence about something that should be fixed, such as the file's mode (E1, M1). */
  warning: v.optional(v.string()),
});
export type AuthFile = v.InferOutput<typeof authFileSchema>;

/** Its plan: an answer of its provider is newer than its auth file, until a new login at the server. */
export const planOf = ({ plan, quota }: Pick<AuthFile, 'plan' | 'quota'>): string | undefined =>
  quota?.plan?.trim() || plan?.trim() || undefined;

/** SCREENS, names of states; the first that applies. */
export const authFileStates = [
  'broken',
  'disabled',
  'needs verification',
  'expired',
  'failing',
  'cooling',
  'expiring',
  'near limit',
  'active',
] as const;
export type AuthFileState = (typeof authFileStates)[number];

/** A token counts as expiring this many ms before its end, or in the last quarter of a short lifetime. */
const expiringFor = 60 * 60_000;

/** @param now ms since the epoch */
export function authFileState(file: AuthFile, now: number): AuthFileState {
  if (file.broken !== undefined) return 'broken';
  if (file.disabled) return 'disabled';
  if (file.trouble === 'needs verification') return 'needs verification';
  if (file.expiresAt !== undefined && file.expiresAt <= now) return 'expired';
  const lastFailed = isLastFailed(file);
  if (file.trouble || (lastFailed && file.lastError?.refused)) return 'failing';
  if (file.coolingUntil !== undefined && file.coolingUntil > now) return 'cooling';
  // As of provider keys: until an attempt succeeds.
  if (lastFailed) return 'failing';
  if (expiringAt(file) <= now) return 'expiring';
  return nearLimit(file.quota, now) ? 'near limit' : 'active';
}

/** ms after its end during which a token that can be renewed is only waiting for a server to renew it. */
const waitsFor = 30 * 86_400_000;

/**
 * Whether an account that counts as expired is so beyond doubt. One with a refresh token goes on working as soon as a
 * server renews it, unless that has failed, or it has not been renewed for a month.
 */
export function isSurelyExpired({ expiresAt, renewable, lastRefresh }: AuthFile, now: number): boolean {
  if (expiresAt === undefined || expiresAt > now) return false;
  return renewable !== true || lastRefresh?.ok === false || expiresAt < now - waitsFor;
}

/** The times at which the state changes by itself, ms since the epoch; the next one after `now`, or Infinity. */
export function nextAuthFileState(file: AuthFile, now: number): number {
  const instants = [
    ...[file.expiresAt, file.coolingUntil, expiringAt(file)],
    nextQuotaChange(file.quota, now),
  ];
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...instants.filter((at) => at !== undefined && at > now).map(Number),
  );
}

function expiringAt({ expiresAt, lifetime }: AuthFile): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY;
  return expiresAt - Math.min(expiringFor, (lifetime ?? Number.POSITIVE_INFINITY) / 4);
}

/** What the user may change of a session; an absent field stays, `null` removes it. */
export const authFileFieldsSchema = v.strictObject({
  prefix: v.optional(v.nullable(v.string())),
  proxyUrl: v.optional(v.nullable(v.string())),
  priority: v.optional(v.nullable(v.pipe(v.number(), v.integer()))),
  note: v.optional(v.nullable(v.string())),
});
export type AuthFileFields = v.InferOutput<typeof authFileFieldsSchema>;

/** A model that an account serves. */
export const authFileModelSchema = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  owner: v.optional(v.string()),
});
export type AuthFileModel = v.InferOutput<typeof authFileModelSchema>;

/** The outcome for each of several auth files. A partial failure is a success that reports it. */
export const authFileBatchSchema = v.object({
  done: v.array(v.string()),
  /** `message`: one sentence. */
  failed: v.array(v.object({ name: v.string(), message: v.string() })),
});
export type AuthFileBatch = v.InferOutput<typeof authFileBatchSchema>;

/** `token` restores what is `done`; absent: it cannot be restored. */
export const revokedAuthFilesSchema = v.object({
  ...authFileBatchSchema.entries,
  token: v.optional(v.string()),
  /**
   * Of those whose provider was notified: whether it has revoked the tokens, so that even the restored file needs a
   * new login.
   */
  atProvider: v.optional(
    v.array(v.object({ name: v.string(), ok: v.boolean(), message: v.optional(v.string()) })),
  ),
});
export type RevokedAuthFiles = v.InferOutput<typeof revokedAuthFilesSchema>;

/** `token` restores the file that was overwritten; absent: there was none, or it is not kept. */
export const uploadedAuthFileSchema = v.object({ token: v.optional(v.string()) });
export type UploadedAuthFile = v.InferOutput<typeof uploadedAuthFileSchema>;

/** What was revoked together and can be restored. */
export const revocationSchema = v.object({ token: v.string(), at: instant, names: v.array(v.string()) });
export type Revocation = v.InferOutput<typeof revocationSchema>;
