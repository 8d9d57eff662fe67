import { isDeepStrictEqual } from 'node:util';
import type { Backend, BackendProviders, BackendSessions, ConfigText } from '../../backend/backend.ts';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { RevokedAuthFiles } from '../../contract/auth-file.ts';
import type { KeyRecord } from '../../contract/client-key.ts';
import type { ConfigEdit, DifferenceLine } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import type { UndoneSessions } from '../../operations/undo-change.ts';

/** What was written through a backend since it was opened, or would have been. */
export interface RecordedWrites {
  /**
   * config.yaml before the first write, and the revision after the last; undefined if nothing changed or it cannot be
   * read. `after`: its text, if nothing was written.
   */
  config: { readonly before: string; readonly revision: Revision; readonly after?: string } | undefined;
  /** What was written to config.yaml where its text cannot be read. */
  readonly edits: ConfigEdit[];
  readonly records: Map<
    Fingerprint,
    { readonly before: KeyRecord | undefined; readonly after: KeyRecord | undefined }
  >;
  /** How to undo what was done to sessions. */
  readonly sessions: UndoneSessions[];
  /** Everything else, in words. */
  readonly others: string[];
}

/** @param apply false: nothing is written, and the answers are those of a success (`--dry-run`) */
export function recordWrites(
  backend: Backend,
  apply: boolean,
): { readonly backend: Backend; readonly writes: RecordedWrites } {
  const writes: RecordedWrites = {
    config: undefined,
    edits: [],
    records: new Map(),
    sessions: [],
    others: [],
  };
  let known: ReadonlyMap<Fingerprint, KeyRecord | undefined> = new Map();
  let seenText: ConfigText | undefined;

  /** The text that the next write of this command falls on. */
  const textBefore = async (revision?: Revision): Promise<string | undefined> => {
    if (writes.config?.after !== undefined) return writes.config.after;
    if (seenText && seenText.revision === revision) return seenText.text;
    const { configText } = backend.capabilities;
    if (configText === 'absent' || (apply && configText !== 'enforced')) return undefined;
    const read = await backend.readConfigText();
    return read.ok ? read.value.text : undefined;
  };
  const noteText = (before: string | undefined, revision: Revision, after?: string): void => {
    if (before === undefined) return void writes.others.push('config.yaml');
    if (writes.config && writes.config.revision !== revisionOf(before))
      writes.others.push('config.yaml (changed by another program in the meantime)');
    const first = writes.config?.before ?? before;
    const same = revision === revisionOf(first);
    writes.config = same ? undefined : { before: first, revision, ...(after !== undefined && { after }) };
  };
  /** A write that was sent may have been made, as one whose answer was lost. */
  const noteFailed = async ({ kind, refused }: Failure, before: string | undefined): Promise<void> => {
    if ((kind !== 'unreachable' && kind !== 'failed') || refused) return;
    const read = before === undefined ? undefined : await backend.readConfigText();
    if (read?.ok) noteText(before, read.value.revision);
    else writes.others.push('config.yaml (which may have been changed)');
  };
  /** What a change would make of the text; nothing is written. */
  const dryText = async (before: string, change: string | readonly ConfigEdit[]) => {
    const { plan } = await import('../../config/difference.ts');
    const planned = await plan(before, change);
    if (!planned.ok) return planned;
    const { text } = planned.value;
    noteText(before, revisionOf(text), text);
    return success({ revision: revisionOf(text) });
  };
  const other = async <Value>(words: string, write: () => Promise<Outcome<Value>>, dry: Value) => {
    const done = apply ? await write() : success(dry);
    if (done.ok) writes.others.push(words);
    return done;
  };

  const recorded: Backend = {
    ...backend,
    get capabilities() {
      return backend.capabilities;
    },
    async load(signal) {
      const loaded = await backend.load(signal);
      if (loaded.ok)
        known = new Map(loaded.value.clientKeys.map(({ fingerprint, record }) => [fingerprint, record]));
      const after = writes.config?.after;
      if (!loaded.ok || after === undefined) return loaded;
      // What reads back after a write finds what would have been written.
      const { parse } = await import('../../config/difference.ts');
      const config = await parse(after);
      return config.ok
        ? success({ ...loaded.value, config: config.value, revision: revisionOf(after) })
        : config;
    },
    async readConfigText(signal) {
      const after = writes.config?.after;
      if (after !== undefined) return success({ text: after, revision: revisionOf(after) });
      const read = await backend.readConfigText(signal);
      if (read.ok) seenText = read.value;
      return read;
    },
    async writeConfigText(text, options) {
      const before = await textBefore(options?.revision);
      if (!apply) return dryText(before ?? '', text);
      const done = await backend.writeConfigText(text, options);
      if (done.ok) noteText(before, done.value.revision);
      else await noteFailed(done, before);
      return done;
    },
    async editConfig(edits, options) {
      const before = await textBefore(options?.revision);
      if (!apply) {
        if (before !== undefined) return dryText(before, edits);
        writes.edits.push(...edits);
        return success({ revision: revisionOf('') });
      }
      const done = await backend.editConfig(edits, options);
      if (!done.ok) {
        await noteFailed(done, before);
        return done;
      }
      const { text, revision } = done.value;
      noteText(text?.before ?? before, text?.after ?? revision);
      return done;
    },
    async editKeyRecords(edits, signal) {
      const done = apply ? await backend.editKeyRecords(edits, signal) : success(undefined);
      if (!done.ok) return done;
      for (const edit of edits) {
        const [print, after] =
          edit.op === 'put' ? [edit.record.fingerprint, edit.record] : [edit.fingerprint, undefined];
        const seen = writes.records.get(print);
        const before = seen ? seen.before : known.get(print);
        if (isDeepStrictEqual(before, after)) writes.records.delete(print);
        else writes.records.set(print, { before, after });
      }
      return done;
    },
    setManagementSecret: (secret, signal) =>
      other('the management secret', () => backend.setManagementSecret(secret, signal), undefined),
    appendAudit: async (entry) => (apply ? backend.appendAudit(entry) : success(undefined)),
    ...(backend.sessions && { sessions: recordSessions(backend.sessions, apply, writes, other) }),
    ...(backend.providers && { providers: recordProviders(backend.providers, other) }),
    ...(!apply && backend.changes && { changes: plannedUndo(backend.changes, other) }),
    ...(backend.configFile && {
      configFile: {
        ...backend.configFile,
        load: (signal) =>
          other('the config of the server', () => fileOf(backend).load(signal), nothingChosen),
        keep: (signal) => other('config.yaml', () => fileOf(backend).keep(signal), nothingChosen),
      },
    }),
    ...(!apply && { signIn: undefined }),
  };
  return { backend: recorded, writes };
}

/** What would have been written to config.yaml; empty if nothing, or if its text cannot be read. */
export async function plannedLines({ config }: RecordedWrites): Promise<Outcome<readonly DifferenceLine[]>> {
  if (config?.after === undefined) return success([]);
  const { plan } = await import('../../config/difference.ts');
  const planned = await plan(config.before, config.after);
  return planned.ok ? success(planned.value.lines) : planned;
}

const nothingChosen = { parts: [], backup: undefined, applied: true };

function fileOf({ configFile }: Backend): NonNullable<Backend['configFile']> {
  if (!configFile) throw new Error('the backend has no config file');
  return configFile;
}

type Changes = NonNullable<Backend['changes']>;
type Other = <Value>(
  words: string,
  write: () => Promise<Outcome<Value>>,
  dry: Value,
) => Promise<Outcome<Value>>;

/** What undoes another program's change is no change of its own to be undone, so it is noted for --dry-run only. */
function plannedUndo(changes: Changes, other: Other): Changes {
  return {
    ...changes,
    async undo(id, signal) {
      const listed = await changes.list(signal);
      if (!listed.ok) return listed;
      const found = listed.value.find((one) => one.id === id);
      if (!found) return failure('conflict', 'There is no such change to undo.');
      return other(`undo ${found.operation} by ${found.user}`, async () => success(found), found);
    },
  };
}

function recordProviders(providers: BackendProviders, other: Other): BackendProviders {
  const { clearCooldown } = providers;
  return {
    ...providers,
    ...(clearCooldown && {
      clearCooldown: (id, signal) =>
        other(`clear the cooldown of ${id}`, () => clearCooldown(id, signal), undefined),
    }),
  };
}

function recordSessions(
  sessions: BackendSessions,
  apply: boolean,
  writes: RecordedWrites,
  other: Other,
): BackendSessions {
  return {
    ...sessions,
    async setDisabled(names, disabled, signal) {
      const done = apply
        ? await sessions.setDisabled(names, disabled, signal)
        : success({ done: [...names], failed: [] });
      if (done.ok && done.value.done.length > 0)
        writes.sessions.push({ disabled: !disabled, names: done.value.done });
      return done;
    },
    async revoke(names, signal, keepTokens) {
      const done: Outcome<RevokedAuthFiles> = apply
        ? await sessions.revoke(names, signal, keepTokens)
        : success({ done: [...names], failed: [], token: 'TOKEN' });
      if (done.ok && done.value.token !== undefined)
        writes.sessions.push({ token: done.value.token, names: done.value.done });
      else if (done.ok) writes.others.push(`revoke ${names.join(', ')}`);
      return done;
    },
    editFields: (name, fields, signal) =>
      other(
        `${Object.keys(fields).join(', ')} of ${name}`,
        () => sessions.editFields(name, fields, signal),
        undefined,
      ),
    upload: (name, text, options) => other(`upload ${name}`, () => sessions.upload(name, text, options), {}),
    restore: (token, signal) =>
      other(`restore ${token}`, () => sessions.restore(token, signal), { done: [], failed: [] }),
    clearCooldown: (name, signal) =>
      other(`clear the cooldown of ${name}`, () => sessions.clearCooldown(name, signal), undefined),
    ...(sessions.editMembers && {
      editMembers: async (name, edits, signal) =>
        other(
          `edit ${name}`,
          async () =>
            (await sessions.editMembers?.(name, edits, signal)) ??
            failure('unsupported', 'The files are elsewhere.'),
          undefined,
        ),
    }),
  };
}
