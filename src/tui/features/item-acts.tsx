import type { Secret } from '../../base/secrets/secret.ts';
import type { Operation } from '../../operations/operation.ts';
import type { Act, ActWords, At, Console, Reason } from '../act.ts';
import { Affected, openDanger } from '../components/dialogs/question.tsx';
import type { ItemList } from '../ui/item-list.ts';
import type { ListScreenId } from '../ui/ui-state.ts';
import { listWords } from '../words/list.ts';
import { noUsage } from './usage/acts.ts';
import { fieldTerm } from './usage/filter.ts';

interface ItemWords<Id extends string> {
  readonly acts: Readonly<Record<Id, ActWords>>;
  readonly why: { readonly notLoaded: string; readonly none: string };
}

type Kind = 'reads' | 'reveals' | 'writes' | 'danger';

/** One act, as a row of its table; not in the footer if that is undefined. */
// biome-ignore format: one row
type Row<Id, Does> =
  readonly [id: Id, key: string, footer: number | undefined, kind: Kind, run: Does, disabled?: Reason];
type Run = NonNullable<Act['run']>;
type OnOne<Item> = (console: Console, item: Item) => unknown;
type OnAll<Item> = (console: Console, items: readonly Item[], first: Item) => unknown;

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
  const noneSelected: Reason = (at) => notLoaded(at) ?? (items(at).selected ? undefined : words().why.none);
  const noneMeant: Reason = (at) => notLoaded(at) ?? (targets(at).length > 0 ? undefined : words().why.none);
  const unmark = (console: Console) => console.unmark(scope);
  /** Runs on the list as a whole. */
  const act = (...[id, key, footer, kind, run, disabled = notLoaded]: Row<Id, Run>): Act => ({
    ...{ id, scope, keys: [key], words: () => words().acts[id], palette: true, disabled, run },
    ...(footer !== undefined && { footer }),
    ...(kind === 'reveals' && { reveals: true }),
    ...(kind === 'writes' && { write: true }),
    ...(kind === 'danger' && { danger: true }),
  });
  /** Runs on the selected item. */
  const actOnOne = (...[id, key, footer, kind, run, disabled = noneSelected]: Row<Id, OnOne<Item>>): Act => {
    const onSelected = (console: Console) => {
      const { selected } = items(console.at());
      return selected && run(console, selected);
    };
    return act(id, key, footer, kind, onSelected, disabled);
  };
  /** Runs on the marked items, or the selected one; the title has the number. */
  const actOnAll = (
    ...[id, key, footer, kind, run, disabled = noneMeant, of = targets]: readonly [
      ...Row<Id, OnAll<Item>>,
      /** The items it applies to. */
      of?: (at: At) => readonly Item[],
    ]
  ): Act => {
    const onTargets = (console: Console) => {
      const items = of(console.at());
      const [first] = items;
      return first && run(console, items, first);
    };
    const title = (at: At) => counted(words().acts[id].title, of(at).length);
    return { ...act(id, key, footer, kind, onTargets, disabled), title };
  };
  return {
    notLoaded,
    noneSelected,
    noneMeant,
    unmark,
    act,
    /** Clears the marks after the action. */
    async change<Input>(console: Console, operation: Operation<Input, unknown>, input: Input): Promise<void> {
      const done = await console.session.run(operation, input);
      if (done.ok) unmark(console);
    },
    actOnOne,
    actOnAll,
    /** Disables the enabled items; if there are none, enables all. @param enable its title in that case */
    actToToggle<Switched extends Item & { readonly disabled: boolean }>(
      id: Id,
      key: string,
      footer: number,
      run: (console: Console, items: readonly Switched[], disable: boolean) => unknown,
      enable: () => string,
      disabled: Reason,
      of: (at: At) => readonly Switched[],
    ): Act {
      const meant = (at: At) => {
        const on = of(at).filter((item) => !item.disabled);
        return on.length > 0 ? { items: on, disable: true } : { items: of(at), disable: false };
      };
      const turn = (console: Console) => {
        const { items, disable } = meant(console.at());
        return run(console, items, disable);
      };
      const title = (at: At) => {
        const { items, disable } = meant(at);
        return counted(disable ? words().acts[id].title : enable(), items.length);
      };
      return { ...act(id, key, footer, 'writes', turn, disabled), title };
    },
    /** The requests of the selected item. @param termOf how records name it */
    actToUsage: (
      id: Id,
      footer: number,
      termOf: (item: Item, at: At) => readonly [field: Parameters<typeof fieldTerm>[0], value: string],
    ): Act =>
      actOnOne(
        id,
        'U',
        footer,
        'reads',
        (console, item) => console.go('usage', { filter: fieldTerm(...termOf(item, console.at())) }),
        (at) => noneSelected(at) ?? noUsage(at),
      ),
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
