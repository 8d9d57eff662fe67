import { second } from '../../../base/text/duration.ts';
import type { ConsoleState } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { createFrameTime } from '../../clock.ts';
import { memoize } from '../../memoize.ts';
import { sameIds } from '../../ui/item-list.ts';
import type { Listed } from '../../ui/list-state.ts';
import { withoutTraffic } from '../../without-traffic.ts';
import { statedKeys } from '../providers/rows.ts';
import { type Attention, attentionOf, type Known } from './attention.ts';
import { lastHourOf } from './overview-state.ts';

let listed: Listed = { ids: [], known: new Set(), worstFirst: true };

const found = memoize(
  (
    server: ConsoleState['server'],
    console: ConsoleState,
    lastHour: Known['lastHour'],
    diagnosis: Known['diagnosis'],
    at: number,
  ) => {
    const time = createFrameTime(at * second);
    const { login, providerStates, sessions } = console;
    const providers = statedKeys(console);
    const noUpstream = isEmptyInstall(console);
    const known = { diagnosis, lastHour, providers, statesAt: providerStates?.loadedAt, login, noUpstream };
    const items = server ? attentionOf(server, time, { ...known, sessions: sessions?.files ?? [] }) : [];
    const ids = items.map(({ id }) => id);
    // The same array while the ids are the same.
    if (!sameIds(listed.ids, ids)) listed = { ids, known: new Set(ids), worstFirst: true };
    return { items, listed, next: time.next() };
  },
);

/** What needs attention, worst first, as far as it is known; `next`: when that changes with time. */
export const attentionList = ({ console, ui, now }: At) =>
  found(
    console.server,
    // Of requests, only the figures of client keys matter, which are of the server.
    withoutTraffic(console),
    lastHourOf(ui.overview),
    ui.health.diagnosis,
    Math.floor(now / second),
  );

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
