import type { Backend } from '../../backend/backend.ts';
import { probeServer } from '../../backend/management/detect-server.ts';
import type { UsageFeed } from '../../backend/public/usage/usage-feed.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { withTexts } from '../../base/text/language.ts';
import type { Clipboard } from '../../base/text/osc52.ts';
import { askEarly, wantsBackground } from '../../base/text/terminal-background.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { createSession } from '../../session/create-session.ts';
import type { SessionPorts } from '../../session/ports.ts';
import type { ConsoleAction } from '../../store/console-action.ts';
import { initialConsoleState, reduceConsole } from '../../store/reduce-console.ts';
import type { ConsoleState } from '../../store/state.ts';
import { createStore } from '../../store/store.ts';
import type { ConsoleLook } from '../command-services.ts';
import type { Io } from '../io.ts';
import { printLine } from '../print/print-answer.ts';
import { connectorFor } from './connector.ts';
import { createEffects } from './create-effects.ts';

export interface ConsoleOptions {
  /** Of the server. */
  readonly url: string;
  /** Absent: the server is elsewhere, so neither started nor worked around. */
  readonly configPath?: string;
  readonly openDisk?: () => Promise<Outcome<Backend>>;
  readonly copy: (text: string) => Promise<Outcome<Clipboard>>;
  /** From a file or the environment. */
  readonly secret?: Secret;
  /** PEM. */
  readonly ca?: string;
  readonly disk: boolean;
  readonly readOnly: ConsoleState['readOnly'];
  readonly keep: boolean;
  readonly usageFeed?: UsageFeed;
  readonly look: ConsoleLook;
  /** The file of --preferences. */
  readonly preferences: string | undefined;
  readonly firstRun?: ConsoleState['firstRun'];
  readonly beforeStart?: SessionPorts['beforeStart'];
  readonly isOpenProxy?: SessionPorts['isOpenProxy'];
  readonly offer?: SessionPorts['offer'];
  readonly noConfig?: SessionPorts['noConfig'];
  readonly setUpOwn?: SessionPorts['setUpOwn'];
  readonly openNearest?: SessionPorts['openNearest'];
}

/** A server that outlives the console. */
interface KeptServer {
  readonly url: string;
  readonly pid: number | undefined;
}

/** Builds a session and its screens, and runs them until the user leaves. The value is the exit code. */
export async function runConsole(options: ConsoleOptions, io: Io): Promise<Outcome<number>> {
  const { configPath, openDisk, firstRun } = options;
  const store = createStore<ConsoleState, ConsoleAction>(
    reduceConsole,
    initialConsoleState({
      place: options.disk ? (configPath ?? options.url) : options.url,
      configPath,
      readOnly: options.readOnly,
      canStartServer: startsServer(options),
      canWorkOnFiles: openDisk !== undefined,
      canSetUp: options.setUpOwn !== undefined,
      firstRun,
    }),
  );
  let kept: KeptServer | undefined;
  const asking = firstRequest();
  const session = createSession(
    store,
    portsOf(options, io, asking.onAsking, (server) => {
      kept = server;
    }),
  );
  // The first request is on its way while the screens are still being loaded.
  const started = session.start({
    disk: options.disk,
    ...(options.secret ? { secret: options.secret } : {}),
  });
  if (options.secret && !options.disk && !options.offer) await asking.begun;
  const stdin = io.stdin as NodeJS.ReadStream;
  const askedEarly = wantsBackground(io.env, options.look.theme);
  if (askedEarly) askEarly(stdin, io.stdout);
  const { startConsole } = await outsideCi(() => import('../../tui/start-console.tsx'));
  await within(grace, started);
  const code = await startConsole(session, {
    stdin,
    stdout: io.stdout as NodeJS.WriteStream,
    now: io.now,
    env: io.env,
    ...options.look,
    askedEarly,
  });
  await started;
  if (kept) {
    const { words } = await withTexts(import('./effects/words.ts'));
    printLine(io.stderr, words().servers.kept(kept.url, kept.pid));
  }
  return success(code);
}

/** A starting server writes: it hashes a plain secret. */
const startsServer = ({ configPath, readOnly }: ConsoleOptions): boolean =>
  configPath !== undefined && !readOnly;

/**
 * Ink draws nothing where these are set, which it looks up as it is loaded; a console that is started in
 * such an environment is to be seen. Other programs get the variables as they are.
 */
async function outsideCi<T>(load: () => Promise<T>): Promise<T> {
  const kept = ['CI', 'CONTINUOUS_INTEGRATION'].map((name) => [name, process.env[name]] as const);
  for (const [name] of kept) delete process.env[name];
  try {
    return await load();
  } finally {
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
  }
}

/** ms that the screens wait for the request to leave at most, as a server may hang. */
const timeoutMs = 40;
/**
 * ms for which an answer that is about to arrive saves drawing a screen that says it is awaited: drawing the
 * first takes as long.
 */
const grace = 40;

function within(ms: number, done: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    done.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Loading the screens keeps this thread busy for the time that a server takes to answer, so the request is
 * sent first.
 */
function firstRequest(): { readonly begun: Promise<void>; readonly onAsking: () => void } {
  let onAsking = () => {};
  const begun = new Promise<void>((resolve) => {
    setTimeout(resolve, timeoutMs).unref();
    onAsking = resolve;
  });
  return { begun, onAsking: () => onAsking() };
}

/** Loaded when a file is first named. */
const filesOf = async (io: Io) => (await import('./effects/user-files.ts')).userFiles(io);

function portsOf(
  options: ConsoleOptions,
  io: Io,
  onAsking: () => void,
  onKept: (server: KeptServer) => void,
): SessionPorts {
  const { configPath, openDisk, ca, keep, beforeStart, isOpenProxy } = options;
  const { offer, noConfig, setUpOwn, openNearest } = options;
  const trust = ca === undefined ? {} : { ca };
  const effects = createEffects({ configPath, url: options.url, ca }, io);
  const connect = connectorFor(
    { configPath, onAsking, ...(options.usageFeed && { usageFeed: options.usageFeed }) },
    io,
  );
  return {
    find: async (signal) => probeServer(options.url, { ...trust, signal }),
    connect: (secret, signal, url = options.url) => connect({ url, secret, signal, ...trust }),
    ...(openDisk && { openDisk }),
    ...(beforeStart && { beforeStart }),
    ...(isOpenProxy && { isOpenProxy }),
    ...(offer && { offer }),
    ...(noConfig && { noConfig }),
    ...(setUpOwn && { setUpOwn }),
    ...(openNearest && { openNearest }),
    ...(configPath && startsServer(options)
      ? {
          async startServer(signal) {
            const { startEmbedded } = await import('./server/start-embedded.ts');
            const started = await startEmbedded({
              program: io.program,
              configPath,
              keep,
              password: Buffer.from(io.randomBytes(32)).toString('base64url'),
              env: io.env,
              signal,
            });
            if (!started.ok) return started;
            const { keep: goOn } = started.value;
            if (keep) onKept(started.value);
            const keepIt = async () => {
              await goOn();
              onKept(started.value);
            };
            return success({ ...started.value, keep: keepIt });
          },
        }
      : {}),
    copy: options.copy,
    async runLogin(backend, login, onProgress) {
      const { followLogin } = await import('./follow-login.ts');
      return followLogin(backend, login, effects, onProgress);
    },
    async openUrl(url) {
      const { openUrl } = await import('./effects/desktop.ts');
      return openUrl(url, io.env);
    },
    files: {
      read: async (path) => (await filesOf(io)).read(path),
      save: async (path, text, how) => (await filesOf(io)).save(path, text, how),
      editPreferences: async () =>
        (await import('./edit-preferences.ts')).editPreferences(options.preferences, io),
    },
    effects,
    async noteChanges(backend) {
      const { recordWrites } = await import('./recorded-backend.ts');
      const { keepChangeNote, forgetChangeNote } = await import('./change-note.ts');
      const recorded = recordWrites(backend, true);
      return {
        backend: recorded.backend,
        keep: (title) => keepChangeNote(backend, configPath, recorded.writes, title, io),
        forget: (at) => forgetChangeNote(backend, configPath, at, io),
      };
    },
    now: io.now,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
