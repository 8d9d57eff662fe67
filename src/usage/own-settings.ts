import { hostname } from 'node:os';
import type { Config } from '../contract/config.ts';
import type { ModelPrice } from './prices.ts';
import type { SharedDatabase } from './usage-engine.ts';

/** `usage-prices` of the config, which take precedence over the published ones. */
export function ownPrices(config: Config): ModelPrice[] {
  return (config['usage-prices'] ?? []).map((price) => ({
    model: price.model,
    input: price.input,
    output: price.output,
    cached: price.cached ?? undefined,
    written: price['cache-write'] ?? undefined,
    writtenLong: price['cache-write-1h'] ?? undefined,
  }));
}

/** `usage-database` of the config. @param given CLI_PROXY_USAGE_DATABASE, which takes precedence */
export function sharedDatabase(config: Config, given: string | undefined): SharedDatabase | undefined {
  const url = given || config['usage-database'];
  return url ? { url, server: config['usage-server'] || hostname() } : undefined;
}
