import { createHash } from 'node:crypto';
import { isBcryptHash, verifySecret } from '../../../src/base/secrets/bcrypt.ts';

/**
 * Looks like bcrypt and costs nothing: hashing for real would make every start of a stand-in 70 ms slower. A hash
 * that somebody else wrote is compared for real, once.
 */
export function quickHash(secret: string): string {
  const digest = createHash('sha512').update(secret).digest('base64').replace(/\+/g, '.').replace(/=/g, '');
  return `$2a$10$${digest.slice(0, 53)}`;
}

export interface Secrets {
  hash(secret: string): string;
  verify(plain: string, hash: string): Promise<boolean>;
}

export function createSecrets(delayMs: number): Secrets {
  const issued = new Set<string>();
  const known = new Map<string, boolean>();
  return {
    hash(secret) {
      if (secret === '' || isBcryptHash(secret)) return secret;
      const hash = quickHash(secret);
      issued.add(hash);
      return hash;
    },
    async verify(plain, hash) {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (issued.has(hash)) return quickHash(plain) === hash;
      const pair = JSON.stringify([plain, hash]);
      const answer = known.get(pair) ?? (await verifySecret(plain, hash));
      known.set(pair, answer);
      return answer;
    },
  };
}
