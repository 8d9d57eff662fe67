import { quotaId } from '../../contract/quota/quota.ts';
import type { StoredAccount } from '../../oauth/tokens/account-store.ts';
import { keyOf } from '../../oauth/tokens/renew-account.ts';
import { type FileTokens, tokensOf } from '../../oauth/tokens/token-file.ts';
import { expiryNames } from '../../providers/accounts/auth-file.ts';
import { accountProvider } from '../../providers/accounts/auth-file-kinds.ts';
import type { Fields } from '../../providers/json-fields.ts';
import type { ProviderOAuth } from '../../providers/oauth.ts';
import type { Provider } from '../../providers/provider.ts';

/** An account of auth-dir as it was last read. */
export interface LiveAccount {
  /** Its file. */
  readonly name: string;
  readonly provider: Provider;
  readonly record: ProviderOAuth;
  /** In the book of quotas. */
  readonly id: string;
  /** The whole file; its tokens may be older than `key` and `tokens`. */
  readonly file: Fields;
  /** The current token for requests. */
  key(): string | undefined;
  tokens(): FileTokens;
}

interface AccountTable {
  /** The same array until something other than tokens changes, so results built on it may be kept. */
  all(): readonly LiveAccount[];
  get(name: string): LiveAccount | undefined;
  /** Replaces all accounts; returns those whose tokens changed. `isOther`: the file is of another account now. */
  take(accounts: readonly StoredAccount[]): { readonly name: string; readonly isOther: boolean }[];
  /** Replaces one account, whose tokens changed. */
  update(name: string, file: Fields): void;
}

export function createAccountTable(): AccountTable {
  let accounts: readonly LiveAccount[] = [];
  let facets = '';
  /** By name, so that a request that is running while the folder is read again uses the current token. */
  let newest = new Map<string, Fields>();

  const live = ({ name, file }: StoredAccount): LiveAccount | undefined => {
    const provider = typeof file.type === 'string' ? accountProvider(file.type) : undefined;
    const record = provider?.oauth;
    if (!provider || !record) return undefined;
    const now = (): Fields => newest.get(name) ?? {};
    return {
      name,
      provider,
      record,
      id: quotaId({ name, account: provider.authFile.facts(file).account }),
      file,
      key: () => keyOf(now()),
      tokens: () => tokensOf(record.file, now()),
    };
  };
  return {
    all: () => accounts,
    get: (name) => accounts.find((account) => account.name === name),
    take(stored) {
      const read = stored.flatMap((account) => live(account) ?? []);
      const before = newest;
      const ids = new Map(accounts.map(({ name, id }) => [name, id]));
      newest = new Map(stored.map(({ name, file }) => [name, file]));
      const now = JSON.stringify(read.map(({ name, record, file }) => [name, withoutTokens(record, file)]));
      if (now !== facets) accounts = read;
      facets = now;
      return accounts.flatMap(({ name, id, record, tokens }) => {
        const old = before.get(name);
        if (!old || tokensOf(record.file, old).access === tokens().access) return [];
        return { name, isOther: ids.get(name) !== id };
      });
    },
    update(name, file) {
      if (newest.has(name)) newest.set(name, file);
    },
  };
}

/** Members that a renewal writes. */
const renewed = [
  'access_token',
  'refresh_token',
  'id_token',
  'scope',
  'last_refresh',
  'timestamp',
  'expires_in',
];

function withoutTokens({ file: form }: ProviderOAuth, file: Fields): Fields {
  const gone: readonly (string | undefined)[] = [...renewed, ...expiryNames, form.expiryField, form.tokensIn];
  return Object.fromEntries(Object.entries(file).filter(([name]) => !gone.includes(name)));
}
