import type { ReactElement } from 'react';
import { formatInstant } from '../../base/text/instant-text.ts';
import type { RouteChange } from '../../contract/audit.ts';
import { listRouteChanges, undoRouteChange } from '../../operations/config/undo-route-change.ts';
import { type Act, actsIn, type Console } from '../act.ts';
import { clockText } from '../clock.ts';
import { Menu } from '../components/dialogs/menu.tsx';
import { openAnswer, Report } from '../components/dialogs/report.tsx';
import { textIn } from '../components/text-field.ts';
import { useTheme, useUi } from '../context.tsx';
import { escapeAction } from '../features/usage/usage-state.ts';
import { filterOf } from '../ui/ui-state.ts';
import { frameWords } from '../words/frame.ts';
import { bannersOf } from './banners.tsx';
import { Help } from './help.tsx';
import { Palette } from './palette.tsx';
import { messageOf } from './status-line.tsx';
import { barWords } from './words.ts';

/**
 * Esc: leaves the first of running action, revealed key, details, way back, filter, marks, message, warning.
 */
function back({ session, ui, at }: Console) {
  const now = at();
  const { console, ui: state } = now;
  if (console.running || (state.screen === 'health' && state.health.running)) return session.cancel();
  if (state.revealed) return ui.dispatch({ type: 'set', ui: { revealed: undefined } });
  if (state.detail) return ui.dispatch({ type: 'set', ui: { detail: false, detailTop: 0 } });
  const inner =
    state.screen === 'usage'
      ? escapeAction(state.usage, textIn(filterOf(state)), state.trail.length > 0)
      : undefined;
  if (inner) return ui.dispatch({ type: 'usage', action: inner });
  if (state.trail.length > 0) return ui.dispatch({ type: 'back' });
  if (textIn(filterOf(state)) !== '') return ui.dispatch({ type: 'filter-cleared' });
  if (state.screen !== 'usage' && state.lists[state.screen].marks.size > 0) {
    return ui.dispatch({ type: 'list', screen: state.screen, action: { type: 'unmarked' } });
  }
  if (state.notice) return ui.dispatch({ type: 'set', ui: { notice: undefined } });
  if (messageOf(console, state)) return ui.dispatch({ type: 'set', ui: { dismissed: console.result } });
  const banner = bannersOf(now).find(({ tone }) => tone !== 'danger');
  if (banner) ui.dispatch({ type: 'banner-closed', id: banner.id });
}

/** The last messages, newest first. */
function Messages(): ReactElement {
  const { glyphs } = useTheme();
  const messages = useUi((ui) => ui.messages);
  const signs = { ok: glyphs.done, warning: glyphs.warning, error: glyphs.error };
  const words = barWords().messages;
  const lines = messages
    .map(({ at, tone, message }) => `${clockText(at)} ${signs[tone]} ${message}`)
    .reverse();
  return <Report title={words.title} lines={lines.length > 0 ? lines : [words.none]} />;
}

/** What other programs changed over the routes of this server. */
function offerChanges(console: Console) {
  const words = barWords().changes;
  const { title, busy } = words;
  const itemsOf = (changes: readonly RouteChange[]) =>
    changes.map(({ id, time, user, operation }) => ({
      title: operation,
      hint: `${formatInstant(Date.parse(time), console.now())} · ${user}`,
      run: () => console.session.run(undoRouteChange, { id }),
    }));
  openAnswer(console, { title, busy }, listRouteChanges, undefined, (changes) =>
    changes.length > 0 ? (
      <Menu title={title} notes={[words.note]} items={itemsOf(changes)} />
    ) : (
      <Report title={title} lines={[words.none]} />
    ),
  );
}

const openHelp = (console: Console) => console.open(<Help />, { whole: true });

async function editPreferences({ session, handOver, say }: Console) {
  const edit = session.files.editPreferences;
  if (!edit) return;
  const done = await handOver(edit);
  say(done.ok ? 'ok' : 'error', done.ok ? done.value : done.message);
}

/** Commands and help: at the end of every footer, in this order. */
// biome-ignore format: one row a record reads as the table that it is
export const frameActs: readonly Act[] = [
  ...actsIn('screen', () => frameWords().acts, [{ id: 'back', keys: ['escape'], run: back }]),
  ...actsIn('screen', () => barWords().acts, [
    { id: 'show-messages', word: 'messages', keys: [], palette: true, run: ({ open }) => open(<Messages />) },
    { id: 'undo-others', word: 'undoOthers', keys: [], write: true, palette: true, run: offerChanges },
    { id: 'settings', keys: [], palette: true, run: editPreferences },
    { id: 'open-palette', word: 'commands', keys: [':'], footer: 0, run: ({ open }) => open(<Palette />) },
    { id: 'open-help', word: 'help', keys: ['?', 'f1'], footer: 0, palette: true, run: openHelp },
  ]),
];
