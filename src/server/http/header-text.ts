/**
 * Decodes a header: Node reads each byte as a character, but clients send UTF-8. It is trimmed after that, as the
 * second byte of `à` would look like a space.
 */
export function headerText(value: string): string {
  const text = ascii.test(value) ? value : Buffer.from(value, 'latin1').toString('utf8');
  // No regular expression, as `[ \t]+$` takes a second for a header full of blanks, which any client may send.
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

/** ASCII, the same in both encodings, as nearly every header is. */
const ascii = /^[\x00-\x7f]*$/;

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** The value behind the word Bearer in any case, or the bare value (A1, B2). */
export function bearerText(value: string): string {
  return headerText(value).replace(/^bearer(?:[ \t]+|$)/i, '');
}
