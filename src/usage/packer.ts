import type { Connection } from './database.ts';
import type { Steps } from './in-turns.ts';
import { packSize } from './pack-columns.ts';
import { countUnpacked, packRequests } from './pack-requests.ts';

const pauseMs = 10;

export interface Packer {
  /** Called when so many requests have been written. */
  wake(written: number): void;
  stop(): void;
}

/**
 * Packs the requests that have come together, in small steps between which others get their turn. It may lag behind:
 * what is in no pack is looked through by itself.
 */
export function createPacker(options: {
  readonly database: () => Connection;
  /** Brings an open transaction to its end. */
  readonly settle: () => void;
  readonly guarded: <T>(work: () => T) => T;
}): Packer {
  const { database, settle, guarded } = options;
  let timer: NodeJS.Timeout | undefined;
  let packing: { readonly of: Connection; readonly steps: Steps<boolean> } | undefined;
  let stopped = false;
  let unseen = 0;

  const step = (): void => {
    timer = undefined;
    try {
      if (guarded(goOn)) later();
    } catch {
      // A full disk or another writer: the next pack's worth of requests tries again.
      packing = undefined;
    }
  };
  const goOn = (): boolean => {
    const of = database();
    if (packing?.of !== of) {
      unseen = countUnpacked(of);
      if (unseen < packSize) return false;
      packing = { of, steps: packRequests(of, settle) };
    }
    if (packing.steps.next().done) packing = undefined;
    return true;
  };
  const later = (): void => {
    if (!stopped) timer = setTimeout(step, pauseMs).unref();
  };

  return {
    wake(written) {
      unseen += written;
      if (timer || unseen < packSize) return;
      unseen = 0;
      later();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
