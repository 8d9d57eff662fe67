import type { Config } from '../contract/config.ts';
import type { ModelPrice } from './prices.ts';

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
