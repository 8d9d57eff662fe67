import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** What stands before the first screen. */
// biome-ignore format: one row a binding reads as the table that it is
export const wayInKeys = bind({
  'send-password': { scope: 'sign-in', keys: ['enter'], title: 'sign in', tip: 'Send the password; nothing is sent before.', footer: true, disabled: why.noPassword },
  'show-password': { scope: 'sign-in', keys: ['tab'], title: 'show', tip: 'Show what is typed, or hide it.', footer: true },
  'sign-in-files': { scope: 'sign-in', keys: ['ctrl+d'], title: 'work on the files', tip: 'Go on without a server, on config.yaml itself.', footer: true, disabled: why.noFiles },
  'sign-in-retry': { scope: 'sign-in', keys: ['ctrl+r'], title: 'try again', tip: 'Look for the server again.', footer: true },
  'sign-in-help': { scope: 'sign-in', keys: ['f1'], title: 'help', tip: 'All keys.', footer: true },
  'sign-in-cancel': { scope: 'sign-in', keys: ['escape'], title: 'cancel', tip: 'Stop signing in, or empty the field.' },

  'offer-sign-in': { scope: 'offer', keys: ['enter'], title: 'use it', tip: 'Sign in to the server that was found.', footer: true },
  'offer-set-up': { scope: 'offer', keys: ['n'], title: 'set up my own', tip: 'Set up a server of your own on another port.', footer: true, disabled: why.noSetUp },
  'offer-help': { scope: 'offer', keys: ['?', 'f1'], title: 'help', tip: 'All keys.', footer: true },
  'offer-quit': { scope: 'offer', keys: ['q'], title: 'quit', tip: 'Leave.', footer: true },

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
});
