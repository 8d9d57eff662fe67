import type { AuthFileKind } from './accounts/auth-file.ts';
import type { Explain } from './answers/refusal.ts';
import type { KeySettings } from './fields/key-settings.ts';
import type { ProviderOAuth } from './oauth.ts';
import type { ProviderQuota } from './quota/provider-quota.ts';
import type { KeyTest, ModelList, RemoteKeys } from './test/key-request.ts';
import type { ApiRoute, UpstreamEntry } from './upstream-entry.ts';

/** Describes one kind of upstream: everything that shared code must know about it. */
export interface Provider {
  readonly id: string;
  /** How its keys are stored in config.yaml; absent if it has none. */
  readonly settings?: KeySettings;
  /** How its accounts are stored in auth-dir (E1); absent if it has none. */
  readonly authFile?: AuthFileKind;
  /** `owned_by` in model lists; absent: the name of the entry. */
  readonly owner?: string;
  /** Path after the base URL; undefined: this provider does not support that route natively. */
  path(route: ApiRoute, entry: UpstreamEntry): string | undefined;
  /** The header that carries the key. */
  credential(route: ApiRoute, key: string, entry: UpstreamEntry): readonly [name: string, value: string];
  /** Whether an entry without a `models` list serves this model. */
  serves(model: string, entry: UpstreamEntry): boolean;
  /** Well-known models of an entry without a `models` list, for model lists only. */
  readonly knownModels: readonly string[];
  /** It uses HTTP-Referer, X-Title and X-Task-ID (J4). */
  readonly takesApplication: boolean;
  /** How accounts log in (E2); absent: it has only keys. */
  readonly oauth?: ProviderOAuth;
  /** Absent: nothing is known about the quota of its accounts but their cooldown. */
  readonly quota?: ProviderQuota;
  /** Explains refusals that the general code does not. For clients of the gateway, and for tests of keys. */
  readonly explain?: Explain;
  /** Absent: no known request shows whether a key works. */
  readonly keyTest?: KeyTest;
  /** Absent: its models are not known. */
  readonly modelList?: ModelList;
  /** Absent: it has no API for the keys of an account. */
  readonly remoteKeys?: RemoteKeys;
  /** Its name for `cline auth -p`; absent: `openai`, with its base URL (J5). */
  readonly clineCliName?: string;
}
