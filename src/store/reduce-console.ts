import type { KeyActivity } from '../contract/client-key.ts';
import type { ConsoleAction } from './console-action.ts';
import type { ConsoleState, ServerView } from './state.ts';
import { emptyTail, withRecords } from './usage-tail.ts';

/** The state of a console before anything is loaded. */
export function initialConsoleState(
  start: Pick<ConsoleState, 'place' | 'configPath' | 'readOnly'> & Partial<ConsoleState>,
): ConsoleState {
  return {
    connection: { kind: 'connecting', what: 'looking for the server' },
    signedInAs: undefined,
    version: undefined,
    capabilities: undefined,
    feedQuestion: undefined,
    feedAnswer: undefined,
    hasUsage: false,
    usage: emptyTail,
    server: undefined,
    loadedAt: undefined,
    sessions: undefined,
    providerStates: undefined,
    login: undefined,
    running: undefined,
    result: undefined,
    undoable: [],
    undoOffer: undefined,
    firstRun: undefined,
    canStartServer: false,
    canWorkOnFiles: false,
    canSetUp: false,
    openProxy: false,
    ...start,
  };
}

/** Pure and total: any action in any state gives a state; one that changes nothing gives the same object. */
export function reduceConsole(state: ConsoleState, action: ConsoleAction): ConsoleState {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.connection };
    case 'place': {
      const { place, configPath } = action;
      if (place === state.place) return configPath === state.configPath ? state : { ...state, configPath };
      const forgotten = {
        server: undefined,
        loadedAt: undefined,
        sessions: undefined,
        providerStates: undefined,
        signedInAs: undefined,
        login: undefined,
        hasUsage: false,
        usage: emptyTail,
        undoable: [],
        undoOffer: undefined,
      };
      return {
        ...state,
        ...forgotten,
        version: undefined,
        capabilities: undefined,
        feedQuestion: undefined,
        feedAnswer: undefined,
        place,
        configPath,
      };
    }
    case 'signed-in': {
      const { signedInAs, version, capabilities, feedQuestion, feedAnswer, hasUsage = false } = action;
      return { ...state, signedInAs, version, capabilities, feedQuestion, feedAnswer, hasUsage };
    }
    case 'loaded':
      return { ...state, server: action.server, loadedAt: action.at };
    case 'sessions-loaded':
      return { ...state, sessions: { files: action.files, loadedAt: action.at, problem: undefined } };
    case 'sessions-problem': {
      const { files, loadedAt } = state.sessions ?? {};
      return { ...state, sessions: { files, loadedAt, problem: action.problem } };
    }
    case 'session-quotas': {
      const { sessions } = state;
      const files = sessions?.files?.map((file) => {
        const quota = Object.hasOwn(action.quotas, file.name) ? action.quotas[file.name] : undefined;
        return quota ? { ...file, quota } : file;
      });
      return sessions && files ? { ...state, sessions: { ...sessions, files } } : state;
    }
    case 'provider-states-loaded': {
      const { states, environment, at } = action;
      return { ...state, providerStates: { states, environment, loadedAt: at, problem: undefined } };
    }
    case 'provider-states': {
      const { providerStates } = state;
      if (!providerStates?.states) return state;
      const states = { ...providerStates.states, ...action.states };
      return { ...state, providerStates: { ...providerStates, states, loadedAt: action.at } };
    }
    case 'provider-states-problem': {
      const { states, environment, loadedAt } = state.providerStates ?? {};
      return { ...state, providerStates: { states, environment, loadedAt, problem: action.problem } };
    }
    case 'activity': {
      const server = withActivity(state.server, action.keys);
      return server === state.server ? state : { ...state, server, loadedAt: action.at };
    }
    case 'usage': {
      const usage = withRecords(state.usage, action.records, action.missed);
      return usage === state.usage ? state : { ...state, usage };
    }
    case 'login':
      return { ...state, login: action.login };
    case 'config-problem':
      if (!state.server || state.server.problem === action.problem) return state;
      return { ...state, server: { ...state.server, problem: action.problem } };
    case 'operation-started':
      return { ...state, running: { title: action.title, since: action.at } };
    case 'operation-ended':
      return state.running ? { ...state, running: undefined } : state;
    case 'result':
      return { ...state, result: action.result };
    case 'undo-added':
      return { ...state, undoable: [...state.undoable, action.title], undoOffer: state.result };
    case 'undo-removed':
      if (state.undoable.length === 0) return state;
      return { ...state, undoable: state.undoable.slice(0, -1), undoOffer: undefined };
    case 'first-run':
      return { ...state, firstRun: action.firstRun };
    case 'first-run-acknowledged':
      return state.firstRun ? { ...state, firstRun: undefined } : state;
    case 'open-proxy':
      return { ...state, openProxy: true };
    case 'ways-on': {
      const { canStartServer, canWorkOnFiles } = action;
      if (canStartServer === state.canStartServer && canWorkOnFiles === state.canWorkOnFiles) return state;
      return { ...state, canStartServer, canWorkOnFiles };
    }
  }
}

/** Keys without new figures keep their identity, so that only their rows are drawn again. */
function withActivity(
  server: ServerView | undefined,
  figures: Readonly<Record<string, KeyActivity>>,
): ServerView | undefined {
  if (!server) return server;
  let changed = false;
  const clientKeys = server.clientKeys.map((key) => {
    const activity = Object.hasOwn(figures, key.fingerprint) ? figures[key.fingerprint] : undefined;
    if (!activity || activity === key.activity) return key;
    changed = true;
    return { ...key, activity };
  });
  return changed ? { ...server, clientKeys } : server;
}
