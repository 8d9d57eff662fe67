import type { Capabilities } from '../../../contract/capabilities.ts';
import {
  type ProviderKeyState,
  type ProviderKeyStatus,
  providerKeyStatus,
  providerKeyStatuses,
} from '../../../contract/provider-states.ts';
import type { KeySettings } from '../../../providers/fields/key-settings.ts';
import { providers } from '../../../providers/index.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { isKeptOnly, type ProviderKey, providerKeysOf } from '../../../providers/provider-keys.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { sortRows } from '../../components/columns.ts';
import type { ItemColumn, Look } from '../../components/list-screen.tsx';
import type { Span } from '../../components/text.tsx';
import { memoize } from '../../memoize.ts';
import { percent, shortNumber, unknown } from '../../numbers.ts';
import type { Sign } from '../../theme.ts';
import { createItemList } from '../../ui/item-list.ts';
import { words } from './words.ts';

/** A provider key with what the server reports of it. */
export interface StatedProviderKey extends ProviderKey {
  /** undefined if unknown. */
  readonly state: ProviderKeyState | undefined;
  /** Whether this server only stores it for other servers and does not use it (D4). */
  readonly keptOnly: boolean;
  /** The period of the figures: the same for all rows, so that they can be compared. */
  readonly counting: keyof ReturnType<typeof words>['list']['counting'];
}

export const settingsOf = (provider: string): KeySettings | undefined =>
  providers.find(({ id }) => id === provider)?.settings;

type Known = Pick<ConsoleState, 'server' | 'providerStates'> & Partial<Pick<ConsoleState, 'capabilities'>>;
type States = NonNullable<ConsoleState['providerStates']>;

const read = memoize(
  (config: NonNullable<ConsoleState['server']>['config'], environment: States['environment']) =>
    providerKeysOf(config, environment),
);
const joined = memoize(
  (
    keys: readonly ProviderKey[],
    states: States['states'],
    isLoaded: boolean,
    everyProvider: Capabilities['everyProvider'],
  ) => {
    const has = (count: 'callsToday' | 'calls') => keys.some(({ id }) => states?.[id]?.[count] !== undefined);
    const counted = has('callsToday') ? 'today' : has('calls') ? 'since start' : 'unknown';
    return keys.map(
      (key): StatedProviderKey => ({
        ...key,
        state: states?.[key.id],
        keptOnly: isKeptOnly(key, { everyProvider }),
        counting: isLoaded ? counted : 'loading',
      }),
    );
  },
);
const none: readonly StatedProviderKey[] = [];

/**
 * The provider keys of the config, in its order, and those that are only in the server's environment. The config is
 * parsed again only if it changed.
 */
export const statedKeys = ({ server, providerStates, capabilities }: Known): readonly StatedProviderKey[] =>
  server
    ? joined(
        read(server.config, providerStates?.environment),
        providerStates?.states,
        providerStates !== undefined,
        capabilities?.everyProvider ?? 'shown',
      )
    : none;

/** Records name a provider key by its mask; one without a key by its provider. */
export const recordedAs = ({ mask, name, provider }: ProviderKey) =>
  mask === undefined ? (['provider', name ?? provider] as const) : (['account', mask] as const);

/** Texts of a provider key in a list. */
export function providerTexts(key: ProviderKey) {
  const { provider, name, prefix, mask, variable, baseUrl } = key;
  const settings = settingsOf(provider);
  const kind = settings?.title ?? provider.trim();
  const names = [name, prefix === name ? undefined : prefix];
  const base = shownUrl(baseUrl).replace(/^https?:\/\//, '');
  return {
    /** The provider: `Claude`, `OpenAI-compatible`. */
    kind,
    shortKind: settings?.short ?? kind,
    /** Distinguishes it from others of its kind: its name, its prefix or both; otherwise `–`. */
    name: names.filter(Boolean).join(' ').trim() || unknown,
    mask: (mask ?? (variable === undefined ? words().detail.noKey : `$${variable}`)).trim(),
    /** The address without scheme, user and password. */
    base: base.trim() || unknown,
  };
}

export const providerSigns: Readonly<Record<ProviderKeyStatus, Sign>> = {
  active: ['●', 'success'],
  rejected: ['✕', 'danger'],
  'no credit': ['✕', 'danger'],
  failing: ['✕', 'danger'],
  cooling: ['◐', 'warning'],
  disabled: ['○', 'muted'],
  'stored, not served': ['•', 'info'],
};

/** @param now ms since the epoch */
export const keyStatusOf = (
  key: Pick<StatedProviderKey, 'disabled' | 'keptOnly' | 'state'>,
  now: number,
): ProviderKeyStatus => providerKeyStatus(key, key.state, now);

/** The state as a word, for filter and palette: it does not change with the time left. */
export const stateWord = (key: StatedProviderKey, now: number): string =>
  words().states[keyStatusOf(key, now)];

/**
 * `● active`, `◐ cooling 38 s`, `✕ rejected`, `• stored, not served`, followed by other remarks.
 * @param tight drops the space before a time
 */
export function stateOf(key: StatedProviderKey, time: FrameTime, tight = false): readonly Span[] {
  const { states } = words();
  const keyStatus = keyStatusOf(key, time.now);
  const { coolingUntil = 0, lastError } = key.state ?? {};
  const [sign, role] = providerSigns[keyStatus];
  const timeLeft = keyStatus === 'cooling' ? ` ${left(time, coolingUntil)}` : '';
  const status = keyStatus === 'failing' && lastError?.status !== undefined ? ` ${lastError.status}` : '';
  const more = [
    key.duplicate && ` · ${states.duplicate}`,
    key.variable !== undefined && ` · ${states.environment}`,
  ];
  return [
    {
      text: `${sign} ${stateWord(key, time.now)}${tight ? timeLeft.replace(/ (?=\D)/, '') : timeLeft}${status}`,
      role,
    },
    { text: more.filter(Boolean).join(''), role: 'muted' },
  ];
}

/** Attempts and failed ones as numbers; undefined if unknown. */
function attemptsOf({ state, counting }: StatedProviderKey) {
  return counting === 'today'
    ? { attempts: state?.callsToday, errors: state?.errorsToday }
    : { attempts: state?.calls, errors: state?.errors };
}

/** Unknown values sort last. */
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

const lastUse = ({ state }: StatedProviderKey, { time }: Look) =>
  state?.lastUsedAt === undefined ? unknown : ago(time, state.lastUsedAt);
/** A panel this wide has room for columns that are otherwise only in the details. */
const wide = ({ width }: Look) => width >= 118;

type Id = keyof ReturnType<typeof words>['list']['columns'];
// biome-ignore format: one row a column reads as the table that it is
/** Sorted by provider, then in the order of the list, which fill-first uses. */
export const providerColumns: readonly ItemColumn<StatedProviderKey, Id>[] = [
  { id: 'provider', cell: (key) => providerTexts(key).shortKind, min: 11, max: 18 },
  { id: 'name', cell: (key) => providerTexts(key).name, rank: (key) => providerTexts(key).name, min: 11, max: 32 },
  { id: 'key', cell: (key) => providerTexts(key).mask, min: 9, max: 12 },
  { id: 'base', cell: (key) => providerTexts(key).base, min: 6, max: 44, drop: 6 },
  { id: 'attempts', cell: attemptsText, rank: (key) => attemptsOf(key).attempts ?? -1, down: true, align: 'right', min: 8, drop: 5 },
  { id: 'errors', cell: errorsText, rank: errorShare, down: true, align: 'right', min: 5, drop: 4 },
  { id: 'state', cell: (key, { time }, width) => stateOf(key, time, width < 20), rank: (key, now) => providerKeyStatuses.indexOf(keyStatusOf(key, now)), min: 13, keep: 20 },
  { id: 'used', cell: lastUse, when: wide, min: 9, drop: 7 },
  { id: 'models', cell: ({ models }) => models.length === 0 ? words().list.all : String(models.length), when: wide, align: 'right', min: 6, drop: 8 },
  { id: 'priority', cell: ({ priority }) => String(priority), when: wide, align: 'right', min: 4, drop: 9 },
  { id: 'fingerprint', cell: ({ fingerprint }) => ({ text: fingerprint ?? unknown, role: 'muted' }), when: wide, min: 11, drop: 10 },
];

/** The provider keys of the config, with what the server reports of them. */
export const providerKeyList = createItemList<StatedProviderKey>({
  screen: 'providers',
  items: statedKeys,
  idOf: ({ id }) => id,
  words(key, now) {
    const { kind, name, mask, base } = providerTexts(key);
    return [kind, name, mask, base, stateWord(key, now), key.variable, key.fingerprint];
  },
  sort: (keys, sort, now) => sortRows(providerColumns, keys, sort, now),
});

/** Why a key does not work and what helps; undefined if it works. */
export function hintOf(key: StatedProviderKey, now: number): string | undefined {
  const { hint } = words();
  const { shortKind, name, mask } = providerTexts(key);
  const { status } = key.state?.lastError ?? {};
  const keyStatus = keyStatusOf(key, now);
  if (keyStatus === 'active' || keyStatus === 'disabled' || keyStatus === 'stored, not served')
    return undefined;
  // The key that helps is last and must not be cut: what the provider said is in the details.
  const why = status === undefined ? hint.unknownReason : String(status);
  const said = hint[keyStatus](`${shortKind} ${name === unknown ? mask : name}`, why);
  return `${providerSigns[keyStatus][0]} ${said}`;
}
