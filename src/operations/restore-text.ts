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
  { backend, signal }: OperationContext,
  text: ChangedText | undefined,
  back: readonly ConfigEdit[],
): Promise<Outcome<unknown>> {
  const more = signal ? { signal } : {};
  if (text) {
    const written = await backend.writeConfigText(text.before, { revision: text.after, ...more });
    if (written.ok) return written;
    // Its answer may have been lost.
    const now = written.kind === 'unreachable' ? await backend.readConfigText() : undefined;
    if (now?.ok && now.value.revision === revisionOf(text.before)) return now;
    if (written.kind !== 'conflict') return written;
  }
  return backend.editConfig(back, more);
}

/** Undoes a change that reads back as another at once: what the server dropped of it may be nowhere else. */
export async function undoDiffering(
  context: OperationContext,
  cause: string,
  text: ChangedText | undefined,
  back: readonly ConfigEdit[],
): Promise<Failure> {
  const { signal: _, ...calm } = context;
  const restored = await restoreText(calm, text, back);
  const { undone, notUndone } = words().differing;
  return failure('failed', restored.ok ? undone(cause) : notUndone(cause, restored.message));
}
