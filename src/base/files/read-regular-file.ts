import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';

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

/** Text of such a file, as UTF-8. */
export const readRegularText = async (path: string): Promise<string> =>
  (await readRegularFile(path)).bytes.toString('utf8');

/**
 * The bytes of a file, or of a pipe with a writer, such as `<(command)` of a shell. One that
 * stays silent is ETIMEDOUT, more than `longest` bytes are EFBIG, a device or a socket is ESPIPE.
 */
export async function readFileOrPipe(path: string, longest: number, timeoutMs = 60_000): Promise<Buffer> {
  const fd = openSync(path, flags);
  if (!fstatSync(fd).isFIFO()) {
    closeSync(fd);
    const { bytes } = await readRegularFile(path);
    if (bytes.length > longest) throw tooLarge(path);
    return bytes;
  }
  const parts: Buffer[] = [];
  let size = 0;
  const pipe = new Socket({ fd, readable: true, writable: false });
  const silent = Object.assign(new Error(`ETIMEDOUT: ${path} is silent`), { code: 'ETIMEDOUT' });
  pipe.setTimeout(timeoutMs, () => pipe.destroy(silent));
  for await (const part of pipe) {
    parts.push(part);
    size += part.length;
    if (size > longest) throw tooLarge(path);
  }
  return Buffer.concat(parts);
}

/** As `readRegularFile`, at once: a small file of a local disk costs 10 µs this way, and fifteen times that the other. */
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

/** More than a text can hold. */
const most = 500_000_000;

const tooLarge = (path: string) => Object.assign(new Error(`EFBIG: ${path} is too large`), { code: 'EFBIG' });

function check(path: string, stats: Stats): void {
  if (stats.isFile() && stats.size > most) throw tooLarge(path);
  if (stats.isFile() || stats.isDirectory()) return;
  throw Object.assign(new Error(`ESPIPE: ${path} is no regular file`), { code: 'ESPIPE' });
}
