/** Memoizes the last result while the arguments are the same. */
export function memoize<Args extends readonly unknown[], Value>(
  f: (...args: Args) => Value,
): (...args: Args) => Value {
  let last: { args: Args; value: Value } | undefined;
  return (...args) => {
    if (!last?.args.every((arg, index) => arg === args[index])) last = { args, value: f(...args) };
    return last.value;
  };
}
