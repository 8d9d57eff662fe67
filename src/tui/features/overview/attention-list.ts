import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { createFrameTime, type FrameTime } from '../../clock.ts';
import { withoutRequests } from '../../context.tsx';
import { memoize } from '../../memoize.ts';
import type { Listed } from '../../ui/item-list.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { statedKeys } from '../providers/rows.ts';
import { type Attention, attentionOf } from './attention.ts';
import { lastHourOf, type OverviewUi } from './overview-state.ts';

/** What needs attention, worst first, as far as it is known. */
export function attentionIn(
  console: ConsoleState,
  { health, overview }: Pick<UiState, 'health' | 'overview'>,
  moment: FrameTime,
): readonly Attention[] {
  const { server, providerStates, sessions, login } = console;
  if (!server) return [];
  return attentionOf(server, moment, {
    diagnosis: health.diagnosis,
    lastHour: lastHourOf(overview),
    providers: statedKeys(console),
    statesAt: providerStates?.loadedAt,
    sessions: sessions?.files ?? [],
    login,
    noUpstream: isEmptyInstall(console),
  });
}

const second = 1000;
let listed: Listed = { ids: [], known: new Set(), worstFirst: true };

const found = memoize(
  (console: ConsoleState, overview: OverviewUi, health: UiState['health'], at: number) => {
    const items = attentionIn(console, { health, overview }, createFrameTime(at * second));
    const ids = items.map(({ id }) => id);
    // The same array while the ids are the same.
    if (ids.length !== listed.ids.length || ids.some((id, place) => id !== listed.ids[place])) {
      listed = { ids, known: new Set(ids), worstFirst: true };
    }
    return { items, listed };
  },
);

/** The same for acts and for the state of the list. */
export const attentionList = ({ console, ui, now }: At) =>
  found(withoutRequests(console), ui.overview, ui.health, Math.floor(now / second));

/** The item under the cursor. */
export const selectedItem = (at: At): Attention | undefined =>
  attentionList(at).items.find(({ id }) => id === at.ui.lists.overview.cursor);

/**
 * Whether there is neither a provider key nor a session, so that next steps are offered; false until loaded.
 */
export function isEmptyInstall(console: ConsoleState): boolean {
  const { server, sessions, capabilities } = console;
  if (!server || statedKeys(console).length > 0) return false;
  return capabilities?.sessions === 'absent' || sessions?.files?.length === 0;
}
