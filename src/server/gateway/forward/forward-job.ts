import type { Accounts } from '../../accounts/open-accounts.ts';
import type { ApiError } from '../request/protocol-error.ts';
import type { RequestBody } from '../request/read-request.ts';
import type { RequestEntry } from '../request/request-entry.ts';
import type { ApiRequest } from '../routing/api-route.ts';
import type { CandidateOrder } from '../routing/order-candidates.ts';
import type { Candidate } from '../routing/route-table.ts';
import type { Cooldowns, HealthTracker } from './credential-health.ts';
import type { AnswerSink, QuotaReader } from './exchange.ts';
import type { UpstreamPools } from './upstream-pools.ts';
import type { ClientRequest } from './upstream-request.ts';

/** The accounts of auth-dir, as far as requests are routed to them. */
export type GatewayAccounts = Pick<Accounts, 'all' | 'notReady' | 'renew' | 'troubled' | 'answered'>;

/** Shared by all requests. */
export interface ForwardParts {
  readonly accounts: GatewayAccounts;
  /** Reads the quota of an account in its answers; undefined: its provider names none there. */
  readonly quotaReader?: (account: string) => QuotaReader | undefined;
  readonly pools: UpstreamPools;
  readonly cooldowns: Cooldowns;
  readonly health: HealthTracker;
  readonly order: CandidateOrder;
  readonly now: () => number;
  /** Resolves early when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** One request of a client, with the upstream credentials to try. */
export interface ForwardJob {
  readonly api: ApiRequest;
  /** The model as the client named it. */
  readonly asked: string;
  readonly candidates: readonly Candidate[];
  /** The candidates are in the order in which they are to be tried. */
  readonly ordered?: boolean;
  readonly body: RequestBody;
  readonly client: ClientRequest;
  readonly entry: RequestEntry;
  readonly sink: AnswerSink;
}

/** The error for the client if no other attempt succeeds. */
export interface Failed {
  readonly error: ApiError;
  readonly body?: Record<string, unknown>;
  /** A later attempt may succeed. */
  readonly passing: boolean;
}
