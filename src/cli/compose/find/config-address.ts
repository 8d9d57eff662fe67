import { readRegularText } from '../../../base/files/read-regular-file.ts';
import type { Config } from '../../../contract/config.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { serverUrl } from '../../../contract/server-url.ts';
import type { Io } from '../../io.ts';
import { quickAddress } from './quick-address.ts';

export interface ConfigAddress {
  readonly url: string;
  /** With TLS: what else a client must know of it. */
  readonly config?: Config;
}

/** Where the server of a config.yaml is to be reached, also of a broken one; the failure is an unreadable file. */
export async function configAddress(
  path: string,
  io: Pick<Io, 'cwd' | 'home'>,
): Promise<Outcome<ConfigAddress>> {
  const quick = quickAddress(await readRegularText(path).catch(() => '?'));
  if (quick) return success({ url: serverUrl(quick) });
  const { checkConfig } = await import('./check-config.ts');
  const checked = await checkConfig(path, io);
  if (!checked.ok) return checked;
  const config = checked.value.config ?? {};
  return success({ url: serverUrl(config), config });
}
