import { debugLog } from '../base/debug-log.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import type { Done, Operation, OperationContext } from './operation.ts';

/** `user`: operating-system user, for the audit log. */
export interface AuditedContext extends OperationContext {
  readonly user: string;
}

/**
 * Runs an operation and writes its line into the audit log; its `undo` writes one as well. What is done stays
 * done when the log cannot be written: the message then says so.
 */
export async function runOperation<Input, Result>(
  operation: Operation<Input, Result>,
  context: AuditedContext,
  input: Input,
): Promise<Outcome<Done<Result>>> {
  const outcome = await operation.run(context, input);
  debugLog('operation', () => `${operation.id}: ${outcome.ok ? 'done' : outcome.kind}`);
  if (!outcome.ok) return outcome;
  const done =
    operation.audited === false ? outcome.value : await audited(context, operation.id, outcome.value);
  const { undo } = done;
  if (!undo) return success(done);
  return success({
    ...done,
    async undo(later) {
      const undone = await undo(later);
      if (!undone.ok) return undone;
      return success(await audited({ ...later, user: context.user }, 'undo', undone.value, operation.id));
    },
  });
}

async function audited<Result>(
  context: AuditedContext,
  operation: string,
  done: Done<Result>,
  undoes?: string,
): Promise<Done<Result>> {
  const written = await context.backend.appendAudit({
    time: new Date(context.now()).toISOString(),
    user: context.user,
    operation,
    fingerprints: [...done.fingerprints],
    ...(done.names === undefined ? {} : { names: [...done.names] }),
    ...(undoes === undefined ? {} : { undoes }),
  });
  if (written.ok) return done;
  return { ...done, message: `${done.message} The audit log could not be written: ${written.message}` };
}
