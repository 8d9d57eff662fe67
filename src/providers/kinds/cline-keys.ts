import { maskOf } from '../../base/secrets/secret.ts';
import { type Fields, fieldsOf } from '../answers/token-counts.ts';

/** One API key of a Cline account, as `GET /api-keys` tells it (J2); the key itself is told to nobody again. */
export interface ClineKey {
  readonly id: string;
  /** undefined: it has none. */
  readonly name: string | undefined;
  /** As much of it as Cline shows; undefined: nothing. */
  readonly mask: string | undefined;
  /** RFC 3339, as Cline gives them; undefined: not told. */
  readonly createdAt: string | undefined;
  readonly lastUsedAt: string | undefined;
  readonly expiresAt: string | undefined;
}

export const clineKeysPath = '/api-keys';
export const clineKeyPath = (id: string): string => `${clineKeysPath}/${encodeURIComponent(id)}`;

/** The documents name the route and not its shape, so the usual ones are taken; undefined: it is none of them. */
export function readClineKeys(body: unknown): readonly ClineKey[] | undefined {
  const list = listIn(body);
  return list?.flatMap((item) => readKey(fieldsOf(item)) ?? []);
}

function listIn(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  const top = fieldsOf(body);
  for (const name of ['data', 'items', 'apiKeys', 'api_keys', 'api-keys', 'keys']) {
    const found = top?.[name];
    if (found !== undefined && found !== null) return listIn(found);
  }
  return undefined;
}

function readKey(item: Fields | undefined): ClineKey | undefined {
  if (!item) return undefined;
  const id = textOf(item, 'id', 'keyId', 'key_id');
  if (id === undefined) return undefined;
  return {
    id,
    name: textOf(item, 'name', 'label', 'description'),
    mask: maskIn(item),
    createdAt: textOf(item, 'createdAt', 'created_at'),
    lastUsedAt: textOf(item, 'lastUsedAt', 'last_used_at'),
    expiresAt: textOf(item, 'expiresAt', 'expires_at'),
  };
}

/** What stands for the key: a part is shown as it is, and what may be all of it is masked. */
function maskIn(item: Fields): string | undefined {
  const part = textOf(item, 'maskedKey', 'masked_key', 'keyPrefix', 'key_prefix', 'prefix', 'hint');
  if (part !== undefined) return part.length > 16 && !/[*.…]/.test(part) ? maskOf(part) : part;
  const whole = textOf(item, 'key', 'apiKey', 'api_key', 'token');
  return whole === undefined ? undefined : /[*…]|\.\.\./.test(whole) ? whole : maskOf(whole);
}

function textOf(item: Fields, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = item[name];
    if (typeof value === 'string' && value !== '') return value.slice(0, 200);
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}
