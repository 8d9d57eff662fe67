import type { Secret } from '../base/secrets/secret.ts';
import type { Config } from './config.ts';
import type { PathStep } from './config-edit.ts';
import type { Outcome } from './outcome.ts';

/** What was found out, or a sentence that says why it could not be. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const notKnown = (why: string): Known<never> => ({ known: false, why });

/** The text of a config.yaml, wherever it came from. */
export interface ConfigFacts {
  readonly config: Config;
  /** Line of the value at the path, from 1; undefined if the text has none. */
  readonly lineOf: (path: readonly PathStep[]) => number | undefined;
}

/** What a file is to the server. */
export type FileRole = 'config' | 'auth-dir' | 'auth-file' | 'console' | 'env' | 'tls-key';

export interface FileFact {
  readonly path: string;
  readonly role: FileRole;
  readonly folder: boolean;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: 'me' | 'root' | 'other';
}

/** A file with secrets inside a git work tree. */
export interface GitFact {
  readonly path: string;
  readonly role: FileRole;
  /** `unignored`: a `git add .` would take it. */
  readonly state: 'tracked' | 'unignored' | 'ignored';
}

/** A `.env` file that concerns this server. */
export interface EnvFact {
  readonly path: string;
  /** Names of its variables whose value is a key or secret of this config. */
  readonly holds: readonly string[];
}

/** Certificate and key of `tls`. */
export interface TlsFacts {
  readonly certPath: string;
  /** Why it cannot be used, as one sentence; the dates are absent then where nothing could be read. */
  readonly problem?: string;
  /** ms since the epoch. */
  readonly validFrom?: number;
  readonly validTo?: number;
}

export interface Listening {
  readonly url: string;
  /** What answers there. */
  readonly kind: 'none' | 'ours' | 'public' | 'foreign' | 'unclear';
}

/** What was seen on the machine that has config.yaml. */
export interface MachineFacts {
  readonly configPath: string;
  /** SHA-256 of the bytes; undefined: the file cannot be read. */
  readonly revision: string | undefined;
  /** ms since the epoch. */
  readonly modifiedAt: number | undefined;
  readonly authDir: { readonly path: string; readonly there: boolean };
  readonly files: Known<readonly FileFact[]>;
  readonly git: Known<readonly GitFact[]>;
  readonly env: readonly EnvFact[];
  readonly listening: Listening;
  /** undefined: tls is off. */
  readonly tls: TlsFacts | undefined;
}

/** All in ms since the epoch. */
export interface ReportedTime {
  /** In whole seconds. */
  readonly theirs: number;
  /** By our clock: when the request was sent, and when the answer arrived. */
  readonly earliest: number;
  readonly latest: number;
}

export interface FileMode {
  readonly path: string;
  readonly mode: number;
}

/** Inspects the machine of a server, and fixes what is no part of config.yaml. It sends no secret anywhere. */
export interface FactFinder {
  /** Path of config.yaml on this machine; undefined: the server is elsewhere. */
  readonly configPath: string | undefined;
  /** A failure names line and column. */
  readConfig(text: string): Promise<Outcome<ConfigFacts>>;
  /** @param config as the file has it; `secrets` of it are looked for in `.env` files */
  look(config: Config, secrets: readonly Secret[], signal?: AbortSignal): Promise<Known<MachineFacts>>;
  /** The time that the server at this address reports; needs no secret. */
  askTime(url: string, signal?: AbortSignal): Promise<Known<ReportedTime>>;
  /** All or none; the value has the previous modes. */
  setModes(modes: readonly FileMode[]): Promise<Outcome<readonly FileMode[]>>;
  /** A folder for its owner alone (0700). */
  makeFolder(path: string): Promise<Outcome<void>>;
  /** Only an empty one. */
  removeFolder(path: string): Promise<Outcome<void>>;
}
