import type { JsonEdit } from '../base/json/edit-json.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type {
  AuthFile,
  AuthFileBatch,
  AuthFileFields,
  AuthFileModel,
  Revocation,
  RevokedAuthFiles,
  UploadedAuthFile,
} from '../contract/auth-file.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Quota } from '../contract/quota/quota.ts';

interface UploadOptions {
  /** false: a name that is taken is a `conflict`, and nothing is written. */
  readonly overwrite: boolean;
  /** Provider of a file that does not name its own; another than it names is `invalid`. */
  readonly channel?: string;
  readonly prefix?: string;
  readonly signal?: AbortSignal;
}

/** What is learnt of an account by using it; `undefined` takes a fact away. */
export type AccountFacts = {
  readonly [Fact in 'trouble' | 'message' | 'link' | 'coolingUntil' | 'lastRefresh']?:
    | AuthFile[Fact]
    | undefined;
};

/**
 * The auth files with their tokens: for logins, renewals and the gateway, if the files are on this machine.
 */
export interface TokenFiles {
  /** Those that can be read, as they are on disk. */
  list(): Promise<Outcome<readonly TokenFile[]>>;
  /**
   * Reads one file, and writes those members that the task's answer has otherwise; undefined if nothing
   * changes. One task an account at a time, over all processes, however long it takes; what other programs
   * wrote in that time to other members stays, and what they wrote to the same ones is a `conflict`. The task
   * of an unused name gets undefined, and its answer becomes a new file.
   */
  change(
    name: string,
    task: (file: TokenMembers | undefined) => Promise<Outcome<TokenMembers | undefined>>,
    signal?: AbortSignal,
  ): Promise<Outcome<void>>;
  /** Kept beside the file, and no longer valid once the file has other tokens; a cooldown stays. */
  note(name: string, facts: AccountFacts): Promise<Outcome<void>>;
}
export type TokenMembers = Readonly<Record<string, unknown>>;
export interface TokenFile {
  readonly name: string;
  /** Its JSON, with its tokens in plain. */
  readonly file: TokenMembers;
}

/**
 * The accounts of auth-dir (E3), named by their files. A name that is not there, or no longer there, is a
 * `conflict`. Several names are processed separately; it fails only if all failed.
 */
export interface BackendSessions {
  list(signal?: AbortSignal): Promise<Outcome<readonly AuthFile[]>>;
  /**
   * What a server has loaded from the console's own folder, and may use until it is restarted. No list has
   * it, and most servers do not look there.
   */
  loadedFromConsoleFolder(signal?: AbortSignal): Promise<Outcome<readonly string[]>>;
  /** One of them with all that can be found out, also what costs a request of its own. */
  inspect(name: string, signal?: AbortSignal): Promise<Outcome<AuthFile>>;
  /** What it serves; none for a disabled one. */
  models(name: string, signal?: AbortSignal): Promise<Outcome<readonly AuthFileModel[]>>;
  setDisabled(
    names: readonly string[],
    disabled: boolean,
    signal?: AbortSignal,
  ): Promise<Outcome<AuthFileBatch>>;
  editFields(name: string, fields: AuthFileFields, signal?: AbortSignal): Promise<Outcome<void>>;
  /** The text is validated before saving. An overwritten file is kept like a revoked one. */
  upload(name: string, text: Secret, options: UploadOptions): Promise<Outcome<UploadedAuthFile>>;
  /** The whole file, with its tokens. */
  download(name: string, signal?: AbortSignal): Promise<Outcome<Secret>>;
  /**
   * They stop working at once; what is returned with a token can be restored for 30 days. @param keepTokens true: their
   * providers are not asked to revoke the tokens, which may be in use elsewhere
   */
  revoke(
    names: readonly string[],
    signal?: AbortSignal,
    keepTokens?: boolean,
  ): Promise<Outcome<RevokedAuthFiles>>;
  /** What can be restored, newest first. */
  revocations(signal?: AbortSignal): Promise<Outcome<readonly Revocation[]>>;
  /** Never overwrites a file added since. */
  restore(token: string, signal?: AbortSignal): Promise<Outcome<AuthFileBatch>>;
  /** It receives requests again immediately. */
  clearCooldown(name: string, signal?: AbortSignal): Promise<Outcome<void>>;
  /** Asks its provider for the quota, once a minute at most; a request that costs nothing. */
  askQuota(name: string, signal?: AbortSignal): Promise<Outcome<Quota>>;
  /** Sets any members, in objects of the file too; present only if the files are on this machine. */
  editMembers?(name: string, edits: readonly JsonEdit[], signal?: AbortSignal): Promise<Outcome<void>>;
  /** Absent: the files are elsewhere. */
  readonly tokens?: TokenFiles;
}
