import type { Secret } from '../base/secrets/secret.ts';
import type { Config } from '../contract/config.ts';
import type { UsageTokens } from '../contract/usage-record.ts';
import type { AccountUse } from './accounts/account-entry.ts';
import type { AuthFileKind } from './accounts/auth-file.ts';
import type { Explain } from './answers/refusal.ts';
import type { KeySettings } from './fields/key-settings.ts';
import type { ProviderOAuth } from './oauth.ts';
import type { KeyCheck, ModelList } from './test/key-request.ts';

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
  /** Patterns in lower case, `*` stands for any text. */
  readonly excluded: readonly string[];
  /** It takes the Responses protocol on a WebSocket. */
  readonly socket: boolean;
  /** Whether it takes the Responses API at all; absent: as its provider does. */
  readonly responses?: 'no' | 'unknown';
  /** Absent: a key of the config. */
  readonly account?: AccountUse;
}

/** What one kind of upstream is; everything that shared code must know of it is asked here. */
export interface Provider {
  readonly id: string;
  /** How its keys stand in config.yaml; absent: it has none there. */
  readonly settings?: KeySettings;
  /** How its accounts lie in auth-dir (E1); absent: it has none there. */
  readonly authFile?: AuthFileKind;
  /** `owned_by` in model lists; absent: the name of the entry. */
  readonly owner?: string;
  /** In the order of the config. @param environment for keys that are not in the config (J1, K1, F1) */
  entries(config: Config, environment: Environment): readonly UpstreamEntry[];
  /** Behind the base URL; undefined: this provider does not speak that route natively. */
  path(route: ApiRoute, entry: UpstreamEntry): string | undefined;
  /** The header that carries the key. */
  credential(route: ApiRoute, key: string): readonly [name: string, value: string];
  /** Whether an entry without a `models` list serves this model. */
  serves(model: string, entry: UpstreamEntry): boolean;
  /** Well-known models of an entry without a `models` list, for model lists only. */
  readonly knownModels: readonly string[];
  /** HTTP-Referer, X-Title and X-Task-ID mean something there (J4). */
  readonly takesApplication: boolean;
  /** How accounts sign in there (E2); absent: it knows keys alone. */
  readonly oauth?: ProviderOAuth;
  /** Explains refusals that the general reading does not. For clients of the gateway, and for checks. */
  readonly explain?: Explain;
  /** Absent: nobody knows a request that tells whether its keys are good. */
  readonly check?: KeyCheck;
  /** Absent: it does not tell its models. */
  readonly modelList?: ModelList;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an answer tells of its use. */
export interface ReportedUsage extends UsageTokens {
  /** US dollars that the provider itself says it takes. */
  cost?: number;
}

/** Reads token counts from a JSON body, an SSE event or a WebSocket frame; undefined: it tells none. */
export type TokenReader = (body: unknown) => ReportedUsage | undefined;
