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
    return `this is no API key but an account token, and it expired ${when}; sign in to Cline again, or make an API key`;
  }
  if (!marked)
    return 'this looks like an account token, which Cline takes with workos: before it; or make an API key';
  return 'this is no API key but an account token, which is wrong or was taken back; sign in to Cline again, or make an API key';
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
