import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The accounts that are logged in at providers. */
// biome-ignore format: one row a binding reads as the table that it is
export const sessionKeys = bind({
  'log-in': { scope: 'sessions', keys: ['l'], title: 'log in', tip: 'Log in at a provider, by browser or by code; or look at the login that waits.', footer: true, write: true, palette: true, disabled: why.noServer },
  'log-in-again': { scope: 'sessions', keys: ['L'], title: 'log in again', tip: 'Log in again with the selected account, which keeps its note, prefix and priority.', footer: true, write: true, palette: true, disabled: why.noSession },
  'turn-sessions': { scope: 'sessions', keys: ['d'], title: 'disable', tip: 'Give the account, or all that are marked, no more requests; again: give them.', footer: true, write: true, palette: true, disabled: why.noSession },
  'revoke-sessions': { scope: 'sessions', keys: ['x'], title: 'revoke', tip: 'Take the account, or all that are marked, out; the file goes to the trash and comes back with u.', footer: true, danger: true, palette: true, disabled: why.noSession },
  'upload-auth-file': { scope: 'sessions', keys: ['i'], title: 'upload', tip: 'Put in auth files that you have, by path or by paste.', footer: true, write: true, palette: true, disabled: why.noSessions },
  'download-auth-file': { scope: 'sessions', keys: ['o'], title: 'download', tip: 'Save the file of the account, with its tokens, 0600.', footer: true, palette: true, disabled: why.noSession },
  'note-session': { scope: 'sessions', keys: ['n'], title: 'note', tip: 'A note on the account.', footer: true, write: true, palette: true, disabled: why.noSession },
  'edit-session': { scope: 'sessions', keys: ['e'], title: 'edit', tip: 'Change prefix, priority, note and proxy of the account.', footer: true, write: true, palette: true, disabled: why.noSession },
  'reset-cooldown': { scope: 'sessions', keys: ['z'], title: 'reset cooldown', tip: 'Let the account, or all that are marked, get requests again at once.', footer: true, write: true, palette: true, disabled: why.noSession },
});
