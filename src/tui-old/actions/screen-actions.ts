import { fieldOf, textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { screensOf } from '../screens/index.ts';
import type { ListAction } from '../ui/list-state.ts';
import { filterOf } from '../ui/reduce-ui.ts';
import type { Desk, Perform } from './desk.ts';
import { leaveUsage } from './usage-actions.ts';

const move =
  (action: ListAction): Perform =>
  (desk) =>
    desk.dispatch({ type: 'list', screen: desk.context().ui.screen, action });

/** Rows around the body, and two that are seen on both pages. */
const around = 8;

/** Of open details, else of the list. */
function page(desk: Desk, pages: number) {
  const { ui } = desk.context();
  if (!ui.detail) return move({ type: 'paged', pages })(desk);
  const by = pages * Math.max(1, ui.rows - around);
  desk.dispatch({ type: 'detail-scrolled', to: ui.detailTop + by });
}

/** Moving about, on any screen. */
export const screenActions = {
  down: move({ type: 'moved', by: 1 }),
  up: move({ type: 'moved', by: -1 }),
  top: move({ type: 'moved', by: Number.NEGATIVE_INFINITY }),
  bottom: move({ type: 'moved', by: Number.POSITIVE_INFINITY }),
  'page-down': (desk) => page(desk, 1),
  'page-up': (desk) => page(desk, -1),
  'go-overview': (desk) => desk.dispatch({ type: 'screen', screen: 'overview' }),
  'go-keys': (desk) => desk.dispatch({ type: 'screen', screen: 'client-keys' }),
  'go-providers': (desk) => desk.dispatch({ type: 'screen', screen: 'providers' }),
  'go-sessions': (desk) => desk.dispatch({ type: 'screen', screen: 'sessions' }),
  'go-usage': (desk) => desk.dispatch({ type: 'screen', screen: 'usage' }),
  'next-screen': (desk) => turn(desk, 1),
  'previous-screen': (desk) => turn(desk, -1),
  undo: ({ session }) => session.undo(),
  reload: ({ session, dispatch }) => {
    dispatch({ type: 'usage', action: { type: 'again' } });
    dispatch({ type: 'health', action: { type: 'asked', keys: false } });
    return session.reload();
  },
  'open-palette': ({ dispatch }) =>
    dispatch({ type: 'dialog-opened', dialog: { kind: 'palette', typed: fieldOf(''), index: 0 } }),
  'open-help': ({ dispatch }) => dispatch({ type: 'dialog-opened', dialog: { kind: 'help', top: 0 } }),
  'answer-question': ({ dispatch }) => dispatch({ type: 'dialog-opened', dialog: { kind: 'question' } }),
  'rotate-secret': ({ dispatch }) =>
    dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title: 'Rotate the management secret?',
        lines: [
          'The old one stops at once: every tool that manages this server needs the new one.',
          'It is shown once, and this cannot be undone.',
        ],
        act: { type: 'rotate-secret' },
        word: undefined,
        typed: fieldOf(''),
      },
    }),
  back,
  async quit(desk) {
    const { running } = desk.context().console;
    if (!running) return quitServer(desk);
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title: 'Leave now?',
        lines: [`${running.title} is still running, and would be stopped.`],
        act: { type: 'quit' },
        word: undefined,
        typed: fieldOf(''),
      },
    });
  },
  'quit-now': ({ leave }) => leave(),
  suspend: ({ suspend }) => suspend(),
} satisfies Record<string, Perform>;

/** ms for which a client that has called is likely to call again. */
const lately = 60_000;

/** The server of this console ends with it: who uses it just now must not find out by that. */
async function quitServer(desk: Desk) {
  const traffic = await desk.session.traffic();
  const ago = traffic?.lastRequestAt === undefined ? lately : desk.now() - traffic.lastRequestAt;
  if (!traffic || (traffic.running === 0 && ago >= lately)) return desk.leave();
  const running = `${count(traffic.running, 'request')} ${traffic.running === 1 ? 'is' : 'are'} running.`;
  const last = `The last request was ${Math.max(0, Math.round(ago / 1000))} s ago.`;
  desk.dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'menu',
      title: 'Clients are using the server of this console. Leave?',
      notes: [traffic.running > 0 ? running : last],
      items: [
        { title: 'Keep it running', hint: 'quit; the server keeps running', act: { type: 'quit-keep' } },
        { title: 'Stop it', hint: 'quit; clients lose the server', act: { type: 'quit' } },
        { title: 'Stay', hint: 'back to the console', act: { type: 'stay' } },
      ],
      index: 0,
    },
  });
}

function turn({ context, dispatch }: Desk, by: number) {
  const { console, ui } = context();
  const ids = screensOf(console).map(({ id }) => id);
  const next = ids[(ids.indexOf(ui.screen) + by + ids.length) % ids.length];
  if (next) dispatch({ type: 'screen', screen: next });
}

/** The innermost thing that can be left: what runs, details, a revealed key, the filter, marks. */
function back(desk: Desk) {
  const { session, context, dispatch } = desk;
  const { console, ui } = context();
  if (console.running) return session.cancel();
  if (ui.screen === 'usage' && leaveUsage(desk)) return;
  if (ui.screen === 'health' && ui.health.running) return session.cancel();
  if (ui.revealed) return dispatch({ type: 'hidden' });
  if (ui.detail) return dispatch({ type: 'detail', open: false });
  if (textIn(filterOf(ui)) !== '') return dispatch({ type: 'filter-cleared' });
  if (ui.screen !== 'usage' && ui.lists[ui.screen].marks.size > 0) {
    return dispatch({ type: 'list', screen: ui.screen, action: { type: 'unmarked' } });
  }
  dispatch({ type: 'dismissed', result: console.result });
}
