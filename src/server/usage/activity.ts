import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import {
  activityOf,
  countRequest,
  emptyCounts,
  type KeyCounts,
  readStoredCounts,
  storedCounts,
} from '../../contract/activity-counts.ts';
import type { KeyActivity, KeySpending } from '../../contract/client-key.ts';
import type { Outcome } from '../../contract/outcome.ts';
import type { Log } from '../log/server-log.ts';

/** Stores the counts across restarts. */
export interface ActivityFile {
  read(): Promise<Outcome<unknown>>;
  write(data: unknown): Promise<Outcome<void>>;
}

/** At most this many keys are remembered; the one unused for longest is dropped first. */
const capacity = 20_000;
const writeDelayMs = 2_000;

/**
 * When each client key was last used, and its requests to providers: those with a usage record, so that
 * both agree. `close` writes and ends it.
 */
export class Activity {
  readonly #file: ActivityFile;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #keys = new Map<string, KeyCounts>();
  #countedSince: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Called after each counted request, and when another figure of the key has changed. */
  onCount: ((fingerprint: Fingerprint) => void) | undefined;
  /** What a key has used of its limits; set by the module that enforces them. */
  spendingOf: (fingerprint: Fingerprint) => KeySpending | undefined = () => undefined;

  constructor(file: ActivityFile, now: () => number, log: Log) {
    this.#file = file;
    this.#now = now;
    this.#log = log;
    this.#countedSince = now();
  }

  get countedSince(): number {
    return this.#countedSince;
  }

  /** Loads the counts of the last run. Damaged data is left out: those keys are counted from now on. */
  async restore(): Promise<void> {
    const outcome = await this.#file.read();
    if (!outcome.ok)
      return this.#log(
        'warn',
        `could not read the activity of client keys, so it was reset: ${outcome.message}`,
      );
    // A restart before the first request counts from the first start on.
    if (outcome.value === undefined || outcome.value === null) return this.#writeSoon();
    const stored = readStoredCounts(outcome.value);
    if (!stored) return this.#log('warn', 'the stored activity of client keys is damaged and was reset');
    for (const [key, counts] of Object.entries(stored.counts)) this.#keys.set(key, counts);
    // With a part missing, "not used since" would be wrong for the keys in it.
    if (!stored.damaged && stored.countedSince <= this.#now()) this.#countedSince = stored.countedSince;
  }

  /** The key was accepted for a request of any kind: listing models counts as use. */
  use(fingerprint: Fingerprint): void {
    this.#of(fingerprint).lastUsedAt = this.#now();
    this.#notify(fingerprint);
  }

  /** One of its requests to a provider has ended. */
  count(fingerprint: Fingerprint): void {
    const counts = this.#of(fingerprint);
    const { lastUsedAt } = counts;
    countRequest(counts, this.#now());
    // The time of use is the arrival of the request.
    if (lastUsedAt > 0) counts.lastUsedAt = lastUsedAt;
    this.#notify(fingerprint);
  }

  #of(fingerprint: Fingerprint): KeyCounts {
    let counts = this.#keys.get(fingerprint);
    if (!counts) {
      if (this.#keys.size >= capacity) this.#dropOldest();
      counts = emptyCounts();
      this.#keys.set(fingerprint, counts);
    }
    return counts;
  }

  #notify(fingerprint: Fingerprint): void {
    this.#writeSoon();
    this.onCount?.(fingerprint);
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, writeDelayMs).unref();
  }

  keys(): Iterable<string> {
    return this.#keys.keys();
  }

  changed(fingerprint: Fingerprint): void {
    this.onCount?.(fingerprint);
  }

  /** undefined: not used since `countedSince`, and without limits that are used up. */
  of(fingerprint: string): KeyActivity | undefined {
    const counts = this.#keys.get(fingerprint);
    const spending = this.spendingOf(fingerprint as Fingerprint);
    if (!counts && !spending) return undefined;
    const activity = activityOf(counts ?? emptyCounts(), this.#now(), this.#countedSince);
    return spending ? { ...activity, spending } : activity;
  }

  /** The figures of these keys, as far as they have any. */
  all(fingerprints: Iterable<string>): Record<string, KeyActivity> {
    const all: Record<string, KeyActivity> = {};
    for (const fingerprint of fingerprints) {
      const activity = this.of(fingerprint);
      if (activity) all[fingerprint] = activity;
    }
    return all;
  }

  /** Writes pending changes. */
  async close(): Promise<void> {
    if (this.#timer) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      await this.#write();
    }
    await this.#writing;
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const outcome = await this.#file.write(storedCounts(this.#countedSince, this.#keys));
      if (!outcome.ok) this.#log('error', `could not save the activity of client keys: ${outcome.message}`);
    });
    return this.#writing;
  }

  #dropOldest(): void {
    let oldest: string | undefined;
    let at = Number.POSITIVE_INFINITY;
    for (const [key, counts] of this.#keys) {
      if (counts.lastUsedAt >= at) continue;
      oldest = key;
      at = counts.lastUsedAt;
    }
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}
