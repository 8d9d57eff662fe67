import { execFile } from 'node:child_process';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileFact, type GitFact, type Known, known, notKnown } from '../../../contract/facts.ts';
import { withoutPasswords } from '../../io.ts';
import { words } from '../effects/words.ts';

/** Which of these files git has, or would take. Nothing is run where no work tree is. */
export async function gitStates(files: readonly FileFact[]): Promise<Known<readonly GitFact[]>> {
  const secret = files.filter(({ folder }) => !folder);
  const folders = [...new Set(secret.map(({ path }) => dirname(path)))];
  const states: GitFact[] = [];
  for (const folder of folders) {
    if (!(await isInWorkTree(folder))) continue;
    const own = secret.filter(({ path }) => dirname(path) === folder);
    const names = own.map(({ path }) => basename(path));
    const tracked = await git(folder, ['--literal-pathspecs', 'ls-files', '-z', '--', ...names]);
    if (tracked === undefined) return notKnown(words().facts.noGit);
    const input = names.map((name) => `./${name}\0`).join('');
    // Ends with 1 when it ignores none of them.
    const ignored = await git(folder, ['check-ignore', '-z', '--stdin'], { input, fine: [0, 1] });
    if (ignored === undefined) return notKnown(words().facts.noGit);
    for (const { path, role } of own) {
      const name = basename(path);
      const kept = ignored.includes(`./${name}`) ? 'ignored' : 'unignored';
      states.push({ path, role, state: tracked.includes(name) ? 'tracked' : kept });
    }
  }
  return known(states);
}

/** Up to the root; a `.git` file refers to a folder elsewhere. */
async function isInWorkTree(folder: string): Promise<boolean> {
  let at = await realpath(folder).catch(() => folder);
  for (;;) {
    const there = await lstat(join(at, '.git')).then(
      () => true,
      () => false,
    );
    if (there) return true;
    const above = dirname(at);
    if (above === at) return false;
    at = above;
  }
}

interface GitCall {
  readonly input?: string;
  /** Exit codes that are no failure. */
  readonly fine?: readonly number[];
}

/** The names it prints; undefined if it failed. A repository's own config must not make it run anything. */
function git(
  folder: string,
  args: readonly string[],
  { input = '', fine = [0] }: GitCall = {},
): Promise<readonly string[] | undefined> {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...env } = process.env;
  const options = {
    cwd: folder,
    timeout: 5_000,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...env, ...withoutPasswords, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  };
  return new Promise((resolve) => {
    const child = execFile('git', ['-c', 'core.fsmonitor=false', ...args], options, (error, stdout) => {
      const code = error === null ? 0 : error.code;
      resolve(fine.includes(Number(code)) ? stdout.split('\0').filter(Boolean) : undefined);
    });
    // It may have ended before it has read.
    child.stdin?.on('error', () => {}).end(input);
  });
}
