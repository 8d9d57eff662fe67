import type { Outcome } from '../contract/outcome.ts';
import type { Done, Inquiry, ProgressStep } from '../operations/operation.ts';
import type { Call } from './command.ts';
import { progressLine } from './print/progress-line.ts';
import type { Opened } from './world.ts';

/**
 * Runs what asks somebody outside: its steps are told on a terminal, and Ctrl-C ends it (`cancelled`).
 * @param nameOf what a step is about, by id
 */
export async function askOutside<Input, Result>(
  { io }: Call,
  { context }: Opened,
  inquiry: Inquiry<Input, Result>,
  input: Input,
  nameOf: (id: string) => string | undefined = () => undefined,
): Promise<Outcome<Done<Result>>> {
  const line = progressLine(io);
  const stop = new AbortController();
  const forget = io.onStopSignal(() => stop.abort());
  const progress = (step: ProgressStep) => line.show(step, step.about && nameOf(step.about));
  try {
    return await inquiry.run({ ...context, progress, signal: stop.signal }, input);
  } finally {
    forget();
    line.clear();
  }
}
