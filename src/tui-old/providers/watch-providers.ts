import { environmentKeys } from '../../operations/index.ts';
import type { Watch } from '../watch-screen.ts';

/** How the keys fare is followed while they are shown; which ones this environment could give is asked once. */
export const watchProviders: Watch = (session, ui) => {
  if (!ui.snapshot().environment) {
    void session.ask(environmentKeys, {}).then((found) => {
      if (found.ok) ui.dispatch({ type: 'environment', keys: found.value });
    });
  }
  return session.watchProviderStates();
};
