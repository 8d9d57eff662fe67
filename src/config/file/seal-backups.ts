import { join } from 'node:path';
import { atomicWrite } from '../../base/files/atomic-write.ts';
import { readRegularText } from '../../base/files/read-regular-file.ts';
import { isBcryptHash } from '../../base/secrets/bcrypt.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import { type ParsedConfig, parseConfig } from '../parse/parse-config.ts';
import { backupsOf } from './backup-files.ts';
import { errorCode } from './file-failure.ts';

/** The plaintext of the management secret in a config; undefined if none, or a hash. */
export function plainSecretOf({ config }: ParsedConfig): string | undefined {
  const secret = config['remote-management']?.['secret-key'];
  return secret && !isBcryptHash(secret) ? secret : undefined;
}

/**
 * B1: once a plain secret is replaced by its hash, no backup keeps it either. In every backup of this file
 * that holds a plain secret the hash replaces it; everything else stays byte for byte. The config is written by
 * then, so one that cannot be written is skipped.
 */
export async function sealBackups(
  place: { readonly folder: string; readonly name: string },
  written: ParsedConfig,
): Promise<void> {
  const value = written.config['remote-management']?.['secret-key'];
  if (!value || !isBcryptHash(value)) return;
  for (const name of await backupsOf(place)) {
    const path = join(place.folder, name);
    try {
      const text = await readRegularText(path);
      const parsed = parseConfig(text);
      if (!parsed.ok || plainSecretOf(parsed.value) === undefined) continue;
      const sealed = applyEdits(text, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
      if (sealed.ok) await atomicWrite(path, sealed.value);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}
