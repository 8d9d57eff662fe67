import type { Feature, Watch } from '../feature.ts';
import { keepAsking, pauseOf } from '../keep-asking.ts';
import { overviewActs } from './acts.tsx';
import { attentionList } from './attention-list.ts';
import { rangeOf, usageRequestOf } from './overview-state.ts';
import { OverviewScreen } from './screen.tsx';
import { words } from './words.ts';

/** Follows what the panels show: figures, sessions and states of provider keys, as far as the server has them. */
const watchOverview: Watch = (...parts) => {
  const [session, ui] = parts;
  let loading = false;
  const loadSessions = () => {
    const { sessions, server, capabilities } = session.store.snapshot();
    if (sessions || loading || !server || capabilities?.sessions === 'absent') return;
    loading = true;
    void session.loadSessions().finally(() => {
      loading = false;
    });
  };
  const stops = [
    session.store.subscribe(loadSessions),
    session.watchProviderStates(),
    keepAsking(parts, {
      about: () => rangeOf(ui.snapshot().overview).id,
      pause: pauseOf,
      request: ({ at }) => usageRequestOf(ui.snapshot().overview, at),
      onAnswer: (answer, { about: range, at }) =>
        ui.dispatch({ type: 'overview', overview: { answer: { ...answer, range, at } } }),
    }),
  ];
  loadSessions();
  return () => {
    for (const stop of stops) stop();
  };
};

/** 1: what needs attention, and the traffic of this server. */
export const overviewFeature: Feature = {
  id: 'overview',
  number: '1',
  words: () => words().screen,
  Screen: OverviewScreen,
  acts: overviewActs,
  list: (at) => attentionList(at).listed,
  watch: watchOverview,
};
