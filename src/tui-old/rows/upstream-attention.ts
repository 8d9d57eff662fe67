import { type AuthFile, authFileState, nextAuthFileState } from '../../contract/auth-file.ts';
import { providerKeyStanding } from '../../contract/provider-states.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { segment } from '../text/line.ts';
import type { Attention, Ranked } from './attention.ts';
import { count } from './figures.ts';
import { ago, left, type Moment } from './moment.ts';
import { sessionName } from './session-texts.ts';

/** More than these that fail are one line. */
const fewFailing = 5;

/** Provider keys whose last answer was an error. @param at when that was told, ms since the epoch */
export function aboutProviders(
  keys: readonly StatedProviderKey[],
  at: number | undefined,
  moment: Moment,
): readonly Attention[] {
  const failing = keys.filter(({ disabled, state }) =>
    ['failing', 'refused'].includes(providerKeyStanding(disabled, state, moment.now)),
  );
  if (failing.length === 0) return [];
  // Nobody follows them here.
  const asOf = at === undefined ? '' : ` · as of ${ago(moment, at)}`;
  if (failing.length > fewFailing) {
    const line = [segment(count(failing.length, 'provider key'), 'danger'), segment(` failing${asOf}`)];
    return [{ id: 'providers-failing', line, to: { kind: 'providers', filter: 'failing' } }];
  }
  return failing.map((key) => {
    const { status, message = '' } = key.state?.lastError ?? {};
    const why = [status, message].filter(Boolean).join(' ');
    const text = `: failing${why === '' ? '' : ` · ${why}`}${asOf}`;
    const line = [segment(nameOfProviderKey(key), 'danger'), segment(text)];
    return { id: `provider-${key.id}`, line, to: { kind: 'provider', id: key.id } };
  });
}

/** Accounts that stop working, or have. */
export function aboutSessions(files: readonly AuthFile[], moment: Moment): Ranked {
  const ranked: Ranked = { danger: [], warning: [], dim: [] };
  for (const file of files) {
    moment.changesAt(nextAuthFileState(file, moment.now));
    const [tone, why] = troubleOf(file, moment) ?? [];
    if (!tone || why === undefined) continue;
    const line = [segment(sessionName(file), tone), segment(`: ${why}`)];
    ranked[tone].push({ id: `session-${file.name}`, line, to: { kind: 'session', id: file.name } });
  }
  return ranked;
}

function troubleOf(
  file: AuthFile,
  moment: Moment,
): readonly [tone: 'danger' | 'warning', why: string] | undefined {
  const { expiresAt = 0, renewable, message, broken } = file;
  const said = (text: string | undefined) => (text === undefined ? '' : `: ${text}`);
  switch (authFileState(file, moment.now)) {
    case 'broken':
      return ['danger', `its file is broken${said(broken)}`];
    case 'expired':
      return ['danger', `expired ${ago(moment, expiresAt)}; log in again`];
    case 'failing':
      return ['danger', `failing${said(message)}`];
    case 'needs verification':
      return ['warning', `needs verification${said(message)}`];
    case 'expiring':
      // One that is renewed by itself needs nobody.
      return renewable === true ? undefined : ['warning', `token expires in ${left(moment, expiresAt)}`];
    case 'disabled':
    case 'cooling':
    case 'active':
      return undefined;
  }
}
