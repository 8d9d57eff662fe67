import { words } from '../contract/preferences/words.ts';
import type { Act, Scope } from './act.ts';
import { features } from './features/index.ts';
import { isKeyName, keyTitle } from './keyboard.ts';

/** Why an act cannot have its key, in one sentence. */
interface WrongKey {
  readonly id: string;
  readonly message: string;
}

/** Keys of open boxes and of the ways in stay: text is typed there. */
const shared: readonly Scope[] = ['list', 'items', 'screen'];
export const changeable: ReadonlySet<Scope> = new Set([...shared, ...features.map(({ id }) => id)]);

/**
 * The acts with other keys: `{'rotate-key': ['ctrl+r']}`. An act never takes a key that another has on the same
 * screen: the user gives that one another key too.
 */
export function rebind(
  acts: readonly Act[],
  keys: Readonly<Record<string, readonly string[]>>,
): { readonly acts: readonly Act[]; readonly wrong: readonly WrongKey[] } {
  const rebound = acts.map((act) => {
    const wanted = Object.hasOwn(keys, act.id) ? keys[act.id] : undefined;
    return wanted && changeable.has(act.scope) ? { ...act, keys: wanted } : act;
  });
  const wrong = Object.entries(keys).flatMap(([id, wanted]) => {
    const act = rebound.find((it) => it.id === id);
    const message = act ? problemOf(act, wanted, rebound) : words().keys.noAct;
    return message === undefined ? [] : [{ id, message }];
  });
  return { acts: rebound, wrong };
}

function problemOf(act: Act, wanted: readonly string[], acts: readonly Act[]): string | undefined {
  if (!changeable.has(act.scope)) return words().keys.fixed;
  const unknown = wanted.find((key) => !isKeyName(key));
  if (unknown !== undefined) return words().keys.noKey(unknown);
  for (const key of wanted) {
    const other = acts.find((it) => it !== act && it.keys.includes(key) && meet(it.scope, act.scope));
    if (other) return words().keys.taken(keyTitle(key), other.id);
  }
  return undefined;
}

/** Whether both may work on one screen. */
const meet = (one: Scope, other: Scope): boolean =>
  one === 'everywhere' ||
  (changeable.has(one) && (one === other || shared.includes(one) || shared.includes(other)));
