import { failure, success } from '../../contract/outcome.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { Operation } from '../operation.ts';
import { changeProviders } from './change-providers.ts';
import { findIn } from './find-provider-key.ts';
import type { Item, Place, ProviderConfigDraft } from './provider-config-draft.ts';
import { words } from './words.ts';

interface MoveProviderKeyInput {
  readonly id: string;
  readonly to: 'up' | 'down' | 'first' | 'last';
}

interface MoveProviderKeyResult {
  readonly id: string;
}

/**
 * Another place in its list, which is the order in which fill-first uses keys. A key of an entry with several
 * moves among those, and at their end the entry moves.
 */
export const moveProviderKey: Operation<MoveProviderKeyInput, MoveProviderKeyResult> = {
  id: 'move-provider-key',
  get title() {
    return words().move.title;
  },
  async run(context, { id, to }) {
    return changeProviders(context, (draft) => {
      const found = findIn(draft, id);
      if (!found.ok) return found;
      const { entry, place, item, key } = found.value;
      const name = nameOfProviderKey(entry.row);
      const steps = [...(key ? [key] : []), { place, item }];
      const step = steps.find((one) => neighbor(draft, one.place, one.item, to) !== undefined);
      if (!step) return failure('invalid', atEdge(name, to), { already: true });
      const unclear = draft.move(step.place, step.item, neighbor(draft, step.place, step.item, to) ?? null);
      if (unclear) return unclear;
      return success({
        result: { id },
        message: moved(name, to),
        fingerprints: [entry.row.fingerprint],
        undone: words().move.undone(name),
      });
    });
  },
};

/** The item to move behind; null: before all; undefined if it is already there. */
function neighbor(
  draft: ProviderConfigDraft,
  { list, within }: Place,
  item: Item,
  to: MoveProviderKeyInput['to'],
): Item | null | undefined {
  const items = (within ? within['api-key-entries'] : draft.config[list]) as Item[];
  const at = items.indexOf(item);
  const last = items.length - 1;
  if (to === 'up' || to === 'first') {
    if (at === 0) return undefined;
    return to === 'first' ? null : (items[at - 2] ?? null);
  }
  return at === last ? undefined : items[to === 'last' ? last : at + 1];
}

const atEdge = (name: string, to: MoveProviderKeyInput['to']): string =>
  to === 'up' || to === 'first' ? words().move.first(name) : words().move.last(name);

function moved(name: string, to: MoveProviderKeyInput['to']): string {
  switch (to) {
    case 'up':
      return words().move.up(name);
    case 'down':
      return words().move.down(name);
    case 'first':
      return words().move.top(name);
    case 'last':
      return words().move.bottom(name);
  }
}
