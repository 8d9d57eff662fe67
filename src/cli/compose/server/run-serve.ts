import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Backend } from '../../../backend/backend.ts';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { loadParts } from '../../../base/load-parts.ts';
import { hashSecret, isBcryptHash, secretLengthProblem } from '../../../base/secrets/bcrypt.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { environmentSecret } from '../../../base/secrets/secret-text.ts';
import { failingIn } from '../../../base/text/failing-in.ts';
import { type Language, languageOf } from '../../../base/text/language.ts';
import { toJson } from '../../../base/text/terminal-text.ts';
import { applyEdits } from '../../../config/edit/apply-edits.ts';
import { expandHome, logFolderOf } from '../../../config/file/paths.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { type RunningServer, startServer } from '../../../server/start-server.ts';
import type { UsageStore } from '../../../usage/usage-store.ts';
import type { ServeOptions } from '../../command-services.ts';
import type { Io } from '../../io.ts';
import { printJson, printLine, printText } from '../../print/print-answer.ts';
import { version } from '../../version.ts';
import { lineWriter } from '../effects/line-writer.ts';
import { readSecret } from '../effects/read-secret.ts';
import { runNotice } from '../effects/run-notice.ts';
import { lookForConfig } from '../find/find-config.ts';
import { noConfig } from '../find/find-servers.ts';
import { makeFirstConfig } from '../first-run.ts';
import { type OpenedDisk, openDisk } from '../open-disk.ts';
import { openUsage } from '../open-usage.ts';
import { openParentPipe, type ParentPipe } from './parent-pipe.ts';

interface RunServeOptions extends ServeOptions {
  readonly config: string | undefined;
  readonly passwordFile: string | undefined;
}

/** The embedded server in the foreground, until a signal or the end of its parent stops it in order. */
export async function runServe(options: RunServeOptions, io: Io): Promise<Outcome<void>> {
  const path = await configFor(options, io);
  if (!path.ok) return path;
  const pipe = options.passwordFd === undefined ? undefined : await openParentPipe(options.passwordFd);
  if (pipe && !pipe.ok) return pipe;
  try {
    return await serve(options, path.value, pipe?.value, io);
  } finally {
    // Open, it would keep the process.
    pipe?.value.close();
  }
}

async function serve(
  options: RunServeOptions,
  path: string,
  pipe: ParentPipe | undefined,
  io: Io,
): Promise<Outcome<void>> {
  const secret = pipe ? success(pipe.password) : await readSecret(options.passwordFile, io);
  if (!secret.ok) return secret;
  // children and /proc/<pid>/environ readers of them have no business with it
  delete io.env.CLI_PROXY_PASSWORD;
  const usageDatabase = io.env.CLI_PROXY_USAGE_DATABASE;
  // Only why it cannot start is for the console that started it: what it logs and answers is English.
  const failuresIn = languageOf(pipe && io.env.CLI_PROXY_LANG, {});
  const lines = lineWriter((text) => void io.stderr.write(text));
  const note = (msg: string): void =>
    lines.line(options.json ? toJson({ level: 'warn', time: new Date(io.now()).toISOString(), msg }) : msg);
  await loadParts('server');
  const disk = await failingIn(failuresIn, () => openReadable(path, io, note));
  delete io.env.CLI_PROXY_USAGE_DATABASE;
  if (!disk.ok) return disk;
  const stop = untilStopped(io, options.exitWithParent ? pipe : undefined);
  const { backend, folder } = disk.value;
  const usage = await openUsage(backend, {
    folder: folder().path,
    database: usageDatabase,
    now: io.now,
    onProblem: note,
  });
  try {
    const from = { ...disk.value, failuresIn };
    const started = await start(options, from, usage.store, secret.value, lines.line, io);
    if (!started.ok) return started;
    const { url } = started.value;
    if (options.json) printJson(io.stdout, { event: 'listening', url, pid: process.pid });
    else printLine(io.stdout, `listening on ${url}`);
    if (pipe) {
      const { traffic } = started.value;
      pipe.onAsked = () => printJson(io.stdout, { event: 'traffic', ...traffic() });
    }
    await stop.asked;
    await started.value.close();
    return success(undefined);
  } finally {
    stop.forget();
    await usage.close();
    await backend.close();
    lines.flush();
  }
}

/** A config.yaml without a mistake: one that was read before keeps its sentence. */
async function openReadable(
  path: string,
  io: Io,
  note: (sentence: string) => void,
): Promise<Outcome<OpenedDisk>> {
  const disk = await openDisk(path, io, { activity: false, recover: true });
  if (!disk.ok) return disk;
  if (disk.value.note) note(disk.value.note);
  const loaded = await disk.value.backend.load();
  if (loaded.ok) return disk;
  await disk.value.backend.close();
  return loaded;
}

function start(
  options: RunServeOptions,
  { backend, folder, failuresIn }: OpenedDisk & { readonly failuresIn: Language },
  usage: UsageStore | undefined,
  localPassword: Secret | undefined,
  log: (line: string) => void,
  io: Io,
): Promise<Outcome<RunningServer>> {
  const { host, port } = options;
  const managementPassword = environmentSecret(io.env.MANAGEMENT_PASSWORD);
  return startServer({
    backend,
    failuresIn,
    ...(usage ? { usage } : {}),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(localPassword ? { localPassword } : {}),
    ...(managementPassword ? { managementPassword: new Secret(managementPassword) } : {}),
    activity: {
      read: () => folder().readActivity(),
      write: (data) => folder().writeActivity(data),
    },
    quotas: {
      read: () => folder().readQuotas(),
      add: (quotas) => folder().addQuotas(quotas),
    },
    notices: {
      read: () => folder().readNotices(),
      write: (data) => folder().writeNotices(data),
    },
    runNotice,
    version,
    log,
    jsonLog: options.json,
    logFolder: (config) => logFolderOf(config, { home: io.home, configPath: backend.place, env: io.env }),
    now: io.now,
    readFile: async (wanted) => (await readRegularFile(resolve(io.cwd, expandHome(wanted, io.home)))).bytes,
    async sealConfigText(text) {
      const kept = await refuseNotifyChange(text, backend);
      return kept.ok ? sealConfigText(text) : kept;
    },
    environment: io.env,
  });
}

async function configFor(options: RunServeOptions, io: Io): Promise<Outcome<string>> {
  const seen = await lookForConfig(options.config, io);
  if (seen.there) return success(seen.path);
  if (seen.named && !options.init) return noConfig(seen, io);
  const made = await makeFirstConfig(seen.path, io, seen.named);
  if (!made.ok) return made;
  const { clientKey, managementSecret } = made.value;
  const lines = [
    `Created ${seen.path}. Save these now; the management secret is not shown again:`,
    `  client key         ${clientKey.reveal()}`,
    `  management secret  ${managementSecret.reveal()}`,
  ];
  printText(io.stderr, lines.join('\n'));
  return success(seen.path);
}

function untilStopped(io: Io, parent: ParentPipe | undefined) {
  let forget = () => {};
  const signal = new Promise<void>((resolve) => {
    forget = io.onStopSignal(resolve);
  });
  return { asked: parent ? Promise.race([signal, parent.ended]) : signal, forget };
}

/** A config.yaml that is about to be written, with its plain management secret replaced by the hash (B1). */
export async function sealConfigText(text: string): Promise<Outcome<string>> {
  const parsed = parseConfig(text);
  if (!parsed.ok) return parsed;
  const secret = parsed.value.config['remote-management']?.['secret-key'];
  if (!secret || isBcryptHash(secret)) return success(text);
  const problem = secretLengthProblem(secret);
  if (problem) return failure('invalid', problem);
  const value = await hashSecret(secret);
  return applyEdits(text, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
}

/** The server runs this command, so that the management secret alone is not enough to choose it. */
async function refuseNotifyChange(text: string, backend: Backend): Promise<Outcome<void>> {
  const [parsed, loaded] = [parseConfig(text), await backend.load()];
  const before = loaded.ok ? loaded.value.config.notify?.command : undefined;
  const after = parsed.ok ? parsed.value.config.notify?.command : before;
  if (isDeepStrictEqual(before ?? [], after ?? [])) return success(undefined);
  return failure(
    'invalid',
    'notify.command is not changed over the network, as this server runs it. Edit config.yaml on its machine.',
  );
}
