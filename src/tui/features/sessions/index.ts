import { authFileState } from '../../../contract/auth-file.ts';
import type { Feature, Watch } from '../feature.ts';
import { sessionActs } from './acts.ts';
import { loginActs } from './login.tsx';
import { sessionName, sessionSorts, sessionsSight, troubleHint } from './rows.ts';
import { SessionsScreen } from './screen.tsx';
import { words } from './words.ts';

/** Loads the sessions when they are first shown at a server, and the models of the one whose details are open. */
const watchSessions: Watch = (session, ui) => {
  let [asking, ended] = [false, false];
  let inspecting: string | undefined;

  const load = () => {
    const { sessions, server } = session.store.snapshot();
    // Another server has other sessions.
    if (asking || sessions !== undefined || !server) return;
    asking = true;
    void session.loadSessions().finally(() => {
      asking = false;
    });
  };
  const inspect = async () => {
    const { detail, lists, inspected } = ui.snapshot();
    const name = lists.sessions.cursor;
    if (!detail || name === undefined || name === inspected?.name || name === inspecting) return;
    inspecting = name;
    const found = await session.inspectSession(name);
    inspecting = undefined;
    if (ended) return;
    const models = found.ok ? found.value.models : undefined;
    ui.dispatch({ type: 'set', ui: { inspected: { name, models } } });
    void inspect();
  };

  load();
  const stops = [session.store.subscribe(load), ui.subscribe(() => void inspect())];
  return () => {
    ended = true;
    for (const stop of stops) stop();
  };
};

/** 4: the OAuth sessions of auth-dir and of the server (E). */
export const sessionsFeature: Feature = {
  id: 'sessions',
  number: '4',
  words: () => words().screen,
  Screen: SessionsScreen,
  acts: [...sessionActs, ...loginActs],
  list: (at) => sessionsSight(at).listed,
  sorts: sessionSorts,
  search: (at) =>
    sessionsSight(at).all.map((file) => ({
      id: file.name,
      text: sessionName(file),
      state: words().states[authFileState(file, at.now)],
    })),
  hint(at) {
    const { selected } = sessionsSight(at);
    return selected && troubleHint(selected, at.now);
  },
  watch: watchSessions,
  absent: ({ capabilities }) => capabilities?.sessions === 'absent',
};
