import type { RunningConfig, SeenRequest, ServerKind } from './types.ts';
import type { UsageRecord } from './usage-feed.ts';
import type { Traffic } from './usage-record.ts';

/** A running stand-in and what a test may look at or do to it. */
export interface PublicServer {
  readonly kind: ServerKind;
  readonly url: string;
  readonly port: number;
  readonly secret: string;
  readonly folder: string;
  readonly configPath: string;
  readonly authDir: string;
  /** Every HTTP request in its order, health checks and client calls too. */
  readonly requests: readonly SeenRequest[];
  /** Every RESP command; the secret of AUTH is left out. */
  readonly respCommands: readonly { readonly words: readonly string[]; readonly authorized: boolean }[];
  /** How many management requests and AUTH were answered with 401 or 403. */
  readonly refused: number;
  /** Every line that was ever logged, with the queries as they came. */
  readonly logLines: readonly string[];
  /** Usage records that somebody took out of the queue. */
  readonly recordsTaken: number;
  readonly recordsWaiting: number;
  readonly subscribers: number;
  /** What `GET api-keys` shows. */
  clientKeys(): string[];
  /** What clients are judged by. */
  clientKeysInForce(): string[];
  config(): RunningConfig;
  configText(): Promise<string>;
  /** Another administrator's change: takes effect, is written to the file, and is pushed to subscribers. */
  changeByOther(change: (config: RunningConfig) => void): Promise<void>;
  /** Another administrator changes the management secret. */
  setSecret(secret: string): Promise<void>;
  /** Somebody edits config.yaml in place: the server sees it. */
  writeConfig(text: string | Buffer): Promise<void>;
  /** Somebody renames a new file over config.yaml: the server loses its watch until a restart. */
  renameOverConfig(text: string | Buffer): Promise<void>;
  /** Resolves when no setter runs and no reload is due. */
  settled(): Promise<void>;
  watching(): boolean;
  /** The next setters answer ok and are lost. */
  loseWrites(count?: number): void;
  /** A client's request: a usage record, counted and sent to whoever is subscribed. */
  traffic(traffic: Traffic): UsageRecord;
  /** The `auth_index` of a credential file; '' when it is not listed. */
  authIndex(name: string): string;
  /** A line of the server's own, behind time and id. */
  addLogLine(text: string): void;
  /** Somebody puts a credential file into auth-dir, without a word to the server. */
  dropAuthFile(name: string, file: unknown): void;
  /** A file among `request-error-logs`; the end of its name is the request id. */
  addErrorLog(name: string, text: string): void;
  /** The provider of a sign-in says yes, or no with a text. */
  finishSignIn(state: string, failed?: { readonly error: string }): void;
  /** Every answer comes this much later. */
  slow(ms: number): void;
  /** Accepts and never answers. */
  hang(): void;
  answerAgain(): void;
  dropConnections(): void;
  /** Ends the server; `start` runs it again on the same port, files and port stay, memory does not. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}
