import { existsSync } from 'node:fs';
import type { Backend } from '../../backend/backend.ts';
import type { Config } from '../../contract/config.ts';
import { openUsageStore } from '../../usage/open-usage-store.ts';
import { ownPrices, sharedDatabase } from '../../usage/own-settings.ts';
import type { ModelPrice } from '../../usage/prices.ts';
import type { UsageStore } from '../../usage/usage-store.ts';

/** Beside the bundle. */
const thread = new URL('usage-thread.js', import.meta.url);

interface OpenedUsage {
  /** undefined if it could not be opened, which was said. */
  readonly store: UsageStore | undefined;
  close(): Promise<void>;
}

/**
 * The usage store of a server, with retention and prices as the config says from moment to moment. A server
 * whose usage cannot be stored runs anyway.
 */
export async function openUsage(
  backend: Backend,
  options: {
    readonly folder: string;
    /** CLI_PROXY_USAGE_DATABASE. */
    readonly database?: string | undefined;
    readonly now: () => number;
    readonly onProblem: (sentence: string) => void;
  },
): Promise<OpenedUsage> {
  const { folder, database, now, onProblem } = options;
  let config: Config = {};
  let prices: readonly ModelPrice[] = [];
  const read = async (): Promise<void> => {
    const loaded = await backend.load();
    if (!loaded.ok) return;
    config = loaded.value.config;
    prices = ownPrices(config);
  };
  await read();
  const opened = await openUsageStore({
    folder,
    shared: sharedDatabase(config, database),
    now,
    retentionDays: () => config['usage-retention-days'] ?? undefined,
    prices: () => prices,
    onProblem,
    // Run from its sources the program has no file for a thread.
    ...(existsSync(thread) && { thread }),
  });
  if (!opened.ok) {
    onProblem(`Usage is not recorded: ${opened.message}`);
    return { store: undefined, close: async () => {} };
  }
  const stop = backend.subscribe((event) => {
    if (event.type === 'config') void read();
  });
  return {
    store: opened.value,
    async close() {
      stop();
      await opened.value.close();
    },
  };
}
