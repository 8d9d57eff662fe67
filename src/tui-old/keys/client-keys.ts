import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The client keys. */
// biome-ignore format: one row a binding reads as the table that it is
export const clientKeyKeys = bind({
  'add-key': { scope: 'client-keys', keys: ['a'], title: 'add', tip: 'Add a client key; v shows it again at any time.', footer: true, write: true, palette: true, disabled: why.noServer },
  'rotate-key': { scope: 'client-keys', keys: ['R'], title: 'rotate', tip: 'A new key beside the old one, which stops at a deadline.', footer: true, write: true, palette: true, disabled: why.cannotRotate },
  'finish-rotation': { scope: 'client-keys', keys: ['f'], title: 'finish', tip: 'Finish the rotation: remove the old key now.', asks: 'asks when the old key is still in use', footer: true, danger: true, palette: true, disabled: why.noRotation },
  'roll-back-rotation': { scope: 'client-keys', keys: ['b'], title: 'roll back', tip: 'Take a rotation back: the new key goes, the old one stays.', footer: true, danger: true, palette: true, disabled: why.noRotation },
  'change-deadline': { scope: 'client-keys', keys: ['D'], title: 'deadline', tip: 'Give the old key of a rotation more or less time.', footer: true, write: true, palette: true, disabled: why.noRotation },
  'revoke-keys': { scope: 'client-keys', keys: ['x'], title: 'revoke', tip: 'Remove the selected key, or all that are marked.', footer: true, danger: true, palette: true, disabled: why.noKey },
  'copy-key': { scope: 'client-keys', keys: ['c'], title: 'copy', tip: 'Copy the key, without showing it.', footer: true, palette: true, disabled: why.noKey },
  'reveal-key': { scope: 'client-keys', keys: ['v'], title: 'reveal', tip: 'Show the whole key for ten seconds; again to hide it.', footer: true, palette: true, disabled: why.noKey },
  'edit-key': { scope: 'client-keys', keys: ['e'], title: 'edit', tip: 'Change label, purpose and expiry.', footer: true, write: true, palette: true, disabled: why.cannotLabel },
  'limit-key': { scope: 'client-keys', keys: ['L'], title: 'limit', tip: 'Set what the key may use: requests a minute, tokens a day and month, models.', footer: true, write: true, palette: true, disabled: why.cannotLimit },
  'import-keys': { scope: 'client-keys', keys: ['i'], title: 'import', tip: 'Add keys made elsewhere, one a line.', footer: true, write: true, palette: true, disabled: why.noServer },
  'check-client-key': { scope: 'client-keys', keys: ['t'], title: 'test', tip: 'Ask the server with the key, as a client would, and say what its answer means.', footer: true, palette: true, disabled: why.noKey },
  'key-snippet': { scope: 'client-keys', keys: ['s'], title: 'snippet', tip: 'Ready text for a client with this key: curl, Python, JavaScript, Go, .env and more.', footer: true, palette: true, disabled: why.noKey },
  'sort-next': { scope: 'client-keys', keys: ['o'], title: 'sort', tip: 'Sort by the next column: file, label, purpose, last used, today, state.', footer: true, disabled: why.emptyList },
  'sort-reverse': { scope: 'client-keys', keys: ['O'], title: 'reverse', tip: 'Turn the order round.' },
  'key-usage': { scope: 'client-keys', keys: ['U'], title: 'usage', tip: 'Go to the requests of the selected key.', footer: true, palette: true, disabled: why.noKeyUsage },
});
