import {
  type ProviderKeyStanding,
  type ProviderKeyState,
  providerKeyStanding,
} from '../../../contract/provider-states.ts';
import type { KeySettings } from '../../../providers/fields/key-settings.ts';
import { providers } from '../../../providers/index.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { type ProviderKey, providerKeysOf } from '../../../providers/provider-keys.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { sortRows } from '../../components/list-columns.ts';
import type { ItemColumn, Look } from '../../components/list-screen.tsx';
import type { Span } from '../../components/text.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { percent, shortNumber, unknown } from '../../numbers.ts';
import { remember } from '../../remember.ts';
import type { Sign } from '../../theme.ts';
import { createListSight } from '../../ui/list-sight.ts';
import { words } from './words.ts';

/** A provider key with what the server reports of it. */
export interface StatedProviderKey extends ProviderKey {
  /** undefined: not known. */
  readonly state: ProviderKeyState | undefined;
  /** This server stores it for other servers and sends nothing with it (D4). */
  readonly keptOnly: boolean;
  /** What the figures of the list cover: the same for all rows, as nobody could compare them otherwise. */
  readonly counting: keyof ReturnType<typeof words>['list']['counting'];
}

export const settingsOf = (provider: string): KeySettings | undefined =>
  providers.find(({ id }) => id === provider)?.settings;

type Known = Pick<ConsoleState, 'server' | 'providerStates'> & Partial<Pick<ConsoleState, 'capabilities'>>;
type States = NonNullable<ConsoleState['providerStates']>;

const read = remember(
  (config: NonNullable<ConsoleState['server']>['config'], environment: States['environment']) =>
    providerKeysOf(config, environment),
);
const joined = remember(
  (keys: readonly ProviderKey[], states: States['states'], isLoaded: boolean, isPublic: boolean) => {
    const has = (count: 'callsToday' | 'calls') => keys.some(({ id }) => states?.[id]?.[count] !== undefined);
    const counted = has('callsToday') ? 'today' : has('calls') ? 'since start' : 'unknown';
    return keys.map(
      (key): StatedProviderKey => ({
        ...key,
        state: states?.[key.id],
        keptOnly: !isPublic && settingsOf(key.provider)?.notServed !== undefined,
        counting: isLoaded ? counted : 'loading',
      }),
    );
  },
);
const none: readonly StatedProviderKey[] = [];

/**
 * The provider keys of the config, in its order, and those that are only in the server's environment. The config is
 * read again only when it has changed.
 */
export const statedKeys = ({ server, providerStates, capabilities }: Known): readonly StatedProviderKey[] =>
  server
    ? joined(
        read(server.config, providerStates?.environment),
        providerStates?.states,
        providerStates !== undefined,
        capabilities?.everyProvider === 'enforced',
      )
    : none;

/** Records name a provider key by its mask; one without a key by its provider. */
export const recordedAs = ({ mask, name, provider }: ProviderKey) =>
  mask === undefined ? (['provider', name ?? provider] as const) : (['account', mask] as const);

/** The words of one provider key in a list. */
export function providerTexts(key: ProviderKey) {
  const { provider, name, prefix, mask, variable, baseUrl } = key;
  const settings = settingsOf(provider);
  const kind = settings?.title ?? provider.trim();
  const names = [name, prefix === name ? undefined : prefix];
  const base = shownUrl(baseUrl).replace(/^https:\/\//, '');
  return {
    /** The provider: `Claude`, `OpenAI-compatible`. */
    kind,
    shortKind: settings?.short ?? kind,
    /** What tells it from others of its kind: its name, its prefix, both; or `–`. */
    name: names.filter(Boolean).join(' ').trim() || unknown,
    mask: (mask ?? (variable === undefined ? words().detail.noKey : `$${variable}`)).trim(),
    /** Without the scheme, and without the user and password that it may hold. */
    base: base.trim() || unknown,
  };
}

export const providerSigns: Readonly<Record<ProviderKeyStanding, Sign>> = {
  active: ['●', 'success'],
  refused: ['✕', 'danger'],
  failing: ['✕', 'danger'],
  cooling: ['◐', 'warning'],
  disabled: ['○', 'muted'],
};

/** @param now ms since the epoch */
export const standingOf = (
  { disabled, state }: Pick<StatedProviderKey, 'disabled' | 'state'>,
  now: number,
): ProviderKeyStanding => providerKeyStanding(disabled, state, now);

/** Only a request with credit left helps where the provider says so (402), or that the quota is used up (429). */
const lacksCredit = ({ state }: StatedProviderKey): boolean =>
  state?.lastError?.status === 402 || state?.lastError?.status === 429;

/** The state as a word, for filter and palette: it does not change with the time left. */
export function stateWord(key: StatedProviderKey, now: number): string {
  const { states } = words();
  const standing = standingOf(key, now);
  if (standing === 'active' && key.keptOnly) return states.notServed;
  return standing === 'refused' && lacksCredit(key) ? states.noCredit : states[standing];
}

/**
 * `● active`, `◐ cooling 38 s`, `✕ rejected`, `• stored, not served`; what else is odd behind it.
 * @param tight without the space of a time
 */
export function stateOf(key: StatedProviderKey, moment: Moment, tight = false): readonly Span[] {
  const { states } = words();
  const standing = standingOf(key, moment.now);
  const { coolingUntil = 0, lastError } = key.state ?? {};
  const isStored: Sign = ['•', 'info'];
  const [sign, role] = standing === 'active' && key.keptOnly ? isStored : providerSigns[standing];
  const time = standing === 'cooling' ? ` ${left(moment, coolingUntil)}` : '';
  const status = standing === 'failing' && lastError?.status !== undefined ? ` ${lastError.status}` : '';
  const more = [
    key.duplicate && ` · ${states.duplicate}`,
    key.variable !== undefined && ` · ${states.environment}`,
  ];
  return [
    {
      text: `${sign} ${stateWord(key, moment.now)}${tight ? time.replace(/ (?=\D)/, '') : time}${status}`,
      role,
    },
    { text: more.filter(Boolean).join(''), role: 'muted' },
  ];
}

/** Attempts and failed ones as numbers; undefined: not known. */
function attemptsOf({ state, counting }: StatedProviderKey) {
  return counting === 'today'
    ? { attempts: state?.callsToday, errors: state?.errorsToday }
    : { attempts: state?.calls, errors: state?.errors };
}

/** Not known is last. */
function errorShare(key: StatedProviderKey): number {
  const { attempts, errors } = attemptsOf(key);
  return attempts && errors !== undefined ? errors / attempts : -1;
}

/** The share of the attempts that failed: `12%`. */
function errorsText(key: StatedProviderKey): string {
  const { attempts, errors } = attemptsOf(key);
  return key.counting === 'loading' ? '…' : percent(errors, attempts);
}
const attemptsText = (key: StatedProviderKey) =>
  key.counting === 'loading' ? '…' : shortNumber(attemptsOf(key).attempts);

const standings: readonly ProviderKeyStanding[] = ['refused', 'failing', 'cooling', 'disabled', 'active'];
const lastUse = ({ state }: StatedProviderKey, { moment }: Look) =>
  state?.lastUsedAt === undefined ? unknown : ago(moment, state.lastUsedAt);
/** A panel of this many columns has room for what is otherwise only in the details. */
const wide = ({ width }: Look) => width >= 118;

type Id = keyof ReturnType<typeof words>['list']['columns'];
// biome-ignore format: one row a column reads as the table that it is
/** Sorted by provider, then in the order of the list, which fill-first uses. */
export const providerColumns: readonly ItemColumn<StatedProviderKey, Id>[] = [
  { id: 'provider', cell: (key) => providerTexts(key).shortKind, min: 11, max: 18 },
  { id: 'name', cell: (key) => providerTexts(key).name, rank: (key) => providerTexts(key).name, min: 11, max: 32 },
  { id: 'key', cell: (key) => providerTexts(key).mask, min: 9, max: 12 },
  { id: 'base', cell: (key) => providerTexts(key).base, min: 12, max: 44, drop: 6 },
  { id: 'attempts', cell: attemptsText, rank: (key) => attemptsOf(key).attempts ?? -1, down: true, align: 'right', min: 8, drop: 5 },
  { id: 'errors', cell: errorsText, rank: errorShare, down: true, align: 'right', min: 5, drop: 4 },
  { id: 'state', cell: (key, { moment }, width) => stateOf(key, moment, width < 20), rank: (key, now) => standings.indexOf(standingOf(key, now)), min: 13 },
  { id: 'used', cell: lastUse, when: wide, min: 9, drop: 7 },
  { id: 'models', cell: ({ models }) => models.length === 0 ? words().list.all : String(models.length), when: wide, align: 'right', min: 6, drop: 8 },
  { id: 'priority', cell: ({ priority }) => String(priority), when: wide, align: 'right', min: 4, drop: 9 },
  { id: 'fingerprint', cell: ({ fingerprint }) => ({ text: fingerprint ?? unknown, role: 'muted' }), when: wide, min: 11, drop: 10 },
];

/** The provider keys of the config, with what the server reports of them. */
export const providersSight = createListSight<StatedProviderKey>({
  screen: 'providers',
  items: statedKeys,
  idOf: ({ id }) => id,
  words(key, now) {
    const { kind, name, mask, base } = providerTexts(key);
    return [kind, name, mask, base, stateWord(key, now), key.variable, key.fingerprint];
  },
  sort: (keys, sort, now) => sortRows(providerColumns, keys, sort, now),
});

/** What happened to a key that does not work, and what helps; undefined: nothing to say. */
export function hintOf(key: StatedProviderKey, now: number): string | undefined {
  const { hint } = words();
  const { shortKind, name, mask } = providerTexts(key);
  const { status, message } = key.state?.lastError ?? {};
  const why = [status, message].filter(Boolean).join(' ') || hint.unknownReason;
  const standing = standingOf(key, now);
  if (standing === 'active' || standing === 'disabled') return undefined;
  const say = standing === 'refused' && lacksCredit(key) ? hint.noCredit : hint[standing];
  return say(`${shortKind} ${name === unknown ? mask : name}`, why);
}
