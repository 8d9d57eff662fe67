import { mkdir } from 'node:fs/promises';

/** Makes a folder that only its owner can read (0700), and the folders above it where they are missing. */
export async function ensureFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}
