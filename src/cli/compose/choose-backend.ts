import type { Backend } from '../../backend/backend.ts';
import type { Secret } from '../../base/secret.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { CommandOutcome } from '../command.ts';
import type { Io } from '../io.ts';
import type { ServerSight } from '../world.ts';
import { askHidden, canAsk } from './ask.ts';
import { connectorFor } from './connector.ts';
import { openDisk } from './open-disk.ts';

export interface BackendWish {
  readonly use: 'read' | 'write';
  readonly disk: boolean;
  /** Set with --url: then there is no config to fall back on. */
  readonly url?: string;
  readonly configPath?: string;
  readonly secret: Secret | undefined;
  readonly ca: string | undefined;
  /** What answers at the address of the config. */
  readonly seen?: ServerSight;
}

export interface ChosenBackend {
  readonly backend: Backend;
  readonly note?: string;
}

/**
 * A CLI Proxy API server that answers, with a password; else the files. Under a server that is not ours they are
 * changed only when that was asked for.
 */
export async function chooseBackend(wish: BackendWish, io: Io): Promise<CommandOutcome<ChosenBackend>> {
  const { configPath, seen } = wish;
  if (configPath === undefined || !seen) return overNetwork(wish, wish.url ?? '', io);
  if (wish.disk || seen.kind === 'none') return onDisk(wish, configPath, seen, io);
  if (seen.kind === 'ours' || seen.kind === 'public') {
    const secret = wish.secret ?? (await secretOf(io, seen.url));
    if (secret) return connected(wish, seen.url, secret, io);
    if (seen.kind === 'ours' || wish.use === 'read') return onDisk(wish, configPath, seen, io);
    return failure(
      'denied',
      `The server at ${seen.url} needs its management secret: give --password-file FILE or set CLI_PROXY_PASSWORD; --disk changes ${configPath} under it.`,
    );
  }
  if (wish.use === 'read') return onDisk(wish, configPath, seen, io);
  return failure(
    'unsupported',
    `Another server answers at ${seen.url}, and this program does not change it over the network: give --disk to change ${configPath} under it.`,
  );
}

async function overNetwork(wish: BackendWish, url: string, io: Io): Promise<CommandOutcome<ChosenBackend>> {
  const secret = wish.secret ?? (await secretOf(io, url));
  if (secret) return connected(wish, url, secret, io);
  return failure(
    'denied',
    `${url} needs a password: give --password-file FILE, set CLI_PROXY_PASSWORD, or run this on a terminal.`,
  );
}

async function connected({ ca, configPath }: BackendWish, url: string, secret: Secret, io: Io) {
  // A command listens to nothing, so it takes no record of usage from anybody.
  const connect = connectorFor({ configPath, usageFeed: 'off' }, io);
  const backend = await connect({ url, secret, ...(ca === undefined ? {} : { ca }) });
  return backend.ok ? success({ backend: backend.value }) : backend;
}

/** An empty answer means: none. */
async function secretOf(io: Io, url: string): Promise<Secret | undefined> {
  if (!canAsk(io)) return undefined;
  const answer = await askHidden(io, `Local password or management secret for ${url}`);
  return answer.ok && answer.value.reveal() !== '' ? answer.value : undefined;
}

async function onDisk(
  wish: BackendWish,
  path: string,
  seen: ServerSight,
  io: Io,
): Promise<CommandOutcome<ChosenBackend>> {
  const opened = await openDisk({
    path,
    home: io.home,
    now: io.now,
    inPlace: seen.kind === 'foreign' || seen.kind === 'public',
    recover: wish.use === 'write',
  });
  if (!opened.ok) return opened;
  const { backend } = opened.value;
  if (seen.kind !== 'ours') return success({ backend });
  const note = 'No password was given: the files were changed directly, and the running server picks it up.';
  return success({ backend: underServer(backend), ...(wish.use === 'write' && !wish.disk ? { note } : {}) });
}

/** Our server runs on these files, so what they say of expiry and limits is held. */
function underServer(backend: Backend): Backend {
  return {
    ...backend,
    get capabilities() {
      return { ...backend.capabilities, expiry: 'enforced' as const, limits: 'enforced' as const };
    },
  };
}
