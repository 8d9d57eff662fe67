import { createOutside } from '../../../src/cli/compose/create-effects.ts';
import type { Config } from '../../../src/contract/config.ts';
import type { Outside } from '../../../src/contract/outside.ts';
import type { OperationContext } from '../../../src/operations/operation.ts';
import {
  type KeyTestResult,
  testProviderKey,
} from '../../../src/operations/provider-keys/test-provider-keys.ts';
import { keysInEnvironment } from '../../../src/providers/environment-keys.ts';
import { type ProviderKey, providerKeysOf } from '../../../src/providers/provider-keys.ts';
import { createFakeBackend } from '../../helpers/fake-backend.ts';
import { fakeProviders, keyFor, type RunningProvider, runProvider } from '../../helpers/fake-providers.ts';
import { contextOf, got } from '../fixture.ts';

export interface CheckWorld {
  readonly context: OperationContext;
  readonly rows: readonly ProviderKey[];
  readonly row: ProviderKey;
  /** The first row, as it is shown. */
  readonly input: { readonly id: string; readonly shownUrl: string };
}

/** A config on a backend in memory, and the real way outside unless another is given. */
export function checkWorld(
  config: Config,
  more: { readonly outside?: Outside; readonly environment?: Record<string, string> } = {},
): CheckWorld {
  const { outside = createOutside(), environment = {} } = more;
  const context = { ...contextOf(createFakeBackend(config)), outside, environment };
  const rows = providerKeysOf(config, keysInEnvironment(environment));
  const [row] = rows;
  if (!row) throw new Error('the config has no provider key');
  return { context, rows, row, input: { id: row.id, shownUrl: row.baseUrl } };
}

/** Checks the key of that word with the fake of that provider. */
export async function checked(
  name: string,
  word: string,
  config?: (url: string) => Config,
): Promise<KeyTestResult & { provider: RunningProvider }> {
  const provider = await runProvider(name);
  const made = config?.(provider.url) ?? fakeProviders[name]?.config(provider.url, keyFor(word)) ?? {};
  const { context, input } = checkWorld(made);
  const { result } = got(await testProviderKey.run(context, { ...input, mayCost: true }));
  return { ...result, provider };
}
