import type { Failure } from '../../contract/outcome.ts';
import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import { type Fields, textIn } from '../../providers/json-fields.ts';
import type { SignInTimers } from '../flow/running-sign-in.ts';
import type { StoredAccount } from './account-store.ts';
import type { Renewals } from './renew-account.ts';
import { tokensOf } from './token-file.ts';

/** Tokens are renewed this long before their end, ms; short-lived ones in their last fifth. */
const marginMs = 5 * 60_000;
/** Pauses after failures, ms: doubled from the first to the longest. */
const [firstPause, longestPause] = [30_000, 30 * 60_000];

/**
 * When the tokens of an auth file should be renewed, ms since the epoch. undefined if it is disabled,
 * cannot be renewed, or has no known expiry (it is then renewed after a refusal).
 */
export function renewalDue(file: Fields): number | undefined {
  const record = signInRecordOf(file.type);
  if (!record || file.disabled === true) return undefined;
  const { refresh, expiresAt } = tokensOf(record.file, file);
  if (refresh === undefined || expiresAt === undefined) return undefined;
  const since = Date.parse(textIn(file, 'last_refresh') ?? '');
  const lifetime = Number.isNaN(since) || since >= expiresAt ? Number.POSITIVE_INFINITY : expiresAt - since;
  return expiresAt - Math.min(marginMs, lifetime / 5);
}

/** ms until the next attempt after so many failures; by `random` (0 to 1) up to a third shorter. */
export function pauseAfter(failures: number, random: () => number): number {
  const full = Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (1 - random() / 3));
}

interface KeepFreshOptions extends SignInTimers {
  readonly renewals: Renewals;
  readonly random: () => number;
  /** Called after each failed renewal, with one sentence. */
  readonly onFailure: (name: string, failed: Failure) => void;
}

interface KeepFresh {
  /** The current accounts. @param refused names of those that need a new login */
  review(accounts: readonly StoredAccount[], refused: ReadonlySet<string>): void;
  /** The config has changed, which may have fixed the failures. */
  retry(): void;
  close(): Promise<void>;
}

interface Plan {
  readonly account: StoredAccount;
  readonly access: string | undefined;
  /** ms since the epoch. */
  at: number;
  failures: number;
}

/** Renewals that run side by side; each waits for a provider. */
const atOnce = 4;
/** Tokens that live for moments are not renewed without a break, ms. */
const shortest = 5_000;
/** A timer cannot count further, ms; looking once a day costs nothing. */
const longest = 24 * 3_600_000;

/**
 * Renews tokens before they end. One timer for all accounts, set for the first that is due; none when none
 * is.
 */
export function keepFresh({ renewals, now, after, random, onFailure }: KeepFreshOptions): KeepFresh {
  const plans = new Map<string, Plan>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();
  let clear = () => {};

  const schedule = (): void => {
    clear();
    clear = () => {};
    if (stop.signal.aborted || running.size >= atOnce) return;
    const idle = [...plans.values()].filter(({ account }) => !running.has(account.name));
    const next = Math.min(...idle.map(({ at }) => at));
    if (next === Number.POSITIVE_INFINITY) return;
    clear = after(Math.min(longest, Math.max(0, next - now())), run);
  };

  const run = (): void => {
    const due = [...plans.values()].filter(({ at, account }) => at <= now() && !running.has(account.name));
    for (const plan of due.slice(0, atOnce - running.size)) {
      const { name } = plan.account;
      running.set(
        name,
        renew(plan).finally(() => {
          running.delete(name);
          schedule();
        }),
      );
    }
    schedule();
  };

  const renew = async (plan: Plan): Promise<void> => {
    const { name } = plan.account;
    const renewed = await renewals.renew(name, plan.access, stop.signal);
    if (plans.get(name) !== plan) return;
    if (renewed.ok) {
      plans.delete(name);
      consider({ name, file: renewed.value });
      const next = plans.get(name);
      if (next) next.at = Math.max(next.at, now() + shortest);
      return;
    }
    if (renewed.kind === 'cancelled' || renewed.kind === 'conflict') return void plans.delete(name);
    plan.failures += 1;
    plan.at =
      renewed.kind === 'denied' ? Number.POSITIVE_INFINITY : now() + pauseAfter(plan.failures, random);
    onFailure(name, renewed);
  };

  const consider = (account: StoredAccount, refused = false): void => {
    const due = refused ? undefined : renewalDue(account.file);
    if (due === undefined) {
      plans.delete(account.name);
      return;
    }
    const record = signInRecordOf(account.file.type);
    const access = record && tokensOf(record.file, account.file).access;
    const before = plans.get(account.name);
    // The same tokens: their failures still count.
    if (before && before.access === access) return;
    plans.set(account.name, { account, access, at: due, failures: 0 });
  };

  return {
    review(accounts, refused) {
      const names = new Set(accounts.map(({ name }) => name));
      for (const name of plans.keys()) if (!names.has(name)) plans.delete(name);
      for (const account of accounts) consider(account, refused.has(account.name));
      schedule();
    },
    retry() {
      for (const plan of plans.values())
        if (plan.failures > 0 && plan.at !== Number.POSITIVE_INFINITY) plan.at = now();
      schedule();
    },
    async close() {
      stop.abort();
      clear();
      await Promise.all(running.values());
    },
  };
}
