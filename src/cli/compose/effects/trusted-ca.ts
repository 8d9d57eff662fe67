import { resolve } from 'node:path';
import { readRegularText } from '../../../base/files/read-regular-file.ts';
import { expandHome } from '../../../config/file/paths.ts';
import type { Config } from '../../../contract/config.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import { readInput } from './read-input.ts';

/**
 * Whom to trust for https (I1), as PEM; undefined: the authorities of the system. Without --ca the certificate
 * that our own config names is trusted as well, as it is often self-signed.
 */
export async function trustedCa(
  wanted: string | undefined,
  config: Config | undefined,
  io: Pick<Io, 'stdin' | 'cwd' | 'home' | 'env'>,
): Promise<Outcome<string | undefined>> {
  if (wanted !== undefined) return readInput(wanted, io);
  const own = config?.tls?.enable ? config.tls.cert : undefined;
  if (!own) return success(undefined);
  const text = await readRegularText(resolve(io.cwd, expandHome(own, io.home))).catch(() => undefined);
  if (text === undefined) return success(undefined);
  const { rootCertificates } = await import('node:tls');
  return success([...rootCertificates, text].join('\n'));
}
