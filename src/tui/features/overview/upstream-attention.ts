import { type AuthFile, authFileState, nextAuthFileState } from '../../../contract/auth-file.ts';
import { providerKeyStanding } from '../../../contract/provider-states.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import { ago, left, type Moment } from '../../moment.ts';
import type { StatedProviderKey } from '../providers/rows.ts';
import { words as providerWords } from '../providers/words.ts';
import { sessionName } from '../sessions/rows.ts';
import type { Attention, Fix, Tone } from './attention.ts';
import { words } from './words.ts';

/** More provider keys than these that fail are one row. */
const fewFailing = 5;

/** Provider keys that fail or cool down. @param at when their states were read, ms since the epoch */
export function aboutProviders(
  keys: readonly StatedProviderKey[],
  at: number | undefined,
  moment: Moment,
): readonly Attention[] {
  const { attention } = words();
  const standing = ({ disabled, state }: StatedProviderKey) =>
    providerKeyStanding(disabled, state, moment.now);
  const failing = keys.filter((key) => ['failing', 'refused'].includes(standing(key)));
  // Their states may be older than the rest of the screen.
  const asOf = failing.length === 0 || at === undefined ? '' : attention.asOf(ago(moment, at));
  const cooling = keys.filter((key) => standing(key) === 'cooling').map((key) => coolingKey(key, moment));
  if (failing.length > fewFailing) {
    const what = attention.providersFailing(failing.length);
    const to = { screen: 'providers', filter: '', sort: 'state' } as const;
    return [{ id: 'providers-failing', tone: 'danger', what, fact: asOf, to }, ...cooling];
  }
  return [...failing.map((key) => failingKey(key, standing(key) === 'refused', asOf)), ...cooling];
}

function failingKey(key: StatedProviderKey, refused: boolean, asOf: string): Attention {
  const { attention } = words();
  const { states } = providerWords();
  const { status, message = '' } = key.state?.lastError ?? {};
  // Most sentences name the status themselves.
  const named = status !== undefined && message.includes(String(status));
  const said = [named ? undefined : status, message].filter(Boolean).join(' ');
  const on = { screen: 'providers', id: key.id } as const;
  return {
    id: `provider-${key.id}`,
    tone: 'danger',
    what: nameOfProviderKey(key),
    fact: [refused ? states.rejected : states.failing, said, asOf].filter(Boolean).join(' · '),
    to: on,
    ...(refused && { fix: { act: 'rotate-provider-key', title: attention.fixes.replace, on } }),
  };
}

function coolingKey(key: StatedProviderKey, moment: Moment): Attention {
  const { coolingUntil = 0, lastError } = key.state ?? {};
  moment.changesAt(coolingUntil);
  const status = lastError?.status;
  const fact = words().attention.cooling(left(moment, coolingUntil));
  return {
    id: `cooling-${key.id}`,
    tone: 'warning',
    what: nameOfProviderKey(key),
    fact: status === undefined ? fact : `${fact} · ${status}`,
    to: { screen: 'providers', id: key.id },
  };
}

/** Sessions that stop working soon, or have. */
export function aboutSessions(files: readonly AuthFile[], moment: Moment): readonly Attention[] {
  return files.flatMap((file) => {
    moment.changesAt(nextAuthFileState(file, moment.now));
    const trouble = troubleOf(file, moment);
    if (!trouble) return [];
    const on = { screen: 'sessions', id: file.name } as const;
    const again = { act: 'log-in-again', title: words().attention.fixes.logInAgain, on } satisfies Fix;
    return {
      id: `session-${file.name}`,
      tone: trouble.tone,
      what: sessionName(file),
      fact: trouble.fact,
      to: on,
      ...(trouble.logIn && { fix: again }),
    };
  });
}

interface Trouble {
  readonly tone: Tone;
  readonly fact: string;
  /** A new login helps. */
  readonly logIn?: boolean;
}

function troubleOf(file: AuthFile, moment: Moment): Trouble | undefined {
  const { attention } = words();
  const { expiresAt = 0, renewable, message, broken } = file;
  const because = (fact: string, reason: string | undefined) =>
    reason === undefined ? fact : `${fact}: ${reason}`;
  switch (authFileState(file, moment.now)) {
    case 'broken':
      return { tone: 'danger', fact: because(attention.brokenFile, broken) };
    case 'expired':
      return { tone: 'danger', fact: attention.expiredToken(ago(moment, expiresAt)), logIn: true };
    case 'failing':
      return { tone: 'danger', fact: because(attention.failing, message) };
    case 'needs verification':
      return { tone: 'warning', fact: because(attention.needsVerification, message) };
    case 'expiring':
      // A token that is renewed by itself needs nothing.
      if (renewable === true) return undefined;
      return {
        tone: 'warning',
        fact: (renewable === false ? attention.tokenExpires : attention.tokenExpiresMaybe)(
          left(moment, expiresAt),
        ),
        logIn: true,
      };
    default:
      return undefined;
  }
}
