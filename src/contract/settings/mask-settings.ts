import { maskOf } from '../../base/secrets/secret.ts';
import { settingNamed } from './settings.ts';

/** Fields of config.yaml that hold a secret, or a list of them; `headers` and URLs may carry one. */
const secretFields = new Set([
  'api-key',
  'api-keys',
  'upstream-api-key',
  'client-secret',
  'secret-key',
  'headers',
  'proxy-url',
  'usage-database',
]);
/** Names of settings that no server of today knows, such as `generative-language-api-key`, `accessToken` or `client_secret`. */
const secretName = /(^|[-_])((api|secret|access|private)[-_]?keys?|secrets?|token|password)$/i;

export function isSecretField(field: string | undefined): boolean {
  if (field === undefined) return false;
  return (
    secretFields.has(field) ||
    (secretName.test(field.replace(/[a-z](?=[A-Z])/g, '$&-')) && settingNamed(field) === undefined)
  );
}

/** Is there a non-empty secret anywhere in this value? `field`: the name of the setting that gets it. */
export function holdsSecret(value: unknown, field?: string): boolean {
  if (isSecretField(field)) return !isEmpty(value);
  if (Array.isArray(value)) return value.some((item) => holdsSecret(item));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => holdsSecret(inner, name));
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return value === null || value === undefined || value === '';
  return Object.values(value).every(isEmpty);
}

/** An address that names a user, and so may hold a password. */
const withUser = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i;

/** The same data with every secret masked. `field`: its name. */
export function maskSettings(value: unknown, field?: string, within = false): unknown {
  const secret = within || isSecretField(field);
  if (typeof value === 'string')
    return value !== '' && (secret || withUser.test(value)) ? maskOf(value) : value;
  if (Array.isArray(value)) return value.map((item) => maskSettings(item, undefined, secret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, maskSettings(inner, name, secret)]),
  );
}
