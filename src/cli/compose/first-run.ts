import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { createConfig } from '../../config/file/create-config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Io } from '../io.ts';

interface FirstRun {
  readonly path: string;
  readonly clientKey: Secret;
  readonly managementSecret: Secret;
}

const firstPort = 8317;
const ports = 100;

/**
 * Makes a config of its own: random client key and management secret, 127.0.0.1, 8317 or the next free port.
 */
export async function makeFirstConfig(
  path: string,
  io: Pick<Io, 'randomBytes'>,
  named: boolean,
  /** Ports of servers that are known and may come back. */
  taken: readonly number[] = [],
): Promise<Outcome<FirstRun>> {
  // a folder that was named and does not exist is more likely a typo than an intention
  if (named && !(await isFolder(dirname(path)))) {
    return failure(
      'invalid',
      `The folder ${dirname(path)} does not exist. Create it first, or use another path.`,
    );
  }
  const port = await freePort(taken);
  if (port === undefined) {
    return failure('failed', `No port from ${firstPort} to ${firstPort + ports - 1} is free on 127.0.0.1.`);
  }
  const clientKey = new Secret(generateKey(io.randomBytes));
  const managementSecret = new Secret(generateKey(io.randomBytes));
  const created = await createConfig(path, { clientKey, managementSecret, port });
  return created.ok ? success({ path, clientKey, managementSecret }) : created;
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
