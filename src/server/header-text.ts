/**
 * A header as its sender meant it: Node reads each byte as a character, clients send UTF-8. Only then may it be
 * trimmed: the second byte of `à` looks like a space before.
 */
export function headerText(value: string): string {
  return Buffer.from(value, 'latin1')
    .toString('utf8')
    .replace(/^[ \t]+|[ \t]+$/g, '');
}

/** What stands behind the word Bearer in any case, or the bare value (A1, B2). */
export function bearerText(value: string): string {
  return headerText(value).replace(/^bearer[ \t]+/i, '');
}
