import { isDeepStrictEqual } from 'node:util';
import type { ConfigHistory } from '../backend/backend.ts';
import { type Revision, revisionOf } from '../base/files/revision.ts';
import type { Fingerprint } from '../base/secrets/fingerprint.ts';
import type { KeyRecord, KeyRecordEdit } from '../contract/client-key.ts';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { writeBehindRecords } from './client-keys/change-keys.ts';
import type { Operation } from './operation.ts';
import { sessionsOf } from './sessions/find-session.ts';
import { words } from './words.ts';

/** `token` restores what was revoked; otherwise the accounts get this state again. */
export type UndoneSessions = { readonly names: readonly string[] } & (
  | { readonly token: string }
  | { readonly disabled: boolean }
);

/** All that undoes a change later, in another process. */
export interface ChangeNote {
  /** What was changed, as a user knows it: `keys rotate team-a`. */
  readonly title: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly user?: string | undefined;
  /** The revision of config.yaml before the change, whose text is in the history, and the one that it made. */
  readonly config?: { readonly before: Revision; readonly after: Revision } | undefined;
  readonly records: readonly {
    readonly fingerprint: Fingerprint;
    readonly before?: KeyRecord | undefined;
    readonly after?: KeyRecord | undefined;
  }[];
  readonly sessions: readonly UndoneSessions[];
  /** What cannot be undone, in words. */
  readonly others: readonly string[];
}

/**
 * Undoes a change byte for byte: config.yaml must be as the change left it, and the records of its keys as well;
 * else `conflict`, and nothing is written.
 */
export const undoChange: Operation<ChangeNote, void> = {
  id: 'undo',
  get title() {
    return words().undo.title;
  },
  async run(context, { title, config, records, sessions, others }) {
    const { backend, signal } = context;
    if (others.length > 0) {
      return failure('unsupported', words().undo.notRestored(title, [...new Set(others)].join(', ')));
    }
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const changed = failure('conflict', words().undo.changedSince(title));
    const now = new Map(loaded.value.clientKeys.map((key) => [key.fingerprint, key]));
    // As the change left it, or as an undo whose answer was lost has brought it back.
    const stale = ({ fingerprint, before, after }: ChangeNote['records'][number]) =>
      now.has(fingerprint) &&
      ![before, after].some((one) => isDeepStrictEqual(now.get(fingerprint)?.record, one));
    if (records.some(stale)) return changed;
    let write = async (): Promise<Outcome<unknown>> => success(undefined);
    if (config) {
      const text = await backend.readConfigText(signal);
      if (!text.ok) return text;
      const { revision } = text.value;
      if (revision === config.after) {
        const former = await formerText(backend.history, config.before);
        if (former === undefined) return failure('failed', words().undo.noText(title));
        write = () => backend.writeConfigText(former, { revision });
      } else if (revision !== config.before) return changed;
    }
    // A record is there before its key, and goes after it.
    const edits = records.map(({ fingerprint, before }) => recordEdit(fingerprint, before));
    const [back, away] = [edits.filter(({ op }) => op === 'put'), edits.filter(({ op }) => op !== 'put')];
    const written = await writeBehindRecords(context, {
      first: back,
      before: loaded.value,
      write,
      isMade: ({ revision }) => revision === config?.before,
    });
    if (!written.ok) return written.kind === 'conflict' ? changed : written;
    if (away.length > 0) {
      const written = await backend.editKeyRecords(away);
      if (!written.ok) return written;
    }
    for (const undone of sessions) {
      const all = sessionsOf(backend);
      if (!all.ok) return all;
      const done =
        'token' in undone
          ? await all.value.restore(undone.token)
          : await all.value.setDisabled(undone.names, undone.disabled);
      if (!done.ok) return done;
    }
    return success({
      result: undefined,
      message: words().undo.done(title),
      fingerprints: records.map(({ fingerprint }) => fingerprint),
      names: sessions.flatMap(({ names }) => names),
    });
  },
};

const recordEdit = (fingerprint: Fingerprint, record: KeyRecord | undefined): KeyRecordEdit =>
  record ? { op: 'put', record } : { op: 'forget', fingerprint };

/** The newest of the kept texts that has this revision. */
async function formerText(
  history: ConfigHistory | undefined,
  revision: Revision,
): Promise<string | undefined> {
  const versions = await history?.versions();
  for (const { id } of versions?.ok ? versions.value : []) {
    const read = await history?.read(id);
    if (read?.ok && revisionOf(read.value) === revision) return read.value;
  }
  return undefined;
}
