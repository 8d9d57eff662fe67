import { createSecureContext } from 'node:tls';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from './words.ts';

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Certificate and key of `tls: {enable, cert, key}` (I1); undefined: plain HTTP.
 * @param readFile resolves `~`
 */
export async function loadTls(
  config: Config,
  readFile: (path: string) => Promise<Buffer>,
): Promise<Outcome<TlsFiles | undefined>> {
  const tls = config.tls;
  if (tls?.enable !== true) return success(undefined);
  const cert = await readPart('cert', tls.cert, readFile);
  if (!cert.ok) return cert;
  const key = await readPart('key', tls.key, readFile);
  if (!key.ok) return key;
  const problem = problemOf(cert.value, key.value);
  return problem ? failure('invalid', problem) : success({ cert: cert.value, key: key.value });
}

async function readPart(
  name: 'cert' | 'key',
  path: string | null | undefined,
  readFile: (path: string) => Promise<Buffer>,
): Promise<Outcome<Buffer>> {
  if (!path) {
    return failure('invalid', words().tls.unset(name));
  }
  try {
    return success(await readFile(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? words().tls.gone
        : code === 'EACCES'
          ? words().tls.denied
          : words().tls.unread(code);
    return failure('invalid', words().tls.file(name, path, why));
  }
}

/** Tries each file alone first, as the library does not say which one it could not read. */
function problemOf(cert: Buffer, key: Buffer): string | undefined {
  if (fails({ cert })) return words().tls.noCertificate;
  if (fails({ key })) return words().tls.noKey;
  if (fails({ cert, key })) return words().tls.noPair;
  return undefined;
}

function fails(parts: { cert?: Buffer; key?: Buffer }): boolean {
  try {
    createSecureContext(parts);
    return false;
  } catch {
    return true;
  }
}
