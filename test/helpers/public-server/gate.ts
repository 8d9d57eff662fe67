import { refusal } from './answers.ts';
import type { ConfigStore } from './config-store.ts';
import { goDuration } from './go-text.ts';
import type { Secrets } from './secrets.ts';
import type { Answer, PublicServerOptions } from './types.ts';

const attempts = 5;
const banMs = 30 * 60_000;

export interface Gate {
  /** False: nobody can sign in, the whole API answers 404. */
  on(): boolean;
  /** The refusal of a request with this key, or undefined when it may pass. HTTP and RESP count together. */
  check(key: string, address: string): Promise<Answer | undefined>;
  /** A restart lifts every ban. */
  forget(): void;
}

export function createGate(store: () => ConfigStore, secrets: Secrets, options: PublicServerOptions): Gate {
  const now = options.now ?? Date.now;
  const failures = new Map<string, { count: number; until: number }>();
  const remote = () => (store().inForce['remote-management'] ?? {}) as Record<string, unknown>;
  const secret = () => String(remote()['secret-key'] ?? '');
  const { managementPassword: fromEnv = '', localPassword: local = '' } = options;

  function failed(address: string, error: string): Answer {
    const seen = failures.get(address) ?? { count: 0, until: 0 };
    seen.count += 1;
    if (seen.count >= attempts) seen.until = now() + banMs;
    failures.set(address, seen);
    return refusal(401, error);
  }
  function banned(address: string): Answer | undefined {
    const seen = failures.get(address);
    if (!seen || seen.until === 0) return undefined;
    const left = seen.until - now();
    if (left > 0) {
      const text = `IP banned due to too many failed attempts. Try again in ${goDuration(left)}`;
      return refusal(403, text);
    }
    failures.delete(address);
    return undefined;
  }
  async function good(key: string, isLocal: boolean): Promise<boolean> {
    if (fromEnv !== '' && key === fromEnv) return true;
    if (isLocal && local !== '' && key === local) return true;
    return secret() !== '' && (await secrets.verify(key, secret()));
  }
  return {
    on: () => secret() !== '' || fromEnv !== '' || (local !== '' && store().changes === 0),
    async check(key, address) {
      const isLocal = address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
      const ban = banned(address);
      if (ban) return ban;
      if (!isLocal && fromEnv === '' && remote()['allow-remote'] !== true) {
        return refusal(403, 'remote management disabled');
      }
      if (secret() === '' && fromEnv === '') return refusal(403, 'remote management key not set');
      if (key === '') return failed(address, 'missing management key');
      if (!(await good(key, isLocal))) return failed(address, 'invalid management key');
      failures.delete(address);
      return undefined;
    },
    forget: () => failures.clear(),
  };
}

/** `Authorization` alone counts when it is there, with or without the word Bearer. */
export function keyOf(headers: Readonly<Record<string, string | string[] | undefined>>): string {
  const authorization = headers.authorization;
  if (typeof authorization === 'string' && authorization !== '') {
    return authorization.replace(/^bearer\s+/i, '').trim();
  }
  return String(headers['x-management-key'] ?? '').trim();
}

/** What the server takes for the caller's address: the headers are believed from anyone. */
export function addressOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  peer: string,
): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')[0]
    ?.trim();
  return forwarded || String(headers['x-real-ip'] ?? '').trim() || peer;
}
