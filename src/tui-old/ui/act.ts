import type { Fingerprint } from '../../base/fingerprint.ts';
import type { Secret } from '../../base/secret.ts';
import type { Title } from './dialog.ts';

/** What a confirmed question does. Keys are named by what stood on the screen, never by a place in a list. */
export type Act =
  | { readonly type: 'revoke'; readonly fingerprints: readonly Fingerprint[] }
  | { readonly type: 'finish'; readonly fingerprint: Fingerprint }
  | { readonly type: 'roll-back'; readonly fingerprint: Fingerprint }
  | { readonly type: 'load-config' }
  | { readonly type: 'keep-config' }
  /** Shows a snippet of that kind for a client with this key. */
  | { readonly type: 'key-snippet'; readonly fingerprint: Fingerprint; readonly kind: string }
  /** Opens the form of a new key; `to`: of a key that it stands beside. */
  | { readonly type: 'add-provider'; readonly provider: string; readonly to?: string }
  /** Adds a well-known provider with the key that waits in the environment. */
  | { readonly type: 'add-preset'; readonly provider: string }
  | { readonly type: 'remove-providers'; readonly ids: readonly string[] }
  /** Sends real requests, although they may cost something. */
  | { readonly type: 'check-providers'; readonly ids: readonly string[] }
  | { readonly type: 'log-in'; readonly provider: string; readonly title: string; readonly again?: string }
  | { readonly type: 'revoke-sessions'; readonly names: readonly string[] }
  | { readonly type: 'provider-snippet'; readonly id: string; readonly kind: string }
  /** Asks whether to revoke a key of the Cline account that the provider key `id` belongs to. */
  | {
      readonly type: 'ask-cline-key';
      readonly id: string;
      readonly keyId: string;
      readonly name: string;
      /** What else tells it from others. */
      readonly hint: string;
      readonly asking: boolean | undefined;
    }
  | { readonly type: 'delete-cline-key'; readonly id: string; readonly keyId: string }
  /** Over the file that is there. */
  | { readonly type: 'save-usage'; readonly path: string; readonly text: Secret }
  /** Of findings, by id. */
  | { readonly type: 'fix-findings'; readonly ids: readonly string[] }
  /** `upstream`: of a mapping that is there. */
  | { readonly type: 'map-amp'; readonly clients: readonly Fingerprint[]; readonly upstream: Fingerprint }
  /** Opens the form for an upstream key that no mapping has yet. */
  | { readonly type: 'map-amp-new'; readonly clients: readonly Fingerprint[]; readonly title: Title }
  /** Lines of the screen of Amp, by id. */
  | { readonly type: 'unmap-amp'; readonly ids: readonly string[] }
  | { readonly type: 'rotate-secret' }
  | { readonly type: 'quit' }
  /** Leaves, and lets the server of this console go on. */
  | { readonly type: 'quit-keep' }
  | { readonly type: 'stay' };
