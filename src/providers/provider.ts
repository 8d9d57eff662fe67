import type { AuthFileKind } from './accounts/auth-file.ts';
import type { Explain } from './answers/refusal.ts';
import type { KeySettings } from './fields/key-settings.ts';
import type { ProviderOAuth } from './oauth.ts';
import type { KeyTest, ModelList, RemoteKeys } from './test/key-request.ts';
import type { ApiRoute, UpstreamEntry } from './upstream-entry.ts';

/** What one kind of upstream is; everything that shared code must know of it is asked here. */
export interface Provider {
  readonly id: string;
  /** How its keys are stored in config.yaml; absent: it has none there. */
  readonly settings?: KeySettings;
  /** How its accounts are stored in auth-dir (E1); absent: it has none there. */
  readonly authFile?: AuthFileKind;
  /** `owned_by` in model lists; absent: the name of the entry. */
  readonly owner?: string;
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
  /** Absent: no request is known that shows whether a key is good. */
  readonly keyTest?: KeyTest;
  /** Absent: its models are not known. */
  readonly modelList?: ModelList;
  /** Absent: it has no API for the keys of an account. */
  readonly remoteKeys?: RemoteKeys;
  /** Its name for `cline auth -p`; absent: `openai`, with its base URL (J5). */
  readonly clineCliName?: string;
}
