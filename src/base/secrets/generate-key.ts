/**
 * A key of 64 hex digits (the documented `openssl rand -hex 32`), behind an optional prefix (A4).
 * @param randomBytes bytes from a cryptographic source
 */
export function generateKey(randomBytes: (count: number) => Uint8Array, prefix = ''): string {
  return prefix + Buffer.from(randomBytes(32)).toString('hex');
}
