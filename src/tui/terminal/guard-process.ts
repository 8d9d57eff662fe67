/** The part of `process` that can end the console from outside. */
export type ProcessEvents = Pick<NodeJS.Process, 'on' | 'off' | 'once' | 'kill' | 'pid'>;

const signals = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/**
 * Restores the terminal before the process ends for any reason. A signal requests to quit with its exit code;
 * an uncaught error is printed by Node as usual, on the restored terminal. Returns a function that stops
 * guarding, to be called once all is written: without a listener, Ink ends the process as it would end by itself.
 * A second signal ends the process at once.
 * @param leave false: the signal is not for this program
 */
export function guardProcess(
  process: ProcessEvents,
  restore: () => void,
  leave: (exitCode: number) => boolean,
): () => void {
  let asked = false;
  const stop = () => {
    for (const remove of handlers) remove();
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
  };
  const handlers = (Object.keys(signals) as (keyof typeof signals)[]).map((signal) => {
    const handler = () => {
      restore();
      if (!asked) {
        asked = leave(signals[signal]);
        return;
      }
      stop();
      process.kill(process.pid, signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  process.on('exit', restore);
  process.on('uncaughtExceptionMonitor', restore);
  return stop;
}

/** Without a job-control shell the kernel does not stop the process at all. ms. */
const stillRunning = 400;

/** Ctrl-Z: stops this process as the terminal itself would, and continues after `fg`. */
export function suspendProcess(process: ProcessEvents, resume: () => void): void {
  const again = () => {
    clearTimeout(timer);
    process.off('SIGCONT', again);
    resume();
  };
  const timer = setTimeout(again, stillRunning);
  process.once('SIGCONT', again);
  process.kill(process.pid, 'SIGTSTP');
}
