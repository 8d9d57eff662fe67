import type { Backend } from '../backend/backend.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { Clipboard } from '../base/text/osc52.ts';
import type { ConfigProblem } from '../contract/change.ts';
import type { Config } from '../contract/config.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Preferences } from '../contract/preferences/preferences.ts';
import type { OperationContext } from '../operations/operation.ts';
import type { ChangeNote } from '../operations/undo-change.ts';
import type { Answer, CommandOutcome } from './command-outcome.ts';

export interface FoundConfig {
  readonly path: string;
  /** Why this one: `--config`, `CLI_PROXY_CONFIG`, `found in the working folder` … */
  readonly why: string;
}

export interface Opened {
  readonly backend: Backend;
  readonly context: OperationContext;
  /** A sentence about the way taken that the user should know. */
  readonly note?: string;
  /** These are the files of a public server that runs and is not asked. */
  readonly besidePublic?: boolean;
}

/** What answers where config.yaml says that the server is. */
export interface ServerProbe {
  readonly url: string;
  /** `none`: no program listens; `unclear`: one may, and `reason` says what is known. */
  readonly kind: 'ours' | 'public' | 'foreign' | 'none' | 'unclear';
  readonly version?: string | undefined;
  readonly generation?: 'v6' | 'v7' | 'unknown';
  readonly reason?: string;
}

export interface CheckedConfig {
  readonly path: string;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  /** Absent if it cannot be used. */
  readonly config?: Config;
}

export interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly passwordFd?: number;
  readonly exitWithParent: boolean;
  /** Makes the config that is named, if it is not there. */
  readonly init: boolean;
  readonly json: boolean;
}

/** What a first run found, or made. */
export interface InitializedConfig {
  readonly path: string;
  readonly url: string;
  /** It was not made, because of --dry-run. */
  readonly planned?: true;
  /** Absent: the config was there already. */
  readonly made?: { readonly clientKey: Secret; readonly managementSecret: Secret };
  /** Other servers of this machine, in sentences. */
  readonly others: readonly string[];
}

export type ServiceKind = 'systemd' | 'systemd-system' | 'launchd';

/** A file that runs the server as a service; `next`: what starts it. */
export interface ServiceUnit {
  readonly path: string;
  readonly text: string;
  readonly next: readonly string[];
}

/** What commands can have done for them; built by compose/ and nowhere else. */
export interface CommandServices {
  /**
   * Once per command; it is closed behind it. `look` reads what can be read, also from the files under a
   * server about which nothing is known: for commands that report that. `files` asks no server at all.
   */
  openBackend(use: 'files' | 'look' | 'read' | 'write'): Promise<CommandOutcome<Opened>>;
  /** Of --url or CLI_PROXY_URL, by its name in the preferences or as it is; undefined: the config says where the server is. */
  url(): Promise<Outcome<string | undefined>>;
  findConfig(): Promise<Outcome<FoundConfig>>;
  checkConfig(path: string): Promise<Outcome<CheckedConfig>>;
  /** @param wanted a file; undefined: the user's own, which need not exist */
  preferences(wanted: string | undefined): Promise<Outcome<FoundPreferences>>;
  /** Creates the config of --config, or the user's own. */
  initConfig(): Promise<Outcome<InitializedConfig>>;
  /** Asks the address of --url or of the config; needs no secret. */
  lookForServer(): Promise<Outcome<ServerProbe>>;
  /** A file, or `-` for stdin. */
  readInput(path: string): Promise<Outcome<string>>;
  /** Typed on a terminal and not shown; without a terminal `usage`, with this remedy. */
  askSecret(question: string, remedy: string): Promise<CommandOutcome<Secret>>;
  /** Continues with yes; no is `cancelled`; without a terminal `usage`. `--yes` answers. */
  confirm(question: string): Promise<CommandOutcome<void>>;
  /**
   * 0600; a file that is there stays, and is a `conflict`, unless it may be overwritten. The absolute path.
   */
  saveFile(path: string, text: Secret, overwrite: boolean): Promise<Outcome<{ readonly path: string }>>;
  copy(secret: Secret): Promise<Outcome<Clipboard>>;
  /** Opens an address in the user's browser; `unsupported`: there is no desktop here. */
  openUrl(url: string): Promise<Outcome<void>>;
  /** For the config of --config. */
  serviceUnit(kind: ServiceKind): Promise<Outcome<ServiceUnit>>;
  installUnit(unit: ServiceUnit, overwrite: boolean): Promise<Outcome<{ readonly path: string }>>;
  /** Runs until it is stopped. */
  serve(options: ServeOptions): Promise<Outcome<void>>;
  /** Runs until the user leaves; the exit code. */
  runConsole(options: {
    /** `reveal`: changes nothing, but may show and copy keys. */
    readonly readOnly: boolean | 'reveal';
    readonly keep: boolean;
    /** Makes the config that is named, if it is not there. */
    readonly init: boolean;
    /** How the usage of a public server is read (H4). */
    readonly usageFeed?: 'auto' | 'subscribe' | 'queue' | 'off';
    readonly look: ConsoleLook;
    /** The file of --preferences. */
    readonly preferences: string | undefined;
    /** A name of the preferences, instead of --url. */
    readonly server: string | undefined;
  }): Promise<Outcome<number>>;
  /** With --dry-run, what would have been written; undefined without it. */
  planned(): Promise<Outcome<Answer> | undefined>;
  /** What `undo` undoes: the last change that a command made to this config. */
  lastChange(): Promise<Outcome<ChangeNote | undefined>>;
  /** @param at of the change that is undone; one that was noted since stays */
  forgetChange(at: number): Promise<void>;
  close(): Promise<void>;
}

/** How the console looks and which keys it has; undefined: as the terminal and the environment say. */
export interface ConsoleLook
  extends Partial<
    Pick<Preferences, 'theme' | 'language' | 'mouse' | 'screen' | 'glyphs' | 'graphs' | 'columns' | 'colors'>
  > {
  /** By the id of an act. */
  readonly keys?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** console.yaml; `lines`: where each preference is. */
export interface FoundPreferences {
  readonly path: string;
  readonly exists: boolean;
  readonly values: Preferences;
  readonly lines: Readonly<Record<string, number>>;
}
