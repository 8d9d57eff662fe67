import { catalogue } from '../../base/text/language.ts';

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

/** Why a file could not be read or written; all that a start without a mistake loads of these texts. */
const en = {
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
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
