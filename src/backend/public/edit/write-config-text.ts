import { type Revision, revisionOf } from '../../../base/files/revision.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { EditContext } from './edit-step.ts';
import { writeText } from './text-write.ts';

/** A whole config.yaml, compared with what its writer saw right before it is sent: the server does not compare. */
export async function writeConfigText(
  context: EditContext,
  text: string,
  seen: Revision | undefined,
): Promise<Outcome<{ revision: Revision }>> {
  const sound = parseConfig(text);
  if (!sound.ok) return sound;
  const before = await context.client.request('getConfigText', { signal: context.signal });
  if (!before.ok) return before;
  if (seen !== undefined && seen !== revisionOf(before.value)) {
    return failure('conflict', 'config.yaml was modified by another program. Reload and try again.');
  }
  const written = await writeText(context, before.value, text);
  return written.ok ? success({ revision: revisionOf(written.value.after) }) : written;
}
