import type { Connection } from './database.ts';
import { sweepStep } from './sweep.ts';

/** Between two looks, and between two steps of one. */
const everyMs = 3_600_000;
const pauseMs = 25;

export interface Sweeper {
  /** Called when there is traffic: without any, nothing gets older that anyone would see, and no timer runs. */
  wake(): void;
  stop(): void;
}

/** Removes what is older than it is kept, in small steps, once an hour while there is traffic. */
export function createSweeper(options: {
  readonly database: () => Connection;
  readonly now: () => number;
  readonly retentionDays: () => number;
  readonly guarded: <T>(work: () => T) => T;
}): Sweeper {
  const { database, now, retentionDays, guarded } = options;
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const step = (): void => {
    timer = undefined;
    try {
      if (guarded(() => sweepStep(database(), now(), retentionDays()))) later();
    } catch {
      // A full disk or another writer: the next hour tries again, and writing records says what is wrong.
    }
  };
  const later = (): void => {
    timer = setTimeout(step, pauseMs).unref();
  };

  return {
    wake() {
      if (timer || now() - last < everyMs) return;
      last = now();
      later();
    },
    stop() {
      clearTimeout(timer);
      last = Number.POSITIVE_INFINITY;
    },
  };
}
