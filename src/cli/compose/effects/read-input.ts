import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { readFileOrPipe } from '../../../base/files/read-regular-file.ts';
import { withoutMark } from '../../../base/secrets/secret-text.ts';
import { expandHome } from '../../../config/file/paths.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import { words } from './words.ts';

export type Source = Pick<Io, 'stdin' | 'cwd' | 'home' | 'env'>;

/** Keys, secrets and configs are small; anything longer is the wrong file. */
const longest = 4 * 1024 * 1024;

/** A file or pipe, or `-` for stdin; refused if it is not UTF-8, as it would be saved with other characters. */
export async function readInput(path: string, source: Source): Promise<Outcome<string>> {
  const read = await readBytes(path, source);
  if (!read.ok || isUtf8(read.value)) return read.ok ? success(textOf(read.value)) : read;
  return failure('invalid', words().files.notUtf8(path === '-' ? 'The input on stdin' : path));
}

export const textOf = (bytes: Buffer): string => withoutMark(bytes.toString('utf8'));

export async function readBytes(path: string, { stdin, cwd, home }: Source): Promise<Outcome<Buffer>> {
  if (path !== '-') {
    const wanted = resolve(cwd, expandHome(path, home));
    try {
      return success(await readFileOrPipe(wanted, longest));
    } catch (error) {
      const { fileFailure } = await import('../../../config/file/file-failure.ts');
      return fileFailure(error, 'read', wanted);
    }
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > longest) return failure('invalid', 'The input on stdin is larger than 4 MB.');
  }
  return success(Buffer.concat(chunks));
}
