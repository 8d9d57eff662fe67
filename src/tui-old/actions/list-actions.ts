import type { Secret } from '../../base/secret.ts';
import { needsYou } from '../overview/needs-you.ts';
import { nameOnScreen } from '../rows/key-texts.ts';
import { createMoment } from '../rows/moment.ts';
import type { Revealed } from '../ui/ui-state.ts';
import { spans } from '../ui/usage-state.ts';
import { askWhichConfig } from './config-choice.ts';
import { copy, type Desk, type Perform } from './desk.ts';
import { onKey } from './on-key.ts';

const revealMs = 10_000;
const hourMs = 3_600_000;

/** A secret in full, for ten seconds. */
export const revealOf = (id: string, name: string, secret: Secret, now: number): Revealed => ({
  id,
  name,
  secret,
  until: Math.floor(now / 1000) * 1000 + revealMs,
});

const screenOf = {
  key: 'client-keys',
  keys: 'client-keys',
  provider: 'providers',
  providers: 'providers',
  session: 'sessions',
} as const;

/** What only looks: copying, revealing, marking, filtering, sorting. */
export const listActions = {
  'copy-key': onKey((desk, key) => copy(desk, key.key, `The key of ${nameOnScreen(key)}`)),
  'reveal-key': onKey((desk, key) => {
    const { revealed } = desk.context().ui;
    if (revealed?.id === key.id) return desk.dispatch({ type: 'hidden' });
    desk.dispatch({ type: 'revealed', revealed: revealOf(key.id, nameOnScreen(key), key.key, desk.now()) });
  }),
  'mark-all': ({ context, dispatch }) =>
    dispatch({ type: 'list', screen: context().ui.screen, action: { type: 'marked-all' } }),
  'mark-item': ({ context, dispatch }) =>
    dispatch({ type: 'list', screen: context().ui.screen, action: { type: 'marked' } }),
  'show-detail': ({ context, dispatch }) => dispatch({ type: 'detail', open: !context().ui.detail }),
  'open-filter': ({ dispatch }) => dispatch({ type: 'filter-opened' }),
  'sort-next': ({ dispatch }) => dispatch({ type: 'sorted-next' }),
  'sort-reverse': ({ dispatch }) => dispatch({ type: 'sort-reversed' }),
  'open-item': (desk) => {
    const { context, dispatch, now } = desk;
    const { console, ui } = context();
    const item = needsYou(console, ui, createMoment(now())).find(({ id }) => id === ui.lists.overview.cursor);
    if (!item) return;
    const { to } = item;
    if (to.kind === 'sentence')
      return dispatch({ type: 'dialog-opened', dialog: { kind: 'sentence', text: to.text } });
    if (to.kind === 'config') return askWhichConfig(desk);
    if (to.kind === 'health') return dispatch({ type: 'screen', screen: 'health' });
    if (to.kind === 'failed') return showFailed(desk);
    const screen = screenOf[to.kind];
    dispatch({ type: 'screen', screen });
    dispatch({ type: 'filter-cleared' });
    if ('id' in to) return dispatch({ type: 'list', screen, action: { type: 'wanted', id: to.id } });
    dispatch({ type: 'filter-typed', text: to.filter });
  },
  'keep-filter': ({ dispatch }) => dispatch({ type: 'filter-kept' }),
  'clear-filter': ({ dispatch }) => dispatch({ type: 'filter-cleared' }),
  'filter-down': ({ context, dispatch }) =>
    dispatch({ type: 'list', screen: context().ui.screen, action: { type: 'moved', by: 1 } }),
  'filter-up': ({ context, dispatch }) =>
    dispatch({ type: 'list', screen: context().ui.screen, action: { type: 'moved', by: -1 } }),
} satisfies Record<string, Perform>;

/** The usage screen with all requests of the last hour that failed. */
function showFailed({ context, dispatch }: Desk): void {
  const { span, only } = context().ui.usage;
  dispatch({ type: 'screen', screen: 'usage' });
  for (const _ of only) dispatch({ type: 'usage', action: { type: 'left' } });
  dispatch({
    type: 'usage',
    action: { type: 'span', by: spans.findIndex(({ ms }) => ms === hourMs) - span },
  });
  dispatch({ type: 'filter-cleared' });
  dispatch({ type: 'filter-typed', text: 'failed' });
}
