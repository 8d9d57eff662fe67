import * as v from 'valibot';
import { type Fields, fieldsOf, textIn } from '../json-fields.ts';
import { words } from './words.ts';

/** What an auth file contains about its account; never a token. Instants in ms since the epoch. */
interface AccountFacts {
  readonly account?: string | undefined;
  readonly plan?: string | undefined;
  readonly project?: string | undefined;
  /** End of the access token. */
  readonly expiresAt?: number | undefined;
  /** Lifetime of such a token, ms. */
  readonly lifetime?: number | undefined;
  readonly renewable?: boolean | undefined;
  readonly refreshedAt?: number | undefined;
  /** Further members of its entry in lists, under the names of the public servers. */
  readonly listed?: Fields | undefined;
}

/** An auth file that was made of another program's file. */
export interface Adopted {
  /** What it was made of: "a login of Codex CLI". */
  readonly from: string;
  /** Without `.json`. */
  readonly name: string;
  readonly fields: Fields;
}

/** How accounts of one provider are stored in auth-dir (recorded auth-dir-example); shared code uses nothing else. */
export interface AuthFileKind {
  /** `type` in the file; the first is what is written. */
  readonly types: readonly [string, ...string[]];
  /** What a server needs to use it. Other members are kept. */
  readonly schema: v.GenericSchema<unknown, Fields>;
  facts(file: Fields): AccountFacts;
  /**
   * Makes an auth file of what the provider's own programs store. undefined: it is not of this provider; a
   * text: why it cannot be used, the end of a sentence. @param now ms since the epoch
   */
  adopt?(file: Fields, now: number): Adopted | string | undefined;
  /** Whether this message of the provider means that the user must first act at the provider. */
  wantsVerification?(message: string): boolean;
}

interface TokenFileForm {
  readonly types: AuthFileKind['types'];
  /** The object inside the file that holds the tokens; absent: the file itself. */
  readonly tokensIn?: string;
  /** Of the end of the access token. */
  readonly expiryField?: string;
  /** One of these is required; by default the tokens. */
  readonly needs?: readonly string[];
  /** What this provider stores in addition, or in another place. */
  readonly more?: (file: Fields) => AccountFacts;
  readonly wantsVerification?: (message: string) => boolean;
  readonly adopt?: NonNullable<AuthFileKind['adopt']>;
}

const text = v.nullish(v.string());

/** A file with tokens as every server writes them, unless a provider differs. */
export function tokenFile(form: TokenFileForm): AuthFileKind {
  const { types, tokensIn, needs = ['access_token', 'refresh_token'], expiryField = 'expired' } = form;
  const holderOf = (file: Fields): Fields =>
    tokensIn === undefined ? file : (fieldsOf(file[tokensIn]) ?? {});
  const schema = v.pipe(
    v.looseObject({
      type: v.pipe(v.string(), v.toLowerCase(), v.picklist(types)),
      email: text,
      project_id: text,
      access_token: text,
      refresh_token: text,
      ...(tokensIn !== undefined && {
        [tokensIn]: v.looseObject({ access_token: text, refresh_token: text }),
      }),
    }),
    v.check(
      (file) => needs.some((name) => isThere(holderOf(file)[name])),
      () => words().noneOf(needs.join(', ')),
    ),
  );
  return {
    types,
    schema,
    ...(form.wantsVerification && { wantsVerification: form.wantsVerification }),
    ...(form.adopt && { adopt: form.adopt }),
    facts(file) {
      const holder = holderOf(file);
      const refreshedAt = instantIn(file.last_refresh) ?? instantIn(file.timestamp);
      const seconds =
        typeof file.expires_in === 'number' && file.expires_in > 0 ? file.expires_in : undefined;
      const written = expiryIn(holder, expiryField) ?? expiryIn(file, expiryField);
      const counted =
        seconds !== undefined && refreshedAt !== undefined ? refreshedAt + seconds * 1000 : undefined;
      const expiresAt = written ?? counted;
      const known =
        expiresAt !== undefined && refreshedAt !== undefined ? expiresAt - refreshedAt : undefined;
      const lifetime = seconds !== undefined ? seconds * 1000 : known;
      return {
        account: textIn(file, 'email'),
        plan: textIn(file, 'plan_type') ?? textIn(file, 'plan'),
        project: textIn(file, 'project_id'),
        expiresAt,
        lifetime: lifetime !== undefined && lifetime > 0 ? lifetime : undefined,
        renewable: isThere(holder.refresh_token),
        refreshedAt,
        ...form.more?.(file),
      };
    },
  };
}

const isThere = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || fieldsOf(value) !== undefined;

/** Names under which the public servers look for the end of a token, in their order. */
export const expiryNames = ['expired', 'expire', 'expires_at', 'expiresAt', 'expiry', 'expires'] as const;

/** The end of a token, under the name used in its provider's files, or under any that a server reads. */
export function expiryIn(holder: Fields, ownName: string): number | undefined {
  for (const name of [ownName, ...expiryNames]) {
    const at = instantIn(holder[name]);
    if (at !== undefined) return at;
  }
  return undefined;
}

/**
 * ms since the epoch, from what servers and programs write: RFC 3339, a date and time in UTC, seconds or ms since the
 * epoch, also as text; undefined for anything else.
 */
export function instantIn(value: unknown): number | undefined {
  const text = typeof value === 'string' ? value.trim() : undefined;
  const number = text === undefined ? value : /^\d+$/.test(text) ? Number(text) : undefined;
  // The public servers distinguish the two in the same way: seconds reach this value in the year 33658.
  const at = typeof number === 'number' ? (number > 1e12 ? number : number * 1000) : dateIn(text ?? '');
  return at >= earliest && at <= latest ? at : undefined;
}

/** ms; 2001. A smaller number is a lifetime, or means "never". */
const earliest = 1e12;
/** The largest value of a Date. */
const latest = 8.64e15;

function dateIn(text: string): number {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)$/.exec(text) ?? [];
  return Date.parse(day === undefined ? text : `${day}T${time}Z`);
}

/** Claims of an ID token. The signature is not checked: they are only shown, and nothing is decided by them. */
export function claimsOf(token: string | undefined): Fields {
  try {
    const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
    return fieldsOf(JSON.parse(payload)) ?? {};
  } catch {
    return {};
  }
}

/** RFC 3339 without fractions, as the public servers write it; undefined if not known. */
export const rfc3339 = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** The members that are known. */
export function knownFields<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Google's words when the owner must verify the account before it works again. */
export const googleVerification = (message: string): boolean =>
  /VALIDATION_REQUIRED|verify your account|verification required/i.test(message);
