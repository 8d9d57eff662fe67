import { access, chmod, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../../base/files/atomic-write.ts';
import { acquireFileLock } from '../../base/files/file-lock.ts';
import { refusePlanted } from '../../base/files/private-folder.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { errorCode, fileFailure } from '../file/file-failure.ts';
import { words } from '../words.ts';

/**
 * What is kept below auth-dir must not end in `.json`: the public servers take every such file, at any depth
 * and in hidden folders too, for an account.
 */
export const consoleFiles = {
  keyRecords: 'key-records.data',
  activity: 'activity.data',
  accountFacts: 'auth-files.data',
  quotas: 'quotas.data',
  notices: 'notices.data',
} as const;

/** Behind the name of a revoked auth file. */
export const revokedEnding = '.revoked';

/** The former name of a file, for readers that cannot rename it. */
export const oldNameOf = (path: string): string => path.replace(/\.data$/, '.json');

interface Move {
  readonly from: string;
  readonly to: string;
  /** What writers of the old name hold. */
  readonly lock: string;
  /** A file under the new name is newer than the one under the old name. */
  readonly keep: boolean;
}

/**
 * Gives what an older version left in the console's folder the names of now. Each file moves by one rename
 * under the lock of its writers, so a crash or a second process leaves only files that the next start still
 * has to move. The value is what the user should know of it; undefined if there was nothing to move.
 */
export async function renameOldFiles(console: string): Promise<Outcome<string | undefined>> {
  try {
    await refusePlanted(console);
    const moves = await movesIn(console);
    const aside: string[] = [];
    for (const move of moves) {
      const lock = await acquireFileLock(move.lock);
      if (!lock.ok) return failure('failed', words().private.beingWritten(console, lock.holder));
      try {
        const target = await make(move);
        if (target !== move.to) aside.push(target);
      } finally {
        await lock.release();
      }
    }
    return success(moves.length === 0 ? undefined : sentence(console, moves, aside));
  } catch (error) {
    return fileFailure(error, 'use', console);
  }
}

/** `<token>/<name>`; other files there are left alone. */
const oldRevoked = /^\d{8}T\d{9}-[0-9a-f]{8}[/\\][^/\\]+\.json$/i;

async function movesIn(console: string): Promise<Move[]> {
  const [here, backups, trash] = await Promise.all([
    namesIn(console),
    namesIn(join(console, 'backups')),
    namesIn(join(console, 'trash'), true),
  ]);
  const moves: Move[] = [];
  for (const name of Object.values(consoleFiles)) {
    const old = oldNameOf(name);
    if (!here.includes(old)) continue;
    const from = join(console, old);
    moves.push({ from, to: join(console, name), lock: `${from}.lock`, keep: true });
  }
  for (const name of backups.filter((it) => it.endsWith('.journal.json'))) {
    const from = join(console, 'backups', name);
    moves.push({
      from,
      to: from.replace(/\.json$/, ''),
      lock: join(console, 'backups', 'config.lock'),
      keep: true,
    });
  }
  // Also what a server of the public kind has since written there again, with newer tokens.
  for (const name of trash.filter((it) => oldRevoked.test(it))) {
    const from = join(console, 'trash', name);
    moves.push({ from, to: `${from}${revokedEnding}`, lock: join(console, 'auth-dir.lock'), keep: false });
  }
  return moves;
}

/** Gives the name that it has now. */
async function make({ from, to, keep }: Move): Promise<string> {
  const target = keep && (await isThere(to)) ? await freeName(`${from}.old`) : to;
  try {
    await rename(from, target);
    await chmod(target, 0o600);
    await syncFolder(dirname(target));
  } catch (error) {
    // Another process was faster.
    if (errorCode(error) !== 'ENOENT') throw error;
    return to;
  }
  return target;
}

async function freeName(path: string): Promise<string> {
  let free = path;
  for (let count = 2; await isThere(free); count++) free = `${path}-${count}`;
  return free;
}

async function namesIn(folder: string, recursive = false): Promise<string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function sentence(console: string, moves: readonly Move[], aside: readonly string[]): string {
  const accounts = moves.filter(({ to }) => to.endsWith(revokedEnding)).length;
  const revoked = accounts === 1 ? '1 revoked account' : `${accounts} revoked accounts`;
  const which = accounts === 0 ? '' : `, including ${revoked},`;
  const unused =
    aside.length === 0
      ? ''
      : ` Later changes under an old name are not used, and are kept as ${aside.map((path) => basename(path)).join(' and ')}. If an older cli-proxy still runs, stop it, and check these files for labels and expiry dates of keys it added.`;
  return `Files that an older version left in ${console}${which} were renamed, because a CLI Proxy API server would load them as accounts. If such a server is running, restart it: it may still use them.${unused}`;
}
