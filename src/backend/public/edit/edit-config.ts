import { type Revision, revisionOf } from '../../../base/files/revision.ts';
import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { EditedConfig } from '../../backend.ts';
import { isNotSaved } from '../client/public-client.ts';
import type { ConfigSnapshot } from '../config-file.ts';
import { clientKeysIn, readConfig, type SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { ampAtRisk } from './amp-step.ts';
import { isKeptIn, sameKeys } from './client-key-steps.ts';
import { editText } from './config-text.ts';
import { type EditContext, type EditStep, settleMs } from './edit-step.ts';
import { planEdits } from './plan-edits.ts';

/** The config after an edit; with the texts, where it went through config.yaml. */
type EditResult = SeenConfig & Pick<EditedConfig, 'text'>;

/**
 * Carries out a batch on a public server: by the routes made for it, one write at a time, each read back,
 * else by one write of config.yaml. A batch that fails halfway is undone; the message says what remains.
 */
export async function editConfig(
  context: EditContext,
  edits: readonly ConfigEdit[],
  wanted: Revision | undefined,
  { seen, text }: Pick<ConfigSnapshot, 'seen' | 'text'>,
): Promise<Outcome<EditResult>> {
  if (wanted !== undefined && wanted !== seen.revision) {
    return failure('conflict', words().edit.modified);
  }
  const plan = planEdits(edits, seen, context.client.address.base);
  if (plan.kind === 'refused') return plan.reason;
  if (plan.kind === 'text') return byText(context, edits);
  const lost = ampAtRisk(context.client, text);
  if (lost) return lost;
  const kept = await context.remember?.(text);
  if (kept?.ok === false) return kept;
  const done = await runSteps(context, plan.steps, seen);
  // A server without one of these routes still takes its file.
  return !done.ok && done.kind === 'unsupported' ? byText(context, edits) : done;
}

async function byText(context: EditContext, edits: readonly ConfigEdit[]): Promise<Outcome<EditResult>> {
  const written = await editText(context, edits);
  if (!written.ok) return written;
  const seen = await readConfig(context.client);
  if (!seen.ok) return seen;
  const { before, after, isOurs } = written.value;
  return success({ ...seen.value, ...(isOurs && { text: { before, after: revisionOf(after) } }) });
}

async function runSteps(
  context: EditContext,
  steps: readonly EditStep[],
  first: SeenConfig,
): Promise<Outcome<SeenConfig>> {
  let seen = first;
  const done: EditStep[] = [];
  for (const step of steps) {
    const stopped = context.signal?.aborted;
    const outcome = stopped ? failure('cancelled', words().stopped) : await step.run(context, seen);
    if (!outcome.ok) return rolledBack(context, done, seen, outcome);
    seen = outcome.value;
    done.push(step);
  }
  if (steps.length < 2) return success(seen);
  // The reload that follows each write may have overwritten the next one.
  await context.wait(settleMs);
  const settled = await readConfig(context.client);
  if (!settled.ok || settled.value.revision === seen.revision) return settled;
  const [now, before, after] = [settled.value, first, seen].map(clientKeysIn);
  if (isKeptIn(now ?? [], before ?? [], after ?? [])) return settled;
  return rolledBack(context, done, settled.value, failure('conflict', words().edit.keysAgain));
}

async function rolledBack(
  context: EditContext,
  done: readonly EditStep[],
  before: SeenConfig,
  cause: Failure,
): Promise<Failure> {
  // The rest is not stopped by the signal: half a batch is worse.
  const { signal: _, ...calm } = context;
  if (isNotSaved(cause)) return inMemoryOnly(calm, before, cause);
  let now: SeenConfig = before;
  for (const [index, step] of [...done.entries()].reverse()) {
    const back = await step.undo(calm, now);
    if (!back.ok) {
      const remaining = done
        .slice(0, index + 1)
        .map((it) => it.what)
        .join('; ');
      // Not a `conflict`, as that says that nothing was written.
      const kind = cause.kind === 'conflict' ? 'failed' : cause.kind;
      return failure(kind, words().edit.remain(cause.message, remaining), more(cause));
    }
    now = back.value;
  }
  if (done.length === 0) return cause;
  return failure(cause.kind, words().edit.undone(cause.message), more(cause));
}

/** The file is broken, so no client was judged by any of it; the memory gets its former keys, and says so. */
async function inMemoryOnly(context: EditContext, before: SeenConfig, cause: Failure): Promise<Failure> {
  const now = await readConfig(context.client);
  if (now.ok && !sameKeys(clientKeysIn(now.value), clientKeysIn(before))) {
    // Answers with the same error, and changes the memory back.
    await context.client.request('putApiKeys', { input: [...clientKeysIn(before)] });
  }
  const after = await readConfig(context.client);
  const clean = after.ok && after.value.revision === before.revision;
  const { unchanged, shownOnly } = words().edit;
  return failure(cause.kind, (clean ? unchanged : shownOnly)(cause.message), more(cause));
}

function more({ attemptsLeft, lockedOutUntil, line, column }: Failure) {
  return {
    attemptsLeft,
    lockedOutUntil,
    line,
    column,
  };
}
