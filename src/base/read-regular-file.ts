import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The bytes of a file, with what the system said of it after the reading. Throws the file system's error; for a
 * pipe or device ESPIPE, at once: opened the usual way, a named pipe without a writer holds a thread for ever, and
 * with it the end of the process.
 */
export async function readRegularFile(path: string): Promise<{ bytes: Buffer; stats: Stats }> {
  const handle = await open(path, flags);
  try {
    check(path, await handle.stat());
    const bytes = await handle.readFile();
    return { bytes, stats: await handle.stat() };
  } finally {
    await handle.close();
  }
}

/** The same at once: a small file of a local disk costs 10 µs this way, and fifteen times that the other. */
export function readSmallFile(path: string): Buffer {
  const handle = openSync(path, flags);
  try {
    check(path, fstatSync(handle));
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function check(path: string, stats: Stats): void {
  if (stats.isFile() || stats.isDirectory()) return;
  throw Object.assign(new Error(`ESPIPE: ${path} is no regular file`), { code: 'ESPIPE' });
}
