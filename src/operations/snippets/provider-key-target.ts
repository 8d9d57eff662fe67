import type { Capabilities } from '../../contract/capabilities.ts';
import type { Config } from '../../contract/config.ts';
import { providers } from '../../providers/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { providerTarget, type SnippetTarget } from './target.ts';

/** A provider key past the server, straight at its provider; undefined: there is no way that is known. */
export function providerKeyTarget(
  config: Config,
  row: ProviderKey,
  model?: string | undefined,
): SnippetTarget | undefined {
  const provider = providers.find(({ id }) => id === row.provider);
  const variable = provider?.settings?.preset?.environment;
  // A snippet holds no key: which one stands in the server's environment does not matter.
  const key = row.key?.reveal() ?? (row.variable === undefined ? undefined : 'unknown');
  const environment = key !== undefined && variable ? { [variable]: key } : {};
  const entry = provider
    ?.entries(config, environment)
    .find((it) => it.key?.reveal() === key && it.baseUrl === row.baseUrl);
  return provider && entry && providerTarget(provider, entry, { model });
}

/** Why `providerKeyTarget` knows no way. */
export const noProviderTarget = ({ everyProvider }: Pick<Capabilities, 'everyProvider'>): string =>
  everyProvider === 'enforced'
    ? 'There is no snippet that uses this key straight at its provider. Take the one of a client key: it goes through the server.'
    : 'The embedded server sends nothing with this key, so there is no snippet.';
