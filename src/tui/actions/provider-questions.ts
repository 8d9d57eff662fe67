import {
  disableProviderKeys,
  enableProviderKeys,
  moveProviderKey,
  removeProviderKeys,
} from '../../operations/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import { emptyField } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import type { Acts } from './carry-out.ts';
import { type Desk, notice, type Perform } from './desk.ts';
import { onProvider, providerName } from './provider-actions.ts';

/** The marked ones, also those that a filter hides, else the one under the cursor. */
export function meant(desk: Desk): readonly ProviderKey[] {
  const { ui, providers } = desk.context();
  const { marks } = ui.lists.providers;
  const marked = providers.all.filter(({ id }) => marks.has(id));
  return marked.length > 0 ? marked : providers.selected ? [providers.selected] : [];
}

/** What changes keys without a form: off and on, another place, away. */
export const providerQuestions = {
  'turn-provider-keys': async (desk) => {
    const rows = meant(desk);
    const on = rows.filter(({ disabled }) => !disabled);
    const turned = on.length > 0 ? on : rows;
    const ids = turned.map(({ id }) => id);
    const done = await desk.session.run(on.length > 0 ? disableProviderKeys : enableProviderKeys, { ids });
    if (done.ok) desk.dispatch({ type: 'list', screen: 'providers', action: { type: 'unmarked' } });
  },
  'move-provider-key-down': move('down'),
  'move-provider-key-up': move('up'),
  'remove-provider-keys': (desk) => {
    const rows = meant(desk);
    const [first] = rows;
    if (!first) return;
    const one = rows.length === 1;
    const title = one
      ? { before: 'Remove ', name: providerName(first), after: '?' }
      : `Remove ${count(rows.length, 'provider key')}?`;
    const names = rows.slice(0, 4).map(providerName).join(', ');
    const rest = rows.length > 4 ? ` and ${rows.length - 4} more` : '';
    const lines = [
      one ? 'Requests no longer go to it; u takes that back.' : `${names}${rest}.`,
      ...(one && first.keysOfEntry === 1 && first.name !== undefined
        ? ['It is the last key: its entry goes along.']
        : []),
    ];
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title,
        lines,
        act: { type: 'remove-providers', ids: rows.map(({ id }) => id) },
        word: undefined,
        typed: emptyField,
      },
    });
  },
} satisfies Record<string, Perform>;

export const providerQuestionActs: Acts<'remove-providers'> = {
  async 'remove-providers'({ session, dispatch }, { ids }) {
    const removed = await session.run(removeProviderKeys, { ids });
    if (removed.ok) dispatch({ type: 'list', screen: 'providers', action: { type: 'unmarked' } });
  },
};

function move(to: 'up' | 'down'): Perform {
  return onProvider(async (desk, row) => {
    const { all } = desk.context().providers;
    const same = all.filter(({ list }) => list === row.list);
    const end = to === 'up' ? same[0] : same.at(-1);
    if (end?.id === row.id)
      return notice(desk, 'warning', `It is the ${to === 'up' ? 'first' : 'last'} of ${row.list}.`);
    const moved = await desk.session.run(moveProviderKey, { id: row.id, to });
    if (moved.ok)
      desk.dispatch({ type: 'list', screen: 'providers', action: { type: 'wanted', id: moved.value.id } });
  });
}
