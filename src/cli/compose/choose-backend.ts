import type { Backend } from '../../backend/backend.ts';
import type { UsageFeed } from '../../backend/public/usage/usage-feed.ts';
import { travelsPlain } from '../../base/plain-http.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { CommandServices, ServerProbe } from '../command-services.ts';
import type { Io } from '../io.ts';
import { connectorFor } from './connector.ts';
import { askHidden, askYes, canAsk } from './effects/ask.ts';
import { openDisk } from './open-disk.ts';

export interface BackendOptions {
  readonly use: Parameters<CommandServices['openBackend']>[0];
  readonly disk: boolean;
  /** Set with --url: then there is no config to fall back on. */
  readonly url?: string;
  readonly configPath?: string;
  readonly secret: Secret | undefined;
  /** The secret may go over http to another machine. */
  readonly insecureHttp: boolean;
  readonly ca: string | undefined;
  /** What answers at that address, or at the one of the config. */
  readonly look: () => Promise<Outcome<ServerProbe>>;
  /** How the usage of a public server is read (H4); absent: as was answered before for this server. */
  readonly usageFeed?: UsageFeed | undefined;
}

interface ChosenBackend {
  readonly backend: Backend;
  readonly note?: string;
  readonly besidePublic?: boolean;
}

/**
 * Uses a CLI Proxy API server that answers, with a password; otherwise the files, if no server listens or
 * `--disk` was given. A server that is not understood is left alone: it may have these files in memory, and
 * its next write would undo the change.
 */
export async function chooseBackend(options: BackendOptions, io: Io): Promise<CommandOutcome<ChosenBackend>> {
  const { configPath } = options;
  if (configPath === undefined) return overNetwork(options, options.url ?? '', io);
  const directly = `To edit ${configPath} directly, use --disk.`;
  const none = success<ServerProbe>({ kind: 'none', url: '' });
  const looked = options.use === 'files' ? none : await options.look();
  // Without its address a server may run; the secret is sent nowhere.
  if (!looked.ok && options.secret && !options.disk)
    return { ...looked, message: `${looked.message} ${directly}` };
  const seen: ServerProbe = looked.ok ? looked.value : { kind: 'unclear', url: '', reason: looked.message };
  if (options.disk || !looked.ok || seen.kind === 'none') return onDisk(options, configPath, seen, io);
  if (seen.kind === 'ours' || seen.kind === 'public') {
    const may = options.secret || canAsk(io) ? await maySend(options, seen.url, io) : success(undefined);
    if (!may.ok) return may;
    const secret = options.secret ?? (await secretOf(io, seen.url));
    if (secret) return connected(options, seen.url, secret, io);
    if (seen.kind === 'ours' || options.use !== 'write') return onDisk(options, configPath, seen, io);
    return failure(
      'denied',
      `The server at ${seen.url} needs its management secret. Use --password-file FILE or CLI_PROXY_PASSWORD, or --disk to edit ${configPath} directly.`,
    );
  }
  if (options.use === 'look') return onDisk(options, configPath, seen, io);
  return failure('unreachable', `${seen.reason ?? ''} ${directly}`);
}

async function overNetwork(
  options: BackendOptions,
  url: string,
  io: Io,
): Promise<CommandOutcome<ChosenBackend>> {
  if (options.secret) {
    const may = await maySend(options, url, io);
    return may.ok ? connected(options, url, options.secret, io) : may;
  }
  // Do not ask for the password of a server that does not run.
  const seen = await options.look();
  if (!seen.ok) return seen;
  if (seen.value.reason !== undefined) return failure('unreachable', seen.value.reason);
  const may = canAsk(io) ? await maySend(options, url, io) : success(undefined);
  if (!may.ok) return may;
  const secret = await secretOf(io, url);
  if (secret) return connected(options, url, secret, io);
  return failure(
    'denied',
    `${url} needs a password. Use --password-file FILE or CLI_PROXY_PASSWORD, or run this in a terminal.`,
  );
}

/** Before the secret is sent: others on the network can read it and every key. */
async function maySend(
  { insecureHttp }: BackendOptions,
  url: string,
  io: Io,
): Promise<CommandOutcome<undefined>> {
  if (insecureHttp || !travelsPlain(url)) return success(undefined);
  const warning = `The secret and every key would be sent to ${url} unencrypted.`;
  if (!canAsk(io))
    return usageFailure(`${warning} Enable tls on the server, use an SSH tunnel, or pass --insecure-http.`);
  if (await askYes(io, `${warning} Send it anyway?`)) return success(undefined);
  return failure('cancelled', 'Nothing was sent.');
}

async function connected({ ca, configPath, usageFeed }: BackendOptions, url: string, secret: Secret, io: Io) {
  const notes: string[] = [];
  const connect = connectorFor({ configPath, usageFeed, onNote: (sentence) => notes.push(sentence) }, io);
  const backend = await connect({ url, secret, ...(ca === undefined ? {} : { ca }) });
  if (!backend.ok) return backend;
  return success({ backend: backend.value, ...(notes.length > 0 && { note: notes.join('\n') }) });
}

/** An empty answer means: none. */
async function secretOf(io: Io, url: string): Promise<Secret | undefined> {
  if (!canAsk(io)) return undefined;
  const answer = await askHidden(io, `Local password or management secret for ${url}`);
  return answer.ok && answer.value.reveal() !== '' ? answer.value : undefined;
}

async function onDisk(
  options: BackendOptions,
  path: string,
  seen: ServerProbe,
  io: Io,
): Promise<CommandOutcome<ChosenBackend>> {
  const opened = await openDisk(path, io, { inPlace: mayBeForeign(seen), recover: options.use === 'write' });
  if (!opened.ok) return opened;
  const { backend, note } = opened.value;
  const notes = note === undefined ? [] : [note];
  if (seen.kind === 'ours' && options.use === 'write' && !options.disk)
    notes.push(
      'No password was given, so the files were edited directly. The running server loads the change.',
    );
  // It may have lost its watch of the file, and then it has another config in its memory.
  if (seen.kind === 'public' && options.use === 'write')
    notes.push(
      `A server is running at ${seen.url}. If it does not load ${path}, its next change overwrites this one. Omit --disk to make the change through the server.`,
    );
  return success({
    backend:
      seen.kind === 'ours' ? underServer(backend) : seen.kind === 'public' ? besidePublic(backend) : backend,
    ...(notes.length > 0 ? { note: notes.join('\n') } : {}),
    ...(seen.kind === 'public' ? { besidePublic: true } : {}),
  });
}

/**
 * Is this file to be written in place? A server that is not ours loses its watch of a file that is replaced.
 */
export const mayBeForeign = ({ kind }: Pick<ServerProbe, 'kind'>): boolean =>
  kind !== 'none' && kind !== 'ours';

/** A public server keeps its usage to itself: the files have what consoles have read of it. */
function besidePublic(backend: Backend): Backend {
  const { usage } = backend;
  if (!usage) return backend;
  const reason =
    'Only requests read from the server earlier are shown. To read more, give its management secret with --password-file FILE or CLI_PROXY_PASSWORD.';
  return {
    ...backend,
    get capabilities() {
      return backend.capabilities;
    },
    usage: {
      ...usage,
      async figures(options, signal) {
        const answer = await usage.figures(options, signal);
        return answer.ok ? success({ ...answer.value, recording: false, reason }) : answer;
      },
    },
  };
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
