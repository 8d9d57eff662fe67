import { formatDuration } from '../../../base/text/duration.ts';
import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { nearLimit } from '../../../contract/quota/read-quota.ts';
import { quotaText } from '../../sessions/session-quota.ts';
import { type Check, type Found, found, notChecked, sentence } from '../check.ts';

export const sessions: Check = {
  id: 'sessions',
  title: 'accounts whose token is expiring or failing',
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
  const again = 'Log in again: L on screen 4 Sessions.';
  const lost = 'This account receives no requests; other accounts serve them, if there are any.';
  switch (authFileState(file, now)) {
    case 'broken':
      return { ...common, severity: 'error', what: `${name}: ${file.broken}`, why: lost, remedy: again };
    case 'needs verification': {
      const what = `${name} must be verified with its provider.`;
      const remedy = file.link ? `Open ${file.link}.` : `Check what the provider asks for. ${again}`;
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
        what: `The token of ${name} has expired (${since} ago)${refreshOf(file)}.`,
        why: lost,
        remedy: again,
      };
    }
    case 'failing': {
      if (!file.trouble) return ofLastError(file, name);
      const said = file.message ? `: ${file.message}` : '.';
      return { ...common, severity: 'warning', what: `${name} is failing${said}`, why: lost, remedy: again };
    }
    case 'expiring': {
      if (file.renewable && file.lastRefresh?.ok !== false) return undefined;
      const left = formatDuration((file.expiresAt ?? now) - now);
      return {
        ...common,
        severity: 'warning',
        what: `The token of ${name} expires in ${left}${refreshOf(file)}.`,
        why: 'It will then receive no requests.',
        remedy: again,
      };
    }
    default:
      return undefined;
  }
}

/** The same as of a provider key: the last attempt failed, and requests are still sent. */
const ofLastError = ({ name: subject, lastError }: AuthFile, name: string): Found => ({
  subject,
  where: { session: subject },
  severity: 'warning',
  what: `${name} is failing${lastError?.status === undefined ? '' : ` (${lastError.status})`}.`,
  why: sentence(lastError?.message ?? 'The provider gave no reason'),
  remedy:
    'Check the proxy and the provider. If it refuses the account, log in again: L on screen 4 Sessions.',
});

/** ms */
const lateMs = 3600 * 1000;

function refreshOf({ renewable, lastRefresh }: AuthFile): string {
  if (lastRefresh?.ok === false) return ', and could not be renewed';
  if (renewable) return ', and no server has renewed it';
  return renewable === false ? ', and cannot be renewed' : '';
}

const nameOf = ({ provider, account, name }: AuthFile): string =>
  account ? `${provider ?? 'account'} ${account}` : name;

export const quotas: Check = {
  id: 'session-quotas',
  title: 'accounts whose quota is nearly used up, or will be before its reset',
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
            what: `${nameOf(file)}: ${window.label} quota ${quotaText(window, now)}.`,
            why: 'Once it is full, the provider refuses requests until the reset; other accounts serve them, if there are any.',
            remedy: 'Add another account of this provider, or give it a higher priority.',
            where: { session: file.name },
          },
        ];
      }),
    );
  },
};

export const revokedInUse: Check = {
  id: 'revoked-in-use',
  title: 'revoked accounts still loaded by the server',
  more: 'public servers load every .json file below auth-dir as an account, and older versions kept revoked ones there',
  meets: 'E3, M1',
  worst: 'error',
  look({ loadedFromConsoleFolder, machine, server }) {
    if (!loadedFromConsoleFolder.known) return notChecked(loadedFromConsoleFolder.why);
    if (server.kind === 'disk' && machine.known && machine.value.listening.kind === 'public')
      return notChecked('Not signed in to the running server. Give its management secret.');
    if (loadedFromConsoleFolder.value.length === 0) return found([]);
    const [first = ''] = loadedFromConsoleFolder.value;
    const rest = loadedFromConsoleFolder.value.length - 1;
    const what =
      rest === 0
        ? `The server has loaded ${first} as an account.`
        : `The server has loaded ${first} and ${rest} more of the console's files as accounts.`;
    return found([
      {
        severity: 'error',
        subject: first,
        what,
        why: 'These files were revoked or are not accounts, but still receive requests.',
        remedy: 'Restart the server. The files have been renamed, so it does not load them again.',
        where: machine.known ? { file: machine.value.authDir.path } : {},
      },
    ]);
  },
};
