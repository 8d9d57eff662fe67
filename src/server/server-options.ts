import type { Backend } from '../backend/backend.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { Language } from '../base/text/language.ts';
import type { Config } from '../contract/config.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { UsageRecord } from '../contract/usage-record.ts';
import type { Fetch } from '../oauth/oauth-client.ts';
import type { AccountStore } from '../oauth/tokens/account-store.ts';
import type { QuotaFile } from '../providers/quota/quota-book.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import type { GatewayOptions } from './gateway/create-gateway.ts';
import type { FeedTimes } from './http/event-feed.ts';
import type { HttpTimes } from './http/http-server.ts';
import type { NoticeFile, RunNotice } from './notices.ts';
import type { ActivityFile } from './usage/activity.ts';
import type { Traffic } from './usage/collect-usage.ts';

export interface ServerOptions {
  /** A disk backend; the caller closes it. */
  readonly backend: Backend;
  /** Overrides `host` and `port` of the config; port 0: any free one. */
  readonly host?: string;
  readonly port?: number;
  /** C1: kept in memory, accepted from this machine only. */
  readonly localPassword?: Secret;
  /** MANAGEMENT_PASSWORD (B1). */
  readonly managementPassword?: Secret;
  readonly activity: ActivityFile;
  /** Of the console that waits for it: why the start failed. Absent: English, as all else. */
  readonly failuresIn?: Language;
  /** Runs `notify.command`; absent: no notices. */
  readonly runNotice?: RunNotice;
  readonly notices?: NoticeFile;
  /** A shorter time between looks, for tests; ms. */
  readonly noticeMs?: number;
  /** Keeps what is known about the quotas of accounts; absent: in memory only. */
  readonly quotas?: QuotaFile;
  readonly version: string;
  /** Gets complete lines, without line end and without secrets. */
  readonly log: (line: string) => void;
  /** Those lines as JSON. */
  readonly jsonLog?: boolean;
  /** Absolute; where `logging-to-file` and `request-log` put their files. Absent: there are none. */
  readonly logFolder?: (config: Config) => string;
  readonly now?: () => number;
  /** For the files of `tls`; resolves `~`. */
  readonly readFile?: (path: string) => Promise<Buffer>;
  /**
   * Replaces a plain `secret-key` in the text of a config.yaml by its hash, and refuses another `notify.command`;
   * absent: the secret is hashed after the write.
   */
  readonly sealConfigText?: (text: string) => Promise<Outcome<string>>;
  /** Stores requests; absent: they are not stored. The caller closes it. */
  readonly usage?: UsageStore;
  /** Called once for each request to a provider that has ended; it must not throw. */
  readonly record?: (record: UsageRecord) => void;
  /** Tokens by client key since a time; replaces the totals of `usage`. */
  readonly tokensSince?: (since: number) => Promise<ReadonlyMap<string, number>>;
  /** The accounts of auth-dir with their tokens; absent: no logins. */
  readonly tokens?: AccountStore;
  /** For logins to providers; absent: the global fetch. */
  readonly fetch?: Fetch;
  readonly randomBytes?: (count: number) => Uint8Array;
  /** For provider keys in the environment (CLINE_API_KEY, CLORO_API_KEY, AMP_API_KEY). */
  readonly environment?: GatewayOptions['environment'];
  /** Shorter times for tests. */
  readonly upstreamTimes?: GatewayOptions['times'];
  /** Smaller memory limits for tests. */
  readonly maxInFlight?: GatewayOptions['maxInFlight'];
  readonly feedTimes?: FeedTimes;
  readonly httpTimes?: HttpTimes;
}

export interface RunningServer {
  /** Base URL that works from this machine. */
  readonly url: string;
  /** Of clients; management requests are not counted. */
  traffic(): Traffic;
  /** Stops accepting, lets running requests end (for a few seconds), writes the activity. */
  close(): Promise<void>;
}
