import type { Fingerprint } from '../../../base/secrets/fingerprint.ts';
import { type AmpClient, type AmpKey, type AmpView, ampViewOf } from '../../../providers/kinds/amp-view.ts';
import type { ConsoleState, ServerView } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { sortRows } from '../../components/columns.ts';
import type { ItemColumn, Look } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import type { Cell } from '../../components/text.tsx';
import { memoize } from '../../memoize.ts';
import { unknown } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import { createItemList } from '../../ui/item-list.ts';
import type { Sort } from '../../ui/ui-state.ts';
import { words } from './words.ts';

/** One row: a client key, or a problem in the mappings. */
export interface AmpRow {
  readonly id: string;
  /** undefined for a mapping without client keys. */
  readonly client: Fingerprint | undefined;
  readonly label: string | undefined;
  readonly mask: string | undefined;
  readonly upstream: AmpKey | undefined;
  /**
   * `nowhere`: the mapping names a client key that the server does not have; `repeated`: an earlier mapping
   * names it and takes precedence; `empty`: the mapping names none; `off`: nothing is sent to Amp, and no key
   * is set.
   */
  readonly why: AmpClient['why'] | 'nowhere' | 'repeated' | 'empty' | 'off';
}

/** Problems in the mappings. */
export const odd: ReadonlySet<AmpRow['why']> = new Set(['nowhere', 'repeated', 'empty']);

/** Whether a mapping can be removed. */
export const isMapped = ({ why }: AmpRow): boolean => why === 'mapped' || odd.has(why);

/** The client keys in their order, then problems in the mappings, in the order of the file. */
function ampRowsOf(view: AmpView): readonly AmpRow[] {
  const isOff = view.upstreamUrl === undefined;
  const clients = view.clients.map(
    ({ fingerprint, ...client }): AmpRow => ({
      id: fingerprint,
      client: fingerprint,
      ...client,
      ...(isOff && client.upstream === undefined && { why: 'off' }),
    }),
  );
  const seen = new Map<string, number>();
  const oddRows = view.mappings.flatMap(({ upstream, clients: named }): AmpRow[] => {
    const row = (rest: Omit<AmpRow, 'id' | 'upstream'>): AmpRow => {
      const name = `${upstream.fingerprint}/${rest.client ?? ''}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return { id: times === 1 ? name : `${name}#${times}`, upstream, ...rest };
    };
    const noClient = { client: undefined, label: undefined, mask: undefined };
    if (named.length === 0) return [row({ ...noClient, why: 'empty' })];
    return named
      .filter(({ known, repeated }) => !known || repeated)
      .map(({ fingerprint: client, label, mask, repeated }) =>
        row({ client, label, mask, why: repeated ? 'repeated' : 'nowhere' }),
      );
  });
  return [...clients, ...oddRows];
}

type Environment = NonNullable<ConsoleState['providerStates']>['environment'];
const none: readonly AmpRow[] = [];

const read = memoize(
  (config: ServerView['config'], clientKeys: ServerView['clientKeys'], environment: Environment) => {
    const view = ampViewOf(config, clientKeys, environment);
    return { view, rows: ampRowsOf(view) };
  },
);
const readOf = ({ server, providerStates }: ConsoleState) =>
  server && read(server.config, server.clientKeys, providerStates?.environment);

/** undefined until loaded. */
export const ampView = ({ console }: Pick<At, 'console'>): AmpView | undefined => readOf(console)?.view;

/** Which upstream key each client key uses at Amp, and why (F2). */
export const ampList = createItemList<AmpRow>({
  screen: 'amp',
  items: (console) => readOf(console)?.rows ?? none,
  idOf: ({ id }) => id,
  sort: (rows: readonly AmpRow[], sort: Sort, now) => sortRows(ampColumns, rows, sort, now),
  words: (row) => [row.label, row.mask, row.client, row.upstream?.mask, whyText(row)],
});

/** What is mapped first; problems last. */
const whyRank = ({ why }: AmpRow): number => (odd.has(why) ? 2 : why === 'mapped' ? 0 : 1);

const roles: Partial<Record<AmpRow['why'], Role>> = {
  mapped: 'success',
  none: 'warning',
  unknown: 'muted',
  off: 'muted',
  nowhere: 'warning',
  repeated: 'warning',
  empty: 'muted',
};

export const whyText = ({ why }: AmpRow): string => words().uses[why];

/** Display name of the client key: its label, otherwise its mask. */
export const nameOf = ({ label, mask }: AmpRow): string => label?.trim() || mask || words().noKeys;

/** If there is no room for masks beside labels, a key without a label shows its mask. */
function client({ label, mask, why }: AmpRow, { across }: Look): Cell {
  if (why === 'nowhere') return { text: `! ${words().unknownKey}`, role: 'warning' };
  if (why === 'empty') return { text: words().noKeys, role: 'muted' };
  return label?.trim() || { text: (across < framedFrom && mask) || unknown, role: 'muted' };
}

// biome-ignore format: one row a column reads as the table that it is
export const ampColumns: readonly ItemColumn<AmpRow, keyof ReturnType<typeof words>['columns']>[] = [
  { id: 'client', cell: client, rank: nameOf, min: 14, max: 40 },
  { id: 'key', cell: ({ mask }) => mask ?? unknown, min: 9, max: 12, drop: 1 },
  { id: 'upstream', cell: ({ upstream }) => upstream?.mask ?? unknown, rank: ({ upstream }) => upstream?.mask, min: 9, max: 14 },
  { id: 'why', cell: (row) => ({ text: whyText(row), role: roles[row.why] }), rank: whyRank, usual: true, min: 30 },
];
