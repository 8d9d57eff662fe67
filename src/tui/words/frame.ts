import { catalogue } from '../../base/text/language.ts';
import type { ConsoleState } from '../../store/state.ts';

/** Texts of the frame and of the keys of all screens and lists. */
const en = {
  readOnly: 'Read-only mode.',
  notConnected: 'Not connected. Nothing was sent.',
  tooSmall: (columns: number, rows: number) =>
    `Needs 60×20, has ${columns}×${rows}. Make the window larger, or use the commands: cli-proxy --help`,
  copied: {
    terminal: (what: string) => `${what} was sent to your terminal’s clipboard.`,
    tmux: (what: string) => `${what} was copied to tmux and sent to its terminal.`,
    system: (what: string) => `${what} was copied to the system clipboard.`,
  },
  revealed: {
    hidesIn: (left: string) => `hides in ${left}`,
    hides: 'v or Esc hide',
  },
  nothingSelected: 'Nothing is selected.',
  emptyList: 'The list is empty.',
  oneOrder: 'This list has one order: worst first.',
  marksGone: 'The marked items were removed in the meantime. No changes made.',
  itemGone: 'That item is no longer in this list. No changes made.',
  nothingToUndo: 'Nothing to undo.',
  running: 'Wait until the running action ends, or press Esc to cancel it.',
  ago: (time: string) => `${time} ago`,
  embedded: (version: string) => `embedded ${version}`,
  acts: {
    down: { title: 'down', tip: 'Next line.' },
    up: { title: 'up', tip: 'Previous line.' },
    top: { title: 'first', tip: 'First line.' },
    bottom: { title: 'last', tip: 'Last line.' },
    pageDown: { title: 'page down', tip: 'Page down, in open details too.' },
    pageUp: { title: 'page up', tip: 'Page up, in open details too.' },
    filter: { title: 'filter', tip: 'Show only lines with these words.' },
    open: { title: 'details', tip: 'Show all details of the selected line.' },
    close: { title: 'close', tip: 'Close the details.' },
    mark: { title: 'mark', tip: 'Mark the line, to act on several at once.' },
    markAll: { title: 'mark all', tip: 'Mark all lines shown; press again to clear the marks.' },
    sort: { title: 'sort', tip: 'Sort by the next column.' },
    reverse: { title: 'reverse', tip: 'Reverse the sort order.' },
    next: { title: 'next', tip: 'Next item, in details.' },
    previous: { title: 'previous', tip: 'Previous item, in details.' },
    keepFilter: { title: 'keep', tip: 'Keep the filter and return to the list.' },
    clearFilter: { title: 'clear', tip: 'Clear the filter.' },
    filterDown: { title: 'down', tip: 'Next line.' },
    filterUp: { title: 'up', tip: 'Previous line.' },
    undo: { title: 'undo', tip: 'Undo the last change.' },
    reload: { title: 'reload', tip: 'Reload everything.' },
    check: { title: 'check', tip: 'Check again.' },
    back: {
      title: 'back',
      tip: 'Cancel the running action; otherwise close details, go back, clear the filter and marks.',
    },
    nextScreen: { title: 'next screen', tip: 'Next screen.' },
    previousScreen: { title: 'previous screen', tip: 'Previous screen.' },
    quitNow: { title: 'quit', tip: 'Quit at once, from anywhere; asks once about unsaved settings.' },
    suspend: { title: 'suspend', tip: 'Suspend; fg resumes.' },
  },
} as const;

export const frameWords = catalogue(en, () => import('./frame.zh-CN.ts'));

/** `v7.2.9`, `embedded 0.2.0`: only the embedded server enforces limits. */
export function versionText({ version = '', capabilities }: ConsoleState): string {
  const plain = version.replace(/^v/, '');
  return capabilities?.limits === 'enforced' ? frameWords().embedded(plain) : `v${plain}`;
}
