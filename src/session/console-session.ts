import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { Clipboard } from '../base/text/osc52.ts';
import type { AuthFile, AuthFileModel } from '../contract/auth-file.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { UsageFigures, UsageRequest } from '../contract/usage-figures.ts';
import type { Inquiry, Operation, ProgressStep } from '../operations/operation.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { ConsoleState } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Logins } from './logins.ts';
import type { Traffic, UserFiles } from './ports.ts';

export interface InspectedSession {
  readonly file: AuthFile;
  readonly models: readonly AuthFileModel[] | undefined;
}

/**
 * One life of a console: the only way from the screens to anything outside. Everything it learns lands in the
 * store.
 */
export interface ConsoleSession {
  readonly store: Store<ConsoleState, ConsoleAction>;
  /** One attempt with this secret; a refused one is never sent twice (DESIGN). */
  signIn(secret: Secret): Promise<void>;
  /** Asks the server again, now. */
  retry(): Promise<void>;
  startServer(): Promise<void>;
  /** Uses what was offered on the first run. */
  acceptOffer(): Promise<void>;
  /** Chooses an embedded server instead; it is created after the console exits. */
  setUpOwn(): void;
  /** Chooses the config that may have been meant; it is opened when the console is left. */
  openNearest(): void;
  /** Clients of the embedded server of this console; undefined if no server would end with the console. */
  traffic(): Promise<Traffic | undefined>;
  /** The embedded server keeps running after the console exits. */
  keepServer(): Promise<void>;
  workOnFiles(): Promise<void>;
  reload(): Promise<void>;
  /** Runs, reports on the result line, writes the audit log, remembers how to undo. One at a time. */
  run<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Outcome<Result>>;
  /**
   * Runs what only reads, beside everything else: no spinner, no result line, no line in the audit log. The
   * result is the caller's to show. Ends with the signal, with `cancel`, and with the connection
   * (`cancelled`).
   */
  ask<Input, Result>(
    operation: Inquiry<Input, Result>,
    input: Input,
    onProgress?: (step: ProgressStep) => void,
    signal?: AbortSignal,
  ): Promise<Outcome<Result>>;
  undo(): Promise<void>;
  /** The client keys that an undo would revoke now, as the change made them. */
  undoRevokes(): readonly Fingerprint[];
  /** Stops the running operation or request; when none runs, all that was asked by `ask`. */
  cancel(): void;
  /** Puts text on the user's clipboard; the value says through what. */
  copy(secret: Secret): Promise<Outcome<Clipboard>>;
  /** Logging in at providers. */
  readonly logins: Omit<Logins, 'close'>;
  /** Files that the user names, where the console runs. */
  readonly files: UserFiles;
  acknowledgeFirstRun(): void;
  /** Answers `feedQuestion` of the store for this server, or changes `feedAnswer`. */
  answerFeedQuestion(yes: boolean): Promise<void>;
  /** Totals, groups, a graph and records, in one query; where `hasUsage` of the store says so. */
  usage(request: UsageRequest): Promise<Outcome<UsageFigures>>;
  /**
   * Reads the accounts of auth-dir into `sessions` of the store, which from then on follows their changes by
   * itself. Resolves when the store has them, or why not.
   */
  loadSessions(): Promise<void>;
  /**
   * Keeps `providerStates` of the store up to date, by a push where there is one and else by gentle
   * questions, until the returned function is called. For while they are on the screen.
   */
  watchProviderStates(): () => void;
  /** What is heard of requests is not shown right then. */
  keyPressed(): void;
  /** All that can be found out of one account; `models`: undefined where they could not be read. */
  inspectSession(name: string): Promise<Outcome<InspectedSession>>;
  /** Ends the feed, and the embedded server unless it is to be kept. */
  close(): Promise<void>;
}
