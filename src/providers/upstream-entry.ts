import type { Secret } from '../base/secrets/secret.ts';
import type { UsageTokens } from '../contract/usage-record.ts';

/** The shape of bodies and errors that a route speaks with its client. */
export type Protocol = 'openai' | 'anthropic' | 'gemini' | 'cloro';

/** What a client may ask for, whatever the path it asked with. */
export type ApiRoute =
  | 'chat'
  | 'completions'
  | 'embeddings'
  | 'moderations'
  | 'responses'
  | 'messages'
  | 'count_tokens'
  | 'gemini'
  | 'monitor'
  | 'amp';

export interface ModelName {
  /** As the provider knows it. */
  readonly name: string;
  /** As clients ask for it; the name when nothing else is set. */
  readonly alias: string;
}

/** One credential of the config with everything that decides when and how it is used. */
export interface UpstreamEntry {
  /** `provider` of the usage record. */
  readonly name: string;
  /** Absent: this upstream is asked without one. */
  readonly key: Secret | undefined;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly prefix: string | undefined;
  readonly proxyUrl: string | undefined;
  /** Sent along with every request; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Higher ones are used first. */
  readonly priority: number;
  readonly weight: number;
  readonly coolingDisabled: boolean;
  /** Instead of the config's own `request-retry`. */
  readonly requestRetry: number | undefined;
  /** When there are any, nothing else is offered. */
  readonly models: readonly ModelName[];
  /** Patterns in lower case; `*` matches any text. */
  readonly excluded: readonly string[];
  /** It takes the Responses protocol on a WebSocket. */
  readonly socket: boolean;
  /** Whether it takes the Responses API at all; absent: as its provider does. */
  readonly responses?: 'no' | 'unknown';
  /** Absent: a key of the config. */
  readonly account?: AccountUse;
}

/** What an upstream entry has when it is an account of auth-dir, and not a key of the config. */
export interface AccountUse {
  /** Its file in auth-dir. */
  readonly name: string;
  /** For usage records: the address, or the file name. */
  readonly label: string;
  /** The only ones that its token is good for; absent: all that the provider speaks. */
  readonly routes?: readonly ApiRoute[];
  /** Joined to what the client sends, with a comma. */
  readonly joinedHeaders: Readonly<Record<string, string>>;
  /** Other names of models, from `oauth-model-alias`. */
  readonly aliases: readonly ModelName[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The usage that an answer reports. */
export interface ReportedUsage extends UsageTokens {
  /** US dollars that the provider itself says it takes. */
  cost?: number;
}

/** Reads token counts from a JSON body, an SSE event or a WebSocket frame; undefined: it reports none. */
export type TokenReader = (body: unknown) => ReportedUsage | undefined;
