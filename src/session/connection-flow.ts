import type { Backend, ServerProbe } from '../backend/backend.ts';
import { fingerprint } from '../base/secrets/fingerprint.ts';
import type { Secret } from '../base/secrets/secret.ts';
import type { Failure, Outcome } from '../contract/outcome.ts';
import type { Connection, Waiting } from '../store/state.ts';
import type { EmbeddedServer, SessionPorts, Traffic } from './ports.ts';
import { words } from './words.ts';

interface ConnectionFlowOptions {
  readonly ports: SessionPorts;
  readonly show: (connection: Connection) => void;
  readonly adopt: (backend: Backend) => Promise<void>;
  /** The embedded server has exited on its own. */
  readonly leave: () => Promise<void>;
}

/** A dead server is looked for again after these, the last one over and over; ms. */
const searchPauses = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** B5: how long an address is banned, ms. */
const lockOut = 30 * 60_000;

/** Every way from "nothing" to a backend. One attempt at a time: a new one ends the one before. */
interface ConnectionFlow {
  /** Sends the secret once; the failure is that the server could not be reached. */
  readonly connect: (secret: Secret, what: Waiting | undefined) => Promise<Failure | undefined>;
  readonly wasRefused: (secret: Secret) => boolean;
  readonly forgetRefused: () => void;
  /**
   * Finds out what answers and asks for a secret, starts the server, or waits for one. @param before why the
   * last attempt did not get that far
   */
  readonly look: (before?: Failure) => Promise<void>;
  readonly startServer: () => Promise<void>;
  readonly workOnFiles: () => Promise<void>;
  readonly showFailure: (failed: Failure) => void;
  readonly traffic: () => Promise<Traffic | undefined>;
  readonly keepServer: () => Promise<void>;
  readonly cancel: () => void;
  readonly close: () => Promise<void>;
}

type Server = Extract<ServerProbe, { kind: 'ours' | 'public' }>;
const isServer = (found: ServerProbe): found is Server => found.kind === 'ours' || found.kind === 'public';
type Down = Omit<Extract<Connection, { kind: 'down' }>, 'kind' | 'nextAttemptAt'>;

/** What a server did with a secret that was sent. `unreachable` is dropped once a server answers. */
const reasonAfter = ({ unsent, message }: Failure): string | undefined => (unsent ? undefined : message);

/** The same, where more is known than that no server answers. */
const withReason = ({ refused: _, ...down }: Down, reason: string): Down => ({ ...down, reason });

/** A secret is asked for again, with what is known of why. */
function refusal({ message: reason, attemptsLeft, managementOff }: Failure): Connection {
  return {
    kind: 'sign-in',
    reason,
    busy: false,
    attemptsLeft,
    ...(managementOff && { managementOff }),
  };
}

export function createConnectionFlow({ ports, show, adopt, leave }: ConnectionFlowOptions): ConnectionFlow {
  let attempt = new AbortController();
  let stopWaiting = () => {};
  let child: EmbeddedServer | undefined;
  let closed = false;
  /** Fingerprints: a refused secret is never sent twice. */
  const refused = new Set<string>();
  /** Given, but not sent yet as no server answered; sent to the next server that is found. */
  let unsent: Secret | undefined;

  const begin = (connection: Connection): AbortSignal => {
    stopWaiting();
    attempt.abort();
    attempt = new AbortController();
    show(connection);
    return attempt.signal;
  };

  /** Every failure has its picture, and none ends in silence. */
  const showFailure = (failed: Failure): void => {
    if (closed) return;
    if (failed.kind === 'denied' && failed.attemptsLeft !== 0) {
      show(refusal(failed));
    } else if (failed.kind === 'denied' || failed.kind === 'locked-out') {
      // The refusal that used up the last attempt begins the lock-out, though only the next answer would say
      // so.
      const until = failed.lockedOutUntil ?? ports.now() + lockOut;
      show({ kind: 'locked-out', reason: failed.message, until });
      stopWaiting = ports.after(Math.max(0, until - ports.now()), () =>
        show({ kind: 'sign-in', busy: false }),
      );
    } else if (failed.kind === 'cancelled') {
      show({ kind: 'sign-in', busy: false });
    } else if (failed.kind === 'unreachable') {
      const reason = failed.message;
      const down: Down = failed.refused ? { reason, refused: true } : { reason, unclear: true };
      waitForServer(down, 0, reasonAfter(failed));
    } else {
      void settle(failed);
    }
  };

  /** A server that answered is most likely still there: the reason is shown with the next prompt. */
  const settle = async (failed: Failure): Promise<void> => {
    const { signal } = attempt;
    const found = await ports.find(signal);
    if (signal.aborted || closed) return;
    if (isServer(found)) show(refusal(failed));
    else waitForServer(withReason(await describeDown(found), failed.message), 0);
  };

  /** What is shown while no server can be signed in to. */
  const describeDown = async (found: Exclude<ServerProbe, Server>): Promise<Down> => {
    if (found.kind === 'foreign') return { reason: found.reason, unclear: true, foreign: true };
    if (found.kind === 'unclear') return { reason: found.reason, unclear: true };
    const start = ports.startServer && (await ports.beforeStart?.());
    return { reason: found.reason, refused: true, start };
  };

  /**
   * Looking needs no secret, so it can do no harm. @param say what the server said before, for when it is
   * back
   */
  const waitForServer = (down: Down, pause: number, say?: string): void => {
    const { signal } = attempt;
    const ms = searchPauses[Math.min(pause, searchPauses.length - 1)] ?? 15_000;
    show({ kind: 'down', ...down, nextAttemptAt: ports.now() + ms });
    stopWaiting = ports.after(ms, async () => {
      const found = await ports.find(signal);
      if (signal.aborted || closed) return;
      if (isServer(found)) return signInOrAsk(say);
      const same = found.kind === 'none' && !down.unclear;
      const now = same ? down : await describeDown(found);
      if (!signal.aborted && !closed) waitForServer(now, pause + 1, say);
    });
  };

  const signInOrAsk = async (reason?: string): Promise<void> => {
    if (unsent) await connect(unsent, 'signing in');
    else show({ kind: 'sign-in', busy: false, reason });
  };

  const enter = async (connected: Outcome<Backend>, signal: AbortSignal): Promise<void> => {
    if (connected.ok && (closed || signal.aborted)) return connected.value.close();
    if (connected.ok) return adopt(connected.value);
    if (!signal.aborted) showFailure(connected);
  };

  const connect: ConnectionFlow['connect'] = async (secret, what) => {
    const signal = begin(what ? { kind: 'connecting', what } : { kind: 'sign-in', busy: true });
    const connected = await ports.connect(secret, signal);
    unsent = !connected.ok && connected.unsent ? secret : undefined;
    if (!connected.ok && connected.kind === 'denied') refused.add(fingerprint(secret.reveal()));
    await enter(connected, signal);
    return !connected.ok && connected.kind === 'unreachable' ? connected : undefined;
  };

  const startServer = async (): Promise<void> => {
    if (!ports.startServer) return;
    const signal = begin({ kind: 'connecting', what: 'starting the embedded server' });
    const started = await ports.startServer(signal);
    if (!started.ok) {
      const down = withReason(await describeDown({ kind: 'none', reason: '' }), started.message);
      if (!signal.aborted && !closed) waitForServer(down, 0);
      return;
    }
    const server = started.value;
    if (closed || signal.aborted) return server.stop();
    child = server;
    server.exited.then(async () => {
      if (closed || child !== server) return;
      child = undefined;
      await leave();
      const said = server.lastWords();
      const reason = words().stopped(said);
      const down = withReason(await describeDown({ kind: 'none', reason: '' }), reason);
      if (!closed) waitForServer(down, 0);
    });
    await enter(await ports.connect(server.password, signal, server.url), signal);
  };

  return {
    showFailure,
    startServer,
    connect,
    wasRefused: (secret) => refused.has(fingerprint(secret.reveal())),
    forgetRefused: () => refused.clear(),
    async look(before) {
      const signal = begin({ kind: 'connecting', what: 'looking for the server' });
      const found = await ports.find(signal);
      if (signal.aborted || closed) return;
      const say = before && reasonAfter(before);
      if (isServer(found)) return signInOrAsk(say);
      if (found.kind === 'none' && ports.startServer && !ports.beforeStart) return startServer();
      const down = await describeDown(found);
      if (!signal.aborted && !closed) waitForServer(down, 0, say);
    },
    async workOnFiles() {
      if (!ports.openDisk) return;
      const signal = begin({ kind: 'connecting', what: 'reading the files' });
      await enter(await ports.openDisk(), signal);
    },
    traffic: async () => child?.traffic(),
    keepServer: async () => child?.keep(),
    cancel() {
      unsent = undefined;
      attempt.abort();
      show({ kind: 'sign-in', busy: false });
    },
    async close() {
      closed = true;
      stopWaiting();
      attempt.abort();
      await child?.stop();
    },
  };
}
