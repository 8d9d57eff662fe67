import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const program = fileURLToPath(new URL('../../bin/cli-proxy', import.meta.url));
export const secret = 'fake-faults-management-secret';
/** A second one, which costs the server no hash at each request. */
export const password = 'fake-faults-password';

/** One row of the table; what is `lost` ends the whole with exit code 1. */
export interface Count {
  readonly what: string;
  readonly tried: number;
  readonly lost: number;
  readonly notes: string;
}

/** A home of its own with a config.yaml, and the built program in it. */
export interface Bed {
  readonly root: string;
  readonly config: string;
  readonly backups: string;
  readonly env: NodeJS.ProcessEnv;
  start(args: readonly string[]): ChildProcess;
  run(args: readonly string[]): Promise<Run>;
  remove(): void;
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function makeBed(port = 1, root = mkdtempSync(join(tmpdir(), 'cli-proxy-faults-'))): Bed {
  const config = join(root, 'config.yaml');
  // A trust store of the tests' own costs each process 50 ms and more.
  const { NODE_EXTRA_CA_CERTS: _, ...outer } = process.env;
  const env = {
    ...outer,
    HOME: root,
    CLI_PROXY_CONFIG: config,
    CLI_PROXY_PASSWORD: '',
    MANAGEMENT_PASSWORD: password,
  };
  writeFileSync(config, configText(port, root), { mode: 0o600 });
  writeFileSync(join(root, 'password'), `${password}\n`, { mode: 0o600 });
  const start = (args: readonly string[]) =>
    spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    root,
    config,
    backups: join(root, 'auths', '.console', 'backups'),
    env,
    start,
    run: (args) => ended(start(args)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export async function ended(child: ChildProcess): Promise<Run> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (part) => {
    stdout += part;
  });
  child.stderr?.on('data', (part) => {
    stderr += part;
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** ms */
const startMs = 15_000;

/** Serves the bed's config; resolves when it listens, and rejects when it does not in time. */
export async function serve(bed: Bed): Promise<{ stop(): Promise<void> }> {
  const child = bed.start(['serve']);
  child.stderr?.resume();
  if (!child.stdout) throw new Error('no output');
  let listens = false;
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
  for await (const line of createInterface(child.stdout)) {
    listens = line.startsWith('listening on');
    if (listens) break;
  }
  clearTimeout(timer);
  if (!listens) throw new Error('The server did not start.');
  child.stdout.resume();
  return {
    async stop() {
      const end = once(child, 'close');
      child.kill('SIGTERM');
      await end;
    },
  };
}

/** The client keys of a text; undefined: it is no config. */
export function keysIn(text: string): string[] | undefined {
  try {
    const keys = (parse(text) as { 'api-keys'?: unknown })['api-keys'];
    return Array.isArray(keys) ? keys.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function configText(port: number, root: string): string {
  const keys = Array.from({ length: 200 }, (_, nth) => `  - "fake-old-key-${nth}" # of team ${nth % 7}\n`);
  return `# Written by hand.
host: "127.0.0.1"
port: ${port}
auth-dir: "${join(root, 'auths')}"
remote-management:
  secret-key: "${secret}"
api-keys:
${keys.join('')}debug: false # the last line
`;
}
