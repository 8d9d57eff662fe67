import { type Fields, textIn } from './json-fields.ts';
import type { ApiRoute } from './upstream-entry.ts';

/** What a provider reports about the account that logged in. */
export interface SignedInAccount {
  /** The token endpoint's answer. */
  readonly answer: Fields;
  /** Of its ID token; empty if there is none. */
  readonly claims: Fields;
  /** From the `profileEndpoint`; empty if there is none. */
  readonly profile: Fields;
  /** The requested project. */
  readonly project?: string | undefined;
}

/** How accounts of one provider are stored in auth-dir, as the public server writes them (recorded auth-dir-example). */
export interface AuthFileForm {
  /** `type` in the file. */
  readonly type: string;
  /** The object inside the file that holds the tokens; absent: the file itself. */
  readonly tokensIn?: string;
  /** Name of the field with the end of the access token; `expired` by default. */
  readonly expiryField?: string;
  /** The lifetime is written as `timestamp` and `expires_in` as well. */
  readonly stamped?: true;
  /** Identity of the account: fields of the file beside its tokens. Absent values are left out. */
  account(signedIn: SignedInAccount): Fields;
  /** Fields that distinguish two accounts. */
  readonly identity: readonly string[];
  /** File name without `.json`. @param fields the file. @param now ms since the epoch */
  name(fields: Fields, now: number): string;
}

/** Where the gateway can send requests with such an account. */
interface AccountUpstream {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The only ones that accept the token; absent: all that the provider supports. */
  readonly routes?: readonly ApiRoute[];
  /** What is sent instead of the access token. */
  key?(file: Fields): string | undefined;
  /** Sent along with every request; names in lower case. */
  headers?(file: Fields): Readonly<Record<string, string>>;
  /** Joined to what the client sends under the same name, with a comma. */
  readonly joinedHeaders?: Readonly<Record<string, string>>;
}

/** Everything that a login to a provider needs, except the client id, which is the user's own. */
export interface ProviderOAuth {
  /** In `/{…}-auth-url` and `oauth-clients`; the first is shown. */
  readonly words: readonly [string, ...string[]];
  /** Other names that clients use for it (recorded oauth-callback). */
  readonly aliases: readonly string[];
  /** In `/{…}/callback`; absent: there is no callback. */
  readonly callbackWord?: string;
  /** For people. */
  readonly title: string;
  /** Public servers that can log in there, and the name that they use. */
  readonly offeredBy: Readonly<Partial<Record<'v6' | 'v7', string>>>;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Authorization code with PKCE: the browser comes back to this port and path of the user's machine. */
  readonly browser?: {
    readonly endpoint: string;
    readonly port: number;
    readonly path: string;
    readonly parameters: Readonly<Record<string, string>>;
    /** Its name, if not `redirect_uri`. */
    readonly redirectParameter?: string;
  };
  /** Device grant (RFC 8628). */
  readonly device?: { readonly endpoint: string };
  readonly scopes: readonly string[];
  readonly revocationEndpoint?: string;
  /** Returns details of the account; `tokenIn`: query parameter for the token, if it is not a bearer token. */
  readonly profileEndpoint?: { readonly url: string; readonly tokenIn?: string; readonly within?: string };
  /** Where the token endpoint differs from the standard. */
  readonly tokenRequest?: {
    readonly json?: true;
    /** `state` is sent along with the code. */
    readonly withState?: true;
    readonly secretIn?: 'header';
  };
  readonly file: AuthFileForm;
  /** Other hosts of the provider's API for these tokens, such as that of its quota, as `https://host`. */
  readonly apiOrigins?: readonly string[];
  /** Absent: this server keeps and renews its tokens, but cannot use them. */
  readonly upstream?: AccountUpstream;
}

/** Every server names them `type-account.json`; without an account, the current time replaces it. */
export const namedBy =
  (type: string, ...parts: readonly string[]) =>
  (fields: Fields, now: number): string => {
    const known = parts.flatMap((part) => textIn(fields, part) ?? []);
    return [type, ...(known.length > 0 ? known : [String(now)])].join('-');
  };
