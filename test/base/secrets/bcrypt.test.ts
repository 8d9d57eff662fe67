import { describe, expect, test } from 'vitest';
import {
  hashSecret,
  isBcryptHash,
  secretLengthProblem,
  verifySecret,
} from '../../../src/base/secrets/bcrypt.ts';

// Written by the public Go server, as recorded for `fake-management-secret-0001`.
const fromGo = '$2a$10$j4eJCImLU58fWbRQrR2Y/OxxP.dVJgonOCGjlCxBdpHOUhVhCprnW';

describe('bcrypt hashes of management secrets', () => {
  test('a hash has the form that the Go server writes, and differs each time', async () => {
    const [one, other] = await Promise.all([hashSecret('fake-secret'), hashSecret('fake-secret')]);
    expect(one).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect(one).not.toBe(other);
    expect(await verifySecret('fake-secret', one)).toBe(true);
    expect(await verifySecret('fake-secret ', one)).toBe(false);
  });

  test('a hash of the Go server is read', async () => {
    expect(await verifySecret('fake-management-secret-0001', fromGo)).toBe(true);
    expect(await verifySecret('fake-management-secret-0002', fromGo)).toBe(false);
  });

  test('the other prefixes of the same format are read', async () => {
    for (const prefix of ['$2b$', '$2y$']) {
      const hash = fromGo.replace('$2a$', prefix);
      expect(isBcryptHash(hash)).toBe(true);
      expect(await verifySecret('fake-management-secret-0001', hash)).toBe(true);
    }
  });

  test.each(['', 'fake-secret', '$2a$10$short', `${fromGo}x`, ` ${fromGo}`, '$1$10$'])(
    '"%s" is no hash, so nothing matches it',
    async (text) => {
      expect(isBcryptHash(text)).toBe(false);
      expect(await verifySecret(text, text)).toBe(false);
    },
  );

  test('what bcrypt would cut off is refused instead, counted in bytes', async () => {
    expect(secretLengthProblem('x'.repeat(72))).toBeUndefined();
    expect(secretLengthProblem('x'.repeat(73))).toContain('72 bytes');
    expect(secretLengthProblem('é'.repeat(37))).toContain('72 bytes');
    await expect(hashSecret('x'.repeat(73))).rejects.toThrow(RangeError);
    const hash = await hashSecret('x'.repeat(72));
    expect(await verifySecret('x'.repeat(72), hash)).toBe(true);
    expect(await verifySecret('x'.repeat(73), hash)).toBe(false);
  });
});
