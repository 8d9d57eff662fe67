import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The open box. */
// biome-ignore format: one row a binding reads as the table that it is
export const dialogKeys = bind({
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
  'have-it': { scope: 'once', keys: ['enter'], title: 'I have it', tip: 'Close the box.', footer: true },

  'close-sentence': { scope: 'sentence', keys: ['enter', 'escape', 'q'], title: 'close', tip: 'Back.', footer: true },

  'say-yes': { scope: 'question', keys: ['y'], title: 'yes', tip: 'Yes, from now on.', footer: true },
  'say-no': { scope: 'question', keys: ['n'], title: 'no', tip: 'No; it is not asked again.', footer: true },
  'say-later': { scope: 'question', keys: ['escape'], title: 'later', tip: 'Leave it open.', footer: true },

  'menu-down': { scope: 'menu', keys: ['j', 'down', 'tab'], title: 'down', tip: 'To the next choice.', footer: true },
  'menu-up': { scope: 'menu', keys: ['k', 'up', 'shift+tab'], title: 'up', tip: 'To the choice before.', footer: true },
  'menu-choose': { scope: 'menu', keys: ['enter'], title: 'choose', tip: 'Go on with this choice.', footer: true },
  'close-menu': { scope: 'menu', keys: ['escape', 'q'], title: 'close', tip: 'Back.', footer: true },

  'picker-down': { scope: 'picker', keys: ['down'], title: 'down', tip: 'To the next line.', footer: true },
  'picker-up': { scope: 'picker', keys: ['up'], title: 'up', tip: 'To the line before.', footer: true },
  'picker-mark': { scope: 'picker', keys: ['tab'], title: 'choose', tip: 'Choose the line, or leave it out again.', footer: true },
  'picker-all': { scope: 'picker', keys: ['ctrl+a'], title: 'all', tip: 'Choose all that are shown, or none of them.', footer: true },
  'picker-take': { scope: 'picker', keys: ['enter'], title: 'take them', tip: 'Go on with what is chosen.', footer: true },
  'close-picker': { scope: 'picker', keys: ['escape'], title: 'cancel', tip: 'Back, without a change.', footer: true },

  'login-hand-in': { scope: 'login', keys: ['enter'], title: 'hand in', tip: 'Hand in the pasted address; when the login is over, close.', footer: true },
  'login-open': { scope: 'login', keys: ['ctrl+o'], title: 'open', tip: 'Open the link in the browser of this machine.', footer: true, disabled: why.noLink },
  'login-copy': { scope: 'login', keys: ['ctrl+y'], title: 'copy', tip: 'Copy the link.', footer: true, disabled: why.noLink },
  'login-qr': { scope: 'login', keys: ['ctrl+g'], title: 'QR', tip: 'Show the link as a QR code, or hide it.', footer: true, disabled: why.noLink },
  'login-cancel': { scope: 'login', keys: ['ctrl+x'], title: 'give up', tip: 'End this login; the link is worth nothing then.', footer: true, disabled: why.noLogin },
  'login-later': { scope: 'login', keys: ['escape'], title: 'later', tip: 'Close the box; the login goes on, and l on the sessions shows it again.', footer: true },

  'report-down': { scope: 'report', keys: ['j', 'down'], title: 'down', tip: 'A line further.', footer: true },
  'report-up': { scope: 'report', keys: ['k', 'up'], title: 'up', tip: 'A line back.', footer: true },
  'report-page-down': { scope: 'report', keys: ['pagedown', 'space'], title: 'page down', tip: 'A page further.' },
  'report-page-up': { scope: 'report', keys: ['pageup'], title: 'page up', tip: 'A page back.' },
  'report-copy': { scope: 'report', keys: ['c'], title: 'copy', tip: 'Copy what is shown.', footer: true, disabled: why.nothingToCopy },
  'close-report': { scope: 'report', keys: ['escape', 'q', 'enter'], title: 'close', tip: 'Back; what still runs is stopped.', footer: true },

  'help-down': { scope: 'help', keys: ['j', 'down'], title: 'down', tip: 'A line further.', footer: true },
  'help-up': { scope: 'help', keys: ['k', 'up'], title: 'up', tip: 'A line back.', footer: true },
  'help-page-down': { scope: 'help', keys: ['pagedown', 'space'], title: 'page down', tip: 'A page further.', footer: true },
  'help-page-up': { scope: 'help', keys: ['pageup'], title: 'page up', tip: 'A page back.' },
  'close-help': { scope: 'help', keys: ['escape', 'q', '?', 'enter', 'f1'], title: 'close', tip: 'Back.', footer: true },

  'palette-run': { scope: 'palette', keys: ['enter'], title: 'do it', tip: 'Run the selected command.', footer: true },
  'palette-down': { scope: 'palette', keys: ['down', 'tab'], title: 'down', tip: 'To the next command.', footer: true },
  'palette-up': { scope: 'palette', keys: ['up', 'shift+tab'], title: 'up', tip: 'To the command before.' },
  'close-palette': { scope: 'palette', keys: ['escape'], title: 'close', tip: 'Back.', footer: true },
});
