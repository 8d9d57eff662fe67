import type { Readable, Writable } from 'node:stream';

export type Input = Readable & { readonly isTTY?: boolean; setRawMode?: (on: boolean) => unknown };
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Everything a command line touches of its process; tests give their own. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** `serve` takes CLI_PROXY_PASSWORD out of it. */
  readonly env: Record<string, string | undefined>;
  readonly cwd: string;
  readonly home: string;
  /** Operating-system user, for the audit log. */
  readonly user: string;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Path of bin/cli-proxy, for a server that runs as a child. */
  readonly program: string;
  /** Writes straight to the user's terminal, also when stdout leads elsewhere; false if there is none. */
  readonly writeTerminal: (text: string) => boolean;
  /** Calls back on SIGTERM, SIGINT and SIGHUP. Returns: stop listening. */
  readonly onStopSignal: (stop: () => void) => () => void;
}

/** For `env` of child processes such as an editor, a browser or git, which must not see the passwords. */
export const withoutPasswords = { CLI_PROXY_PASSWORD: undefined, MANAGEMENT_PASSWORD: undefined } as const;
