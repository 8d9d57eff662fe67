import { startOfDay } from '../../../base/text/start-of-day.ts';
import { type AnswerOutcome, refusesCredential } from '../../../providers/answers/refusal.ts';
import type { Candidate, Target } from '../routing/route-table.ts';

const longestMs = 30 * 60_000;
const secondMs = 1_000;
/** The first cooldown of a refused credential; it doubles with each further refusal. */
const refusedMs = 60_000;
/** A failing server is tried after the others for at most this long. */
const failingMs = 60_000;

/** Why an attempt failed. */
export interface Failure {
  readonly how: AnswerOutcome;
  readonly status: number;
  /** One sentence without secrets. */
  readonly sentence: string;
  /** ms that the upstream asks to wait; absent: it does not say. */
  readonly waitMs?: number | undefined;
}

interface Cooling {
  /** ms since the epoch */
  until: number;
  failures: number;
  readonly why: Failure;
  /** Not tried at all before `until`; else only after the others. */
  hard: boolean;
}

/** State of a candidate at a time: good, tried after the others, or not tried. */
type CredentialState = 'good' | 'failing' | 'cooling';

/** Which credential cools down for which model, and until when. Kept while the gateway runs, over config reloads. */
export class Cooldowns {
  readonly #states = new Map<string, Cooling>();

  stateOf(candidate: Candidate, now: number): CredentialState {
    if (this.#states.size === 0) return 'good';
    const state = this.#states.get(nameOf(candidate));
    if (!state || state.until <= now) return 'good';
    return state.hard ? 'cooling' : 'failing';
  }

  /** ms until it is available again; 0: now. */
  waitOf(candidate: Candidate, now: number): number {
    const state = this.#states.get(nameOf(candidate));
    return state?.hard ? Math.max(0, state.until - now) : 0;
  }

  /** Until when a credential cools down, and for which models; undefined: no cooldown. */
  cooldownOf(id: string, now: number): { until: number; models: string[] } | undefined {
    const models: string[] = [];
    let latest = 0;
    for (const [name, { hard, until }] of this.#states) {
      if (!hard || until <= now || !name.startsWith(`${id} `)) continue;
      models.push(name.slice(id.length + 1));
      latest = Math.max(latest, until);
    }
    return models.length === 0 ? undefined : { until: latest, models };
  }

  /** ms until a retry may succeed: never for a refused credential. */
  healsIn(candidate: Candidate, now: number): number {
    const wait = this.waitOf(candidate, now);
    const why = this.whyOf(candidate);
    return wait > 0 && why && refusesCredential(why.how) ? Number.POSITIVE_INFINITY : wait;
  }

  /** The failure that started its cooldown. */
  whyOf(candidate: Candidate): Failure | undefined {
    return this.#states.get(nameOf(candidate))?.why;
  }

  failed(candidate: Candidate, why: Failure, now: number): void {
    if (candidate.target.entry.coolingDisabled) return;
    const name = nameOf(candidate);
    const before = this.#states.get(name);
    // Requests that ran at the same time fail together: that is one failure, and shortens no cooldown.
    const cooling = before !== undefined && now < before.until;
    const failures = (before?.failures ?? 0) + (cooling ? 0 : 1);
    const limited = why.how === 'rate-limit' || why.waitMs !== undefined;
    const refused = refusesCredential(why.how);
    const [first, longest] = refused ? [refusedMs, longestMs] : [secondMs, limited ? longestMs : failingMs];
    const own = Math.min(longest, first * 2 ** Math.min(failures - 1, 12));
    const duration = Math.min(24 * 3_600_000, why.waitMs ?? own);
    const hard = limited || refused;
    if (cooling && before.hard && !hard) return;
    // A soft cooldown does not stop the credential from being tried.
    const kept = cooling && before.hard === hard ? before.until : 0;
    this.#states.set(name, { until: Math.max(kept, now + duration), failures, why, hard });
  }

  /** Clears the cooldown for every model. @param causes only of these failures */
  clear(id: string, causes?: readonly AnswerOutcome[]): void {
    for (const [name, { why }] of this.#states) {
      if (name.startsWith(`${id} `) && causes?.includes(why.how) !== false) this.#states.delete(name);
    }
  }

  /** A long answer that began before the cooldown does not end it. */
  succeeded(candidate: Candidate, now: () => number): void {
    if (this.#states.size === 0) return;
    const name = nameOf(candidate);
    const state = this.#states.get(name);
    if (state && !(state.hard && now() < state.until)) this.#states.delete(name);
  }
}

const nameOf = ({ target, model }: Candidate): string => `${target.id} ${model}`;

/** Credentials remembered at most; their names come from configs, so that is plenty. */
const capacity = 2_000;

/** Attempts and errors of one credential since the server started; instants in ms since the epoch. */
export interface CredentialHealth {
  readonly calls: number;
  readonly errors: number;
  readonly callsToday: number;
  readonly errorsToday: number;
  readonly lastUsedAt: number;
  readonly lastError: LastError | undefined;
}

interface LastError {
  readonly at: number;
  readonly status: number;
  readonly message: string;
  /** The credential was refused: it does not recover by itself. */
  readonly refused?: true;
  readonly noCredit?: true;
}

interface Counts {
  calls: number;
  errors: number;
  today: { readonly since: number; calls: number; errors: number };
  lastUsedAt: number;
  lastError: CredentialHealth['lastError'];
}

/**
 * Counts every attempt with each credential, also those after which another credential answered, which usage records
 * do not count. In memory only.
 */
export class HealthTracker {
  readonly #now: () => number;
  readonly #changed: (target: Target, failure?: Failure) => void;
  readonly #counts = new Map<string, Counts>();

  /** @param changed called after each attempt, with what went wrong */
  constructor(now: () => number, changed: (target: Target, failure?: Failure) => void) {
    this.#now = now;
    this.#changed = changed;
  }

  answered(target: Target): void {
    this.#count(target);
    this.#changed(target);
  }

  failed(target: Target, failure: Failure): void {
    const { status, sentence, how } = failure;
    const counts = this.#count(target);
    counts.errors += 1;
    counts.today.errors += 1;
    counts.lastError = {
      ...{ at: counts.lastUsedAt, status, message: sentence },
      ...(refusesCredential(how) && { refused: true }),
      ...(how === 'credits' && { noCredit: true }),
    };
    this.#changed(target, failure);
  }

  of(id: string): CredentialHealth | undefined {
    const counts = this.#counts.get(id);
    if (!counts) return undefined;
    const { calls, errors, lastUsedAt, lastError } = counts;
    const today = counts.today.since === startOfDay(this.#now()) ? counts.today : { calls: 0, errors: 0 };
    return { calls, errors, callsToday: today.calls, errorsToday: today.errors, lastUsedAt, lastError };
  }

  #count({ id }: Target): Counts {
    const now = this.#now();
    const since = startOfDay(now);
    let counts = this.#counts.get(id);
    if (!counts) {
      if (this.#counts.size >= capacity) this.#counts.delete(this.#counts.keys().next().value as string);
      counts = {
        calls: 0,
        errors: 0,
        today: { since, calls: 0, errors: 0 },
        lastUsedAt: now,
        lastError: undefined,
      };
      this.#counts.set(id, counts);
    }
    if (counts.today.since !== since) counts.today = { since, calls: 0, errors: 0 };
    counts.calls += 1;
    counts.today.calls += 1;
    counts.lastUsedAt = now;
    return counts;
  }
}
