import { type Fields, textIn } from './json-fields.ts';
import type { ApiRoute } from './upstream-entry.ts';

/** What a provider says of who has signed in. */
export interface SignedInAccount {
  /** The token endpoint's answer. */
  readonly answer: Fields;
  /** Of its ID token; empty: there is none. */
  readonly claims: Fields;
  /** From the `profileEndpoint`; empty: there is none. */
  readonly profile: Fields;
  /** Project that was asked for. */
  readonly project?: string | undefined;
}

/** How accounts of one provider are stored in auth-dir, as the public server writes them (recorded auth-dir-example). */
export interface AuthFileForm {
  /** `type` in the file. */
  readonly type: string;
  /** The object inside the file that holds the tokens; absent: the file itself. */
  readonly tokensIn?: string;
  /** Of the end of the access token; `expired` where nothing else is said. */
  readonly expiryField?: string;
  /** The lifetime is written as `timestamp` and `expires_in` as well. */
  readonly stamped?: true;
  /** Whose account it is: fields of the file beside its tokens. Absent values are left out. */
  account(signedIn: SignedInAccount): Fields;
  /** Fields that distinguish two accounts. */
  readonly identity: readonly string[];
  /** File name without `.json`. @param fields the file. @param now ms since the epoch */
  name(fields: Fields, now: number): string;
}

/** Where the gateway can take such an account to. */
interface AccountUpstream {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The only ones that the token is good for; absent: all that the provider speaks. */
  readonly routes?: readonly ApiRoute[];
  /** What is sent instead of the access token. */
  key?(file: Fields): string | undefined;
  /** Sent along with every request; names in lower case. */
  headers?(file: Fields): Readonly<Record<string, string>>;
  /** Joined to what the client sends under the same name, with a comma. */
  readonly joinedHeaders?: Readonly<Record<string, string>>;
}

/** All that signing in at a provider needs to know of it, besides the client id, which is the user's own. */
export interface ProviderOAuth {
  /** In `/{…}-auth-url` and `oauth-clients`; the first is the one that is shown. */
  readonly words: readonly [string, ...string[]];
  /** Other names that callers know it by (recorded oauth-callback). */
  readonly aliases: readonly string[];
  /** In `/{…}/callback`; absent: there is no callback. */
  readonly callbackWord?: string;
  /** For people. */
  readonly title: string;
  /** Public servers that can sign in there, and the word that they know. */
  readonly offeredBy: Readonly<Partial<Record<'v6' | 'v7', string>>>;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Authorization code with PKCE: the browser comes back to this port and path of the user's machine. */
  readonly browser?: {
    readonly endpoint: string;
    readonly port: number;
    readonly path: string;
    readonly parameters: Readonly<Record<string, string>>;
    /** Where it is not called `redirect_uri`. */
    readonly redirectParameter?: string;
  };
  /** Device grant (RFC 8628). */
  readonly device?: { readonly endpoint: string };
  readonly scopes: readonly string[];
  readonly revocationEndpoint?: string;
  /** Tells more of the account; `tokenIn`: query parameter for the token, where it is no bearer. */
  readonly profileEndpoint?: { readonly url: string; readonly tokenIn?: string; readonly within?: string };
  /** Where the token endpoint wants something else than the standard says. */
  readonly tokenRequest?: {
    readonly json?: true;
    /** `state` is sent along with the code. */
    readonly withState?: true;
    readonly secretIn?: 'header';
  };
  readonly file: AuthFileForm;
  /** Absent: this server keeps and renews its tokens, but cannot use them. */
  readonly upstream?: AccountUpstream;
}

/** `type-account.json` is what every server calls them; without an account the instant replaces it. */
export const namedBy =
  (type: string, ...parts: readonly string[]) =>
  (fields: Fields, now: number): string => {
    const known = parts.flatMap((part) => textIn(fields, part) ?? []);
    return [type, ...(known.length > 0 ? known : [String(now)])].join('-');
  };
