import { type Failure, failure } from '../../contract/outcome.ts';
import { words } from './words.ts';

/** Whether an entry of auth-dir is looked at: `.json`, as the public servers do, and not hidden. */
export const isAuthFileName = (name: string): boolean => /\.json$/i.test(name) && !name.startsWith('.');

/** Bytes; file systems take 255, and a temp file beside it has a longer name. */
const longest = 200;
const allowed = /^[\p{L}\p{M}\p{N} @._+\-=~,()#&']+$/u;
/** Names of devices on Windows, whatever their ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)\./i;

/**
 * Why a name cannot be that of a new auth file; undefined if it can. Only what is known to be harmless is let
 * in, so nothing that some file system takes for a separator leads out of auth-dir.
 */
export function nameProblem(name: string): Failure | undefined {
  if (!isAuthFileName(name)) return refused(words().names.ending);
  if (Buffer.byteLength(name) > longest) return refused(words().names.long(longest));
  if (!allowed.test(name) || name !== name.normalize('NFC')) {
    return refused(words().names.characters);
  }
  // What another normal form would make of it must be as harmless.
  if (!allowed.test(name.normalize('NFKC')) || /^[ ~-]/.test(name) || devices.test(name)) {
    return refused(words().names.device);
  }
  return undefined;
}

/**
 * Whether a public server's name for a file leads into the console's folder: it looks for accounts at any
 * depth, and has taken what lay there for some.
 */
export const isConsoleFile = (name: string): boolean =>
  name.split(/[/\\]/).some((step) => step.toLowerCase() === '.console');

/** Two names that some file system takes for one have the same fold. */
export const foldName = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase();

function refused(rule: string): Failure {
  return failure('invalid', words().names.rule(rule));
}

/** An auth file that was named on the screen and is no longer there. */
export const goneFile = (name: string): Failure => failure('conflict', words().names.gone(shownName(name)));

/** For sentences: a name is as long as its owner liked. */
export const shownName = (name: string): string => (name.length <= 80 ? name : `${name.slice(0, 79)}…`);
