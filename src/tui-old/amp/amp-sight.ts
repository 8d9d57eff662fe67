import { type AmpView, ampViewOf } from '../../providers/amp-view.ts';
import type { ConsoleState, ServerView } from '../../store/state.ts';
import { remember } from '../remember.ts';
import { whyWords } from '../rows/amp-row.ts';
import { createListSight, emptySight, type ListSight } from '../ui/list-sight.ts';
import type { UiState } from '../ui/ui-state.ts';
import { type AmpRow, ampRowsOf } from './amp-rows.ts';

export interface AmpSight extends ListSight<AmpRow> {
  /** undefined: another screen is shown, or nothing is loaded. */
  readonly view: AmpView | undefined;
}

export const noAmp: AmpSight = { ...emptySight, view: undefined };

type Environment = NonNullable<ConsoleState['providerStates']>['environment'];
const none: readonly AmpRow[] = [];

/** Which upstream key each client key gets at Amp (F2), worked out only while that is shown. */
export function createAmpSight(): (console: ConsoleState, ui: UiState, now: number) => AmpSight {
  const read = remember(
    (config: ServerView['config'], clientKeys: ServerView['clientKeys'], environment: Environment) => {
      const view = ampViewOf(config, clientKeys, environment);
      return { view, rows: ampRowsOf(view) };
    },
  );
  const readOf = ({ server, providerStates }: ConsoleState) =>
    server && read(server.config, server.clientKeys, providerStates?.environment);
  const sight = createListSight<AmpRow>({
    screen: 'amp',
    items: (console) => readOf(console)?.rows ?? none,
    idOf: ({ id }) => id,
    words: (row) => [row.label, row.mask, row.client, row.upstream?.mask, whyWords(row)],
  });
  return (console, ui, now) =>
    ui.screen === 'amp' ? { ...sight(console, ui, now), view: readOf(console)?.view } : noAmp;
}
