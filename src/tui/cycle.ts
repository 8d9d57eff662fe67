/** The item `by` places after the current one, round and round. */
export const cycle = <T>(items: readonly T[], current: T, by = 1): T =>
  items[(items.indexOf(current) + by + items.length) % items.length] ?? current;
