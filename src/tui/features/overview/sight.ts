import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { createMoment, type Moment } from '../../moment.ts';
import { remember } from '../../remember.ts';
import type { Listed } from '../../ui/list-sight.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { statedKeys } from '../providers/rows.ts';
import type { Attention } from './attention.ts';
import { attentionOf } from './attention.ts';
import { lastHourOf, type OverviewUi } from './overview-state.ts';

/** What needs attention, worst first, as far as it is known. */
export function attentionIn(
  console: ConsoleState,
  { health, overview }: Pick<UiState, 'health' | 'overview'>,
  moment: Moment,
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

const parts = [
  ...(['server', 'providerStates', 'sessions', 'login', 'capabilities'] as const),
  ...(['connection', 'hasUsage', 'feedQuestion', 'configPath'] as const),
];
let lastConsole: ConsoleState | undefined;

/** The same state as long as only requests end: nothing but the panel of live requests shows these. */
export function withoutRequests(console: ConsoleState): ConsoleState {
  const before = lastConsole;
  if (!before || parts.some((part) => before[part] !== console[part])) lastConsole = console;
  return lastConsole ?? console;
}

const second = 1000;
let listed: Listed = { ids: [], known: new Set(), worstFirst: true };

const found = remember(
  (console: ConsoleState, overview: OverviewUi, health: UiState['health'], at: number) => {
    const items = attentionIn(console, { health, overview }, createMoment(at * second));
    const ids = items.map(({ id }) => id);
    // Ids stay the same array while they are the same.
    if (ids.length !== listed.ids.length || ids.some((id, place) => id !== listed.ids[place])) {
      listed = { ids, known: new Set(ids), worstFirst: true };
    }
    return { items, listed };
  },
);

/** The same for acts and for the state of the list. */
export const overviewSight = ({ console, ui, now }: Pick<At, 'console' | 'ui' | 'now'>) =>
  found(withoutRequests(console), ui.overview, ui.health, Math.floor(now / second));

/** The item under the cursor. */
export function selectedItem(at: Pick<At, 'console' | 'ui' | 'now'>): Attention | undefined {
  const { cursor } = at.ui.lists.overview;
  return overviewSight(at).items.find(({ id }) => id === cursor);
}

/** Neither a provider key nor a session: the next steps are offered. Sessions that are not loaded may be there. */
export function isEmptyInstall(
  console: Pick<ConsoleState, 'server' | 'providerStates' | 'sessions' | 'capabilities'>,
): boolean {
  const { server, sessions, capabilities } = console;
  if (!server || statedKeys(console).length > 0) return false;
  return capabilities?.sessions === 'absent' || sessions?.files?.length === 0;
}
