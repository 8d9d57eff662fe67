import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isBcryptHash, verifySecret } from '../../base/secrets/bcrypt.ts';
import type { Secret } from '../../base/secrets/secret.ts';

export type SignedIn = 'local password' | 'management secret';

interface ManagementSecretsOptions {
  /** `remote-management.secret-key` in force: a bcrypt hash, or plain text that could not be hashed (yet). */
  readonly stored: () => string | undefined;
  /** MANAGEMENT_PASSWORD; checked before the stored one and never written (B1). */
  readonly managementPassword?: Secret | undefined;
  /** C1: only for this machine. */
  readonly localPassword?: Secret | undefined;
  readonly verify?: (plain: string, hash: string) => Promise<boolean>;
}

/** At most this many bcrypt checks run or wait, over all addresses: each takes 70 ms of the only thread. */
const maxChecks = 32;

/**
 * Remembers secrets of the management API by keyed hash, so that the second request with a valid one costs
 * microseconds. The key exists only in this process, so the hashes are useless elsewhere.
 */
export class ManagementSecrets {
  readonly #options: ManagementSecretsOptions;
  readonly #verify: (plain: string, hash: string) => Promise<boolean>;
  readonly #key = randomBytes(32);
  readonly #password: Buffer | undefined;
  readonly #local: Buffer | undefined;
  /** The secret that matched this hash; dropped when the config has another hash. */
  #remembered: { readonly hash: string; readonly digest: Buffer } | undefined;
  readonly #running = new Map<string, Promise<boolean>>();

  constructor(options: ManagementSecretsOptions) {
    this.#options = options;
    this.#verify = options.verify ?? verifySecret;
    this.#password = this.#digestOf(options.managementPassword);
    this.#local = this.#digestOf(options.localPassword);
  }

  /** Whether a client from there could sign in at all (B4). */
  any(loopback: boolean): boolean {
    return Boolean(this.#password || this.#options.stored() || (loopback && this.#local));
  }

  /** Answers at once, without bcrypt; undefined: not known (yet). */
  recognize(secret: string, loopback: boolean): SignedIn | undefined {
    return this.#recognize(this.#digest(secret), loopback);
  }

  /** Returns a check to repeat later: does `recognize` still accept this secret? Keeps only its keyed hash. */
  remember(secret: string, loopback: boolean): () => boolean {
    const digest = this.#digest(secret);
    return () => this.#recognize(digest, loopback) !== undefined;
  }

  #recognize(digest: Buffer, loopback: boolean): SignedIn | undefined {
    const stored = this.#options.stored();
    // Every comparison is made, so that the time does not reveal which secret matched.
    const password = same(digest, this.#password);
    const local = same(digest, this.#local) && loopback;
    const plain = same(digest, stored && !isBcryptHash(stored) ? this.#digest(stored) : undefined);
    const remembered =
      same(digest, this.#remembered?.digest) && stored !== undefined && this.#remembered?.hash === stored;
    if (password || plain || remembered) return 'management secret';
    return local ? 'local password' : undefined;
  }

  /** Distinguishes equal secrets from different ones, within this process. */
  idOf(secret: string): string {
    return this.#digest(secret).toString('hex');
  }

  /** True if so many checks are waiting that another must be refused. */
  get busy(): boolean {
    return this.#running.size >= maxChecks;
  }

  /** bcrypt against the stored hash; equal secrets that arrive together share one check. */
  async check(secret: string): Promise<boolean> {
    const hash = this.#options.stored();
    if (!hash || !isBcryptHash(hash)) return false;
    const digest = this.#digest(secret);
    const id = `${digest.toString('hex')} ${hash}`;
    const running = this.#running.get(id);
    const check = running ?? this.#verify(secret, hash).finally(() => this.#running.delete(id));
    this.#running.set(id, check);
    const good = await check;
    // The secret was changed in the meantime: the result does not apply to the new one.
    if (this.#options.stored() !== hash) return this.check(secret);
    if (good) this.#remembered = { hash, digest };
    return good;
  }

  #digest(secret: string): Buffer {
    return createHmac('sha256', this.#key).update(secret, 'utf8').digest();
  }

  /** An empty password in the environment is no password. */
  #digestOf(secret: Secret | undefined): Buffer | undefined {
    const plain = secret?.reveal();
    return plain ? this.#digest(plain) : undefined;
  }
}

function same(digest: Buffer, other: Buffer | undefined): boolean {
  return timingSafeEqual(digest, other ?? Buffer.alloc(digest.length)) && other !== undefined;
}
