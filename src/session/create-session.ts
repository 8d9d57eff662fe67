import type { Backend } from '../backend/backend.ts';
import type { Secret } from '../base/secrets/secret.ts';
import { failure } from '../contract/outcome.ts';
import type { ConsoleAction } from '../store/console-action.ts';
import type { Connection, ConsoleState } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { createConnectionFlow } from './connection-flow.ts';
import type { ConsoleSession } from './console-session.ts';
import { connectionOf, type Following, followBackend, signedInTo } from './follow-backend.ts';
import { createLogins } from './logins.ts';
import { createOperationRunner, notConnected } from './operation-runner.ts';
import type { SessionPorts, UserFiles } from './ports.ts';
import { words } from './words.ts';

interface SessionStart {
  /** From a file or the environment: tried once, without asking. */
  readonly secret?: Secret;
  /** Straight to the files. */
  readonly disk?: boolean;
}

interface StartedSession extends ConsoleSession {
  /** Finds the server and signs in as far as possible without the user. */
  start(how: SessionStart): Promise<void>;
}

/** One life of a console: connect, sign in, follow changes, run and undo. Effects enter as ports. */
export function createSession(
  store: Store<ConsoleState, ConsoleAction>,
  ports: SessionPorts,
): StartedSession {
  const { dispatch } = store;
  let backend: Backend | undefined;
  let following: Following | undefined;
  /** The watchers of the health of the provider keys. */
  let watchers = 0;

  let toLookAt = ports.isOpenProxy;
  const show = (connection: Connection) => {
    dispatch({ type: 'connection', connection });
    if (connection.kind !== 'sign-in' && connection.kind !== 'locked-out') return;
    // Loaded once, and only when the user waits anyway, as it loads the parser.
    void toLookAt?.().then((open) => open && dispatch({ type: 'open-proxy' }));
    toLookAt = undefined;
  };
  const runner = createOperationRunner({
    backend: () => backend,
    refresh: async (changes) => (changes === 'sessions' ? following?.sessions.again() : following?.refresh()),
    dispatch,
    effects: ports.effects,
    noteChanges: ports.noteChanges,
  });

  const leave = async (): Promise<void> => {
    runner.cancelAsked();
    following?.stop();
    following = undefined;
    const left = backend;
    backend = undefined;
    await left?.close();
  };

  const adopt = async (next: Backend): Promise<void> => {
    await leave();
    const { place, configPath } = store.snapshot();
    if (place !== next.place) {
      runner.forget();
      dispatch({ type: 'place', place: next.place, configPath });
    }
    backend = next;
    dispatch(signedInTo(next));
    const onRefused = (reason: string, attemptsLeft?: number) => {
      leave();
      show({ kind: 'sign-in', reason, busy: false, attemptsLeft });
    };
    const before = store.snapshot().connection;
    const withSessions = store.snapshot().sessions !== undefined;
    following = followBackend(next, dispatch, ports, onRefused, withSessions, () => watchers > 0);
    const failed = await following.refresh();
    if (backend !== next) return;
    if (!failed) {
      void following?.sessions.again();
      void following?.providerStates.again();
      // The feed may have ended, or begun, in the meantime, and says so itself.
      if (store.snapshot().connection === before) show(connectionOf(next));
      return;
    }
    await leave();
    connectionFlow.showFailure(failed);
  };

  const logins = createLogins({
    backend: () => backend,
    dispatch,
    ports,
    onDone: () => void following?.sessions.again(),
  });
  const connectionFlow = createConnectionFlow({ ports, show, adopt, leave });
  const enter = async (secret: Secret | undefined): Promise<void> => {
    // With a secret the first request is the load itself; without one, detect the server first.
    const failed = secret && (await connectionFlow.connect(secret, 'signing in'));
    if (!secret || failed) await connectionFlow.look(failed);
  };
  let atHand: Secret | undefined;

  return {
    store,
    async start({ disk, secret }) {
      if (ports.noConfig) return show({ kind: 'no-config', ...ports.noConfig });
      if (disk) return connectionFlow.workOnFiles();
      if (!ports.offer) return enter(secret);
      atHand = secret;
      show({ kind: 'offer', ...ports.offer });
    },
    acceptOffer: () => enter(atHand),
    setUpOwn: () => ports.setUpOwn?.(),
    openNearest: () => ports.openNearest?.(),
    traffic: connectionFlow.traffic,
    keepServer: connectionFlow.keepServer,
    async signIn(secret) {
      const { connection } = store.snapshot();
      if (connection.kind === 'locked-out' || secret.reveal() === '') return;
      if (connectionFlow.wasRefused(secret)) {
        const reason = words().refusedBefore;
        return show({
          ...(connection.kind === 'sign-in' ? connection : { kind: 'sign-in' }),
          reason,
          repeated: true,
          busy: false,
        });
      }
      await connectionFlow.connect(secret, undefined);
    },
    async retry() {
      if (store.snapshot().connection.kind === 'locked-out') return;
      connectionFlow.forgetRefused();
      await leave();
      await connectionFlow.look();
    },
    startServer: connectionFlow.startServer,
    workOnFiles: connectionFlow.workOnFiles,
    async reload() {
      if (!following) return;
      const { sessions, providerStates } = following;
      const [failed] = await Promise.all([following.refresh(), sessions.again(), providerStates.again()]);
      const result = failed
        ? ({ tone: 'error', message: failed.message } as const)
        : ({ tone: 'ok', message: words().reloaded } as const);
      dispatch({ type: 'result', result });
    },
    run: runner.run,
    ask: runner.ask,
    undo: runner.undo,
    undoRevokes: runner.undoRevokes,
    cancel() {
      if (!runner.cancel()) runner.cancelAsked();
      if (!backend) connectionFlow.cancel();
    },
    async copy(secret) {
      try {
        return await ports.copy(secret.reveal());
      } catch {
        return failure('failed', words().notCopied);
      }
    },
    async answerFeedQuestion(yes) {
      const asked = backend;
      const answered = await asked?.answerFeedQuestion?.(yes);
      if (asked && asked === backend) dispatch(signedInTo(asked));
      if (!answered) return;
      const result = answered.ok
        ? ({
            tone: 'ok',
            message: yes ? words().readsUsage : words().usageOff,
          } as const)
        : ({ tone: 'error', message: answered.message } as const);
      dispatch({ type: 'result', result });
    },
    async usage(request) {
      if (!backend) return notConnected();
      if (!backend.usage) return failure('unsupported', words().noRequests);
      return backend.usage.figures(request);
    },
    async loadSessions() {
      await following?.sessions.load();
    },
    watchProviderStates() {
      let watching = true;
      watchers += 1;
      if (watchers === 1) following?.providerStates.review();
      return () => {
        if (!watching) return;
        watching = false;
        watchers -= 1;
        if (watchers === 0) following?.providerStates.review();
      };
    },
    keyPressed: () => following?.keyPressed(),
    inspectSession: async (name) => following?.sessions.inspect(name) ?? notConnected(),
    logins,
    files: ports.files ?? noFiles,
    acknowledgeFirstRun: () => dispatch({ type: 'first-run-acknowledged' }),
    async close() {
      runner.cancel();
      await logins.close();
      await leave();
      await connectionFlow.close();
    },
  };
}

const noFile = async () => failure('unsupported', words().noFiles);
const noFiles: UserFiles = { read: noFile, save: noFile };
