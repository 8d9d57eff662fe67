import type { ClientKey } from '../contract/client-key.ts';
import type { ConsoleState } from '../store/state.ts';
import * as why from './keymap-reasons.ts';
import type { UiState } from './ui/ui-state.ts';
import type { UsageSight } from './usage/usage-sight.ts';

/** Where a key works. The innermost scope that has it decides; see `scopesOf`. */
export type Scope =
  | 'everywhere'
  | 'screen'
  | 'list'
  | 'overview'
  | 'client-keys'
  | 'usage'
  | 'filter'
  | 'sign-in'
  | 'way-on'
  | 'connecting'
  | 'first-run'
  | 'form'
  | 'confirm'
  | 'word'
  | 'once'
  | 'sentence'
  | 'question'
  | 'help'
  | 'palette';

/** All that a binding may look at. */
export interface KeyContext {
  readonly console: ConsoleState;
  readonly ui: UiState;
  /** The client key under the cursor. */
  readonly selected: ClientKey | undefined;
  readonly usage: UsageSight;
}

export interface Binding {
  readonly scope: Scope;
  /** Names as in input/key-event.ts; none: by the palette only. */
  readonly keys: readonly string[];
  /** For the footer and the palette. */
  readonly title: string;
  /** One sentence for the help. */
  readonly tip: string;
  /** Stands in the footer when it works. */
  readonly footer?: boolean;
  /** Takes something away: it asks first. `--read-only` drops these and the `write` ones. */
  readonly danger?: boolean;
  readonly write?: boolean;
  /** Stands in the palette. */
  readonly palette?: boolean;
  /** Why it does nothing here; undefined: it works. */
  readonly disabled?: (context: KeyContext) => string | undefined;
}

const bind = <const Id extends string>(table: Record<Id, Binding>): Readonly<Record<Id, Binding>> => table;

/** The one table of keys: footer, help, palette, docs and tests come from it. The order is that of the footer. */
// biome-ignore format: one row a binding reads as the table that it is
export const keymap = bind({
  'add-key': { scope: 'client-keys', keys: ['a'], title: 'add', tip: 'Add a client key; it is made here and shown once.', footer: true, write: true, palette: true, disabled: why.noServer },
  'rotate-key': { scope: 'client-keys', keys: ['R'], title: 'rotate', tip: 'A new key beside the old one, which stops at a deadline.', footer: true, write: true, palette: true, disabled: why.cannotRotate },
  'finish-rotation': { scope: 'client-keys', keys: ['f'], title: 'finish', tip: 'End a rotation: the old key goes now.', footer: true, danger: true, palette: true, disabled: why.noRotation },
  'roll-back-rotation': { scope: 'client-keys', keys: ['b'], title: 'roll back', tip: 'Take a rotation back: the new key goes, the old one stays.', footer: true, danger: true, palette: true, disabled: why.noRotation },
  'change-deadline': { scope: 'client-keys', keys: ['D'], title: 'deadline', tip: 'Give the old key of a rotation more or less time.', footer: true, write: true, palette: true, disabled: why.noRotation },
  'revoke-keys': { scope: 'client-keys', keys: ['x'], title: 'revoke', tip: 'Remove the selected key, or all that are marked.', footer: true, danger: true, palette: true, disabled: why.noKey },
  'copy-key': { scope: 'client-keys', keys: ['c'], title: 'copy', tip: 'Copy the key, without showing it.', footer: true, palette: true, disabled: why.noKey },
  'reveal-key': { scope: 'client-keys', keys: ['v'], title: 'reveal', tip: 'Show the whole key for ten seconds; again to hide it.', footer: true, palette: true, disabled: why.noKey },
  'edit-key': { scope: 'client-keys', keys: ['e'], title: 'edit', tip: 'Change label, purpose and expiry.', footer: true, write: true, palette: true, disabled: why.cannotLabel },
  'open-filter': { scope: 'client-keys', keys: ['/'], title: 'filter', tip: 'Show only keys with these words in label, mask, purpose, state or fingerprint.', footer: true, disabled: why.emptyList },
  'show-detail': { scope: 'client-keys', keys: ['enter'], title: 'details', tip: 'All that is known of the selected key.', disabled: why.noKey },
  'import-keys': { scope: 'client-keys', keys: ['i'], title: 'import', tip: 'Add keys made elsewhere, one a line.', footer: true, write: true, palette: true, disabled: why.noServer },
  'mark-key': { scope: 'client-keys', keys: ['space'], title: 'mark', tip: 'Mark the key, for revoking several at once.', disabled: why.noKey },
  'sort-next': { scope: 'client-keys', keys: ['s'], title: 'sort', tip: 'Sort by the next column: file, label, purpose, last used, today, state.', footer: true, disabled: why.emptyList },
  'sort-reverse': { scope: 'client-keys', keys: ['S'], title: 'reverse', tip: 'Turn the order round.' },

  'key-usage': { scope: 'client-keys', keys: ['U'], title: 'usage', tip: 'Go to the requests of the selected key.', footer: true, palette: true, disabled: why.noKeyUsage },

  'usage-open': { scope: 'usage', keys: ['enter'], title: 'requests', tip: 'Of a line of the table: its requests alone. Of a request: all that is known of it.', footer: true, disabled: why.nothingToOpen },
  'usage-live': { scope: 'usage', keys: ['l'], title: 'live', tip: 'To the live requests, and back to the table.', footer: true, disabled: why.inDetail },
  'usage-pause': { scope: 'usage', keys: ['space'], title: 'pause', tip: 'Hold the live requests still; again to go on.', footer: true, palette: true, disabled: why.inDetail },
  'usage-group': { scope: 'usage', keys: ['g'], title: 'group', tip: 'The table by the next: key, provider, account, model, application, status. Home goes to the first line here.', footer: true, palette: true, disabled: why.inDetail },
  'usage-time': { scope: 'usage', keys: ['t'], title: 'time', tip: 'Figures of the next span: 5 minutes, hour, day, 7 days, 30 days.', footer: true, palette: true, disabled: why.inDetail },
  'usage-time-back': { scope: 'usage', keys: ['T'], title: 'time back', tip: 'Figures of the span before.', disabled: why.inDetail },
  'usage-filter': { scope: 'usage', keys: ['/'], title: 'filter', tip: 'Only requests with these words in key, model, provider, account, application, status or error.', footer: true, disabled: why.inDetail },

  'open-item': { scope: 'overview', keys: ['enter'], title: 'open', tip: 'Go to the key that the line is about, or read the line in full.', footer: true, disabled: why.noItem },

  down: { scope: 'list', keys: ['j', 'down'], title: 'down', tip: 'To the next line.' },
  up: { scope: 'list', keys: ['k', 'up'], title: 'up', tip: 'To the line before.' },
  top: { scope: 'list', keys: ['g', 'home'], title: 'first', tip: 'To the first line.' },
  bottom: { scope: 'list', keys: ['G', 'end'], title: 'last', tip: 'To the last line.' },
  'page-down': { scope: 'list', keys: ['pagedown', 'ctrl+f'], title: 'page down', tip: 'A page further.' },
  'page-up': { scope: 'list', keys: ['pageup', 'ctrl+b'], title: 'page up', tip: 'A page back.' },

  'go-overview': { scope: 'screen', keys: ['1'], title: 'Overview', tip: 'What needs you, and how many keys there are.', palette: true },
  'go-keys': { scope: 'screen', keys: ['2'], title: 'Keys', tip: 'The client keys.', palette: true },
  'go-usage': { scope: 'screen', keys: ['5'], title: 'Usage', tip: 'What goes through the server: totals, graphs, live requests.', palette: true, disabled: why.noUsage },
  'next-screen': { scope: 'screen', keys: ['tab'], title: 'next screen', tip: 'To the next screen.' },
  'previous-screen': { scope: 'screen', keys: ['shift+tab'], title: 'screen before', tip: 'To the screen before.' },
  undo: { scope: 'screen', keys: ['u'], title: 'undo', tip: 'Take the last change back.', write: true, palette: true, disabled: why.nothingToUndo },
  reload: { scope: 'screen', keys: ['r'], title: 'reload', tip: 'Ask the server again, now.', palette: true },
  'open-palette': { scope: 'screen', keys: [':'], title: 'commands', tip: 'Find a command or a screen by its name.' },
  'open-help': { scope: 'screen', keys: ['?', 'f1'], title: 'help', tip: 'All keys.', footer: true, palette: true },
  'answer-question': { scope: 'screen', keys: ['F'], title: 'answer about usage', tip: 'Say whether this console may read a public server’s usage live; asked once.', palette: true, disabled: why.noQuestion },
  'rotate-secret': { scope: 'screen', keys: [], title: 'rotate the management secret', tip: 'A new management secret, shown once; the old one stops at once.', danger: true, palette: true, disabled: why.cannotRotateSecret },
  back: { scope: 'screen', keys: ['escape'], title: 'back', tip: 'Stop what runs; else close details, filter and marks.' },
  quit: { scope: 'screen', keys: ['q'], title: 'quit', tip: 'Leave; asks while something runs.', footer: true, palette: true },

  'keep-filter': { scope: 'filter', keys: ['enter'], title: 'keep', tip: 'Keep the filter and go to the list.', footer: true },
  'clear-filter': { scope: 'filter', keys: ['escape'], title: 'clear', tip: 'Show all again.', footer: true },
  'filter-down': { scope: 'filter', keys: ['down'], title: 'down', tip: 'To the next line.' },
  'filter-up': { scope: 'filter', keys: ['up'], title: 'up', tip: 'To the line before.' },

  'send-password': { scope: 'sign-in', keys: ['enter'], title: 'sign in', tip: 'Send the password; nothing is sent before.', footer: true, disabled: why.noPassword },
  'show-password': { scope: 'sign-in', keys: ['tab'], title: 'show', tip: 'Show what is typed, or hide it.', footer: true },
  'sign-in-files': { scope: 'sign-in', keys: ['ctrl+d'], title: 'work on the files', tip: 'Go on without a server, on config.yaml itself.', footer: true, disabled: why.noFiles },
  'sign-in-retry': { scope: 'sign-in', keys: ['ctrl+r'], title: 'try again', tip: 'Look for the server again.', footer: true },
  'sign-in-help': { scope: 'sign-in', keys: ['f1'], title: 'help', tip: 'All keys.', footer: true },
  'sign-in-cancel': { scope: 'sign-in', keys: ['escape'], title: 'cancel', tip: 'Stop signing in, or empty the field.' },

  'way-retry': { scope: 'way-on', keys: ['r'], title: 'try again', tip: 'Look for the server again.', footer: true, disabled: why.lockedOut },
  'way-start': { scope: 'way-on', keys: ['s'], title: 'start the embedded server', tip: 'Start the server that is part of this program.', footer: true, disabled: why.noEmbedded },
  'way-files': { scope: 'way-on', keys: ['d'], title: 'work on the files', tip: 'Go on without a server, on config.yaml itself.', footer: true, disabled: why.noFiles },
  'way-help': { scope: 'way-on', keys: ['?', 'f1'], title: 'help', tip: 'All keys.', footer: true },
  'way-quit': { scope: 'way-on', keys: ['q'], title: 'quit', tip: 'Leave.', footer: true },

  'cancel-connecting': { scope: 'connecting', keys: ['escape'], title: 'cancel', tip: 'Stop waiting.', footer: true },
  'quit-connecting': { scope: 'connecting', keys: ['q'], title: 'quit', tip: 'Leave.', footer: true },

  'have-first-run': { scope: 'first-run', keys: ['enter'], title: 'I have it', tip: 'Go on; neither is shown again.', footer: true },
  'copy-first-key': { scope: 'first-run', keys: ['c'], title: 'copy client key', tip: 'Copy the client key.', footer: true },
  'copy-first-secret': { scope: 'first-run', keys: ['m'], title: 'copy secret', tip: 'Copy the management secret.', footer: true },

  submit: { scope: 'form', keys: ['enter'], title: 'do it', tip: 'Carry out what the form says.', footer: true },
  'next-field': { scope: 'form', keys: ['tab', 'down'], title: 'next field', tip: 'To the next field.', footer: true, disabled: why.oneField },
  'previous-field': { scope: 'form', keys: ['shift+tab', 'up'], title: 'field before', tip: 'To the field before.' },
  'next-option': { scope: 'form', keys: ['right'], title: 'next option', tip: 'Choose the next option; in a text, the next character.' },
  'previous-option': { scope: 'form', keys: ['left'], title: 'option before', tip: 'Choose the option before; in a text, the character before.' },
  'close-form': { scope: 'form', keys: ['escape'], title: 'cancel', tip: 'Close the form, or stop what it started.', footer: true },

  confirm: { scope: 'confirm', keys: ['enter', 'y'], title: 'yes', tip: 'Do it.', footer: true },
  decline: { scope: 'confirm', keys: ['escape', 'n'], title: 'no', tip: 'Leave everything as it is.', footer: true },
  'confirm-word': { scope: 'word', keys: ['enter'], title: 'do it', tip: 'Do it, once the word is typed.', footer: true },
  'decline-word': { scope: 'word', keys: ['escape'], title: 'no', tip: 'Leave everything as it is.', footer: true },

  'copy-once': { scope: 'once', keys: ['c'], title: 'copy', tip: 'Copy it.', footer: true },
  'have-it': { scope: 'once', keys: ['enter'], title: 'I have it', tip: 'Close; it is not shown again.', footer: true },

  'close-sentence': { scope: 'sentence', keys: ['enter', 'escape', 'q'], title: 'close', tip: 'Back.', footer: true },

  'say-yes': { scope: 'question', keys: ['y'], title: 'yes', tip: 'Yes, from now on.', footer: true },
  'say-no': { scope: 'question', keys: ['n'], title: 'no', tip: 'No; it is not asked again.', footer: true },
  'say-later': { scope: 'question', keys: ['escape'], title: 'later', tip: 'Leave it open.', footer: true },

  'help-down': { scope: 'help', keys: ['j', 'down'], title: 'down', tip: 'A line further.', footer: true },
  'help-up': { scope: 'help', keys: ['k', 'up'], title: 'up', tip: 'A line back.', footer: true },
  'help-page-down': { scope: 'help', keys: ['pagedown', 'space'], title: 'page down', tip: 'A page further.', footer: true },
  'help-page-up': { scope: 'help', keys: ['pageup'], title: 'page up', tip: 'A page back.' },
  'close-help': { scope: 'help', keys: ['escape', 'q', '?', 'enter', 'f1'], title: 'close', tip: 'Back.', footer: true },

  'palette-run': { scope: 'palette', keys: ['enter'], title: 'do it', tip: 'Run the selected command.', footer: true },
  'palette-down': { scope: 'palette', keys: ['down', 'tab'], title: 'down', tip: 'To the next command.', footer: true },
  'palette-up': { scope: 'palette', keys: ['up', 'shift+tab'], title: 'up', tip: 'To the command before.' },
  'close-palette': { scope: 'palette', keys: ['escape'], title: 'close', tip: 'Back.', footer: true },

  'quit-now': { scope: 'everywhere', keys: ['ctrl+c'], title: 'quit', tip: 'Leave at once, from anywhere.' },
  suspend: { scope: 'everywhere', keys: ['ctrl+z'], title: 'suspend', tip: 'Back to the shell; fg brings the console back.' },
});

export type ActionId = keyof typeof keymap;
export const actionIds = Object.keys(keymap) as ActionId[];
