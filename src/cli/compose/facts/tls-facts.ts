import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { expandHome } from '../../../config/file/paths.ts';
import type { Config } from '../../../contract/config.ts';
import type { TlsFacts } from '../../../contract/facts.ts';
import { loadTls } from '../../../server/http/load-tls.ts';

interface TlsPaths {
  readonly cert: string;
  readonly key: string;
  readonly config: Config;
  readonly read: (path: string) => Promise<Buffer>;
}

/** Certificate and key as the server would load them. */
export const tlsFacts = {
  /** undefined: tls is off. */
  pathsOf(
    config: Config,
    { home, cwd }: { readonly home: string; readonly cwd: string },
  ): TlsPaths | undefined {
    if (config.tls?.enable !== true) return undefined;
    const absolute = (path: string | null | undefined) => (path ? resolve(cwd, expandHome(path, home)) : '');
    const { cert, key } = config.tls;
    return {
      cert: absolute(cert),
      key: absolute(key),
      config,
      read: async (path) => (await readRegularFile(absolute(path))).bytes,
    };
  },

  async read({ cert, config, read }: TlsPaths): Promise<TlsFacts> {
    const loaded = await loadTls(config, read);
    const dates = await datesOf(cert, read);
    return { certPath: cert, ...dates, ...(loaded.ok ? {} : { problem: loaded.message }) };
  },
};

/** Of the first certificate in the file, which is the server's own. */
async function datesOf(
  path: string,
  read: (path: string) => Promise<Buffer>,
): Promise<Pick<TlsFacts, 'validFrom' | 'validTo'>> {
  try {
    const { validFrom, validTo } = new X509Certificate(await read(path));
    return { validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
  } catch {
    return {};
  }
}
