import type { AuthFileBatch } from '../../contract/auth-file.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { words } from './words.ts';

/**
 * Runs a task for each name separately, in order. A failure only if all failed; otherwise what failed
 * is returned with what was done.
 */
export async function inBatch(
  names: readonly string[],
  signal: AbortSignal | undefined,
  task: (name: string) => Promise<Outcome<unknown>>,
): Promise<Outcome<AuthFileBatch>> {
  const unique = [...new Set(names)];
  if (unique.length === 0) return failure('invalid', words().noneNamed);
  const done: string[] = [];
  const failed: AuthFileBatch['failed'] = [];
  let first: Failure | undefined;
  for (const name of unique) {
    const outcome = signal?.aborted ? stopped() : await task(name);
    if (outcome.ok) done.push(name);
    else {
      first ??= outcome;
      failed.push({ name, message: outcome.message });
    }
  }
  if (done.length > 0 || !first) return success({ done, failed });
  const rest = failed.length - 1;
  const more = rest === 0 ? '' : words().moreFailed(rest);
  return { ...first, message: `${first.message}${more}` };
}

const stopped = () => failure('cancelled', words().stopped);
