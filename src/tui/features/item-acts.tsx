import type { Secret } from '../../base/secrets/secret.ts';
import { commas } from '../../base/text/commas.ts';
import type { Operation } from '../../operations/operation.ts';
import {
  type Act,
  type ActWords,
  type At,
  actsIn,
  type Console,
  type Reason,
  reasonAgainst,
} from '../act.ts';
import { Affected, openDanger } from '../components/dialogs/question.tsx';
import type { ItemList } from '../ui/item-list.ts';
import type { ListScreenId } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import { noUsage } from './usage/acts.ts';
import { fieldTerm } from './usage/filter.ts';

interface ItemWords<Id extends string> {
  readonly acts: Readonly<Record<Id, ActWords>>;
  /** `add`: how there could be some. */
  readonly why: { readonly notLoaded: string; readonly none: string; readonly add?: string };
}

/** A row of the table of acts: on the list as a whole (`run`), its selected item or the marked ones. */
interface ItemAct<Item, Id extends string> extends Omit<Act, 'scope' | 'words' | 'keys' | 'palette'> {
  readonly id: Id;
  readonly key: string;
  readonly one?: (console: Console, item: Item) => unknown;
  /** The title has their number. */
  readonly all?: (console: Console, items: readonly Item[], first: Item) => unknown;
  /** The marked items it applies to; all by default. */
  readonly of?: (at: At) => readonly Item[];
}

/** `revoke`, `revoke 3`. */
const counted = (title: string, count: number): string =>
  count > 1 ? listWords().several(title, count) : title;

/** Shared options of the acts on the items of one list. */
export function itemActs<Item, Id extends string>(
  scope: ListScreenId,
  words: () => ItemWords<Id>,
  items: (at: At) => ItemList<Item>,
) {
  const targets = (at: At) => items(at).targets;
  const notLoaded: Reason = ({ console }) => (console.server ? undefined : words().why.notLoaded);
  const none: Reason = (at) => {
    const { none: said, add } = words().why;
    const canAdd = add !== undefined && reasonAgainst({ write: true }, at) === undefined;
    return canAdd ? said + commas().sentences + add : said;
  };
  const noneSelected: Reason = (at) => notLoaded(at) ?? (items(at).selected ? undefined : none(at));
  const noneMeant: Reason = (at) => notLoaded(at) ?? (targets(at).length > 0 ? undefined : none(at));
  const unmark = (console: Console) => console.unmark(scope);
  const actOf = ({ key, one, all, of = targets, ...act }: ItemAct<Item, Id>) => ({
    disabled: one ? noneSelected : all ? noneMeant : notLoaded,
    ...act,
    ...{ keys: [key], palette: true },
    ...(one && {
      run(console: Console) {
        const { selected } = items(console.at());
        return selected && one(console, selected);
      },
    }),
    ...(all && {
      marked: true,
      title: (at: At) => counted(words().acts[act.id].title, of(at).length),
      run(console: Console) {
        const meant = of(console.at());
        const [first] = meant;
        return first && all(console, meant, first);
      },
    }),
  });
  return {
    notLoaded,
    noneSelected,
    noneMeant,
    unmark,
    acts: (rows: readonly ItemAct<Item, Id>[]) => actsIn(scope, () => words().acts, rows.map(actOf)),
    /** Clears the marks after the action. */
    async change<Input>(console: Console, operation: Operation<Input, unknown>, input: Input): Promise<void> {
      const done = await console.session.run(operation, input);
      if (done.ok) unmark(console);
    },
    /** Disables the enabled items; if there are none, enables all. @param enable its title in that case */
    toggle<Switched extends Item & { readonly disabled: boolean }>(
      id: Id,
      run: (console: Console, items: readonly Switched[], disable: boolean) => unknown,
      enable: () => string,
      of: (at: At) => readonly Switched[],
    ) {
      const meant = (at: At) => {
        const on = of(at).filter((item) => !item.disabled);
        return on.length > 0 ? { items: on, disable: true } : { items: of(at), disable: false };
      };
      return {
        id,
        marked: true,
        write: true,
        disabled: noneMeant,
        run(console: Console) {
          const { items, disable } = meant(console.at());
          return run(console, items, disable);
        },
        title(at: At) {
          const { items, disable } = meant(at);
          return counted(disable ? words().acts[id].title : enable(), items.length);
        },
      };
    },
    /** To the requests of the selected item. @param termOf how records name it */
    toUsage: (
      termOf: (item: Item, at: At) => readonly [field: Parameters<typeof fieldTerm>[0], value: string],
    ) => ({
      key: 'U',
      disabled: (at: At) => noneSelected(at) ?? noUsage(at),
      one: (console: Console, item: Item) =>
        console.go('usage', { filter: fieldTerm(...termOf(item, console.at())) }),
    }),
  };
}

/** Texts of the question before items are removed. */
interface RemovalWords {
  readonly one: (name: string) => string;
  readonly several: (count: number) => string;
  readonly effectOne: string;
  readonly effectSeveral: string;
  readonly noOne: string;
  readonly noSeveral: string;
  readonly yesOne: string;
  readonly yesSeveral: (count: number) => string;
}

/** @param rows one per item: name, mask, usage @param more further consequences */
export function askToRemove(
  console: Console,
  say: RemovalWords,
  name: string,
  rows: readonly (readonly string[])[],
  more: readonly string[],
  onYes: () => unknown,
): void {
  const one = rows.length === 1;
  const buttons = one
    ? { no: say.noOne, yes: say.yesOne }
    : { no: say.noSeveral, yes: say.yesSeveral(rows.length) };
  const lines = [<Affected key="items" rows={rows} />, one ? say.effectOne : say.effectSeveral, ...more];
  openDanger(console, buttons, one ? say.one(name) : say.several(rows.length), lines, onYes);
}

const revealMs = 10_000;

/** Shows a key in full for ten seconds, or hides it again. */
export function reveal({ ui, now }: Console, id: string, name: string, secret: Secret | undefined) {
  if (ui.snapshot().revealed?.id === id) return ui.dispatch({ type: 'set', ui: { revealed: undefined } });
  if (!secret) return;
  // In whole seconds, so that the countdown ends with 1 s.
  const until = Math.floor(now() / 1000) * 1000 + revealMs;
  ui.dispatch({ type: 'set', ui: { revealed: { id, name, secret, until } } });
}
