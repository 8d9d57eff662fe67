import { withTexts } from '../text/language.ts';

type AsyncMethod = (...args: never[]) => Promise<unknown>;
type AsyncMethodsOf<T> = { [K in keyof T]-?: T[K] extends AsyncMethod ? K : never }[keyof T] & string;

/**
 * Asynchronous methods of something that is loaded, once, with the first call of one of them. A plain object, so it
 * can be spread, and has nothing beside the named methods.
 */
export function lazy<T extends object, Name extends AsyncMethodsOf<T>>(
  load: () => Promise<T>,
  names: readonly Name[],
): Pick<T, Name> {
  let loading: Promise<T> | undefined;
  const call = async (name: Name, args: never[]): Promise<unknown> => {
    loading ??= withTexts(load());
    return ((await loading) as Record<Name, AsyncMethod>)[name](...args);
  };
  const methods = names.map((name) => [name, (...args: never[]) => call(name, args)]);
  return Object.fromEntries(methods) as Pick<T, Name>;
}
