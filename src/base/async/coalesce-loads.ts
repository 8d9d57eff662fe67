import { asProcess } from '../text/language.ts';

/**
 * Loads that never overlap: what asks during one is answered by a single load after it, as the running one may have
 * read before the change.
 */
export function coalesceLoads<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let again: Promise<T> | undefined;
  const start = (): Promise<T> => {
    if (!running) {
      running = asProcess(load).finally(() => {
        running = undefined;
      });
      return running;
    }
    again ??= running
      .catch(() => {})
      .then(() => {
        again = undefined;
        return start();
      });
    return again;
  };
  return start;
}
