import {
  type AuthFile,
  type AuthFileState,
  authFileState,
  nextAuthFileState,
} from '../../../contract/auth-file.ts';
import type { Span } from '../../components/text.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import type { Glyphs, Role } from '../../theme.ts';
import { words } from './words.ts';

const text = (value: string | undefined): string | undefined => (value ?? '').trim() || undefined;

/** What a person calls the account: its e-mail address, else the name of its file. */
export const accountOf = (file: AuthFile): string => text(file.account) ?? text(file.name) ?? '–';

/** Plan or project, which tell two files of one address apart. */
export const planOf = (file: AuthFile): string | undefined => text(file.plan) ?? text(file.project);

export const providerOf = (file: AuthFile): string => text(file.provider) ?? '?';

/** In a sentence or a title: `claude dev@example.com`. */
export const sessionName = (file: AuthFile): string => `${providerOf(file)} ${accountOf(file)}`;

/** End of the access token: `in 40 min`, `2 h ago`; `–` where it is not reported. */
export function expiryOf({ expiresAt }: AuthFile, moment: Moment): string {
  if (expiresAt === undefined) return '–';
  return expiresAt > moment.now ? words().inTime(left(moment, expiresAt)) : ago(moment, expiresAt);
}

/** Last refresh of the tokens: `2 h ago`, `failed 2 h ago`; `–` where it is not reported. */
export function refreshedOf({ lastRefresh }: AuthFile, moment: Moment): string {
  if (!lastRefresh) return '–';
  const when = ago(moment, lastRefresh.at);
  return lastRefresh.ok ? when : words().failedAgo(when);
}

const looks: Readonly<Record<AuthFileState, readonly [sign: keyof Glyphs, role: Role]>> = {
  broken: ['error', 'danger'],
  disabled: ['disabled', 'muted'],
  'needs verification': ['warning', 'warning'],
  expired: ['error', 'danger'],
  failing: ['error', 'danger'],
  cooling: ['cooldown', 'warning'],
  expiring: ['warning', 'warning'],
  active: ['good', 'success'],
};

/** Sign, word and what belongs beside it: `● active`, `◐ cooling 38 s · 429`. */
export function sessionState(file: AuthFile, moment: Moment, glyphs: Glyphs): readonly Span[] {
  const state = authFileState(file, moment.now);
  moment.changesAt(nextAuthFileState(file, moment.now));
  const [sign, role] = looks[state];
  const { coolingUntil, expiresAt, renewable } = file;
  const time = state === 'cooling' && coolingUntil !== undefined ? ` ${left(moment, coolingUntil)}` : '';
  const more = [
    state === 'expired' || (state === 'expiring' && expiresAt !== undefined && renewable === false)
      ? words().logInAgain
      : undefined,
    state === 'broken' ? text(file.broken) : undefined,
    state === 'active' || state === 'broken' ? undefined : text(file.message),
    file.inMemory ? words().inMemory : undefined,
  ].filter((part) => part !== undefined);
  return [
    { text: `${glyphs[sign]} ${words().states[state]}${time}`, role },
    ...(more.length > 0 ? [{ text: more.map((part) => ` ${glyphs.separator} ${part}`).join('') }] : []),
  ];
}

/** What is wrong with the session and what to do about it, for the status line; undefined: nothing. */
export function troubleHint(file: AuthFile, now: number): string | undefined {
  const { hints } = words();
  const state = authFileState(file, now);
  const say = (sentence: string) => `${sessionName(file)}: ${sentence}`;
  if (state === 'broken') return say(file.broken ?? hints.broken);
  if (state === 'cooling') return say(hints.cooling);
  const message = text(file.message);
  if (state === 'active' || state === 'disabled') return undefined;
  if (message !== undefined) return say(message);
  return state === 'expired' || (state === 'expiring' && file.renewable === false)
    ? say(hints.logIn)
    : undefined;
}
