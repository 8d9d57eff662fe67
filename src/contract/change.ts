import * as v from 'valibot';
import { catalogue } from '../base/text/language.ts';
import { keyActivitySchema } from './client-key.ts';
import { providerKeyStateSchema } from './provider-states.ts';
import { quotasSchema } from './quota/quota.ts';
import { usageRecordSchema } from './usage-record.ts';

/** A problem of the config that the user must know about; the running config stays in force. */
export const configProblemSchema = v.object({
  /** One sentence: what, where, what to do. No secret. */
  message: v.string(),
  line: v.optional(v.number()),
  column: v.optional(v.number()),
  /** The file is sound, but the server runs with another config and would write it over the file. */
  unloaded: v.optional(v.literal(true)),
});
export type ConfigProblem = v.InferOutput<typeof configProblemSchema>;

/**
 * What a backend sends to its listeners, and what our server sends as JSON text frames on
 * `/v0/management/events`. Secrets never travel in it: on `config`, `key-records` and `auth-files` the reader loads again.
 */
export const changeSchema = v.variant('type', [
  /** The config in force has changed. */
  v.object({ type: v.literal('config'), revision: v.string() }),
  /** The file on disk is broken (`problem`) or good again (`null`). */
  v.object({ type: v.literal('config-problem'), problem: v.nullable(configProblemSchema) }),
  v.object({ type: v.literal('key-records') }),
  /** Some session, or what is known of it, has changed. */
  v.object({ type: v.literal('auth-files') }),
  /** Keyed by fingerprint; only keys whose figures changed. */
  v.object({ type: v.literal('activity'), keys: v.record(v.string(), keyActivitySchema) }),
  /** By id: only provider keys whose health changed; a key that is not in it is unchanged. */
  v.object({ type: v.literal('provider-states'), states: v.record(v.string(), providerKeyStateSchema) }),
  /** By name of the auth file: only sessions about whose quota something new is known. */
  v.object({ type: v.literal('session-quotas'), quotas: quotasSchema }),
  /** Requests that have ended, oldest first; at most twenty frames a second. `missed`: how many were left out. */
  v.object({
    type: v.literal('usage'),
    records: v.array(usageRecordSchema),
    missed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
]);
export type Change = v.InferOutput<typeof changeSchema>;

/** State of the change feed itself. */
type FeedState =
  | { readonly type: 'feed'; readonly state: 'live' }
  | {
      readonly type: 'feed';
      readonly state: 'lost';
      readonly reason: string;
      /** ms since the epoch. */
      readonly nextAttemptAt: number;
      /** The server lives, and lets this address in again at `nextAttemptAt`. */
      readonly lockedOut?: true | undefined;
    }
  /** The secret was refused: nothing more is sent until the user signs in again. */
  | {
      readonly type: 'feed';
      readonly state: 'refused';
      readonly reason: string;
      /** Before this address is locked out, where that is known. */
      readonly attemptsLeft?: number | undefined;
    };

export type BackendEvent = Change | FeedState;

/** For a change that a v6 server has stored and does not apply. */
export const restartNeeded = catalogue(
  'Restart the server: its config.yaml was replaced while it ran, so it checks clients against the previous keys until then.',
  async () => ({
    zhCN: '请重启服务器：它运行时 config.yaml 被替换，在此之前它仍用旧密钥检查客户端。',
  }),
);

/** Whether a warning is about a file that other users can read or change (config/file/file-modes.ts). */
export const isModeWarning = (warning: string): boolean => / 0\d{3}[)）].* chmod /.test(warning);
