import type { BackendKind, ServerState } from '../../backend/backend.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigFacts, Known, MachineFacts } from '../../contract/facts.ts';
import type { KeyCheckResult } from '../provider-keys/check-provider-key.ts';

/** All that checks look at, gathered before any of them runs. */
export interface CaseFacts {
  /** ms since the epoch. */
  readonly now: number;
  readonly server: {
    readonly kind: BackendKind;
    /** Base URL, or the path of config.yaml. */
    readonly place: string;
    readonly capabilities: Capabilities;
  };
  /** What the server acts on. */
  readonly state: ServerState;
  /** What config.yaml says; it has settings that a public server does not tell from its memory. */
  readonly file: Known<ConfigFacts>;
  /** The file's where it is known, else the one in force. */
  readonly config: Config;
  readonly machine: Known<MachineFacts>;
  readonly sessions: Known<readonly AuthFile[]>;
  /** Names of what a server takes for accounts in the console's own folder. */
  readonly ghosts: Known<readonly string[]>;
  /** How far its clock is from ours, ms; positive: it is ahead. */
  readonly clock: Known<number>;
  readonly providerKeys: Known<readonly ProviderKeyVerdict[]>;
}

/** What a real request with a provider key came to. */
export interface ProviderKeyVerdict {
  /** Of its row. */
  readonly id: string;
  /** `openrouter (sk-o…2b2b)`. */
  readonly name: string;
  readonly state: KeyCheckResult['state'] | 'not checked';
  /** Cause and remedy, one sentence. */
  readonly message: string;
}
