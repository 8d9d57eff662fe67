import { restartNeeded } from '../../contract/change.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import { clientKeyState } from '../../contract/client-key.ts';
import { type Loaded, needsYou } from '../overview/needs-you.ts';
import { providerFigures, sessionFigures } from '../overview/upstream-figures.ts';
import { remember } from '../remember.ts';
import { shortNumber } from '../rows/figures.ts';
import { createMoment } from '../rows/moment.ts';
import { fitLine, fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { UiState } from '../ui/ui-state.ts';
import { type Listed, rowOf, type Scene, type Screen } from '../view.ts';

/** 1: what needs the user, then the figures that this server really has. */
export const overviewScreen: Screen = {
  id: 'overview',
  key: '1',
  title: 'Overview',
  list: {
    height: listHeight,
    listed({ console: { server, providerStates, sessions }, ui, moment }) {
      return listedOf(
        server,
        providerStates,
        sessions,
        ui.health,
        ui.lastHour,
        Math.floor(moment.now / minute),
      );
    },
  },
  body(scene, height) {
    const { console, ui, moment, columns } = scene;
    const { server } = console;
    if (!server) return { kind: 'rows', rows: [rowOf(lineOf('  Loading …', 'dim'))] };
    const items = needsYou(console, ui, moment);
    const { top } = ui.lists.overview;
    const shown = items.slice(top, top + listHeight(height, scene)).map((item) => {
      const selected = item.id === ui.lists.overview.cursor;
      const lead = segment(selected ? ' ▸ ' : '   ', 'accent');
      const hint = selected ? ' Enter ' : '';
      const line = fitLine([lead, ...item.line], columns - hint.length - 1);
      return rowOf([...line, segment(hint, 'dim')], selected);
    });
    const none = [rowOf(lineOf('   Nothing. All keys are labelled, strong and in order.', 'good'))];
    const part = `   ${top + 1}–${top + shown.length} of ${items.length}`;
    return {
      kind: 'rows',
      rows: [
        rowOf([segment('  Needs you', 'bold'), segment(items.length > shown.length ? part : '', 'dim')]),
        ...(items.length > 0 ? shown : none),
        rowOf([]),
        ...figures(scene).map((line) => rowOf(line)),
      ],
    };
  },
};

/** Heading above the list; blank and figures below it. */
function listHeight(height: number, scene: Scene): number {
  return Math.max(1, height - 2 - figures(scene).length);
}

const minute = 60_000;
const listedOf = remember(
  (
    server: Loaded['server'],
    providerStates: Loaded['providerStates'],
    sessions: Loaded['sessions'],
    health: UiState['health'],
    lastHour: UiState['lastHour'],
    at: number,
  ): Listed => {
    const items = needsYou(
      { server, providerStates, sessions },
      { health, lastHour },
      createMoment(at * minute),
    );
    const ids = items.map(({ id }) => id);
    return { ids, known: new Set(ids), worstFirst: true };
  },
);

const titles = 13;

/** One line each, or as many as a narrow screen needs. */
function figures({ console, moment, columns }: Scene): readonly Line[] {
  const keys = console.server?.clientKeys ?? [];
  const states = new Map<string, number>();
  for (const key of keys) {
    const state = clientKeyState(key, moment.now);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const named = ['active', 'over limit', 'retiring', 'expired', 'sample', 'weak']
    .filter((state) => state === 'active' || (states.get(state) ?? 0) > 0)
    .map((state) => `${states.get(state) ?? 0} ${state}`);
  const counted = keys.filter((key) => key.activity);
  const calls = (pick: (key: ClientKey) => number) =>
    shortNumber(counted.reduce((sum, key) => sum + pick(key), 0));
  const requests =
    counted.length === 0
      ? '– · nobody counts them here'
      : `${calls((key) => key.activity?.lastHour ?? 0)} in the last hour · ${calls((key) => key.activity?.today ?? 0)} today`;
  const problem = console.server?.problem;
  const broken = problem?.unloaded
    ? 'edited, but not loaded by the server'
    : 'has an error; the last valid version is active';
  const stored = console.server?.warnings.includes(restartNeeded);
  const config = problem ? broken : stored ? 'stored, in force after a restart of the server' : 'in force';
  const path = console.configPath ? ` · ${console.configPath}` : '';
  const sessions = sessionFigures(console, moment);
  const say = (title: string, text: string) =>
    wrap(text, columns - titles - 1).map(
      (part, index): Line => [
        segment(fitText(index === 0 ? `  ${title}` : '', titles), 'dim'),
        segment(part),
      ],
    );
  return [
    ...say('Keys', [`${keys.length} in all`, ...named].join(' · ')),
    ...say('Requests', requests),
    ...(console.server ? say('Providers', providerFigures(console, moment)) : []),
    ...(sessions === undefined ? [] : say('Sessions', sessions)),
    ...say('Config', config + path),
  ];
}
