import { catalogue } from '../base/text/language.ts';

/** What was to be done with a file, to follow `Cannot`. */
const acts = {
  read: 'read',
  write: 'write',
  edit: 'edit',
  lock: 'lock',
  make: 'make',
  remove: 'remove',
  repair: 'repair',
  restore: 'restore',
  use: 'use',
  'move away': 'move away',
  'write in': 'write in',
  'create a file in': 'create a file in',
  'create a copy to edit in': 'create a copy to edit in',
  'change the mode of': 'change the mode of',
  'use the folder for backups': 'use the folder for backups',
  'write a backup to': 'write a backup to',
  'keep a copy in': 'keep a copy in',
} as const;

/** Why config.yaml or a file beside it could not be read or written. */
const en = {
  file: {
    acts,
    cannot: (act: keyof typeof acts, path: string, cause: string, remedy: string) =>
      `Cannot ${acts[act]} ${path}: ${cause}; ${remedy}.`,
    otherCause: (code: string): readonly string[] => [
      `the system reports ${code}`,
      'check the disk and try again',
    ],
    /** By the system's code: cause and remedy. */
    causes: {
      ENOENT: ['it is not there', 'check the path'],
      ENOTDIR: ['a part of the path is not a folder', 'check the path'],
      ESPIPE: ['it is a pipe or a device', 'put a file there'],
      ETIMEDOUT: ['no program writes to this pipe', 'write to it, or use a file'],
      ENXIO: ['it is a socket or a device', 'use a regular file'],
      EISDIR: ['it is a folder', 'give the path of a file'],
      EEXIST: ['it is there already', 'give another path or remove it'],
      EACCES: ['permission is denied', 'run as its owner or change its permissions'],
      EPERM: ['the system does not permit it', 'run as its owner or change its permissions'],
      EROFS: ['the disk is read-only', 'make it writable'],
      ENOSPC: ['the disk is full', 'free some space and try again'],
      EDQUOT: ['the disk quota is used up', 'free some space and try again'],
      EFBIG: ['it is too large', 'make it smaller, or check that it is the right file'],
      EMFILE: ['too many files are open', 'close some programs and try again'],
      ENFILE: ['too many files are open', 'close some programs and try again'],
      ELOOP: ['its symbolic links run in a circle', 'repair the links'],
      ENAMETOOLONG: ['its name is too long', 'give a shorter path'],
      ELINKED: ['the folder .console in its path is a symbolic link', 'remove the link'],
      EFOREIGN: [
        'the folder .console in its path belongs to another user',
        'change its owner to the user who runs this program, or remove it',
      ],
      EIO: ['the disk reports an error', 'check the disk'],
      EBUSY: ['it is in use', 'try again'],
      ETXTBSY: ['it is in use', 'try again'],
    },
  },
  modes: {
    warning: (path: string, act: string, bits: string, command: string) =>
      `${path} can be ${act} (mode ${bits}); run: ${command}`,
    anyone: 'anyone on this machine',
    group: 'its group',
    changedBy: (who: string) => `changed by ${who}`,
    readBy: (who: string) => `read by ${who}`,
    both: (changing: string, reading: string) => `changed by ${changing} and read by ${reading}`,
  },
  read: {
    empty: 'config.yaml is empty. If a program was interrupted while writing it, restore it from a backup.',
    utf16: 'config.yaml is UTF-16 text, as PowerShell writes it; save it as UTF-8.',
    notUtf8: (line: number, column: number) =>
      `config.yaml is not UTF-8 text; save it as UTF-8: line ${line}, column ${column}.`,
  },
  recover: {
    neither: (path: string, folder: string) =>
      `A write of ${path} was interrupted, and the file has neither the old nor the new text. It was left as it is, and both texts are in ${folder}. Check the file.`,
    changed: (path: string) => `${path} was changed during the repair. Check it and try again.`,
    completed: (path: string, folder: string) =>
      `An interrupted write of ${path} was completed. The text found before is kept in ${folder}.`,
    damaged: (path: string, aside: string) =>
      `A write of ${path} was interrupted, and the record of the new text is damaged (${aside}). Check the file and the backups in that folder.`,
    notRemoved: (reason: string) => `Files of an interrupted write could not be removed. ${reason}`,
  },
  beingWritten: (path: string, holder: string) =>
    `${path} is being written by ${holder}. No changes made. Try again.`,
  modified: (path: string) => `${path} was modified by another program. Reload it and try again.`,
  sameMoment: (path: string) =>
    `${path} was changed by another program at the same moment. Check it and try again.`,
  private: {
    damaged: (path: string) => `${path} is damaged. Repair it, or the next change moves it aside.`,
    beingWritten: (path: string, holder: string) => `${path} is being written by ${holder}. Try again.`,
    movedAside: (path: string, aside: string) =>
      `${path} was damaged and is now ${aside}. No other changes made. Try again.`,
  },
  noVersion: (id: string) => `There is no version ${id}. List them with cli-proxy config history.`,
  edit: {
    noYaml: (path: string) => `The new value of ${path} cannot be written as YAML text.`,
    notSafe: (place: string) =>
      `${place} cannot be changed safely because of how config.yaml is written. Change it by hand with "cli-proxy config edit".`,
    noName: (path: string) => `${path} is not the name of a setting.`,
    gone: (item: string, path: string) => `The entry ${item} of ${path} is no longer there. No changes made.`,
    alias: (place: string) =>
      `${place} is an alias (*name) of another place; change it with "cli-proxy config edit".`,
    notA: (place: string, kind: string) => `${place} is not a ${kind}. No changes made.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
