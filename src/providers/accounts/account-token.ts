import { formatInstant } from '../../base/text/instant-text.ts';
import { fieldsOf } from '../json-fields.ts';

/**
 * What a refused Cline credential is by its looks (J1): an account token is a JSON Web Token, sent with `workos:`
 * before it. Cause and remedy without a stop; undefined: it looks like an API key.
 */
export function refusedAccountToken(key: string, now: number): string | undefined {
  const marked = key.startsWith('workos:');
  const claims = claimsOf(marked ? key.slice('workos:'.length) : key);
  if (!marked && !claims) return undefined;
  const { exp } = claims ?? {};
  if (typeof exp === 'number' && exp * 1000 <= now) {
    const when = formatInstant(exp * 1000, now);
    return `this is an account token, not an API key, and it expired ${when}; log in to Cline again or create an API key`;
  }
  if (!marked)
    return 'this looks like an account token, which Cline accepts only after the prefix workos:; add it or create an API key';
  return 'this is an account token, not an API key, and it is wrong or was revoked; log in to Cline again or create an API key';
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, claims] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/.exec(token) ?? [];
  if (claims === undefined) return undefined;
  try {
    return fieldsOf(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
