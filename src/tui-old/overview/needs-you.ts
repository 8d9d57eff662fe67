import type { ConsoleState } from '../../store/state.ts';
import { createStatedKeys } from '../providers/stated-keys.ts';
import { type Attention, attentionOf } from '../rows/attention.ts';
import type { Moment } from '../rows/moment.ts';
import type { UiState } from '../ui/ui-state.ts';

/** One instance for all frames: it remembers what it has read. */
export const statedKeys = createStatedKeys();

export type Loaded = Pick<ConsoleState, 'server' | 'providerStates' | 'sessions'>;

/** What needs the user, with all that is loaded already: nothing is asked for on its account. */
export function needsYou(
  console: Loaded,
  { health, lastHour }: Pick<UiState, 'health' | 'lastHour'>,
  moment: Moment,
): readonly Attention[] {
  const { server, providerStates, sessions } = console;
  if (!server) return [];
  return attentionOf(server, moment, {
    diagnosis: health.diagnosis,
    lastHour,
    providers: providerStates?.states ? statedKeys(console) : [],
    statesAt: providerStates?.loadedAt,
    sessions: sessions?.files ?? [],
  });
}
