import { resolve } from 'node:path';
import { readRegularText } from '../../../base/files/read-regular-file.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { environmentSecret, passwordIn } from '../../../base/secrets/secret-text.ts';
import { expandHome } from '../../../config/file/paths.ts';
import type { Config } from '../../../contract/config.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import type { Source } from './read-input.ts';

/** --password-file, otherwise CLI_PROXY_PASSWORD; undefined if none was given. */
export async function readSecret(
  file: string | undefined,
  source: Source,
): Promise<Outcome<Secret | undefined>> {
  if (file === undefined) {
    const value = environmentSecret(source.env.CLI_PROXY_PASSWORD);
    return success(value === '' ? undefined : new Secret(value));
  }
  const { readInput } = await import('./read-input.ts');
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
    const { readBytes, textOf } = await import('./read-input.ts');
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
