import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The bytes of a file, with what the system said of it after the reading. Throws the file system's error; for a
 * pipe or device ESPIPE, at once: opened the usual way, a named pipe without a writer holds a thread for ever, and
 * with it the end of the process.
 */
export async function readRegularFile(path: string): Promise<{ bytes: Buffer; stats: Stats }> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const before = await handle.stat();
    if (!before.isFile() && !before.isDirectory()) {
      throw Object.assign(new Error(`ESPIPE: ${path} is no regular file`), { code: 'ESPIPE' });
    }
    const bytes = await handle.readFile();
    return { bytes, stats: await handle.stat() };
  } finally {
    await handle.close();
  }
}
