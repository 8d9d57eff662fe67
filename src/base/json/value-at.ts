/** The value at a path of member names, dotted or as a list; undefined if there is none. */
export function valueAt(root: unknown, path: string | readonly string[]): unknown {
  let value = root;
  for (const step of typeof path === 'string' ? path.split('.') : path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
