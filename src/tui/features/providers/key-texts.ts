import { type ProviderKeyStanding, providerKeyStanding } from '../../../contract/provider-states.ts';
import type { KeySettings } from '../../../providers/fields/key-settings.ts';
import { providers } from '../../../providers/index.ts';
import { nameOfProviderKey, shownUrl } from '../../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { ProviderStatesView } from '../../../store/state.ts';
import type { Span } from '../../components/text.tsx';
import { left, type Moment } from '../../moment.ts';
import { percent, shortNumber, unknown } from '../../numbers.ts';
import type { Role } from '../../theme.ts';
import type { StatedProviderKey } from './rows.ts';
import { words } from './words.ts';

export const settingsOf = (provider: string): KeySettings | undefined =>
  providers.find(({ id }) => id === provider)?.settings;

/** What a person calls it in a sentence or a title: `openrouter (sk-o…2b2b)`. */
export const providerName = (key: ProviderKey): string => nameOfProviderKey(key);

/** The words of one provider key in a list. */
interface ProviderTexts {
  /** The provider: `Claude`, `OpenAI-compatible`. */
  readonly kind: string;
  readonly shortKind: string;
  /** What tells it from others of its kind: its name, its prefix, both; or `–`. */
  readonly name: string;
  readonly mask: string;
  /** Without the scheme, and without the user and password that it may hold. */
  readonly base: string;
}

export function providerTexts(key: ProviderKey): ProviderTexts {
  const { provider, name, prefix, mask, variable, baseUrl } = key;
  const parts = [name, prefix === name ? undefined : prefix].filter((part) => part !== undefined);
  const settings = settingsOf(provider);
  return {
    kind: settings?.title ?? provider.trim(),
    shortKind: settings?.short ?? settings?.title ?? provider.trim(),
    name: parts.join(' ').trim() || unknown,
    mask: (mask ?? (variable === undefined ? words().detail.noKey : `$${variable}`)).trim(),
    base:
      shownUrl(baseUrl)
        .replace(/^https:\/\//, '')
        .trim() || unknown,
  };
}

const looks: Readonly<Record<ProviderKeyStanding, readonly [sign: string, role: Role]>> = {
  active: ['●', 'success'],
  disabled: ['○', 'muted'],
  cooling: ['◐', 'warning'],
  failing: ['✕', 'danger'],
  refused: ['✕', 'danger'],
};

/** Only a request with credit left helps where the provider says so (402), or that the quota is used up (429). */
const lacksCredit = ({ state }: StatedProviderKey): boolean =>
  state?.lastError?.status === 402 || state?.lastError?.status === 429;

/** The state as a word, for filter and palette: it does not change with the time left. */
export function stateWord(key: StatedProviderKey, now: number): string {
  const { states } = words();
  switch (providerKeyStanding(key.disabled, key.state, now)) {
    case 'active':
      return key.keptOnly ? states.notServed : states.active;
    case 'disabled':
      return states.disabled;
    case 'cooling':
      return states.coolingWord;
    case 'refused':
      return lacksCredit(key) ? states.noCredit : states.rejected;
    case 'failing':
      return states.failing;
  }
}

/**
 * `● active`, `◐ cooling 38 s`, `✕ rejected`, `• stored, not served`; what else is odd behind it.
 * @param tight without the space of a time
 */
export function stateOf(key: StatedProviderKey, moment: Moment, tight = false): readonly Span[] {
  const standing = providerKeyStanding(key.disabled, key.state, moment.now);
  const { coolingUntil = 0, lastError } = key.state ?? {};
  const { states } = words();
  const notServed = standing === 'active' && key.keptOnly;
  const [sign, role] = notServed ? (['•', 'info'] as const) : looks[standing];
  const time = standing === 'cooling' ? left(moment, coolingUntil) : '';
  const word =
    standing === 'cooling'
      ? states.cooling(tight ? time.replace(' ', '') : time)
      : stateWord(key, moment.now);
  const status = standing === 'failing' && lastError?.status !== undefined ? ` ${lastError.status}` : '';
  const more = [
    key.duplicate ? states.duplicate : undefined,
    key.variable === undefined ? undefined : states.environment,
  ].filter((text) => text !== undefined);
  return [
    { text: `${sign} ${word}${status}`, role },
    ...more.map((text): Span => ({ text: ` · ${text}`, role: 'muted' })),
  ];
}

/** What the figures of the list cover: the same for all rows, as nobody could compare them otherwise. */
export type Counting = 'loading' | 'today' | 'since start' | 'unknown';

export function countingOf(
  keys: readonly StatedProviderKey[],
  states: ProviderStatesView | undefined,
): Counting {
  if (!states) return 'loading';
  if (keys.some(({ state }) => state?.callsToday !== undefined)) return 'today';
  return keys.some(({ state }) => state?.calls !== undefined) ? 'since start' : 'unknown';
}

/** Attempts and failed ones as numbers; undefined: not known. */
export function attemptsOf(
  { state }: StatedProviderKey,
  counting: Counting,
): { readonly attempts: number | undefined; readonly errors: number | undefined } {
  return counting === 'today'
    ? { attempts: state?.callsToday, errors: state?.errorsToday }
    : { attempts: state?.calls, errors: state?.errors };
}

/** `3.4k`, and the share of them that failed: `12%`. */
export function countsOf(
  key: StatedProviderKey,
  counting: Counting,
): { readonly attempts: string; readonly errors: string } {
  if (counting === 'loading') return { attempts: '…', errors: '…' };
  const { attempts, errors } = attemptsOf(key, counting);
  return { attempts: shortNumber(attempts), errors: percent(errors, attempts) };
}

/** What happened to a key that does not work, and what helps; undefined: nothing to say. */
export function hintOf(key: StatedProviderKey, now: number): string | undefined {
  const { hint } = words();
  const { shortKind, name, mask } = providerTexts(key);
  const { status, message } = key.state?.lastError ?? {};
  const why = [status, message].filter(Boolean).join(' ') || hint.unknownReason;
  const called = `${shortKind} ${name === unknown ? mask : name}`;
  switch (providerKeyStanding(key.disabled, key.state, now)) {
    case 'refused':
      return lacksCredit(key) ? hint.noCredit(called, why) : hint.rejected(called, why);
    case 'cooling':
      return hint.cooling(called, why);
    case 'failing':
      return hint.failing(called, why);
    default:
      return undefined;
  }
}
