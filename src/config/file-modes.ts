import { stat } from 'node:fs/promises';

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
  if (!stats) return [];
  const mode = stats.mode & 0o777;
  const open = mode & 0o077;
  if (open === 0) return [];
  const folder = stats.isDirectory();
  const [who, weight] = mode & 0o022 ? ['changed', 4] : ['read', 2];
  const whom = mode & 0o007 ? 'anyone on this machine' : 'its group';
  const wanted = folder ? '700' : '600';
  const sentence = `${path} can be ${who} by ${whom} (mode ${mode.toString(8).padStart(4, '0')}); run: chmod ${wanted} ${path}`;
  return [{ weight: weight + (mode & 0o007 ? 1 : 0), sentence }];
}
