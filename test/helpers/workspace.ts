import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { openConsoleFolder } from '../../src/config/console-folder/console-folder.ts';
import type { KeyRecord } from '../../src/contract/client-key.ts';
import { freePort } from './free-port.ts';
import { endProcessesAtHome, type RunningProgram, startProgram } from './run-program.ts';

export const managementSecret = 'fake-management-secret-0001';
/** Of `managementSecret`, cost 10: a server need not hash it at its start. */
const managementSecretHash = '$2a$10$H.o9WuLGEUyGz2wvxk4uq.nRCQNDT2R8pNB4NNbUH.jvWW..YsE4K';
export const localPassword = 'fake-local-password-0001';

export interface WorkspaceKey extends Omit<KeyRecord, 'fingerprint'> {
  readonly key: string;
}

export interface WorkspaceOptions {
  /** Labelled keys, or how many to make (`team-1` …). Default 3. */
  readonly keys?: number | readonly WorkspaceKey[];
  /** false: no config.yaml, as before a first run. */
  readonly config?: boolean;
  /** The config lies where a first run makes it, so that it is the program's own. */
  readonly own?: boolean;
  /** Default: one that is free. */
  readonly port?: number;
  /** Lines added at the end of config.yaml. */
  readonly more?: string;
}

/** A user's home of its own: config.yaml, auth folder, a free port. Nothing outside it is read or written. */
export interface Workspace {
  readonly home: string;
  readonly own: boolean;
  readonly configPath: string;
  readonly authDir: string;
  readonly port: number;
  readonly url: string;
  readonly keys: readonly WorkspaceKey[];
  readonly env: Readonly<Record<string, string>>;
  readConfig(): Promise<string>;
  /** As another program would: in place, without asking anyone. */
  editConfig(change: (text: string) => string): Promise<void>;
  /** `cli-proxy serve`, listening, with the local password; ends with the workspace. */
  startServe(options?: { readonly args?: readonly string[] }): Promise<RunningProgram>;
  dispose(): Promise<void>;
}

export async function openWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const home = await mkdtemp(join(tmpdir(), 'cli-proxy-home-'));
  const own = options.own ?? false;
  const configPath = own ? join(home, '.config', 'cli-proxy', 'config.yaml') : join(home, 'config.yaml');
  const authDir = join(home, 'auth');
  const port = options.port ?? (await freePort());
  const keys = typeof options.keys === 'object' ? options.keys : fakeKeys(options.keys ?? 3);
  if (options.config !== false) {
    await mkdir(dirname(configPath), { recursive: true });
    await writeFile(configPath, configText(port, keys) + (options.more ?? ''), { mode: 0o600 });
    await writeRecords(authDir, keys);
  }
  const env = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_STATE_HOME: join(home, '.state') };
  const running: RunningProgram[] = [];
  return {
    home,
    own,
    configPath,
    authDir,
    port,
    url: `http://127.0.0.1:${port}`,
    keys,
    env,
    readConfig: () => readFile(configPath, 'utf8'),
    async editConfig(change) {
      await writeFile(configPath, change(await readFile(configPath, 'utf8')));
    },
    async startServe({ args = [] } = {}) {
      const server = await startProgram({
        args: ['serve', '--config', configPath, '--json', ...args],
        env: { ...env, CLI_PROXY_PASSWORD: localPassword },
        ready: /"listening"/,
      });
      running.push(server);
      return server;
    },
    async dispose() {
      await Promise.all(running.map((server) => server.stop()));
      await endProcessesAtHome(home);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** `team-1` with `fake-client-key-0000…0001`, and so on. */
export function fakeKeys(count: number): WorkspaceKey[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `fake-client-key-${String(index + 1).padStart(24, '0')}`,
    label: `team-${index + 1}`,
    purpose: 'development',
    createdAt: '2026-01-02T03:04:05.000Z',
  }));
}

function configText(port: number, keys: readonly WorkspaceKey[]): string {
  return `# The team's proxy: comments stay where they are.
host: 127.0.0.1
port: ${port}
auth-dir: ~/auth
remote-management:
  allow-remote: false
  secret-key: ${managementSecretHash}
api-keys:${keys.length === 0 ? ' []' : ''}
${keys.map(({ key }) => `  - ${key}\n`).join('')}debug: false
`;
}

async function writeRecords(authDir: string, keys: readonly WorkspaceKey[]): Promise<void> {
  const edits = keys.map(({ key, ...record }) => ({
    op: 'put' as const,
    record: { ...record, fingerprint: fingerprint(key) } as KeyRecord,
  }));
  const written = await openConsoleFolder(authDir).editKeyRecords(edits);
  if (!written.ok) throw new Error(written.message);
}
