/** The item `by` positions after the current one, wrapping around. */
export const cycle = <T>(items: readonly T[], current: T, by = 1): T =>
  items.length === 0 ? current : (items[(items.indexOf(current) + by + items.length) % items.length] as T);
