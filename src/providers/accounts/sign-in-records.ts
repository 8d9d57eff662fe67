import type { Config } from '../../contract/config.ts';
import type { SignInProvider } from '../../contract/sign-in.ts';
import { providers } from '../index.ts';
import type { ProviderOAuth } from '../oauth.ts';
import { accountProvider } from './auth-file-kinds.ts';
import { words } from './words.ts';

export type OAuthSettings = NonNullable<NonNullable<NonNullable<Config['oauth-clients']>[string]>>;

/** Every provider that supports logins, in the order of the records. */
export const signInRecords: readonly ProviderOAuth[] = providers.flatMap(({ oauth }) => oauth ?? []);

/** Finds a provider by its name in routes or another name in use. */
export function signInRecord(word: string): ProviderOAuth | undefined {
  const wanted = word.trim().toLowerCase();
  return signInRecords.find(({ words, aliases }) => words.includes(wanted) || aliases.includes(wanted));
}

/** By the `type` of an auth file. */
export function signInRecordOf(type: unknown): ProviderOAuth | undefined {
  return typeof type === 'string' ? accountProvider(type)?.oauth : undefined;
}

/** The settings of this provider in the config, under the first of its names that is set. */
export function oauthSettings(record: ProviderOAuth, config: Config): OAuthSettings {
  const all = config['oauth-clients'] ?? {};
  const name = [...record.words, ...record.aliases].find((word) => all[word]);
  return (name === undefined ? undefined : all[name]) ?? {};
}

/** Why a login there is not possible yet, with the line to add; undefined: it is possible. */
export function missingClient(record: ProviderOAuth, config: Config): string | undefined {
  if (oauthSettings(record, config)['client-id']) return undefined;
  return words().ownClient(record.title, `oauth-clients: {${record.words[0]}: {client-id: YOUR-ID}}`);
}

/** All of them; if the config lacks something, with what to add. */
export function offeredProviders(config: Config): readonly SignInProvider[] {
  return signInRecords.map((record) => {
    const missing = missingClient(record, config);
    return {
      id: record.words[0],
      title: record.title,
      flow: record.device ? 'device' : 'browser',
      ...(missing !== undefined && { missing }),
    };
  });
}

/** What an error code of OAuth means for a person; undefined: not known. */
export function oauthMeaning(code: string): string | undefined {
  const meanings: Readonly<Record<string, string>> = words().oauth;
  return Object.hasOwn(meanings, code) ? meanings[code] : undefined;
}
