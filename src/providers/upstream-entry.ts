import type { Secret } from '../base/secrets/secret.ts';
import type { UsageTokens } from '../contract/usage-record.ts';

/** The format of bodies and errors on a route. */
export type Protocol = 'openai' | 'anthropic' | 'gemini' | 'cloro';

/** What a client may request, whatever path it used. */
export type ApiRoute =
  | 'chat'
  | 'completions'
  | 'embeddings'
  | 'moderations'
  | 'images'
  | 'image_edits'
  | 'image_variations'
  | 'speech'
  | 'transcriptions'
  | 'translations'
  | 'responses'
  | 'compact'
  | 'messages'
  | 'count_tokens'
  | 'gemini'
  | 'monitor'
  | 'amp';

export interface ModelName {
  /** As the provider knows it. */
  readonly name: string;
  /** As clients request it; the name by default. */
  readonly alias: string;
}

/** One credential of the config with everything that decides when and how it is used. */
export interface UpstreamEntry {
  /** `provider` of the usage record. */
  readonly name: string;
  /** Absent: requests to this upstream have none. */
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
  /** Overrides the config's `request-retry`. */
  readonly requestRetry: number | undefined;
  /** If there are any, only these are offered. */
  readonly models: readonly ModelName[];
  /** Patterns in lower case; `*` matches any text. */
  readonly excluded: readonly string[];
  /** It supports the Responses protocol on a WebSocket. */
  readonly socket: boolean;
  /** Whether it supports the Responses API; absent: as its provider does. */
  readonly responses?: 'no' | 'unknown';
  /** Absent: a key of the config. */
  readonly account?: AccountUse;
}

/** The fields of an upstream entry that is an account of auth-dir and not a key of the config. */
export interface AccountUse {
  /** Its file in auth-dir. */
  readonly name: string;
  /** For usage records: the address, or the file name. */
  readonly label: string;
  /** The only ones that accept its token; absent: all that the provider supports. */
  readonly routes?: readonly ApiRoute[];
  /** Joined to what the client sends, with a comma. */
  readonly joinedHeaders: Readonly<Record<string, string>>;
  /** Other names of models, from `oauth-model-alias`. */
  readonly aliases: readonly ModelName[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The usage that an answer reports. */
export interface ReportedUsage extends UsageTokens {
  /** US dollars, as reported by the provider. */
  cost?: number;
}

/** Reads token counts from a JSON body, an SSE event or a WebSocket frame; undefined if it reports none. */
export type TokenReader = (body: unknown) => ReportedUsage | undefined;
