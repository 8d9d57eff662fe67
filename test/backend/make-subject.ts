import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../src/backend/backend.ts';
import { createDiskBackend } from '../../src/backend/disk/create-disk-backend.ts';
import { connectManagement } from '../../src/backend/management/management-backend.ts';
import { hashSecret } from '../../src/base/secrets/bcrypt.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import { openConfigFile } from '../../src/config/file/config-file.ts';
import { authDirOf } from '../../src/config/file/paths.ts';
import { startServer } from '../../src/server/start-server.ts';
import { watchEntries } from '../../src/watch/watch-entries.ts';
import { watchFiles } from '../../src/watch/watch-files.ts';
import { good, type Subject } from './conformance.ts';

export interface Files {
  readonly folder: string;
  readonly configPath: string;
  remove(): void;
}

export function makeFiles(configText: string): Files {
  const folder = mkdtempSync(join(tmpdir(), 'backend-'));
  const configPath = join(folder, 'config.yaml');
  writeFileSync(configPath, configText, { mode: 0o600 });
  mkdirSync(join(folder, 'auth'), { mode: 0o700 });
  chmodSync(folder, 0o700);
  return { folder, configPath, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export function openDisk({ folder, configPath }: Files): Backend {
  return createDiskBackend({
    file: openConfigFile({ path: configPath, backupFolder: () => join(folder, 'auth', '.console') }),
    folder: (config) => openConsoleFolder(authDirOf(config, folder, configPath)),
    watch: watchFiles,
    watchEntries,
    hash: hashSecret,
  });
}

export async function makeDiskSubject(configText: string): Promise<Subject> {
  const files = makeFiles(configText);
  const backend = openDisk(files);
  return {
    backend,
    configPath: files.configPath,
    async close() {
      await backend.close();
      files.remove();
    },
  };
}

/** An embedded server on these files; port 0: any free one. */
export async function startOn(disk: Backend, options: { port?: number; localPassword?: string } = {}) {
  const { port = 0, localPassword } = options;
  return good(
    await startServer({
      backend: disk,
      port,
      ...(localPassword !== undefined && { localPassword: new Secret(localPassword) }),
      activity: {
        read: async () => ({ ok: true, value: undefined }),
        write: async () => ({ ok: true, value: undefined }),
      },
      version: '0.0.0-test',
      log: () => {},
    }),
  );
}

/** Client → embedded server → disk. */
export async function makeServerSubject(configText: string): Promise<Subject> {
  const files = makeFiles(configText);
  const disk = openDisk(files);
  const server = await startOn(disk);
  const signIn = (secret: string) => connectManagement({ url: server.url, secret: new Secret(secret) });
  const backend = good(await signIn('fake-management-secret-0001'));
  return {
    backend,
    configPath: files.configPath,
    signIn,
    async close() {
      await backend.close();
      await server.close();
      await disk.close();
      files.remove();
    },
  };
}
