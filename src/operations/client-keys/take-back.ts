import { isDeepStrictEqual } from 'node:util';
import type { ServerState } from '../../backend/backend.ts';
import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import type { KeyRecordEdit } from '../../contract/client-key.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, OperationContext } from '../operation.ts';
import { restoreLists } from '../provider-keys/restore-lists.ts';
import { brokenFile, type Change, inverse } from './key-change.ts';

/**
 * Undoes a change of the client keys: byte for byte when config.yaml is still the one it made, else by edits
 * that put the keys back behind their former neighbours. `conflict` when these keys were changed again since.
 */
export async function takeBack(
  context: OperationContext,
  change: Change,
  check: 'checked' | 'unchecked' = 'checked',
): Promise<Outcome<Done<void>>> {
  const { backend, signal } = context;
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  if (loaded.value.problem) return brokenFile(loaded.value.problem);
  if (check === 'checked' && !stillAsLeft(loaded.value, change)) return changedSince();

  const records = inverse(change.state, [...change.plan.recordsFirst, ...change.plan.recordsLast]);
  const back = records.filter((edit) => edit.op === 'put');
  const away = records.filter((edit) => edit.op === 'forget');
  if (back.length > 0) {
    const written = await backend.editKeyRecords(back, signal);
    if (!written.ok) return written;
  }
  const restored = await restoreConfig(context, change, loaded.value);
  if (!restored.ok) {
    // the keys stayed as they were, so their records do too
    await backend.editKeyRecords(inverse(loaded.value, back));
    return restored;
  }
  if (away.length > 0) await backend.editKeyRecords(away);
  const { undone, fingerprints } = change.plan;
  return success({ result: undefined, message: undone, fingerprints });
}

async function restoreConfig(
  { backend, signal }: OperationContext,
  { state, text, plan, revision }: Change,
  now: ServerState,
): Promise<Outcome<unknown>> {
  if (plan.edits.length === 0) return success(undefined);
  const more = signal ? { signal } : {};
  if (text && revision !== undefined) {
    // the revision that the change made guards this write: any later text makes it a conflict
    const written = await backend.writeConfigText(text.text, { revision, ...more });
    if (written.ok || written.kind !== 'conflict') return written;
  }
  const edits = restoreLists(now.config, state.config, touchedBy(plan.edits));
  if (edits === undefined) return changedSince();
  return edits.length === 0 ? success(undefined) : backend.editConfig(edits, more);
}

function changedSince() {
  return failure('conflict', 'It can no longer be undone: these keys were changed again since.');
}

/** Are the keys of the change and their records what the change made of them? */
function stillAsLeft(now: ServerState, { plan }: Change): boolean {
  const listed = new Map(now.clientKeys.map((key) => [key.fingerprint, key]));
  const records = new Map<Fingerprint, KeyRecordEdit>();
  for (const edit of [...plan.recordsFirst, ...plan.recordsLast]) {
    records.set(edit.op === 'put' ? edit.record.fingerprint : edit.fingerprint, edit);
  }
  for (const [key, present] of presenceAfter(plan.edits)) {
    if (listed.has(fingerprint(key)) !== present) return false;
  }
  for (const [print, edit] of records) {
    const key = listed.get(print);
    // a record of a key that is not listed cannot be seen
    if (key && !isDeepStrictEqual(key.record, edit.op === 'put' ? edit.record : undefined)) return false;
    if (!key && edit.op === 'put') return false;
  }
  return true;
}

function presenceAfter(edits: readonly ConfigEdit[]): Map<string, boolean> {
  const presence = new Map<string, boolean>();
  for (const edit of edits) {
    if (edit.path.length !== 1) continue;
    if (edit.op === 'append') presence.set(String(edit.value), true);
    if (edit.op === 'remove') presence.set(String(edit.item), false);
    if (edit.op === 'replace') {
      presence.set(String(edit.item), false);
      presence.set(String(edit.value), true);
    }
  }
  return presence;
}

function touchedBy(edits: readonly ConfigEdit[]): ReadonlySet<string> {
  return new Set(presenceAfter(edits).keys());
}
