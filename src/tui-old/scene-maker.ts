import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';
import { createAmpSight } from './amp/amp-sight.ts';
import { lastTop, openDetails } from './components/detail-window.ts';
import { bodyHeightOf, listHeightOf } from './compose-view.ts';
import { createHealthSight } from './health/health-sight.ts';
import { textIn } from './input/text-field.ts';
import { createProvidersSight } from './providers/providers-sight.ts';
import { remember } from './remember.ts';
import { createMoment } from './rows/moment.ts';
import { visibleKeys } from './rows/visible-keys.ts';
import { screens } from './screens/index.ts';
import { createSessionsSight } from './sessions/sessions-sight.ts';
import type { ListAction } from './ui/list-state.ts';
import type { UiAction } from './ui/reduce-ui.ts';
import type { UiState } from './ui/ui-state.ts';
import { createUsageSight, usageCatchUp } from './usage/catch-up.ts';
import type { Scene } from './view.ts';

/** Makes the scene of a frame from both states; sorting 2,000 keys happens only when something in it changed. */
export interface SceneMaker {
  scene(console: ConsoleState, ui: UiState, now: number): Scene;
  /** What the UI has to be told about the new state of things before a frame is made; empty: nothing. */
  catchUp(scene: Scene): readonly UiAction[];
}

const minute = 60_000;
const noKeys: readonly ClientKey[] = [];

export function createSceneMaker(): SceneMaker {
  const visible = remember((keys: readonly ClientKey[], filter: string, order: string, at: number) => {
    const [sort, direction] = order.split('|');
    return visibleKeys(
      keys,
      { filter, sort: sort as UiState['sort'], descending: direction === 'down' },
      at * minute,
    );
  });
  const byId = remember((keys: readonly ClientKey[]) => new Map(keys.map((key) => [key.id, key])));
  const usageSight = createUsageSight();
  const providersSight = createProvidersSight();
  const ampSight = createAmpSight();
  const sessionsSight = createSessionsSight();
  const healthSight = createHealthSight();

  return {
    scene(console, ui, now) {
      const keys = console.server?.clientKeys ?? noKeys;
      const order = `${ui.sort}|${ui.descending ? 'down' : 'up'}`;
      return {
        console,
        ui,
        moment: createMoment(now),
        visible: visible(keys, textIn(ui.filters['client-keys']), order, Math.floor(now / minute)),
        selected: byId(keys).get(ui.lists['client-keys'].cursor ?? ''),
        usage: usageSight(console, ui),
        providers: providersSight(console, ui, now),
        amp: ampSight(console, ui, now),
        sessions: sessionsSight(console, ui, now),
        health: healthSight(console, ui, now),
        columns: ui.columns,
      };
    },
    catchUp(scene) {
      const { ui } = scene;
      if (ui.screen === 'usage') return usageCatchUp(scene, bodyHeightOf(scene));
      const { screen } = ui;
      const state = ui.lists[screen];
      const shown = screens.find(({ id }) => id === screen);
      const listed = shown?.list?.listed(scene);
      const actions: ListAction[] = [];
      if (listed && listed.ids !== state.ids) actions.push({ type: 'listed', ...listed });
      const height = listHeightOf(scene);
      if (state.height !== height) actions.push({ type: 'sized', height });
      const told: UiAction[] = actions.map((action) => ({ type: 'list', screen, action }));
      if (ui.detailTop > 0) {
        const lines = (shown && openDetails(scene, shown)?.lines.length) ?? 0;
        const last = lastTop(lines, bodyHeightOf(scene));
        if (ui.detailTop > last) told.push({ type: 'detail-scrolled', to: last });
      }
      return told;
    },
  };
}
