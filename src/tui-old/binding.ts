import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';
import type { AmpSight } from './amp/amp-sight.ts';
import type { HealthSight } from './health/health-sight.ts';
import type { ProvidersSight } from './providers/providers-sight.ts';
import type { SessionsSight } from './sessions/sessions-sight.ts';
import type { UiState } from './ui/ui-state.ts';
import type { UsageSight } from './usage/usage-sight.ts';

/** Where a key works. The innermost scope that has it decides; see `scopesOf`. */
export type Scope =
  | 'everywhere'
  | 'screen'
  | 'list'
  | 'items'
  | 'overview'
  | 'client-keys'
  | 'providers'
  | 'sessions'
  | 'usage'
  | 'health'
  | 'amp'
  | 'filter'
  | 'sign-in'
  | 'offer'
  | 'way-on'
  | 'connecting'
  | 'first-run'
  | 'form'
  | 'confirm'
  | 'word'
  | 'once'
  | 'sentence'
  | 'question'
  | 'menu'
  | 'login'
  | 'picker'
  | 'report'
  | 'help'
  | 'palette';

/** All that a binding may look at. */
export interface KeyContext {
  readonly console: ConsoleState;
  readonly ui: UiState;
  /** The client key under the cursor. */
  readonly selected: ClientKey | undefined;
  readonly usage: UsageSight;
  readonly health: HealthSight;
  readonly providers: ProvidersSight;
  readonly sessions: SessionsSight;
  readonly amp: AmpSight;
}

export interface Binding {
  readonly scope: Scope;
  /** Names as in input/key-event.ts; none: by the palette only. */
  readonly keys: readonly string[];
  /** For the footer and the palette. */
  readonly title: string;
  /** One sentence for the help. */
  readonly tip: string;
  /** Stands in the footer when it works. */
  readonly footer?: boolean;
  /** Takes something away: it asks first. `--read-only` drops these and the `write` ones. */
  readonly danger?: boolean;
  /** When it asks; absent: always, where it is a `danger`. */
  readonly asks?: string;
  readonly write?: boolean;
  /** Stands in the palette. */
  readonly palette?: boolean;
  /** Why it does nothing here; undefined: it works. */
  readonly disabled?: (context: KeyContext) => string | undefined;
}

export const bind = <const Id extends string>(table: Record<Id, Binding>): Readonly<Record<Id, Binding>> =>
  table;
