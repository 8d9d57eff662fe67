import { type Outcome, success } from '../../contract/outcome.ts';
import {
  type Done,
  type Inquiry,
  type Operation,
  type ProgressStep,
  runOperation,
} from '../../operations/operation.ts';
import type { Call } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { progressLine } from '../print/progress-line.ts';

/** Runs an operation that needs no key by name. A note about how it ran is put before its message. */
export async function runOn<Input, Result>(
  call: Call,
  use: 'read' | 'write',
  operation: Operation<Input, Result>,
  input: Input,
): Promise<CommandOutcome<Done<Result>>> {
  const opened = await call.services.openBackend(use);
  if (!opened.ok) return opened;
  return runOpened(opened.value, operation, input);
}

export async function runOpened<Input, Result>(
  { context, note }: Opened,
  operation: Operation<Input, Result>,
  input: Input,
): Promise<CommandOutcome<Done<Result>>> {
  const outcome = await runOperation(operation, context, input);
  if (!outcome.ok || note === undefined) return outcome;
  return success({ ...outcome.value, message: `${note}\n${outcome.value.message}` });
}

/**
 * Runs an operation with requests to the network: its steps are shown on a terminal, and Ctrl-C ends it
 * (`cancelled`).
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
