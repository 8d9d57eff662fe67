import type { ApiError } from '../request/protocol-error.ts';

export interface MostInFlight {
  /** At most this many bytes of bodies and frames are held at once, for one client key and in total. */
  readonly keyBytes: number;
  readonly allBytes: number;
  /** Open sockets on /v1/responses. */
  readonly keySockets: number;
  readonly allSockets: number;
}

const mebibyte = 1024 * 1024;
const usual: MostInFlight = {
  keyBytes: 256 * mebibyte,
  allBytes: 512 * mebibyte,
  keySockets: 100,
  allSockets: 1000,
};

interface Share {
  bytes: number;
  sockets: number;
}

/** Accounts for memory that requests use, so that no client key can use all of it. Clients without a key share one share. */
export class InFlight {
  readonly #most: MostInFlight;
  readonly #all: Share = { bytes: 0, sockets: 0 };
  readonly #shares = new Map<string | undefined, Share>();

  constructor(most: MostInFlight = usual) {
    this.#most = most;
  }

  hold(key: string | undefined): Hold {
    return new Hold(this.#share(key), this.#all, this.#most);
  }

  /** Why this key may open no further socket; undefined: it may. */
  socketRefusal(key: string | undefined): ApiError | undefined {
    const { keySockets, allSockets } = this.#most;
    if (this.#share(key).sockets >= keySockets)
      return tooMany(`This client key has ${keySockets} open sockets, the maximum; close one first.`);
    if (this.#all.sockets < allSockets) return undefined;
    return tooMany(`This server has ${allSockets} open sockets, the maximum; try again later.`);
  }

  /** @returns to be called once, when it is closed */
  socketOpened(key: string | undefined): () => void {
    const shares = [this.#share(key), this.#all];
    for (const share of shares) share.sockets += 1;
    return () => {
      for (const share of shares) share.sockets -= 1;
    };
  }

  #share(key: string | undefined): Share {
    let share = this.#shares.get(key);
    if (!share) {
      share = { bytes: 0, sockets: 0 };
      this.#shares.set(key, share);
    }
    return share;
  }
}

/** The memory held by one request or socket. */
export class Hold {
  readonly #share: Share;
  readonly #all: Share;
  readonly #most: MostInFlight;
  #bytes = 0;

  constructor(share: Share, all: Share, most: MostInFlight) {
    this.#share = share;
    this.#all = all;
    this.#most = most;
  }

  /** @returns false if there is no room; nothing is reserved then */
  take(bytes: number): boolean {
    if (this.#share.bytes + bytes > this.#most.keyBytes || this.#all.bytes + bytes > this.#most.allBytes)
      return false;
    this.#add(bytes);
    return true;
  }

  give(bytes: number): void {
    this.#add(-Math.min(bytes, this.#bytes));
  }

  free(): void {
    this.#add(-this.#bytes);
  }

  #add(bytes: number): void {
    this.#bytes += bytes;
    this.#share.bytes += bytes;
    this.#all.bytes += bytes;
  }
}

const tooMany = (message: string): ApiError => ({
  status: 429,
  type: 'rate_limit_error',
  code: 'too_much_at_once',
  message,
  headers: { 'retry-after': '1' },
});

export const crowded = tooMany(
  'Too much data is in flight for this client key or for all clients; wait for running requests to finish.',
);
