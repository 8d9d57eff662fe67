import type { Act, Console } from './act.ts';
import { features, featuresOf } from './features/index.ts';
import { frameWords } from './words/frame.ts';

const words = (id: keyof ReturnType<typeof frameWords>['acts']) => () => frameWords().acts[id];

function turn({ ui, at }: Console, by: number) {
  const { console, ui: state } = at();
  const ids = featuresOf(console).map(({ id }) => id);
  const next = ids[(ids.indexOf(state.screen) + by + ids.length) % ids.length];
  if (next) ui.dispatch({ type: 'screen', screen: next });
}

/** Works on every screen. */
export const screenActs: readonly Act[] = [
  ...features.map(
    ({ id, number, words: named, absent, whenAbsent }): Act => ({
      id: `go-${id}`,
      scope: 'screen',
      keys: [number],
      words: () => ({ title: named().name, tip: named().tip }),
      palette: true,
      run(console) {
        if (whenAbsent && absent?.(console.at().console)) return whenAbsent(console);
        return console.ui.dispatch({ type: 'screen', screen: id });
      },
    }),
  ),
  {
    id: 'next-screen',
    scope: 'screen',
    keys: ['tab'],
    words: words('nextScreen'),
    run: (console) => turn(console, 1),
  },
  {
    id: 'previous-screen',
    scope: 'screen',
    keys: ['shift+tab'],
    words: words('previousScreen'),
    run: (console) => turn(console, -1),
  },
  {
    id: 'undo',
    scope: 'screen',
    keys: ['u'],
    words: words('undo'),
    footer: 90,
    write: true,
    palette: true,
    disabled: (at) =>
      at.console.running
        ? frameWords().running
        : at.console.undoable.length === 0
          ? frameWords().nothingToUndo
          : undefined,
    run: ({ session }) => session.undo(),
  },
  {
    id: 'reload',
    scope: 'screen',
    keys: ['r'],
    words: words('reload'),
    title: ({ ui }) => frameWords().acts[ui.screen === 'health' ? 'check' : 'reload'].title,
    footer: 91,
    palette: true,
    run({ session, ui }) {
      ui.dispatch({ type: 'usage', action: { type: 'again' } });
      ui.dispatch({ type: 'health', action: { type: 'asked', keys: false } });
      return session.reload();
    },
  },
];

/** From anywhere, open boxes included. */
export const everywhereActs: readonly Act[] = [
  {
    id: 'quit-now',
    scope: 'everywhere',
    keys: ['ctrl+c'],
    words: words('quitNow'),
    run: ({ leave }) => leave(),
  },
  {
    id: 'suspend',
    scope: 'everywhere',
    keys: ['ctrl+z'],
    words: words('suspend'),
    run: ({ suspend }) => suspend(),
  },
];
