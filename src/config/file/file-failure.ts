import { type Failure, failure } from '../../contract/outcome.ts';

const causes: Record<string, readonly [cause: string, remedy: string]> = {
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
};

/**
 * A file system error as one sentence: `Cannot write /etc/x/config.yaml: the disk is full; free some space
 * …`.
 */
export function fileFailure(error: unknown, act: string, path: string): Failure {
  const code = errorCode(error);
  if (code === undefined) throw error;
  const [cause, remedy] = causes[code] ?? [`the system reports ${code}`, 'check the disk and try again'];
  return failure('failed', `Cannot ${act} ${path}: ${cause}; ${remedy}.`);
}

/** `ENOENT` and the like; undefined if not an error of the file system, so a bug. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}
