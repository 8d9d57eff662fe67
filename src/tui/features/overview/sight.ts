import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { createMoment, type Moment } from '../../moment.ts';
import { remember } from '../../remember.ts';
import type { Listed } from '../../ui/list-sight.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { createStatedKeys } from '../providers/rows.ts';
import type { Attention } from './attention.ts';
import { attentionOf } from './attention.ts';
import { lastHourOf, type OverviewUi } from './overview-state.ts';

/** One instance for the whole screen: it remembers what it has read. */
export const statedKeys = createStatedKeys();

type Loaded = Pick<ConsoleState, 'server' | 'providerStates' | 'sessions' | 'login' | 'capabilities'>;

/** What needs attention, worst first, as far as it is known. */
export function attentionIn(
  console: Loaded,
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

const second = 1000;
const noIds: readonly string[] = [];

/** The same for acts and for the state of the list; ids stay the same array while they are the same. */
function createSight() {
  let last: Listed = { ids: noIds, known: new Set(), worstFirst: true };
  const found = remember(
    (
      server: Loaded['server'],
      providerStates: Loaded['providerStates'],
      sessions: Loaded['sessions'],
      login: Loaded['login'],
      capabilities: Loaded['capabilities'],
      overview: OverviewUi,
      health: UiState['health'],
      at: number,
    ) => {
      const console = { server, providerStates, sessions, login, capabilities };
      const items = attentionIn(console, { health, overview }, createMoment(at * second));
      const ids = items.map(({ id }) => id);
      if (ids.length !== last.ids.length || ids.some((id, place) => id !== last.ids[place])) {
        last = { ids, known: new Set(ids), worstFirst: true };
      }
      return { items, listed: last };
    },
  );
  return ({ console, ui, now }: Pick<At, 'console' | 'ui' | 'now'>) => {
    const { server, providerStates, sessions, login, capabilities } = console;
    const { health, overview } = ui;
    const at = Math.floor(now / second);
    return found(server, providerStates, sessions, login, capabilities, overview, health, at);
  };
}

export const overviewSight = createSight();

/** The item under the cursor. */
export function selectedItem(at: Pick<At, 'console' | 'ui' | 'now'>): Attention | undefined {
  const { cursor } = at.ui.lists.overview;
  return overviewSight(at).items.find(({ id }) => id === cursor);
}

/** Neither a provider key nor a session: the next steps are offered. Sessions that are not loaded may be there. */
export function isEmptyInstall(
  console: Pick<ConsoleState, 'server' | 'providerStates' | 'sessions'> &
    Partial<Pick<ConsoleState, 'capabilities'>>,
): boolean {
  const { server, sessions, capabilities } = console;
  if (!server || statedKeys(console).length > 0) return false;
  return capabilities?.sessions === 'absent' || sessions?.files?.length === 0;
}
