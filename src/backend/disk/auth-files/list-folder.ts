import { type Fingerprint, fingerprint } from '../../../base/secrets/fingerprint.ts';
import { chmodCommand } from '../../../base/text/shell-word.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { isAuthFileName } from '../../auth-files/names.ts';
import { readAuthFile } from '../../auth-files/read-auth-file.ts';
import { words } from '../../auth-files/words.ts';
import { type AccountFactStore, type LearnedFacts, withFacts } from './account-facts.ts';
import { type Entry, entryAt, namesIn, stampOf, textOf } from './read-entry.ts';

/** One auth file with what names its tokens. */
export interface Listed {
  readonly file: AuthFile;
  readonly credential: Fingerprint | undefined;
}

export interface FolderList {
  /**
   * By name. The same array, and the same items, while nothing has changed.
   * @param only the names that may have changed since the last time; absent: any
   */
  current(only?: ReadonlySet<string>): Promise<Outcome<readonly Listed[]>>;
}

interface Known extends Listed {
  readonly stamp: string;
  /** As it is in the file alone. */
  readonly bare: AuthFile;
  readonly learned: LearnedFacts | undefined;
}

/** Files that are looked at before others get their turn. */
const atOnce = 64;
/**
 * ms. Within a tick of the file system's clock two writes of equal length look alike, so a fresh file is read
 * again.
 */
const tick = 50n;

/** Lists the auth files of a folder, reading only those that have changed since they were listed last. */
export function listFolder(folder: string, accountFacts: AccountFactStore): FolderList {
  let known = new Map<string, Known>();
  let listed: readonly Listed[] = [];
  /** All files have been read once. */
  let complete = false;

  function look(name: string, learned: LearnedFacts | undefined): Known | undefined {
    const entry = entryAt(folder, name);
    if (!entry) return undefined;
    const stamp = stampOf(entry);
    const before = known.get(name);
    if (before?.stamp === stamp && before.learned === learned) return before;
    const read = before?.stamp === stamp ? before : readEntry(entry);
    if (!read) return undefined;
    const { bare, credential } = read;
    const file = withFacts(bare, credential, learned);
    const settled = BigInt(Date.now()) - entry.stats.mtimeMs > tick;
    return { stamp: settled ? stamp : '', bare, credential, learned, file };
  }

  return {
    async current(only) {
      const of = await accountFacts.current();
      const names = only && complete ? success([...only].filter(isAuthFileName)) : await namesIn(folder);
      if (!names.ok) return names;
      let next = new Map(only && complete ? known : []);
      const sorted = names.value.sort();
      for (const [at, name] of sorted.entries()) {
        if (at % atOnce === atOnce - 1) await new Promise((resolve) => setImmediate(resolve));
        const one = look(name, Object.hasOwn(of, name) ? of[name] : undefined);
        if (one) next.set(name, same(known.get(name), one));
        else next.delete(name);
      }
      const added = only && sorted.some((name) => next.has(name) && !known.has(name));
      if (added) next = new Map([...next].sort(([one], [other]) => (one < other ? -1 : 1)));
      complete = true;
      const items = [...next.values()];
      const unchanged = items.length === listed.length && items.every((one, at) => isSame(one, listed[at]));
      known = next;
      if (!unchanged) listed = items;
      return success(listed);
    },
  };
}

/** A file that was read again without a change keeps its identity, so nothing is reported or drawn. */
function same(before: Known | undefined, now: Known): Known {
  if (!before || before === now || JSON.stringify(before.file) !== JSON.stringify(now.file)) return now;
  return { ...now, file: before.file, bare: before.bare };
}

const isSame = (one: Listed, other: Listed | undefined): boolean =>
  one.file === other?.file && one.credential === other.credential;

function readEntry(entry: Entry): Pick<Known, 'bare' | 'credential'> | undefined {
  const { name, path, stats, linked } = entry;
  const text = textOf(entry);
  // Gone between the look and the reading.
  if (!text.ok && text.kind === 'conflict') return undefined;
  const { facts, credential } = text.ok
    ? readAuthFile(text.value)
    : { facts: { disabled: false, broken: text.message }, credential: undefined };
  const warning = linked ? undefined : modeWarning(path, Number(stats.mode));
  const bare: AuthFile = {
    name,
    ...facts,
    path,
    size: Math.min(Number(stats.size), Number.MAX_SAFE_INTEGER),
    modifiedAt: Number(stats.mtimeMs),
    createdAt: Number(stats.birthtimeMs),
    authIndex: fingerprint(name),
    warning,
  };
  return { bare, credential };
}

/** E1: tokens are for their owner alone. */
function modeWarning(path: string, mode: number): string | undefined {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
  const bits = (mode & 0o777).toString(8).padStart(4, '0');
  return words().readable(bits, chmodCommand(0o600, [path]));
}
