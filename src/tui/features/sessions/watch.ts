import type { Watch } from '../feature.ts';

/** Loads the sessions when they are first shown at a server, and the models of the one whose details are open. */
export const watchSessions: Watch = (session, ui) => {
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
