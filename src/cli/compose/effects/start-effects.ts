import { stat } from 'node:fs/promises';
import { isBcryptHash } from '../../../base/secrets/bcrypt.ts';
import type { StartEffects } from '../../../store/state.ts';
import type { Io } from '../../io.ts';
import { checkConfig } from '../find/check-config.ts';

/** What the embedded server would take and change of a config that may be another server's. */
export async function startEffects(configPath: string, io: Io): Promise<StartEffects> {
  const checked = await checkConfig(configPath, io);
  const config = (checked.ok && checked.value.config) || {};
  const secret = config['remote-management']?.['secret-key'] ?? '';
  const file = await stat(configPath).catch(() => undefined);
  return {
    configPath,
    ...(file && { changedAt: file.mtimeMs }),
    port: config.port ?? 8317,
    thisMachineOnly: !config.host?.trim(),
    hashesSecret: secret !== '' && !isBcryptHash(secret),
  };
}
