/** The Latin letter in the place of a Cyrillic or Greek one; undefined: none. */
export const latinOf = (_key: string): string | undefined => undefined;
