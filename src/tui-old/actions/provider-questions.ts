import {
  disableProviderKeys,
  enableProviderKeys,
  moveProviderKey,
  removeProviderKeys,
} from '../../operations/index.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import type { Acts } from './carry-out.ts';
import { type Desk, notice, type Perform } from './desk.ts';
import { onProvider, providerName } from './provider-actions.ts';
import { askAway, meantIn, toTurn } from './several.ts';

export function meant(desk: Desk): readonly ProviderKey[] {
  const { ui, providers } = desk.context();
  return meantIn(providers, ui.lists.providers, ({ id }) => id);
}

/** What changes keys without a form: off and on, another place, away. */
export const providerQuestions = {
  'turn-provider-keys': async (desk) => {
    const { items, off } = toTurn(meant(desk));
    const ids = items.map(({ id }) => id);
    const done = await desk.session.run(off ? disableProviderKeys : enableProviderKeys, { ids });
    if (done.ok) desk.dispatch({ type: 'list', screen: 'providers', action: { type: 'unmarked' } });
  },
  'move-provider-key-down': move('down'),
  'move-provider-key-up': move('up'),
  'remove-provider-keys': (desk) => {
    const rows = meant(desk);
    const [first] = rows;
    const last = first?.keysOfEntry === 1 && first.name !== undefined;
    askAway(desk, {
      verb: 'Remove',
      noun: 'provider key',
      names: rows.map(providerName),
      ofOne: [
        'Requests no longer go to it; u takes that back.',
        ...(last ? ['It is the last key: its entry goes along.'] : []),
      ],
      act: { type: 'remove-providers', ids: rows.map(({ id }) => id) },
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
