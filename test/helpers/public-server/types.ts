/** The two public Go servers that were recorded. */
export type ServerKind = 'v7' | 'v6';

/** What `GET config` shows, and beside it host, port, auth-dir and remote-management, which it hides. */
export interface RunningConfig {
  'api-keys': string[];
  [name: string]: unknown;
}

/** One answer: `body` goes out as JSON, `text` as it is; neither: an empty body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string | Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request as a route sees it; `rest` is what stands for `*` at the end of the route's path. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly rest: string;
}

/** One management route; `path` is under /v0/management/ and may end in `*`. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly kind?: ServerKind;
  /** `oauth-callback` of v7 asks for no key. */
  readonly open?: boolean;
  handle(call: Call): Answer | Promise<Answer>;
}

/** A request that the server saw; `authorized` only says something about management requests. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly at: number;
  readonly body: string;
  /** Known when it is answered. */
  status: number;
  authorized: boolean;
}

/** What a test may ask to go wrong. */
export interface Race {
  /** Numbers of the setters, from 1, that answer ok and are lost (the file is loaded over them). */
  readonly loseWrite?: number | readonly number[];
  /** Milliseconds by which every answer is late. */
  readonly slowMs?: number;
}

/** What `POST api-call` sends, and what the provider's answer becomes. */
export interface ApiCall {
  readonly auth_index: string;
  readonly method: string;
  readonly url: string;
  readonly header: Readonly<Record<string, string>>;
  readonly data?: string;
}
export interface ApiCallAnswer {
  readonly status_code: number;
  readonly header: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

export interface PublicServerOptions {
  /** What providers answer; without it they cannot be reached. */
  readonly onApiCall?: (call: ApiCall) => ApiCallAnswer;
  readonly kind: ServerKind;
  /** Management secret; '' turns management off. */
  readonly secret?: string;
  /** Client keys of the made-up config.yaml. */
  readonly clientKeys?: readonly string[];
  /** The whole config.yaml instead of a made-up one; a plaintext secret-key in it is hashed on disk. */
  readonly configText?: string;
  /** More top-level settings of the made-up config.yaml. */
  readonly state?: Readonly<Record<string, unknown>>;
  /** Files of auth-dir by name: text, or data to be written as JSON. */
  readonly authFiles?: Readonly<Record<string, unknown>>;
  /** Usage records that are already there. */
  readonly usageRecords?: readonly Record<string, unknown>[];
  /** What checking the secret costs: 0 in tests, 60 for figures. */
  readonly bcryptDelayMs?: number;
  /** From a change on disk (or PUT config.yaml) to its effect: 155 on the real server. */
  readonly reloadDelayMs?: number;
  /** Environment MANAGEMENT_PASSWORD of the server. */
  readonly managementPassword?: string;
  /** `-password` of the server. */
  readonly localPassword?: string;
  readonly version?: string;
  readonly race?: Race;
  readonly now?: () => number;
}
