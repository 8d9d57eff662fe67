import type { Backend } from '../backend/backend.ts';
import { failure, success } from '../contract/outcome.ts';
import type { Effects } from '../operations/operation.ts';
import type { ConsoleSession } from './console-session.ts';

interface Inquiries {
  readonly ask: ConsoleSession['ask'];
  readonly cancel: () => void;
}

interface InquiriesOptions {
  readonly backend: () => Backend | undefined;
  readonly effects: Effects;
}

/** What only reads runs beside everything else: no spinner, no result line, nothing to undo. */
export function createInquiries({ backend, effects }: InquiriesOptions): Inquiries {
  const running = new Set<AbortController>();
  return {
    async ask(operation, input, onProgress, signal) {
      const asked = backend();
      if (!asked) return failure('unreachable', 'There is no connection to a server: sign in first.');
      const controller = new AbortController();
      running.add(controller);
      try {
        const outcome = await operation.run(
          {
            ...effects,
            backend: asked,
            progress: onProgress,
            signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
          },
          input,
        );
        return outcome.ok ? success(outcome.value.result) : outcome;
      } finally {
        running.delete(controller);
      }
    },
    cancel() {
      for (const controller of running) controller.abort();
    },
  };
}
