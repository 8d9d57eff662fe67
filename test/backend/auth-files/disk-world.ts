import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendSessions } from '../../../src/backend/backend.ts';
import { type AuthDir, followAuthDir } from '../../../src/backend/disk/auth-files/auth-dir.ts';
import { createDiskSessions } from '../../../src/backend/disk/auth-files/disk-sessions.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { success } from '../../../src/contract/outcome.ts';
import { watchEntries } from '../../../src/watch/watch-entries.ts';
import { watchFiles } from '../../../src/watch/watch-files.ts';

/** The recorded credential files. */
export const examples = fileURLToPath(
  new URL('../../fixtures/contract/v7/auth-dir-example/', import.meta.url),
);

export interface AuthDirWorld {
  readonly root: string;
  readonly folder: string;
  readonly dir: AuthDir;
  readonly sessions: Required<BackendSessions>;
  /** Changes that were told. */
  readonly told: () => number;
  readonly put: (name: string, content: string | object, mode?: number) => void;
  readonly read: (name: string) => string;
  /** Names in auth-dir, without the console's folder. */
  readonly names: () => string[];
  readonly clock: { now: number };
  /** Another program of ours on the same folder. */
  readonly another: () => Required<BackendSessions>;
  dispose(): Promise<void>;
}

/** An auth-dir of its own, with the recorded files when `filled`. */
export function openAuthDir(filled = true, made = true): AuthDirWorld {
  const root = mkdtempSync(join(tmpdir(), 'auth-dir-'));
  const folder = join(root, 'auth');
  const clock = { now: Date.UTC(2026, 10, 21, 9, 0, 0) };
  const dirs: AuthDir[] = [];
  let told = 0;
  const open = () => {
    const dir = followAuthDir({
      folder: async () => success(folder),
      watch: watchFiles,
      watchEntries,
      onChange: () => {
        told += 1;
      },
      now: () => clock.now,
    });
    dirs.push(dir);
    return dir;
  };
  const put = (name: string, content: string | object, mode = 0o600) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    writeFileSync(join(folder, name), text, { mode });
    chmodSync(join(folder, name), mode);
  };
  if (made) mkdirSync(folder, { mode: 0o700 });
  if (filled) for (const name of readdirSync(examples)) put(name, readFileSync(join(examples, name), 'utf8'));
  const dir = open();
  const quotas = async () => ({});
  const excluded = async () => ({ claude: ['*-opus-*'] });
  return {
    root,
    folder,
    dir,
    sessions: createDiskSessions({ dir, excluded, quotas }),
    told: () => told,
    put,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    names: () =>
      readdirSync(folder)
        .filter((name) => name !== '.console')
        .sort(),
    clock,
    another: () => createDiskSessions({ dir: open(), excluded, quotas }),
    async dispose() {
      for (const one of dirs) await one.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export const secret = (content: string | object): Secret =>
  new Secret(typeof content === 'string' ? content : JSON.stringify(content));

/** A credential file that every server takes. */
export const claudeFile = (address = 'dev9@example.com') => ({
  type: 'claude',
  email: address,
  access_token: `fake-access-${address}`,
  refresh_token: `fake-refresh-${address}`,
  expired: '2036-01-01T00:00:00Z',
});
