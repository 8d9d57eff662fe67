import type { IncomingMessage } from 'node:http';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { Log } from '../log/server-log.ts';
import type { ClientSink } from './forward/client-sink.ts';
import type { ForwardParts } from './forward/forward-job.ts';
import type { ClientRequest } from './forward/upstream-request.ts';
import type { Hold, InFlight } from './limits/in-flight.ts';
import type { KeyLimiter } from './limits/key-limits.ts';
import type { RequestEntry } from './request/request-entry.ts';
import type { ApiRequest } from './routing/api-route.ts';
import type { RouteTable } from './routing/route-table.ts';

/** An authenticated request. */
export interface GatewayClient {
  readonly clientKey: Fingerprint | undefined;
  /** Of the client, as in the request log; `unknown` if it is not known. */
  readonly address: string;
  /** As it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Headers of every answer: the name of this server, and CORS. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client is on this machine. */
  readonly local: () => boolean;
  /** Whether the key is still accepted: checked for each turn on a socket (A7). */
  readonly stillGood?: () => boolean;
  /** Called for each turn on a socket, which counts as one request of the client key. */
  readonly used?: () => void;
  /** Called when such a turn has ended. */
  readonly over?: Over;
}

/** Called when a request has ended, with its record, and what its translation left out. */
export type Over = (record: UsageRecord | undefined, dropped?: string) => void;

/** Shared by the sockets and the requests over HTTP. */
export interface GatewayParts extends ForwardParts {
  readonly table: () => RouteTable;
  readonly limiter: KeyLimiter;
  readonly record: (record: UsageRecord) => void;
  readonly log: Log;
  readonly inFlight: InFlight;
}

/** One request over HTTP. */
export interface ServedRequest {
  readonly request: IncomingMessage;
  readonly api: ApiRequest;
  readonly client: GatewayClient;
  /** The part that is sent upstream. */
  readonly sent: ClientRequest;
  readonly entry: RequestEntry;
  readonly sink: ClientSink;
  /** Accounts for the memory that its body takes. */
  readonly hold: Hold;
}
