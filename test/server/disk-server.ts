import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDiskBackend } from '../../src/backend/disk/create-disk-backend.ts';
import { hashSecret, isBcryptHash } from '../../src/base/bcrypt.ts';
import { applyEdits } from '../../src/config/apply-edits.ts';
import { openConfigFile } from '../../src/config/config-file.ts';
import { openConsoleFolder } from '../../src/config/console-folder.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { success } from '../../src/contract/outcome.ts';
import { startServer } from '../../src/server/start-server.ts';
import { watchFiles } from '../../src/watch/watch-files.ts';

export interface DiskServer {
  readonly url: string;
  readonly path: string;
  readonly lines: string[];
  text(): Promise<string>;
}

/** A server on real files in a folder of its own that ends with the test. @param text of config.yaml */
export async function runDiskServer(text: string): Promise<DiskServer> {
  const home = await mkdtemp(join(tmpdir(), 'server-on-disk-'));
  const path = join(home, 'config.yaml');
  await writeFile(path, text, { mode: 0o600 });
  const folder = openConsoleFolder(join(home, 'auth'));
  const file = openConfigFile({ path, backupFolder: () => join(folder.path, 'backups') });
  const backend = createDiskBackend({ file, folder: () => folder, watch: watchFiles, hash: hashSecret });
  const lines: string[] = [];
  const started = await startServer({
    backend,
    host: '127.0.0.1',
    port: 0,
    version: '9.9.9',
    log: (line) => lines.push(line),
    activity: { read: () => folder.readActivity(), write: (data) => folder.writeActivity(data) },
    async sealConfigText(wanted) {
      const parsed = parseConfig(wanted);
      if (!parsed.ok) return parsed;
      const plain = parsed.value.config['remote-management']?.['secret-key'];
      if (!plain || isBcryptHash(plain)) return success(wanted);
      const value = await hashSecret(plain);
      return applyEdits(wanted, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
    },
  });
  if (!started.ok) throw new Error(started.message);
  onTestFinished(async () => {
    await started.value.close();
    await backend.close();
    await rm(home, { recursive: true, force: true });
  });
  return { url: started.value.url, path, lines, text: () => readFile(path, 'utf8') };
}
