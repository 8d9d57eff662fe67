import { providers } from '../index.ts';
import type { Provider } from '../provider.ts';
import type { AuthFileKind } from './auth-file.ts';

/** A provider with accounts in auth-dir. */
type AccountProvider = Provider & { readonly authFile: AuthFileKind };

const byType = new Map<string, AccountProvider>();
for (const provider of providers) {
  for (const type of provider.authFile?.types ?? []) byType.set(type, provider as AccountProvider);
}

/** The provider of a file with this `type`; undefined: unknown. */
export const accountProvider = (type: string): AccountProvider | undefined => byType.get(type.toLowerCase());

/** The names that settings of accounts know it by (`oauth-excluded-models`, `oauth-model-alias`). */
export function channelNames(type: string): readonly string[] {
  const provider = accountProvider(type);
  return provider ? [...new Set([provider.id, ...provider.authFile.types])] : [type];
}

/** Every `type` that this program can read. */
export const authFileTypes: readonly string[] = [...byType.keys()];
