import { type ProviderKeyState, providerKeyStanding } from '../../../contract/provider-states.ts';
import { providers } from '../../../providers/index.ts';
import { type ProviderKey, providerKeysOf } from '../../../providers/provider-keys.ts';
import type { ConsoleState, ProviderStatesView } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import type { Column } from '../../components/columns.ts';
import { type ListColumn, shownColumns, sortRows } from '../../components/list-columns.ts';
import { ago, type Moment } from '../../moment.ts';
import { unknown } from '../../numbers.ts';
import { remember } from '../../remember.ts';
import { createListSight, type ListSight } from '../../ui/list-sight.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { attemptsOf, type Counting, countsOf, providerTexts, stateOf, stateWord } from './key-texts.ts';
import { words } from './words.ts';

/** A provider key with what the server reports of it. */
export interface StatedProviderKey extends ProviderKey {
  /** undefined: not known. */
  readonly state: ProviderKeyState | undefined;
  /** This server stores it for other servers and sends nothing with it (D4). */
  readonly keptOnly: boolean;
}

const none: readonly StatedProviderKey[] = [];

const isNotServed = ({ provider }: ProviderKey): boolean =>
  providers.find(({ id }) => id === provider)?.settings?.notServed !== undefined;

/**
 * The provider keys of the config, in its order, and those that are only in the server's environment. The config is
 * read again only when it has changed.
 */
export function createStatedKeys(): (
  console: Pick<ConsoleState, 'server' | 'providerStates'> & Partial<Pick<ConsoleState, 'capabilities'>>,
) => readonly StatedProviderKey[] {
  const read = remember(
    (config: NonNullable<ConsoleState['server']>['config'], environment: ProviderStatesView['environment']) =>
      providerKeysOf(config, environment),
  );
  const joined = remember(
    (keys: readonly ProviderKey[], states: ProviderStatesView['states'], isPublic: boolean) =>
      keys.map(
        (key): StatedProviderKey => ({
          ...key,
          state: states?.[key.id],
          keptOnly: !isPublic && isNotServed(key),
        }),
      ),
  );
  return ({ server, providerStates, capabilities }) =>
    server
      ? joined(
          read(server.config, providerStates?.environment),
          providerStates?.states,
          capabilities?.everyProvider === 'enforced',
        )
      : none;
}

/** What the cells of one frame have in common. */
interface Look {
  readonly counting: Counting;
  readonly moment: Moment;
  /** Columns of the panel. */
  readonly width: number;
}

const standings = ['refused', 'failing', 'cooling', 'disabled', 'active'] as const;
const figures = (key: StatedProviderKey) =>
  attemptsOf(key, key.state?.callsToday === undefined ? 'since start' : 'today');

/** Not known is last. */
function errorShare(key: StatedProviderKey): number {
  const { attempts, errors } = figures(key);
  return attempts && errors !== undefined ? errors / attempts : -1;
}

const lastUse = ({ state }: StatedProviderKey, { moment }: Look) =>
  state?.lastUsedAt === undefined ? unknown : ago(moment, state.lastUsedAt);
/** A panel of this many columns has room for what is otherwise only in the details. */
const wide = ({ width }: Look) => width >= 118;

type Id = keyof ReturnType<typeof words>['list']['columns'];
// biome-ignore format: one row a column reads as the table that it is
const columns: readonly (ListColumn<StatedProviderKey, Look> & { readonly id: Id })[] = [
  { id: 'provider', cell: (key) => providerTexts(key).shortKind, min: 11, max: 18 },
  { id: 'name', cell: (key) => providerTexts(key).name, rank: (key) => providerTexts(key).name, min: 11, max: 32 },
  { id: 'key', cell: (key) => providerTexts(key).mask, min: 9, max: 12 },
  { id: 'base', cell: (key) => providerTexts(key).base, min: 12, max: 44, drop: 6 },
  { id: 'attempts', cell: (key, { counting }) => countsOf(key, counting).attempts, rank: (key) => figures(key).attempts ?? -1, down: true, align: 'right', min: 8, drop: 5 },
  { id: 'errors', cell: (key, { counting }) => countsOf(key, counting).errors, rank: errorShare, down: true, align: 'right', min: 5, drop: 4 },
  { id: 'state', cell: (key, { moment }, width) => stateOf(key, moment, width < 20), rank: (key, now) => standings.indexOf(providerKeyStanding(key.disabled, key.state, now)), min: 13 },
  { id: 'used', cell: lastUse, when: wide, min: 9, drop: 7 },
  { id: 'models', cell: ({ models }) => models.length === 0 ? words().list.all : String(models.length), when: wide, align: 'right', min: 6, drop: 8 },
  { id: 'priority', cell: ({ priority }) => String(priority), when: wide, align: 'right', min: 4, drop: 9 },
  { id: 'fingerprint', cell: ({ fingerprint }) => ({ text: fingerprint ?? unknown, role: 'muted' }), when: wide, min: 11, drop: 10 },
];

/** Columns that `o` goes through after the default: provider, then list order, which fill-first uses. */
export const providerSorts = ['name', 'attempts', 'errors', 'state'] as const;

/** The columns of the list. */
export const providerColumns = (sort: Sort, look: Look): readonly Column<StatedProviderKey>[] =>
  shownColumns(columns, words().list.columns, look, { sort, isOff: ({ disabled }) => disabled });

/** The provider keys of the config, with what the server reports of them. */
export const providersSight: (at: Pick<At, 'console' | 'ui' | 'now'>) => ListSight<StatedProviderKey> =
  createListSight<StatedProviderKey>({
    screen: 'providers',
    items: createStatedKeys(),
    idOf: ({ id }) => id,
    words(key, now) {
      const { kind, name, mask, base } = providerTexts(key);
      return [kind, name, mask, base, stateWord(key, now), key.variable, key.fingerprint];
    },
    sort: (keys, sort, now) => sortRows(columns, keys, sort, now),
  });
