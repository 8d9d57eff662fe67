import {
  type AuthFile,
  type AuthFileState,
  authFileState,
  nextAuthFileState,
} from '../../contract/auth-file.ts';
import { type Line, type Style, segment } from '../text/line.ts';
import { ago, left, type Moment } from './moment.ts';

const text = (value: string | undefined): string | undefined => (value ?? '').trim() || undefined;

/** What a person calls the account: its e-mail, else the name of its file. */
export function accountOf(file: AuthFile): string {
  return text(file.account) ?? text(file.name) ?? '–';
}

/** The account with its plan or project, which tell two files of one address apart. */
export function accountWithPlan(file: AuthFile): string {
  return [accountOf(file), text(file.plan) ?? text(file.project)].filter(Boolean).join('  ');
}

export const providerOfSession = (file: AuthFile): string => text(file.provider) ?? '?';

/** In a sentence or a title: `claude dev@example.com`. */
export const sessionName = (file: AuthFile): string => `${providerOfSession(file)} ${accountOf(file)}`;

/** End of the access token: `in 40 min`, `2 h ago`; – is not told. */
export function expiryOf({ expiresAt }: AuthFile, moment: Moment): string {
  if (expiresAt === undefined) return '–';
  return expiresAt > moment.now ? `in ${left(moment, expiresAt)}` : ago(moment, expiresAt);
}

export function refreshedOf({ lastRefresh }: AuthFile, moment: Moment): string {
  if (!lastRefresh) return '–';
  return lastRefresh.ok ? ago(moment, lastRefresh.at) : `failed ${ago(moment, lastRefresh.at)}`;
}

const tones: Readonly<Record<AuthFileState, Style>> = {
  broken: 'danger',
  disabled: 'dim',
  'needs verification': 'warning',
  expired: 'danger',
  failing: 'danger',
  cooling: 'warning',
  expiring: 'warning',
  active: 'good',
};

/** SCREENS, names of states, and what stands beside: `cooling 38 s · 429`. */
export function sessionStateOf(file: AuthFile, moment: Moment): Line {
  const state = authFileState(file, moment.now);
  moment.changesAt(nextAuthFileState(file, moment.now));
  const { coolingUntil, expiresAt, renewable } = file;
  const more = [
    state === 'cooling' && coolingUntil !== undefined ? left(moment, coolingUntil) : undefined,
    state === 'expiring' && expiresAt !== undefined && renewable === false ? 'log in again' : undefined,
    state === 'broken' ? text(file.broken) : undefined,
    state === 'active' || state === 'broken' ? undefined : text(file.message),
    file.inMemory ? 'in memory only' : undefined,
  ].filter((part) => part !== undefined);
  return [segment(state, tones[state]), segment(more.map((part) => ` · ${part}`).join(''))];
}
