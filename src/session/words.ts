import { catalogue } from '../base/text/language.ts';

/** What the life of a console says beside its operations. */
const en = {
  stopped: (output: string | undefined) =>
    `The embedded server has stopped.${output ? ` Its output: ${output}` : ''}`,
  refusedBefore: 'That password was refused before and was not sent again.',
  reloaded: 'Reloaded.',
  notCopied: 'Could not copy. Select the text by hand.',
  readsUsage: 'Reading its usage live.',
  usageOff: 'Usage reading is off for this server.',
  noRequests: 'This server does not report single requests.',
  noFiles: 'Files cannot be read or written from here.',
  noStates: 'This server does not report the state of its provider keys.',
  noSessions: 'The sessions of this server cannot be managed from here.',
  noLogins: 'Provider logins need a server. Sign in to one first.',
  noLink: 'There is no link to open.',
  noBrowser: 'No browser can be opened from here. Copy the link.',
  busy: 'Another action is still running. Wait for it, or press Esc.',
  nothingToUndo: 'Nothing to undo.',
  undoing: (title: string) => `undoing: ${title}`,
  /** `Restored the limits of ci.` becomes `Undone: restored the limits of ci.` */
  undone: (message: string) =>
    message.startsWith('Undone')
      ? message
      : `Undone: ${message.replace(/^Undid /, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`,
  notConnected: 'Not connected to a server. Sign in first.',
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
