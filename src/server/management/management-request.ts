import * as v from 'valibot';
import type { Backend } from '../../backend/backend.ts';
import type { oneAtATime } from '../../base/async/one-at-a-time.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { SignIns } from '../../oauth/flow/sign-ins.ts';
import type { SignedIn } from '../access/management-secrets.ts';
import type { Accounts } from '../accounts/open-accounts.ts';
import type { ServerSessions } from '../accounts/server-sessions.ts';
import type { ActiveConfig } from '../active-config.ts';
import type { Gateway } from '../gateway/create-gateway.ts';
import type { Answer } from '../http/answer.ts';
import type { Peer } from '../http/peer-address.ts';
import type { RequestLogs } from '../log/request-logs.ts';
import type { Log, ServerLog } from '../log/server-log.ts';
import type { Activity } from '../usage/activity.ts';
import type { UsageCollector } from '../usage/collect-usage.ts';
import type { ProviderStatesReader } from '../usage/provider-states.ts';
import { words } from '../words.ts';
import type { UndoableChanges } from './changes/undoable-changes.ts';

/** The dependencies of the handlers; one for the life of the server. */
export interface ManagementContext {
  readonly backend: Backend;
  readonly activeConfig: ActiveConfig;
  readonly activity: Activity;
  readonly usage: UsageCollector;
  readonly providerStates: ProviderStatesReader;
  readonly signIns: SignIns;
  readonly changes: UndoableChanges;
  /** Addresses that send forwarding headers without being in `trusted-proxies`. */
  readonly unnamedProxies: () => readonly string[];
  /** Of what `console/state` answers now (`EventFeed.stamp`). */
  readonly stamp: () => string;
  readonly version: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly now: () => number;
  readonly log: Log;
  readonly serverLog: ServerLog;
  readonly requestLogs: RequestLogs;
  /** Runs writes one at a time. */
  readonly writes: ReturnType<typeof oneAtATime>;
  /** Replaces a plain `secret-key` in the text of a config.yaml by its hash. */
  readonly sealConfigText: (text: string) => Promise<Outcome<string>>;
  /** Hashes on disk what `sealConfigText` could not hash before the write; to be called inside `writes`. */
  readonly hashPlainSecret: () => Promise<void>;
  /** The accounts of auth-dir with this server's own state of them. */
  readonly sessions: ServerSessions;
  /** The same accounts with their tokens. */
  readonly accounts: Accounts;
  readonly callHost: Gateway['callHost'];
}

/** A request that needs no secret. */
export interface OpenRequest extends ManagementContext {
  /** Values of the `{…}` of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Where it comes from. */
  readonly peer: Peer;
}

/** A request with a valid secret. */
export interface ManagementRequest extends OpenRequest {
  readonly signedInAs: SignedIn;
}

export type ManagementHandler = (call: ManagementRequest) => Promise<Answer>;
export type OpenHandler = (call: OpenRequest) => Promise<Answer>;

/** Parses the body with `schema`; a failure names the place and never the value, which may be a secret. */
export function readInput<S extends v.GenericSchema>(schema: S, text: string): Outcome<v.InferOutput<S>> {
  const parsed = parseJson(text);
  if (parsed === undefined) return failure('invalid', words().body.notJson);
  const result = v.safeParse(schema, parsed);
  if (result.success) return success(result.output);
  const place = v.getDotPath(result.issues[0]);
  return failure('invalid', words().body.wrong(place));
}
