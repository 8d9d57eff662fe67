import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskBackend } from '../../../src/backend/disk/create-disk-backend.ts';
import { hashSecret } from '../../../src/base/secrets/bcrypt.ts';
import type { Secret } from '../../../src/base/secrets/secret.ts';
import { sealConfigText } from '../../../src/cli/compose/server/run-serve.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import { openConfigFile } from '../../../src/config/file/config-file.ts';
import { startServer } from '../../../src/server/start-server.ts';
import { openUsageStore } from '../../../src/usage/open-usage-store.ts';
import { watchEntries } from '../../../src/watch/watch-entries.ts';
import { watchFiles } from '../../../src/watch/watch-files.ts';

export interface WorldOptions {
  /** config.yaml at the start. */
  readonly text: string;
  readonly localPassword?: Secret;
  readonly managementPassword?: Secret;
  /** Names of the logins that are begun, in their order. */
  readonly states?: readonly string[];
}

/** Our server on real files, as the recorded one stood on its own. */
export interface World {
  readonly url: string;
  /** Of config.yaml. */
  readonly path: string;
  /** Of the log. */
  readonly lines: readonly string[];
  /** Added to the clock of the server, ms. */
  later: number;
  text(): Promise<string>;
  write(text: string): Promise<void>;
  /** By renaming another file over it. */
  replace(text: string): Promise<void>;
  /** A file in auth-dir, made by another program. */
  putAuthFile(name: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1, in a folder of its own that `close` removes. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { text, states = [], ...ways } = options;
  const names = [...states];
  const home = await mkdtemp(join(tmpdir(), 'contract-'));
  const path = join(home, 'config.yaml');
  await writeFile(path, text, { mode: 0o600 });
  const folder = openConsoleFolder(join(home, 'auth'));
  const file = openConfigFile({ path, backupFolder: () => join(folder.path, 'backups') });
  const backend = createDiskBackend({
    file,
    folder: () => folder,
    watch: watchFiles,
    watchEntries,
    hash: hashSecret,
  });
  const lines: string[] = [];
  // The clock stands still unless a scene moves it: the text of a ban counts seconds.
  const clock = { start: Date.now(), later: 0 };
  const usage = await openUsageStore({ folder: folder.path, retentionDays: 0 });
  if (!usage.ok) throw new Error(usage.message);
  const started = await startServer({
    ...ways,
    usage: usage.value,
    backend,
    host: '127.0.0.1',
    port: 0,
    version: '9.9.9',
    randomBytes: (count) => (count === 16 && Buffer.from(names.shift() ?? '', 'hex')) || randomBytes(count),
    log: (line) => lines.push(line),
    now: () => clock.start + clock.later,
    activity: { read: () => folder.readActivity(), write: (data) => folder.writeActivity(data) },
    sealConfigText,
  });
  if (!started.ok) throw new Error(started.message);
  const server = started.value;
  return Object.assign(clock, {
    url: server.url,
    path,
    lines,
    text: () => readFile(path, 'utf8'),
    write: (content: string) => writeFile(path, content),
    async replace(content: string) {
      await writeFile(`${path}.new`, content, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    async putAuthFile(name: string, content: string) {
      await mkdir(join(home, 'auth'), { recursive: true, mode: 0o700 });
      await writeFile(join(home, 'auth', name), content, { mode: 0o600 });
    },
    async close() {
      await server.close();
      await usage.value.close();
      await backend.close();
      await rm(home, { recursive: true, force: true });
    },
  });
}
