import { startOfDay } from '../../../base/text/start-of-day.ts';
import { refusesCredential } from '../../../providers/answers/refusal.ts';
import type { Target } from '../routing/target.ts';
import type { Failure } from './cooldowns.ts';

/** Credentials remembered at most; their names come from configs, so that is plenty. */
const capacity = 2_000;

/** How one credential has fared since the server started; instants in ms since the epoch. */
export interface Fare {
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
  /** The credential was refused: it will not be good again by itself. */
  readonly refused?: true;
}

interface Counts {
  calls: number;
  errors: number;
  today: { readonly since: number; calls: number; errors: number };
  lastUsedAt: number;
  lastError: Fare['lastError'];
}

/**
 * Each attempt with each credential: also those after which another one answered, of which the usage records say
 * nothing. In memory only.
 */
export class UpstreamFares {
  readonly #now: () => number;
  readonly #changed: (target: Target) => void;
  readonly #counts = new Map<string, Counts>();

  constructor(now: () => number, changed: (target: Target) => void) {
    this.#now = now;
    this.#changed = changed;
  }

  answered(target: Target): void {
    this.#count(target);
    this.#changed(target);
  }

  failed(target: Target, { status, sentence, how }: Failure): void {
    const counts = this.#count(target);
    counts.errors += 1;
    counts.today.errors += 1;
    counts.lastError = { at: counts.lastUsedAt, status, message: sentence };
    if (refusesCredential(how)) counts.lastError = { ...counts.lastError, refused: true };
    this.#changed(target);
  }

  of(id: string): Fare | undefined {
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
