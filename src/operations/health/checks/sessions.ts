import { formatDuration } from '../../../base/text/duration.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { nearLimit } from '../../../contract/quota/read-quota.ts';
import { storedReason } from '../../../providers/answers/refusal.ts';
import { quotaText } from '../../sessions/session-quota.ts';
import { type Check, type Found, found, notChecked, sentence } from '../check.ts';
import { words } from './words.ts';

export const sessions: Check = {
  id: 'sessions',
  get title() {
    return words().sessions.title;
  },
  more: 'tokens that a server can renew are not reported',
  meets: 'E3, M1',
  worst: 'error',
  look({ sessions: seen, now }) {
    if (!seen.known) return notChecked(seen.why);
    return found(seen.value.flatMap((file) => ofFile(file, now) ?? []));
  },
};

function ofFile(file: AuthFile, now: number): Found | undefined {
  const name = nameOf(file);
  const common = { subject: file.name, where: { session: file.name } };
  const again = words().sessions.again;
  const lost = words().sessions.lost;
  switch (authFileState(file, now)) {
    case 'broken':
      return {
        ...common,
        severity: 'error',
        what: words().sessions.broken(name, file.broken ?? ''),
        why: lost,
        remedy: again,
      };
    case 'needs verification': {
      const what = words().sessions.verify(name);
      const remedy = file.link ? words().sessions.open(file.link) : words().sessions.askedFor(again);
      return { ...common, severity: 'error', what, why: lost, remedy };
    }
    case 'expired': {
      // A server renews such a token automatically, and has had the time for it.
      const late = now - (file.expiresAt ?? now) > lateMs;
      if (file.renewable && file.lastRefresh?.ok !== false && !late) return undefined;
      const since = formatDuration(now - (file.expiresAt ?? now));
      return {
        ...common,
        severity: 'error',
        what: words().sessions.expired(name, since, refreshOf(file)),
        why: lost,
        remedy: again,
      };
    }
    case 'failing': {
      if (!file.trouble && !isRefused(file)) return undefined;
      if (!file.trouble) return ofLastError(file, again);
      const said = file.message ? `: ${file.message}` : '.';
      return {
        ...common,
        severity: 'warning',
        what: words().sessions.failing(name, said),
        why: lost,
        remedy: again,
      };
    }
    case 'expiring': {
      if (file.renewable && file.lastRefresh?.ok !== false) return undefined;
      const left = formatDuration((file.expiresAt ?? now) - now);
      return {
        ...common,
        severity: 'warning',
        what: words().sessions.expires(name, left, refreshOf(file)),
        why: words().sessions.later,
        remedy: again,
      };
    }
    default:
      return undefined;
  }
}

/** The provider refuses the account itself. */
const isRefused = ({ lastError }: AuthFile) => lastError?.refused === true && !lastError.noCredit;

/** A check of its own, as another login does not help. */
export const failingSessions: Check = {
  id: 'failing-sessions',
  get title() {
    return words().sessions.failingTitle;
  },
  meets: 'E3, M1',
  worst: 'warning',
  look({ sessions: seen, now }) {
    if (!seen.known) return notChecked(seen.why);
    const failing = seen.value.filter(
      (file) => authFileState(file, now) === 'failing' && !file.trouble && !isRefused(file),
    );
    return found(failing.map((file) => ofLastError(file, words().sessions.lastFailedRemedy)));
  },
};

/** The same as of a provider key: the last attempt failed, and requests are still sent. */
const ofLastError = (file: AuthFile, remedy: string): Found => ({
  subject: file.name,
  where: { session: file.name },
  severity: 'warning',
  what: words().sessions.lastFailed(nameOf(file), file.lastError?.status),
  why: sentence(storedReason(file.lastError, true) ?? words().sessions.noReason),
  remedy,
});

/** ms */
const lateMs = 3600 * 1000;

function refreshOf({ renewable, lastRefresh }: AuthFile): string {
  if (lastRefresh?.ok === false) return words().sessions.notRenewed;
  if (renewable) return words().sessions.noServer;
  return renewable === false ? words().sessions.notRenewable : '';
}

const nameOf = ({ provider, account, name }: AuthFile): string =>
  account ? `${provider ?? 'account'} ${account}` : name;

export const quotas: Check = {
  id: 'session-quotas',
  get title() {
    return words().sessionQuotas.title;
  },
  more: 'as far as providers report it',
  meets: 'N5',
  worst: 'warning',
  look({ sessions: seen, now }) {
    if (!seen.known) return notChecked(seen.why);
    return found(
      seen.value.flatMap((file): Found[] => {
        const window = file.disabled ? undefined : nearLimit(file.quota, now);
        if (!window) return [];
        return [
          {
            severity: 'warning',
            subject: file.name,
            what: words().sessionQuotas.what(nameOf(file), window.label, quotaText(window, now)),
            why: words().sessionQuotas.why,
            remedy: words().sessionQuotas.remedy,
            where: { session: file.name },
          },
        ];
      }),
    );
  },
};

export const revokedInUse: Check = {
  id: 'revoked-in-use',
  get title() {
    return words().revokedInUse.title;
  },
  more: 'public servers load every .json file below auth-dir as an account, and older versions kept revoked ones there',
  meets: 'E3, M1',
  worst: 'error',
  look({ loadedFromConsoleFolder, machine, server }) {
    if (!loadedFromConsoleFolder.known) return notChecked(loadedFromConsoleFolder.why);
    if (server.kind === 'disk' && machine.known && machine.value.listening.kind === 'public')
      return notChecked(words().revokedInUse.notSignedIn);
    if (loadedFromConsoleFolder.value.length === 0) return found([]);
    const [first = ''] = loadedFromConsoleFolder.value;
    const rest = loadedFromConsoleFolder.value.length - 1;
    const what = rest === 0 ? words().revokedInUse.one(first) : words().revokedInUse.several(first, rest);
    return found([
      {
        severity: 'error',
        subject: first,
        what,
        why: words().revokedInUse.why,
        remedy: words().revokedInUse.remedy,
        where: machine.known ? { file: machine.value.authDir.path } : {},
      },
    ]);
  },
};
