import type { IncomingMessage } from 'node:http';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import type { Log } from '../http/log-line.ts';
import type { ClientSink } from './forward/client-sink.ts';
import type { ForwardParts } from './forward/forward-job.ts';
import type { ClientRequest } from './forward/upstream-request.ts';
import type { Hold, InFlight } from './limits/in-flight.ts';
import type { KeyLimiter } from './limits/key-limits.ts';
import type { RequestEntry } from './request/request-entry.ts';
import type { ApiCall } from './routing/api-route.ts';
import type { RouteTable } from './routing/route-table.ts';

/** A request that has been let in. */
export interface GatewayClient {
  readonly clientKey: Fingerprint | undefined;
  /** As it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of every answer: the name of this server, and who may read the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the client is on this machine. */
  readonly local: () => boolean;
  /** Whether it would still be let in: checked for each turn on a socket (A7). */
  readonly stillGood?: () => boolean;
  /** Called for each turn on a socket: that is the request which the client key is used for. */
  readonly used?: () => void;
  /** Called when such a turn has ended. */
  readonly over?: () => void;
}

/** What the sockets and the requests over HTTP share. */
export interface GatewayParts extends ForwardParts {
  readonly table: () => RouteTable;
  readonly limiter: KeyLimiter;
  readonly record: (record: UsageRecord) => void;
  readonly log: Log;
  readonly inFlight: InFlight;
}

/** One request over HTTP. */
export interface ServedCall {
  readonly request: IncomingMessage;
  readonly call: ApiCall;
  readonly client: GatewayClient;
  /** What is sent upstream of it. */
  readonly sent: ClientRequest;
  readonly entry: RequestEntry;
  readonly sink: ClientSink;
  /** Of the memory that its body takes. */
  readonly hold: Hold;
}
