import { expiryIn, expiryNames, instantIn, rfc3339 } from '../../providers/accounts/auth-file.ts';
import { type Fields, objectIn, textIn } from '../../providers/json-fields.ts';
import type { AuthFileForm, SignedInAccount } from '../../providers/oauth.ts';

/** The tokens of an auth file. */
export interface FileTokens {
  readonly access: string | undefined;
  /** undefined if it cannot be renewed. */
  readonly refresh: string | undefined;
  /** ms since the epoch; undefined if not reported. */
  readonly expiresAt: number | undefined;
}

/**
 * As the public server writes them (recorded auth-dir-example): `expired` as RFC 3339, or `timestamp` +
 * `expires_in`.
 */
export function tokensOf(form: AuthFileForm, file: Fields): FileTokens {
  const holder = holderOf(form, file);
  return {
    access: textIn(holder, 'access_token'),
    refresh: textIn(holder, 'refresh_token'),
    expiresAt: expiryOf(form, holder) ?? expiryOf(form, file) ?? fromTimestamp(file),
  };
}

/** A new auth file after a login. */
export function newAuthFile(form: AuthFileForm, signedIn: SignedInAccount, now: number): Fields {
  const known = Object.entries(form.account(signedIn)).filter(([, value]) => value !== undefined);
  return withTokens(form, { type: form.type, ...Object.fromEntries(known) }, signedIn.answer, now);
}

/**
 * The file with the tokens of an answer; a refresh token that the answer does not renew stays (RFC 6749, 6).
 */
export function withTokens(form: AuthFileForm, file: Fields, answer: Fields, now: number): Fields {
  const before = holderOf(form, file);
  const seconds = Number(answer.expires_in);
  const expiresAt = Number.isFinite(seconds) && seconds > 0 ? now + seconds * 1000 : undefined;
  const expiryField = form.expiryField ?? 'expired';
  const old: readonly string[] = [expiryField, ...expiryNames, 'timestamp', 'expires_in'];
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !old.includes(name)));
  const tokens: Record<string, unknown> = { ...kept, access_token: answer.access_token };
  for (const name of ['refresh_token', 'id_token', 'scope'])
    if (textIn(answer, name)) tokens[name] = answer[name];
  if (expiresAt !== undefined) tokens[expiryField] = rfc3339(expiresAt);
  const stamped = form.stamped === true || 'timestamp' in file;
  return {
    ...(form.tokensIn === undefined ? tokens : { ...file, [form.tokensIn]: tokens }),
    ...(stamped && expiresAt !== undefined && { timestamp: now, expires_in: seconds }),
    last_refresh: rfc3339(now),
  };
}

/** Where the tokens themselves are: in the file, or in one object of it. */
function holderOf(form: AuthFileForm, file: Fields): Fields {
  return form.tokensIn === undefined ? file : objectIn(file, form.tokensIn);
}

const expiryOf = (form: AuthFileForm, fields: Fields): number | undefined =>
  expiryIn(fields, form.expiryField ?? 'expired');

function fromTimestamp({ timestamp, expires_in: seconds }: Fields): number | undefined {
  const at = instantIn(timestamp);
  return at !== undefined && typeof seconds === 'number' ? at + seconds * 1000 : undefined;
}
