import { join, resolve } from 'node:path';
import { readRegularText } from '../../base/files/read-regular-file.ts';
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
  const path = preferencesPath(wanted, io);
  let text: string;
  try {
    text = await readRegularText(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const values: Preferences = {};
    if (code === 'ENOENT' && wanted === undefined) return success({ path, exists: false, values, lines: {} });
    return failure('invalid', `The preferences ${path} cannot be read: ${code ?? 'no regular file'}.`);
  }
  const { parsePreferences } = await import('./parse-preferences.ts');
  return parsePreferences(path, text);
}
