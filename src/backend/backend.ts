import type { Revision } from '../base/files/revision.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { AuditEntry, RouteChange } from '../contract/audit.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { BackendEvent, ConfigProblem } from '../contract/change.ts';
import type { ClientKey, KeyRecordEdit } from '../contract/client-key.ts';
import type { Config } from '../contract/config.ts';
import type { ConfigEdit, ConfigVersion } from '../contract/config-edit.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { ProviderStates } from '../contract/provider-states.ts';
import type { SignIn } from '../contract/sign-in.ts';
import type { UsageFigures, UsageQuery, UsageRequest } from '../contract/usage-figures.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { BackendLogs } from './backend-logs.ts';
import type { BackendSessions } from './backend-sessions.ts';

export type { RequestLogFile } from './backend-logs.ts';
export type * from './backend-sessions.ts';

/** `go-v7` also means a newer public server, which works as far as its answers allow. */
export type BackendKind = 'disk' | 'embedded' | 'go-v6' | 'go-v7';
type SignedInAs = 'local password' | 'management secret' | 'files';

/** Which of the public servers: `unknown` is a newer one, or one that has not said yet. */
export type Generation = 'v6' | 'v7' | 'unknown';

/** What answers at an address. */
export type ServerProbe =
  | { readonly kind: 'ours'; readonly version: string }
  /** A public CLI Proxy API server; which one, the first answer to the secret settles. */
  | { readonly kind: 'public'; readonly generation: Generation; readonly version?: string | undefined }
  /** Some other program: it is never sent a secret. `reason` is a sentence, as below. */
  | { readonly kind: 'foreign'; readonly reason: string }
  /** The connection was refused: no program listens. */
  | { readonly kind: 'none'; readonly reason: string }
  /** Something may be running there, but it is silent, hangs up, or cannot be trusted. */
  | { readonly kind: 'unclear'; readonly reason: string };

/** All that a console needs for its first screen, from one load. */
export interface ServerState {
  /** The config in force (not a broken file on disk). */
  readonly config: Config;
  readonly revision: Revision;
  /** In the order of the file. */
  readonly clientKeys: readonly ClientKey[];
  /** Set while the file on disk is not what is in force. */
  readonly problem: ConfigProblem | null;
  /** Sentences about file modes and the like, worst first; empty is good. */
  readonly warnings: readonly string[];
  /** Addresses that look like reverse proxies and are not in `trusted-proxies`; absent if not checked. */
  readonly unnamedProxies?: readonly string[];
  /**
   * The records of client keys cannot be read: this server, or for files one that starts now, enforces no expiry,
   * deadline or limit.
   */
  readonly withoutKeyRecords?: boolean;
  /** When the server started, ms since the epoch; absent if it does not say. */
  readonly startedAt?: number;
}

export interface ConfigText {
  /** The bytes of the file as UTF-8 text: also a broken one. */
  readonly text: string;
  readonly revision: Revision;
}

/** What an edit of the config left behind. */
export interface EditedConfig {
  readonly revision: Revision;
  /**
   * Where the revision is not that of the text: the text that the edits fell on, and the revision of the one
   * that they made, for an exact undo.
   */
  readonly text?: { readonly before: string; readonly after: Revision } | undefined;
  /** false: stored, but the server keeps using its former client keys until it is restarted. */
  readonly applied?: boolean;
}

export interface WriteOptions {
  /** What the writer saw: another revision on disk is a `conflict` and nothing is written. */
  readonly revision?: Revision;
  readonly signal?: AbortSignal;
}

/** Reading it consumes no record (H4). New ones come as `usage` changes of the feed. */
export interface BackendUsage {
  figures(request: UsageRequest, signal?: AbortSignal): Promise<Outcome<UsageFigures>>;
  /** Newest first. */
  records(query: UsageQuery, limit: number, signal?: AbortSignal): Promise<Outcome<UsageRecord[]>>;
}

/** The health of the provider keys. */
export interface BackendProviders {
  /** What is known now; asked more often than `refreshMs` it answers from memory. */
  states(signal?: AbortSignal): Promise<Outcome<ProviderStates>>;
  /**
   * ms after which it is worth asking again; changes before that come as `provider-states`, where there is a
   * push.
   */
  readonly refreshMs: number;
  /**
   * The key receives requests again immediately. A key that is no longer there is a `conflict`; absent where
   * cooldowns are not known.
   */
  clearCooldown?(id: string, signal?: AbortSignal): Promise<Outcome<void>>;
}

/** What a choice between config.yaml and the server's config left behind. */
export interface ChosenConfig {
  /** Top-level settings in which they differed; none: there was nothing to choose. */
  readonly parts: readonly string[];
  /** Where the text that was replaced, or loaded, is kept. */
  readonly backup: string | undefined;
  /** false: the server shows the config and judges clients by the former one until it is restarted. */
  readonly applied: boolean;
}

/**
 * config.yaml of a server that may run with another config, as it stops watching a file that was replaced.
 */
export interface BackendConfigFile {
  /** Compares the two; what it finds is the `problem` of the state as well. */
  look(signal?: AbortSignal): Promise<Outcome<ConfigProblem | null>>;
  /** The server takes what the file says. */
  load(signal?: AbortSignal): Promise<Outcome<ChosenConfig>>;
  /** The file gets what the server runs with. */
  keep(signal?: AbortSignal): Promise<Outcome<ChosenConfig>>;
}

/** Former texts of config.yaml. */
export interface ConfigHistory {
  /** Newest first. */
  versions(signal?: AbortSignal): Promise<Outcome<readonly ConfigVersion[]>>;
  /** @param id of a version */
  read(id: string, signal?: AbortSignal): Promise<Outcome<string>>;
}

/**
 * The one way to a server's state, wherever it is (DESIGN, seams). Items are named by value or
 * fingerprint, never by index. Every failure carries a sentence for the user.
 */
export interface Backend {
  readonly kind: BackendKind;
  /** Base URL of the server, or the path of config.yaml. */
  readonly place: string;
  readonly signedInAs: SignedInAs;
  /** As the server gives it; undefined if not said. */
  readonly version: string | undefined;
  readonly capabilities: Capabilities;
  load(signal?: AbortSignal): Promise<Outcome<ServerState>>;
  readConfigText(signal?: AbortSignal): Promise<Outcome<ConfigText>>;
  /** Validated before saving; `invalid` carries line and column. */
  writeConfigText(text: string, options?: WriteOptions): Promise<Outcome<{ revision: Revision }>>;
  /** All or nothing. Without a revision they apply to whatever text is there now. */
  editConfig(edits: readonly ConfigEdit[], options?: WriteOptions): Promise<Outcome<EditedConfig>>;
  editKeyRecords(edits: readonly KeyRecordEdit[], signal?: AbortSignal): Promise<Outcome<void>>;
  /**
   * B7: stored as a bcrypt hash; this backend continues with the new secret. Once it is sent, the signal stops
   * nothing: a failure after that is `maybeInForce`.
   */
  setManagementSecret(secret: Secret, signal?: AbortSignal): Promise<Outcome<void>>;
  appendAudit(entry: AuditEntry): Promise<Outcome<void>>;
  /** Newest last, at most `limit`. */
  readAudit(limit: number): Promise<Outcome<readonly AuditEntry[]>>;
  /** What other programs changed over routes of the server, newest first; absent: only one's own changes can be undone. */
  readonly changes?: {
    list(signal?: AbortSignal): Promise<Outcome<readonly RouteChange[]>>;
    /** `conflict`: something else was changed since. */
    undo(id: string, signal?: AbortSignal): Promise<Outcome<RouteChange>>;
  };
  /** Starts the change feed with the first listener and ends it with the last. Returns: stop listening. */
  subscribe(listener: (event: BackendEvent) => void): () => void;
  /** Logging in at providers (E2); absent if this backend cannot. */
  readonly signIn?: SignIn | undefined;
  /** Absent if this backend knows nothing of auth-dir. */
  readonly sessions?: BackendSessions | undefined;
  /** Absent if no former texts of config.yaml are kept. */
  readonly history?: ConfigHistory | undefined;
  /** Absent: the server always follows its file. */
  readonly configFile?: BackendConfigFile | undefined;
  /** Absent if this backend knows nothing about their health. */
  readonly providers?: BackendProviders | undefined;
  /** What is known of the requests that went through (H2); absent if this backend does not know. */
  readonly usage?: BackendUsage | undefined;
  /** Absent if nothing is known of its log. */
  readonly logs?: BackendLogs | undefined;
  /**
   * A question that the user must answer once for this server before its usage is read, as reading it keeps
   * it from others (H4); undefined if there is none. The answer is remembered and takes effect at once.
   */
  readonly feedQuestion?: string | undefined;
  /** What was answered, and can be answered otherwise; undefined: nothing, or this backend never asks. */
  readonly feedAnswer?: boolean | undefined;
  answerFeedQuestion?(yes: boolean): Promise<Outcome<void>>;
  close(): Promise<void>;
}
