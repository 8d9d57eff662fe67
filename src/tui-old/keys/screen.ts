import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** What works on every screen. */
// biome-ignore format: one row a binding reads as the table that it is
export const screenKeys = bind({
  'go-overview': { scope: 'screen', keys: ['1'], title: 'Overview', tip: 'What needs you, and how many keys there are.', palette: true },
  'go-keys': { scope: 'screen', keys: ['2'], title: 'Keys', tip: 'The client keys.', palette: true },
  'go-providers': { scope: 'screen', keys: ['3'], title: 'Providers', tip: 'The keys of the providers.', palette: true },
  'go-sessions': { scope: 'screen', keys: ['4'], title: 'Sessions', tip: 'The accounts that are logged in at providers.', palette: true, disabled: why.noSessions },
  'go-usage': { scope: 'screen', keys: ['5'], title: 'Usage', tip: 'What goes through the server: totals, graphs, live requests.', palette: true, disabled: why.noUsage },
  'go-health': { scope: 'screen', keys: ['8'], title: 'Health', tip: 'What is wrong, why it matters, and fixes.', palette: true, disabled: why.noServer },
  'go-amp': { scope: 'screen', keys: ['9'], title: 'Amp', tip: 'Which upstream key each client key gets at Amp.', palette: true, disabled: why.noServer },
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
});
