import { authFileState } from '../../../contract/auth-file.ts';
import type { Feature } from '../feature.ts';
import { sessionActs } from './acts.tsx';
import { loginActs } from './login-box.tsx';
import { sessionSorts } from './rows.ts';
import { SessionsScreen } from './screen.tsx';
import { sessionName, troubleHint } from './session-texts.ts';
import { sessionsSight } from './sight.ts';
import { watchSessions } from './watch.ts';
import { words } from './words.ts';

/** 4: the OAuth sessions of auth-dir and of the server (E). */
export const sessionsFeature: Feature = {
  id: 'sessions',
  number: '4',
  words: () => words().screen,
  Screen: SessionsScreen,
  acts: [...sessionActs, ...loginActs],
  list: (at) => sessionsSight(at).listed,
  sorts: sessionSorts,
  search: ({ console, now }) =>
    (console.sessions?.files ?? []).map((file) => ({
      id: file.name,
      text: sessionName(file),
      state: words().states[authFileState(file, now)],
    })),
  hint(at) {
    const { selected } = sessionsSight(at);
    return selected && troubleHint(selected, at.now);
  },
  watch: watchSessions,
  absent: ({ capabilities }) => capabilities?.sessions === 'absent',
};
