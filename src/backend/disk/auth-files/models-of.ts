import { matchesPattern } from '../../../base/text/match-pattern.ts';
import type { AuthFile, AuthFileModel } from '../../../contract/auth-file.ts';
import { accountProvider } from '../../../providers/accounts/auth-file-kinds.ts';

/** The well-known models of an account's provider, without those that the config excludes for its accounts. */
export function modelsOf(
  file: AuthFile,
  excluded: Readonly<Record<string, readonly string[] | null | undefined>>,
): AuthFileModel[] {
  if (file.disabled || file.broken !== undefined || file.provider === undefined) return [];
  const provider = accountProvider(file.provider);
  if (!provider) return [];
  const names = [...new Set([provider.id, ...provider.authFile.types])];
  const patterns = names.flatMap((name) => excluded[name] ?? []).map((pattern) => pattern.toLowerCase());
  const owner = provider.owner ?? provider.id;
  return provider.knownModels
    .filter((id) => !patterns.some((pattern) => matchesPattern(pattern, id.toLowerCase())))
    .map((id) => ({ id, owner }));
}
