import type { Secret } from '../base/secrets/secret.ts';
import type { AuthFile } from '../contract/auth-file.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { ConfigProblem } from '../contract/change.ts';
import type { KeyActivity } from '../contract/client-key.ts';
import type { ProviderStates } from '../contract/provider-states.ts';
import type { Quotas } from '../contract/quota/quota.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { Connection, LoginView, Result, ServerView } from './state.ts';

/** Everything that can happen to a console's state. Dispatched by the session only. */
export type ConsoleAction =
  /** The connection has changed. What was loaded stays, and is shown with its age. */
  | { readonly type: 'connection'; readonly connection: Connection }
  /** Another server, or the files: nothing loaded from the previous one is shown. */
  | { readonly type: 'place'; readonly place: string; readonly configPath: string | undefined }
  /** A backend answers: our role there and what it can do. */
  | {
      readonly type: 'signed-in';
      readonly signedInAs: string;
      readonly version: string | undefined;
      readonly capabilities: Capabilities;
      /** What the user must answer once before this server's usage is read (H4). */
      readonly feedQuestion?: string | undefined;
      readonly feedAnswer?: boolean | undefined;
      /** It answers `usage` of the session. */
      readonly hasUsage?: boolean;
    }
  /** A whole state from one load; `at` in ms since the epoch. */
  | { readonly type: 'loaded'; readonly server: ServerView; readonly at: number }
  /** The accounts of auth-dir, all of them. */
  | { readonly type: 'sessions-loaded'; readonly files: readonly AuthFile[]; readonly at: number }
  /** They could not be read, or not again. */
  | { readonly type: 'sessions-problem'; readonly problem: string }
  /** By name of the auth file: only those about whose quota something new is known. */
  | { readonly type: 'session-quotas'; readonly quotas: Quotas }
  /** The health of all provider keys. */
  | ({ readonly type: 'provider-states-loaded'; readonly at: number } & ProviderStates)
  /** By id: only those whose health has changed. */
  | {
      readonly type: 'provider-states';
      readonly states: ProviderStates['states'];
      readonly at: number;
    }
  /** It could not be read, or not again. */
  | { readonly type: 'provider-states-problem'; readonly problem: string }
  /** Keyed by fingerprint: only the keys whose figures changed. */
  | { readonly type: 'activity'; readonly keys: Readonly<Record<string, KeyActivity>>; readonly at: number }
  /** Requests that have ended, oldest first; `missed`: how many more there were. */
  | { readonly type: 'usage'; readonly records: readonly UsageRecord[]; readonly missed?: number | undefined }
  /** What the login at a provider has come to. */
  | { readonly type: 'login'; readonly login: LoginView }
  | { readonly type: 'config-problem'; readonly problem: ConfigProblem | null }
  | { readonly type: 'operation-started'; readonly title: string; readonly at: number }
  /** Whatever came of it; the sentence comes as `result`. */
  | { readonly type: 'operation-ended' }
  /** undefined clears the result line. */
  | { readonly type: 'result'; readonly result: Result | undefined }
  /** One more change that `u` can undo. */
  | { readonly type: 'undo-added'; readonly title: string }
  /** The last one was undone, or can no longer be undone. */
  | { readonly type: 'undo-removed' }
  | {
      readonly type: 'first-run';
      readonly firstRun: {
        readonly path: string;
        readonly clientKey: Secret;
        readonly managementSecret: Secret;
      };
    }
  | { readonly type: 'first-run-acknowledged' }
  /** config.yaml lists no client key. */
  | { readonly type: 'open-proxy' }
  | { readonly type: 'ways-on'; readonly canStartServer: boolean; readonly canWorkOnFiles: boolean };
