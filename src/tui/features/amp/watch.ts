import type { Watch } from '../feature.ts';

/** Whether the server has AMP_API_KEY comes with how its keys fare: that is asked for once, and not followed. */
export const watchAmp: Watch = (session) => {
  const { store } = session;
  if (store.snapshot().providerStates) return () => {};
  const unwatch = session.watchProviderStates();
  const stop = store.subscribe(() => {
    if (!store.snapshot().providerStates) return;
    stop();
    unwatch();
  });
  return () => {
    stop();
    unwatch();
  };
};
