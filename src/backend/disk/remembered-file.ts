import { readRegularFile } from '../../base/files/read-regular-file.ts';
import { revisionOf } from '../../base/files/revision.ts';

interface RememberedFile<T> {
  /** What `read` gave for the bytes that are there now; the same object while they stay the same. */
  current(): Promise<T>;
}

/**
 * Parses a file again only when its bytes have changed. Bytes are compared, not times: two writes of equal
 * length within one tick of the file system's clock look alike to `stat`.
 * @param isRemembered false: what was wrong may be the owner or the mode, so it is read each time
 */
export function rememberFile<T>(
  path: string,
  read: () => Promise<T>,
  isRemembered: (value: T) => boolean = () => true,
): RememberedFile<T> {
  let known: { stamp: string; value: T } | undefined;
  return {
    async current() {
      const stamp = await stampOf(path);
      // Taken before the read: should the file change in between, the next look finds another stamp.
      if (known?.stamp !== stamp || !isRemembered(known.value)) known = { stamp, value: await read() };
      return known.value;
    },
  };
}

async function stampOf(path: string): Promise<string> {
  try {
    return revisionOf((await readRegularFile(path)).bytes);
  } catch (error) {
    return `unreadable: ${(error as NodeJS.ErrnoException).code}`;
  }
}
