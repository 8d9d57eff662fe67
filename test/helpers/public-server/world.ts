import type { AuthFolder } from './auth-folder.ts';
import type { ConfigStore } from './config-store.ts';
import type { Gate } from './gate.ts';
import type { RequestLog } from './request-log.ts';
import type { SignIns } from './sign-ins.ts';
import type { Answer, Call, PublicServerOptions, SeenRequest, ServerKind } from './types.ts';
import type { UsageFeed } from './usage-feed.ts';
import type { UsageTotals } from './usage-totals.ts';

/** Everything that a running stand-in holds; routes change it, tests look at it. */
export interface World {
  readonly kind: ServerKind;
  readonly options: PublicServerOptions;
  readonly folder: string;
  readonly configPath: string;
  readonly authDir: string;
  readonly now: () => number;
  store: ConfigStore;
  readonly gate: Gate;
  feed: UsageFeed;
  usage: UsageTotals;
  signIns: SignIns;
  readonly auths: AuthFolder;
  /** What stands behind POST /v1/…: a made-up provider. */
  upstream(call: Call, clientKey: string): Answer;
  readonly log: RequestLog;
  /** Answers of models that are out of service, by alias. */
  readonly cooling: Map<string, Answer>;
  /** What was kept of failed requests, by file name. */
  readonly errorLogs: Map<string, { readonly text: string; readonly at: number }>;
  readonly requests: SeenRequest[];
  readonly respCommands: { readonly words: readonly string[]; readonly authorized: boolean }[];
  /** Management requests and AUTH that were answered with 401 or 403. */
  refused: number;
  /** The server was started without any way to sign in. */
  startedOff: boolean;
  /** The server was started with a template key: its proxy side is closed until the key is gone (v7). */
  startedWithSample: boolean;
  /** Every answer waits this long. */
  slowMs: number;
  /** Set while the server accepts and never answers. */
  hanging: boolean;
}
