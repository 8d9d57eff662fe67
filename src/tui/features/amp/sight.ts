import { type AmpView, ampViewOf } from '../../../providers/amp-view.ts';
import type { ConsoleState, ServerView } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { remember } from '../../remember.ts';
import { createListSight } from '../../ui/list-sight.ts';
import { type AmpRow, ampRowsOf, whyText } from './rows.ts';

type Environment = NonNullable<ConsoleState['providerStates']>['environment'];
const none: readonly AmpRow[] = [];

const read = remember(
  (config: ServerView['config'], clientKeys: ServerView['clientKeys'], environment: Environment) => {
    const view = ampViewOf(config, clientKeys, environment);
    return { view, rows: ampRowsOf(view) };
  },
);
const readOf = ({ server, providerStates }: ConsoleState) =>
  server && read(server.config, server.clientKeys, providerStates?.environment);

/** undefined: nothing is loaded. */
export const ampView = ({ console }: Pick<At, 'console'>): AmpView | undefined => readOf(console)?.view;

/** Which upstream key each client key uses at Amp, and why (F2). */
export const ampSight = createListSight<AmpRow>({
  screen: 'amp',
  items: (console) => readOf(console)?.rows ?? none,
  idOf: ({ id }) => id,
  words: (row) => [row.label, row.mask, row.client, row.upstream?.mask, whyText(row)],
});
