import type { LoginEffects } from '../../../oauth/flow/run-login.ts';

/** Listening for the browser and waiting, for real; loaded when somebody logs in. */
export const loginEffects: Omit<LoginEffects, 'now'> = {
  async listen(wish) {
    const { listenLoopback } = await import('../../../oauth/flow/listen-loopback.ts');
    return listenLoopback(wish);
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
};
