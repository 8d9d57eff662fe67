import { stat } from 'node:fs/promises';
import { chmodCommand } from '../../base/text/shell-word.ts';
import { words } from '../words.ts';

/**
 * One sentence for each file or folder that others than its owner can read or change (E1, M1), worst first. What
 * is not there, and Windows where bits mean nothing, gives none.
 */
export async function fileModeWarnings(paths: readonly string[]): Promise<string[]> {
  if (process.platform === 'win32') return [];
  const found = await Promise.all(paths.map(warningOf));
  return found
    .flat()
    .sort((a, b) => b.weight - a.weight)
    .map(({ sentence }) => sentence);
}

async function warningOf(path: string): Promise<{ weight: number; sentence: string }[]> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats || (stats.mode & 0o077) === 0) return [];
  const mode = stats.mode & 0o777;
  const [change, read] = [who(mode, 0o020, 0o002), who(mode, 0o050, 0o005)];
  const command = chmodCommand(stats.isDirectory() ? 0o700 : 0o600, [path]);
  const bits = mode.toString(8).padStart(4, '0');
  const sentence = words().modes.warning(path, actOf(change, read), bits, command);
  return [{ weight: change.weight * 3 + read.weight, sentence }];
}

type Who = ReturnType<typeof who>;

function actOf(change: Who, read: Who): string {
  const { changedBy, readBy, both } = words().modes;
  if (change.weight === 0) return readBy(read.words);
  return read.weight > change.weight ? both(change.words, read.words) : changedBy(change.words);
}

function who(mode: number, group: number, all: number): { weight: number; words: string } {
  if (mode & all) return { weight: 2, words: words().modes.anyone };
  return mode & group ? { weight: 1, words: words().modes.group } : { weight: 0, words: '' };
}
