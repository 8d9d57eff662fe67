import { randomBytes } from 'node:crypto';
import { catalogue } from '../text/language.ts';

/** bcrypt reads no further than this; a longer secret would match by its start alone. */
const maxSecretBytes = 72;
const rounds = 10;

const tooLong = catalogue(
  (most: number) => `A management secret may be at most ${most} bytes long; choose a shorter one.`,
  async () => ({ zhCN: (most: number) => `管理密钥最多 ${most} 字节。请换一个更短的。` }),
);

/** Loaded when first used: most commands never touch a secret. */
const library = () => import('bcryptjs').then((module) => module.default);

/** `$2a$`, `$2b$` and `$2y$` differ only in bugs of old writers; all are read (B1). */
export function isBcryptHash(text: string): boolean {
  return /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(text);
}

/** Why bcrypt cannot hold this secret, as one sentence; undefined if it can. */
export function secretLengthProblem(plain: string): string | undefined {
  return Buffer.byteLength(plain, 'utf8') > maxSecretBytes ? tooLong()(maxSecretBytes) : undefined;
}

/**
 * `$2a$10$…`, which the Go server reads as its own (B1).
 * @throws RangeError when the secret is longer than 72 bytes: ask `secretLengthProblem` first.
 */
export async function hashSecret(plain: string): Promise<string> {
  const problem = secretLengthProblem(plain);
  if (problem) throw new RangeError(problem);
  const bcrypt = await library();
  // The salt is written here because the library would start it with $2b$.
  const salt = `$2a$${rounds}$${bcrypt.encodeBase64(randomBytes(16), 16)}`;
  return bcrypt.hash(plain, salt);
}

/** False for everything that is not a bcrypt hash of this secret; never throws on odd input. */
export async function verifySecret(plain: string, hash: string): Promise<boolean> {
  if (!isBcryptHash(hash) || secretLengthProblem(plain)) return false;
  const bcrypt = await library();
  return bcrypt.compare(plain, hash);
}
