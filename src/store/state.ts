import type { Secret } from '../base/secrets/secret.ts';
import type { AuthFile } from '../contract/auth-file.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { ConfigProblem } from '../contract/change.ts';
import type { ClientKey } from '../contract/client-key.ts';
import type { Config } from '../contract/config.ts';
import type { ProviderStates } from '../contract/provider-states.ts';
import type { SignInFlow } from '../contract/sign-in.ts';
import type { UsageTail } from './usage-tail.ts';

/** What a console waits for before it is connected. */
export type Waiting =
  | 'looking for the server'
  | 'signing in'
  | 'starting the embedded server'
  | 'reading the files';

/**
 * What the embedded server would take and change if it was started on a config that may be another server's.
 */
export interface StartEffects {
  readonly configPath: string;
  /** When the file was last changed, in ms since the epoch; undefined if not known. */
  readonly changedAt?: number | undefined;
  readonly port: number;
  /**
   * The config names no host, which is every address to a public server and this machine alone to this one.
   */
  readonly thisMachineOnly: boolean;
  /** The plain management secret in the file would be replaced with its hash. */
  readonly hashesSecret: boolean;
  /** What is wrong with the file, so that no server can start with it. */
  readonly broken?: string | undefined;
}

/** The connection to the server; each kind is one view on the screen. Instants in ms since the epoch. */
export type Connection =
  /** The embedded server is being started, or a server is being asked for the first time. */
  | { readonly kind: 'connecting'; readonly what: Waiting }
  /** Waits for a secret; `reason` is set after a refusal. Nothing is sent until then. */
  | {
      readonly kind: 'sign-in';
      readonly reason?: string | undefined;
      /** Known after a wrong password. */
      readonly attemptsLeft?: number | undefined;
      /** This secret was refused before, so it was not sent. */
      readonly repeated?: true | undefined;
      /** The server has no management secret: none can be right. */
      readonly managementOff?: true | undefined;
      readonly busy: boolean;
    }
  | { readonly kind: 'locked-out'; readonly reason: string; readonly until: number }
  | {
      readonly kind: 'down';
      readonly reason: string;
      /** When the next automatic attempt to reach the server is. */
      readonly nextAttemptAt: number;
      /** The connection was refused; `reason` says only that. */
      readonly refused?: true | undefined;
      /** Something may be running there, so that the embedded server is not started in its place. */
      readonly unclear?: true | undefined;
      /** Another program answers there. */
      readonly foreign?: true | undefined;
      /** The config is not this program's own, so that starting the embedded server is asked first. */
      readonly start?: StartEffects | undefined;
    }
  /**
   * On a first run something was found that may be used instead of an embedded server; nothing is sent
   * yet.
   */
  | { readonly kind: 'offer'; readonly text: string; readonly more: readonly string[] }
  /** The named config does not exist, most likely a typo, so nothing is created without asking. */
  | {
      readonly kind: 'no-config';
      readonly path: string;
      /** Another config that may have been meant. */
      readonly nearest?: string | undefined;
      /** Of the server that would be made there. */
      readonly port?: number | undefined;
    }
  | { readonly kind: 'live' }
  | {
      readonly kind: 'reconnecting';
      readonly reason: string;
      readonly nextAttemptAt: number;
      /** Nothing is sent until then. */
      readonly lockedOut?: true | undefined;
    }
  | { readonly kind: 'disk' };

/** The parts of ServerState that screens read. */
export interface ServerView {
  readonly config: Config;
  readonly revision: string;
  readonly clientKeys: readonly ClientKey[];
  readonly problem: ConfigProblem | null;
  readonly warnings: readonly string[];
  readonly startedAt?: number | undefined;
}

/** The accounts of auth-dir, once they are requested. */
interface SessionsView {
  /** undefined until a load succeeds. */
  readonly files: readonly AuthFile[] | undefined;
  /** When they were read, in ms since the epoch. */
  readonly loadedAt: number | undefined;
  /** Why the last load went wrong, in one sentence; then `files` are those of `loadedAt`. */
  readonly problem: string | undefined;
}

/** The health of the provider keys while it is watched. */
export interface ProviderStatesView {
  /** By id of the provider key; undefined until a read succeeds. */
  readonly states: ProviderStates['states'] | undefined;
  /** Keys of the server's environment, by variable; undefined if not known. */
  readonly environment: NonNullable<ProviderStates['environment']> | undefined;
  /** When they were read, in ms since the epoch. */
  readonly loadedAt: number | undefined;
  /** Why the last reading went wrong, in one sentence; then the rest is of `loadedAt`. */
  readonly problem: string | undefined;
}

/** The last login to a provider that was started here; it may be over. */
export interface LoginView {
  /** Of the provider, for people. */
  readonly title: string;
  readonly flow: SignInFlow;
  /** Auth file of the account that signs in again. */
  readonly again?: string | undefined;
}

export interface Result {
  readonly tone: 'ok' | 'warning' | 'error';
  readonly message: string;
}

/** Server truth and connection. Cursor, marks, filter and dialogs live in the console's own reducer. */
export interface ConsoleState {
  /** Base URL or path of config.yaml. */
  readonly place: string;
  readonly configPath: string | undefined;
  readonly connection: Connection;
  readonly signedInAs: string | undefined;
  readonly version: string | undefined;
  readonly capabilities: Capabilities | undefined;
  /** A question about the server's usage that waits for a yes or no (H4); `answerFeedQuestion` takes it. */
  readonly feedQuestion: string | undefined;
  /** What was answered to it for this server, which can be changed; undefined: nothing, or it never asks. */
  readonly feedAnswer: boolean | undefined;
  /** Can this backend be asked for the figures of its requests? */
  readonly hasUsage: boolean;
  readonly usage: UsageTail;
  /** undefined until loaded. Kept while reconnecting, then shown with its age. */
  readonly server: ServerView | undefined;
  readonly loadedAt: number | undefined;
  /** undefined until requested (`loadSessions` of the session); kept while reconnecting, like `server`. */
  readonly sessions: SessionsView | undefined;
  /** undefined until first watched (`watchProviderStates` of the session); kept afterwards, with its time. */
  readonly providerStates: ProviderStatesView | undefined;
  readonly login: LoginView | undefined;
  /** Title of the running operation and when it began. */
  readonly running: { readonly title: string; readonly since: number } | undefined;
  readonly result: Result | undefined;
  /** The changes that `u` can undo, oldest first. */
  readonly undoable: readonly string[];
  /** The result of the last of them; undo is offered only with that message. */
  readonly undoOffer: Result | undefined;
  /** Made on the first run; shown once, until acknowledged. */
  readonly firstRun:
    | { readonly path: string; readonly clientKey: Secret; readonly managementSecret: Secret }
    | undefined;
  /** `reveal`: changes nothing, but may show and copy keys. */
  readonly readOnly: boolean | 'reveal';
  /** Ways on when the server is down or refuses. */
  readonly canStartServer: boolean;
  readonly canWorkOnFiles: boolean;
  /** On the first run, or where a named config is not there: may an embedded server be set up? */
  readonly canSetUp: boolean;
  /** The config.yaml of this machine lists no client key (A2); for while no server has been asked. */
  readonly openProxy: boolean;
}
