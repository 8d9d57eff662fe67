import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { readFileOrPipe, readRegularText } from '../../../base/files/read-regular-file.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { environmentSecret, passwordIn, withoutMark } from '../../../base/secrets/secret-text.ts';
import { expandHome } from '../../../config/file/paths.ts';
import type { Config } from '../../../contract/config.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import { words } from './words.ts';

type Source = Pick<Io, 'stdin' | 'cwd' | 'home' | 'env'>;

/** Keys, secrets and configs are small; anything longer is the wrong file. */
const longest = 4 * 1024 * 1024;

/** A file or pipe, or `-` for stdin; refused if it is not UTF-8, as it would be saved with other characters. */
export async function readInput(path: string, source: Source): Promise<Outcome<string>> {
  const read = await readBytes(path, source);
  if (!read.ok || isUtf8(read.value)) return read.ok ? success(textOf(read.value)) : read;
  return failure('invalid', words().files.notUtf8(path === '-' ? 'The input on stdin' : path));
}

const textOf = (bytes: Buffer): string => withoutMark(bytes.toString('utf8'));

async function readBytes(path: string, { stdin, cwd, home }: Source): Promise<Outcome<Buffer>> {
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

/** --password-file, otherwise CLI_PROXY_PASSWORD; undefined if none was given. */
export async function readSecret(
  file: string | undefined,
  source: Source,
): Promise<Outcome<Secret | undefined>> {
  if (file === undefined) {
    const value = environmentSecret(source.env.CLI_PROXY_PASSWORD);
    return success(value === '' ? undefined : new Secret(value));
  }
  const read = await readInput(file, source);
  if (!read.ok) return read;
  const line = passwordIn(read.value);
  if (line.trim() === '') {
    const where = file === '-' ? 'stdin' : file;
    return failure('denied', `The first line of ${where} is empty. It must be the password.`);
  }
  return success(new Secret(line));
}

/**
 * The authorities to trust for https (I1), as PEM; undefined: those of the system. Without --ca the
 * certificate that our own config names is trusted as well, as it is often self-signed.
 */
export async function trustedCa(
  wanted: string | undefined,
  config: Config | undefined,
  io: Pick<Io, 'stdin' | 'cwd' | 'home' | 'env'>,
): Promise<Outcome<string | undefined>> {
  if (wanted !== undefined) {
    // Comments between the certificates are often in another encoding.
    const read = await readBytes(wanted, io);
    return read.ok ? success(textOf(read.value)) : read;
  }
  const own = config?.tls?.enable ? config.tls.cert : undefined;
  if (!own) return success(undefined);
  const text = await readRegularText(resolve(io.cwd, expandHome(own, io.home))).catch(() => undefined);
  if (text === undefined) return success(undefined);
  const { rootCertificates } = await import('node:tls');
  return success([...rootCertificates, text].join('\n'));
}
