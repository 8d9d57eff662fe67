import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fingerprint } from '../../base/secrets/fingerprint.ts';
import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { createConfig } from '../../config/file/create-config.ts';
import { authDirOf } from '../../config/file/paths.ts';
import { storedCounts } from '../../contract/activity-counts.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';
import { words } from './effects/words.ts';

interface FirstRun {
  readonly path: string;
  readonly clientKey: Secret;
  readonly managementSecret: Secret;
}

const firstPort = 8317;
const ports = 100;

/** The port that a config of its own gets; a failure if it cannot be made there. */
export async function planFirstConfig(
  path: string,
  named: boolean,
  /** Ports of servers that are known and may come back. */
  taken: readonly number[] = [],
): Promise<Outcome<number>> {
  // a folder that was named and does not exist is more likely a typo than an intention
  if (named && !(await isFolder(dirname(path)))) {
    return failure('invalid', words().servers.noFolder(dirname(path)));
  }
  const port = await freePort(taken);
  return port === undefined ? noPort() : success(port);
}

const noPort = () => failure('failed', words().servers.noPort(firstPort, firstPort + ports - 1));

/**
 * Makes a config of its own: random client key and management secret, 127.0.0.1, 8317 or the next free port.
 * @param options `taken`: as above; `starts`: false if no server of ours starts at once, so that another may be first
 */
export async function makeFirstConfig(
  path: string,
  io: Pick<Io, 'randomBytes' | 'home' | 'now'>,
  named: boolean,
  { taken, starts = true }: { readonly taken?: readonly number[]; readonly starts?: boolean } = {},
): Promise<Outcome<FirstRun>> {
  const port = await planFirstConfig(path, named, taken);
  if (!port.ok) return port;
  const clientKey = new Secret(generateKey(io.randomBytes));
  const managementSecret = new Secret(generateKey(io.randomBytes));
  const created = await createConfig(path, { clientKey, managementSecret, port: port.value });
  if (!created.ok) return created;
  await recordAge(clientKey, starts, io);
  return success({ path, clientKey, managementSecret });
}

/** The age of the key is known, and its requests are counted, from the beginning; without it, it works as well. */
async function recordAge(
  clientKey: Secret,
  starts: boolean,
  { home, now }: Pick<Io, 'home' | 'now'>,
): Promise<void> {
  const { openConsoleFolder } = await import('../../config/console-folder/console-folder.ts');
  const folder = openConsoleFolder(authDirOf({}, home));
  const at = now();
  const record = { fingerprint: fingerprint(clientKey.reveal()), createdAt: new Date(at).toISOString() };
  await folder.editKeyRecords([{ op: 'put', record }]);
  const counted = await folder.readActivity();
  if (starts && counted.ok && counted.value === undefined) await folder.writeActivity(storedCounts(at, []));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** The first port from 8317 on that is neither taken nor in use. */
export async function freePort(taken: readonly number[]): Promise<number | undefined> {
  for (let port = firstPort; port < firstPort + ports; port += 1) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
