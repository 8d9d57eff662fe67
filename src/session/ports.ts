import type { Backend, ServerProbe } from '../backend/backend.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { Clipboard } from '../base/text/osc52.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { SignInFlow } from '../contract/sign-in.ts';
import type { Effects } from '../operations/operation.ts';
import type { StartEffects } from '../store/state.ts';

/** The embedded server as the console's child. */
export interface EmbeddedServer {
  readonly url: string;
  /** Its local password, known to this console alone. */
  readonly password: Secret;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  /** The last sentence it wrote to stderr. */
  readonly lastWords: () => string | undefined;
  /** The clients it serves now; undefined if not known, or if it is kept anyway. */
  readonly traffic: () => Promise<Traffic | undefined>;
  /** It keeps running without this console. */
  readonly keep: () => Promise<void>;
  /** Ends it, or lets go of it when it is to be kept. */
  readonly stop: () => Promise<void>;
}

/** What is written through the backend since it was made. */
interface NotedChanges {
  readonly backend: Backend;
  /** Replaces the last note, if anything was written: when, in ms since the epoch. */
  keep(title: string): Promise<number | undefined>;
  /** It is undone. A note of another change stays. */
  forget(at: number): Promise<void>;
}

export interface Traffic {
  /** Requests of clients that are running. */
  readonly running: number;
  /** When the last one came, in ms since the epoch. */
  readonly lastRequestAt: number | undefined;
}

export interface LoginRequest {
  readonly provider: string;
  /** For people. */
  readonly title: string;
  /** Auth file of the account that signs in again. */
  readonly again?: string;
}

export interface RunningLogin {
  paste(text: string): void;
  cancel(): void;
  /** Resolves when it is over and everything that it held is free. */
  readonly ended: Promise<SignInFlow>;
  /**
   * How it ended, in a sentence that says more than its last step: what of a former file could not be kept.
   */
  readonly said?: Promise<Outcome<string>>;
}

/** Everything a session does to the world; composed in cli/compose, faked in tests. */
export interface SessionPorts {
  readonly find: (signal: AbortSignal) => Promise<ServerProbe>;
  readonly connect: (secret: Secret, signal: AbortSignal, url?: string) => Promise<Outcome<Backend>>;
  /** Absent if there is no config.yaml here to work on. */
  readonly openDisk?: () => Promise<Outcome<Backend>>;
  /**
   * What starting the embedded server would take and change. Absent: the config is this program's own, and
   * the server is started without a question.
   */
  readonly beforeStart?: () => Promise<StartEffects>;
  /** On a first run: what was found, and may be used instead of an embedded server. */
  readonly offer?: { readonly text: string; readonly more: readonly string[] };
  /** A config was named that is not there. */
  readonly noConfig?: { readonly path: string; readonly nearest?: string; readonly port?: number };
  /** Chooses an embedded server, which is created after this session. */
  readonly setUpOwn?: () => void;
  /** Chooses the config that may have been meant, which is opened once this session is over. */
  readonly openNearest?: () => void;
  /** Whether the config.yaml of this machine lists no client key. */
  readonly isOpenProxy?: () => Promise<boolean>;
  /** Absent: the server is elsewhere. */
  readonly startServer?: (signal: AbortSignal) => Promise<Outcome<EmbeddedServer>>;
  readonly copy: (text: string) => Promise<Outcome<Clipboard>>;
  /** Handed whole to every operation. */
  readonly effects: Effects;
  readonly now: () => number;
  /** Notes what an operation writes, for `cli-proxy undo`; absent: nothing is noted. */
  readonly noteChanges?: (backend: Backend) => Promise<NotedChanges>;
  /** Runs once after `ms`; returns: do not. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Follows a login to its end; absent if none can be run from here. */
  readonly runLogin?: (
    backend: Backend,
    request: LoginRequest,
    onProgress: (flow: SignInFlow) => void,
  ) => Promise<RunningLogin>;
  /** In the browser of this machine, where it has a desktop. */
  readonly openUrl?: (url: string) => Promise<Outcome<void>>;
  /** Absent if no file of the user's may be read or written. */
  readonly files?: UserFiles;
}

/** Files that the user names, on the machine of the console; `~` and paths from its working folder. */
export interface UserFiles {
  /** At most 4 MB, as UTF-8. `path`: absolute. */
  read(path: string): Promise<Outcome<{ readonly path: string; readonly text: Secret }>>;
  /** 0600. A file that is there is a `conflict` and stays, unless it may be overwritten. `path`: absolute. */
  save(
    path: string,
    text: Secret,
    options: { readonly overwrite: boolean },
  ): Promise<Outcome<{ readonly path: string }>>;
  /** The preferences in the user's editor; the value says what came of it. */
  readonly editPreferences?: () => Promise<Outcome<string>>;
}
