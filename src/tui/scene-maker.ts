import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';
import { bodyHeightOf, listHeightOf } from './compose-view.ts';
import { textIn } from './input/text-field.ts';
import { remember } from './remember.ts';
import { attentionOf } from './rows/attention.ts';
import { createMoment } from './rows/moment.ts';
import { visibleKeys } from './rows/visible-keys.ts';
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
  const idsOf = remember((keys: readonly ClientKey[]) => keys.map((key) => key.id));
  const byId = remember((keys: readonly ClientKey[]) => new Map(keys.map((key) => [key.id, key])));
  const known = remember((keys: readonly ClientKey[]) => new Set(keys.map((key) => key.id)));
  const attentionIds = remember((server: ConsoleState['server'], at: number) =>
    server ? attentionOf(server, createMoment(at * minute)).map((item) => item.id) : [],
  );

  const usageSight = createUsageSight();

  return {
    scene(console, ui, now) {
      const keys = console.server?.clientKeys ?? noKeys;
      const order = `${ui.sort}|${ui.descending ? 'down' : 'up'}`;
      return {
        console,
        ui,
        moment: createMoment(now),
        visible: visible(keys, textIn(ui.filter), order, Math.floor(now / minute)),
        selected: byId(keys).get(ui.keys.cursor ?? ''),
        usage: usageSight(console, ui),
        columns: ui.columns,
      };
    },
    catchUp(scene) {
      const { console, ui, moment } = scene;
      const actions: UiAction[] = [];
      const ids = idsOf(scene.visible);
      if (ids !== ui.keys.ids) {
        const all = known(console.server?.clientKeys ?? noKeys);
        actions.push({ type: 'list', screen: 'client-keys', action: { type: 'listed', ids, known: all } });
      }
      if (ui.screen === 'overview') {
        const items = attentionIds(console.server, Math.floor(moment.now / minute));
        if (items !== ui.overview.ids) {
          actions.push({
            type: 'list',
            screen: 'overview',
            action: { type: 'listed', ids: items, known: new Set(items), worstFirst: true },
          });
        }
      }
      if (ui.screen === 'usage') return [...actions, ...usageCatchUp(scene, bodyHeightOf(scene))];
      const height = listHeightOf(scene);
      const list = ui.screen === 'overview' ? ui.overview : ui.keys;
      if (list.height !== height) {
        actions.push({ type: 'list', screen: ui.screen, action: { type: 'sized', height } });
      }
      return actions;
    },
  };
}
