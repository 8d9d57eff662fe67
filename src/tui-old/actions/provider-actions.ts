import { noProviderTarget, providerKeyTarget, snippets } from '../../operations/index.ts';
import { nameOfProviderKey } from '../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../providers/provider-keys.ts';
import type { Acts } from './carry-out.ts';
import { copy, type Desk, notice, type Perform } from './desk.ts';
import { revealOf } from './list-actions.ts';
import { askWhich, showSnippet } from './snippet-actions.ts';

/** What a person calls it, in a sentence or a title. */
export const providerName = (key: ProviderKey): string => nameOfProviderKey(key);

/** Carries out on the provider key under the cursor. */
export const onProvider =
  (perform: (desk: Desk, key: ProviderKey) => unknown): Perform =>
  async (desk) => {
    const { selected } = desk.context().providers;
    if (selected) await perform(desk, selected);
  };

/** What only looks. */
export const providerActions = {
  'copy-provider-key': onProvider(
    (desk, row) => row.key && copy(desk, row.key, `The key of ${providerName(row)}`),
  ),
  'reveal-provider-key': onProvider((desk, row) => {
    if (desk.context().ui.revealed?.id === row.id) return desk.dispatch({ type: 'hidden' });
    if (row.key) {
      desk.dispatch({ type: 'revealed', revealed: revealOf(row.id, providerName(row), row.key, desk.now()) });
    }
  }),
  'provider-snippet': onProvider((desk, row) => {
    const target = targetOf(desk, row);
    const { capabilities } = desk.context().console;
    if (!target) return notice(desk, 'warning', noProviderTarget(capabilities ?? { everyProvider: 'shown' }));
    const title = { before: 'A client with ', name: providerName(row), after: '' };
    askWhich(desk, title, target, (kind) => ({ type: 'provider-snippet', id: row.id, kind }));
  }),
} satisfies Record<string, Perform>;

export const providerLookActs: Acts<'provider-snippet'> = {
  'provider-snippet'(desk, { id, kind }) {
    const row = desk.context().providers.all.find((it) => it.id === id);
    const target = row && targetOf(desk, row);
    const snippet = snippets.find((it) => it.id === kind);
    if (row && target && snippet) showSnippet(desk, snippet, target, providerName(row));
  },
};

const targetOf = (desk: Desk, row: ProviderKey) =>
  providerKeyTarget(desk.context().console.server?.config ?? {}, row);
