/** B5: after five refused secrets in a row, an address is banned for half an hour. */
const allowedFailures = 5;
const banMs = 30 * 60 * 1000;
/** Addresses remembered at most; the oldest without a ban is dropped first. */
const capacity = 10_000;

/** ms without a failure after which a valid secret resets the count although different secrets were tried. */
const quietMs = 60_000;

interface Entry {
  failures: number;
  lastAt: number;
  /** Digest of the wrong secret, if it was the same each time. */
  secret: string | undefined;
  /** ms since the epoch; 0: not banned. */
  bannedUntil: number;
}

/** In memory only: a restart lifts every ban, as recorded. */
export class BanTable {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** ms since the epoch at which the ban of this address ends; undefined: not banned. */
  bannedUntil(address: string): number | undefined {
    const entry = this.#entries.get(address);
    if (!entry || entry.bannedUntil === 0) return undefined;
    const now = this.#now();
    // A clock that was set back must not extend the ban.
    entry.bannedUntil = Math.min(entry.bannedUntil, now + banMs);
    if (entry.bannedUntil > now) return entry.bannedUntil;
    this.#entries.delete(address);
    return undefined;
  }

  /** Counts a refused secret. Returns how many more may be refused before the ban. @param secret only for whether different ones were tried */
  fail(address: string, secret: string): number {
    const now = this.#now();
    const entry = this.#entries.get(address) ?? { failures: 0, lastAt: now, secret, bannedUntil: 0 };
    entry.failures += 1;
    entry.lastAt = now;
    if (entry.secret !== secret) entry.secret = undefined;
    if (entry.failures >= allowedFailures) entry.bannedUntil = now + banMs;
    this.#entries.delete(address);
    if (this.#entries.size >= capacity) this.#makeRoom();
    this.#entries.set(address, entry);
    return Math.max(0, allowedFailures - entry.failures);
  }

  /**
   * A valid secret before the fifth failure resets the count. Not while different ones are being tried: beside a
   * console that sends a request every few seconds, an attacker would get four guesses each time.
   */
  pass(address: string): void {
    const entry = this.#entries.get(address);
    if (!entry) return;
    const quiet = Math.abs(this.#now() - entry.lastAt) >= quietMs;
    if (entry.secret !== undefined || quiet) this.#entries.delete(address);
  }

  get size(): number {
    return this.#entries.size;
  }

  #makeRoom(): void {
    const now = this.#now();
    let oldest: string | undefined;
    for (const [address, entry] of this.#entries) {
      oldest ??= address;
      if (entry.bannedUntil > now) continue;
      this.#entries.delete(address);
      return;
    }
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** As recorded: `29m58s`, `30m0s`, `12s`. */
export function banText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}
