import { vi } from 'vitest';

/** Waits until the check passes; with patience, as several tests share a processor. Resolves with what it returns. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 15_000, interval: 5 });
