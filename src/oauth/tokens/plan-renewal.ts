import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import { type Fields, textIn } from '../../providers/oauth.ts';
import { tokensOf } from './token-file.ts';

/** Tokens are renewed this long before their end, ms; short-lived ones in their last fifth. */
const lead = 5 * 60_000;
/** Pauses after failures, ms: doubled from the first to the longest. */
const [firstPause, longestPause] = [30_000, 30 * 60_000];

/**
 * When the tokens of an auth file should be renewed, ms since the epoch. undefined: never by itself, as it is disabled,
 * cannot be renewed, or does not tell its end (then a refusal tells).
 */
export function renewalDue(file: Fields): number | undefined {
  const record = signInRecordOf(file.type);
  if (!record || file.disabled === true) return undefined;
  const { refresh, expiresAt } = tokensOf(record.file, file);
  if (refresh === undefined || expiresAt === undefined) return undefined;
  const since = Date.parse(textIn(file, 'last_refresh') ?? '');
  const lifetime = Number.isNaN(since) || since >= expiresAt ? Number.POSITIVE_INFINITY : expiresAt - since;
  return expiresAt - Math.min(lead, lifetime / 5);
}

/** ms until the next attempt after so many failures; by `random` (0 to 1) up to a third shorter. */
export function pauseAfter(failures: number, random: () => number): number {
  const full = Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (1 - random() / 3));
}
