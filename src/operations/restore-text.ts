import { type Revision, revisionOf } from '../base/files/revision.ts';
import type { ConfigEdit } from '../contract/config-edit.ts';
import { type Failure, failure, type Outcome } from '../contract/outcome.ts';
import type { OperationContext } from './operation.ts';
import { words } from './words.ts';

/** The text of config.yaml before a change, and the revision of the text that it made. */
export interface ChangedText {
  readonly before: string;
  readonly after: Revision;
}

/** Undoes a change byte for byte while config.yaml is the one that it made, else by edits that put back what was there. */
export async function restoreText(
  context: OperationContext,
  text: ChangedText | undefined,
  back: readonly ConfigEdit[],
): Promise<Outcome<unknown>> {
  const written = text && (await writeBefore(context, text));
  if (written && (written.ok || written.kind !== 'conflict')) return written;
  return context.backend.editConfig(back, withSignal(context));
}

/** A failure is `conflict`: config.yaml is not the one that the change made. */
async function writeBefore(context: OperationContext, { before, after }: ChangedText) {
  const { backend } = context;
  const written = await backend.writeConfigText(before, { revision: after, ...withSignal(context) });
  // Its answer may have been lost.
  const now = !written.ok && written.kind === 'unreachable' ? await backend.readConfigText() : undefined;
  return now?.ok && now.value.revision === revisionOf(before) ? now : written;
}

const withSignal = ({ signal }: OperationContext) => (signal ? { signal } : {});

/**
 * Undoes a change that reads back as another at once: what the server dropped of it may be nowhere else. Where
 * the text is known and has changed since, the difference is another program's, and stays.
 */
export async function undoDiffering(
  context: OperationContext,
  cause: string,
  text: ChangedText | undefined,
  back: readonly ConfigEdit[],
): Promise<Failure> {
  const { signal: _, ...calm } = context;
  const restored = text ? await writeBefore(calm, text) : await calm.backend.editConfig(back);
  const { undone, notUndone } = words().differing;
  return failure('failed', restored.ok ? undone(cause) : notUndone(cause, restored.message));
}
