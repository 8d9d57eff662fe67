import { second } from '../../../base/text/duration.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { createFrameTime } from '../../clock.ts';
import { memoize } from '../../memoize.ts';
import { sameIds } from '../../ui/item-list.ts';
import type { Listed } from '../../ui/list-state.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { type StatedProviderKey, statedKeys } from '../providers/rows.ts';
import { type Attention, attentionOf } from './attention.ts';
import { lastHourOf } from './overview-state.ts';

let listed: Listed = { ids: [], known: new Set(), worstFirst: true };

const found = memoize(
  (
    server: ConsoleState['server'],
    providers: readonly StatedProviderKey[],
    statesAt: number | undefined,
    sessions: readonly AuthFile[] | undefined,
    login: ConsoleState['login'],
    noUpstream: boolean,
    lastHour: ReturnType<typeof lastHourOf>,
    diagnosis: UiState['health']['diagnosis'],
    at: number,
  ) => {
    const time = createFrameTime(at * second);
    const known = {
      diagnosis,
      lastHour,
      providers,
      statesAt,
      login,
      noUpstream,
      ...(sessions && { sessions }),
    };
    const items = server ? attentionOf(server, time, known) : [];
    const ids = items.map(({ id }) => id);
    // The same array while the ids are the same.
    if (!sameIds(listed.ids, ids)) listed = { ids, known: new Set(ids), worstFirst: true };
    return { items, listed, next: time.next() };
  },
);

/** What needs attention, worst first, as far as it is known; `next`: when that changes with time. */
export function attentionList({ console, ui, now }: At) {
  const { server, providerStates, sessions, login } = console;
  return found(
    server,
    statedKeys(console),
    providerStates?.loadedAt,
    sessions?.files,
    login,
    isEmptyInstall(console),
    lastHourOf(ui.overview),
    ui.health.diagnosis,
    Math.floor(now / second),
  );
}

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
