import { join, resolve } from 'node:path';
import { readRegularText } from '../../base/files/read-regular-file.ts';
import { withTexts } from '../../base/text/language.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Preferences } from '../../contract/preferences/preferences.ts';
import type { FoundPreferences } from '../command-services.ts';
import type { Io } from '../io.ts';
import { ownConfigPath } from './find/find-config.ts';

export const preferencesPath = (wanted: string | undefined, io: Pick<Io, 'env' | 'home' | 'cwd'>): string =>
  wanted === undefined ? join(ownConfigPath(io), '..', 'console.yaml') : resolve(io.cwd, wanted);

/**
 * The console's own preferences: `--preferences FILE`, else `console.yaml` beside the user's own config. Read once;
 * the parser is loaded only if there is a file, as most start without one. A wrong file is `invalid` with line and
 * column.
 */
export async function findPreferences(
  wanted: string | undefined,
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
): Promise<Outcome<FoundPreferences>> {
  const found = await readPreferences(wanted, io);
  if (!found.ok) return found;
  const { path, text } = found.value;
  if (text === undefined) return success({ path, exists: false, values: {}, lines: {} });
  return (await import('./parse-preferences.ts')).parsePreferences(path, text);
}

/** The addresses of servers by name; mistakes elsewhere in the file concern the console only. */
export async function findServerNames(
  wanted: string | undefined,
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
): Promise<Outcome<{ readonly path: string; readonly servers: NonNullable<Preferences['servers']> }>> {
  const found = await readPreferences(wanted, io);
  if (!found.ok) return found;
  const { path, text } = found.value;
  if (text === undefined) return success({ path, servers: {} });
  const servers = (await import('./parse-preferences.ts')).parseServers(path, text);
  return servers.ok ? success({ path, servers: servers.value }) : servers;
}

/** `text`: undefined if the usual file is not there. */
async function readPreferences(
  wanted: string | undefined,
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
): Promise<Outcome<{ readonly path: string; readonly text: string | undefined }>> {
  const path = preferencesPath(wanted, io);
  try {
    return success({ path, text: await readRegularText(path) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && wanted === undefined) return success({ path, text: undefined });
    const { words } = await withTexts(import('../../contract/preferences/words.ts'));
    return failure('invalid', words().unread(path, code));
  }
}
