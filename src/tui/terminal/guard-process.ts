/** The part of `process` that ends a console from outside. */
export type ProcessEvents = Pick<NodeJS.Process, 'on' | 'off' | 'once' | 'kill' | 'pid'>;

const signals = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/**
 * Whatever ends the process, the terminal is given back first. A signal asks to leave with its exit code; a fault
 * goes its way, as Node prints it, on the restored terminal. Returns: guard no longer.
 */
export function guardProcess(
  process: ProcessEvents,
  restore: () => void,
  leave: (exitCode: number) => void,
): () => void {
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = () => {
      restore();
      leave(code);
    };
    process.on(signal as NodeJS.Signals, handler);
    return () => process.off(signal as NodeJS.Signals, handler);
  });
  process.on('exit', restore);
  process.on('uncaughtExceptionMonitor', restore);
  return () => {
    for (const remove of handlers) remove();
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
  };
}

/** Without a shell that could say `fg` the kernel does not stop us at all. ms. */
const stillRunning = 400;

/** Ctrl-Z: stops this process as the terminal itself would have, and goes on after `fg`. */
export function suspendProcess(process: ProcessEvents, goOn: () => void): void {
  const again = () => {
    clearTimeout(timer);
    process.off('SIGCONT', again);
    goOn();
  };
  const timer = setTimeout(again, stillRunning);
  process.once('SIGCONT', again);
  process.kill(process.pid, 'SIGTSTP');
}
