import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Backend } from '../../backend/backend.ts';
import { type Revision, revisionOf } from '../../base/files/revision.ts';
import { toJson } from '../../base/text/terminal-text.ts';
import { readPrivateFile, writePrivateFile } from '../../config/file/private-file.ts';
import { keyRecordSchema } from '../../contract/client-key.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { ChangeNote } from '../../operations/undo-change.ts';
import type { Answer } from '../command-outcome.ts';
import type { Io } from '../io.ts';
import { printedDifference } from '../print/difference.ts';
import { editFolder } from './effects/edit-by-hand.ts';
import { plannedLines, type RecordedWrites } from './recorded-backend.ts';

const names = v.array(v.string());
const revision = v.pipe(
  v.string(),
  v.transform((text) => text as Revision),
);
const noteSchema = v.object({
  title: v.string(),
  at: v.number(),
  user: v.optional(v.string()),
  config: v.optional(v.object({ before: revision, after: revision })),
  records: v.array(
    v.object({
      fingerprint: keyRecordSchema.entries.fingerprint,
      before: v.optional(keyRecordSchema),
      after: v.optional(keyRecordSchema),
    }),
  ),
  sessions: v.array(
    v.union([v.object({ names, token: v.string() }), v.object({ names, disabled: v.boolean() })]),
  ),
  others: names,
});

/**
 * Beside the records of the keys, and without a key in it. Its name does not end in `.json`, as servers load such
 * files below auth-dir.
 */
const noteOf = async (backend: Backend, configPath: string | undefined, io: Io): Promise<string> =>
  join(await editFolder(backend, configPath, io), 'last-change.data');

export async function readChangeNote(
  backend: Backend,
  configPath: string | undefined,
  io: Io,
): Promise<Outcome<ChangeNote | undefined>> {
  return readPrivateFile(await noteOf(backend, configPath, io), noteSchema);
}

/** @param at of the note that is meant; one that was kept since stays */
export async function forgetChangeNote(
  backend: Backend,
  configPath: string | undefined,
  at: number,
  io: Io,
): Promise<void> {
  const note = await readChangeNote(backend, configPath, io);
  if (note.ok && note.value?.at === at) await rm(await noteOf(backend, configPath, io), { force: true });
}

/**
 * For `cli-proxy undo`; what changed nothing leaves the note of the change before.
 * @returns its time, if it was kept
 */
export async function keepChangeNote(
  backend: Backend,
  configPath: string | undefined,
  { config, records, sessions, others }: RecordedWrites,
  title: string,
  io: Io,
): Promise<number | undefined> {
  if (!config && records.size + sessions.length + others.length === 0) return undefined;
  const note: ChangeNote = {
    title,
    at: io.now(),
    user: io.user,
    config: config && { before: revisionOf(config.before), after: config.revision },
    records: [...records].map(([fingerprint, change]) => ({ fingerprint, ...change })),
    sessions,
    others,
  };
  const written = await writePrivateFile(await noteOf(backend, configPath, io), note);
  return written.ok ? note.at : undefined;
}

/** What a command with --dry-run would have written, with secrets masked. */
export async function plannedAnswer(writes: RecordedWrites): Promise<Outcome<Answer>> {
  const { edits, records, sessions, others } = writes;
  const planned = await plannedLines(writes);
  if (!planned.ok) return planned;
  const lines = planned.value;
  const { pathWords } = await import('../../config/edit/intend-edit.ts');
  const changed = edits.map(({ op, path }) => ({ op, path: pathWords(path) }));
  const accounts = sessions.map((undone) => ({
    change: 'token' in undone ? 'revoke' : undone.disabled ? 'enable' : 'disable',
    names: undone.names,
  }));
  const stdout = [
    ...(lines.length > 0 ? ['config.yaml:', ...printedDifference(lines)] : []),
    ...changed.map(({ op, path }) => `config.yaml: ${op} ${path}`),
    ...[...records].map(([print, { before, after }]) => `record of ${print}: ${fieldsIn(before, after)}`),
    ...accounts.map(({ change, names: of }) => `${change} ${of.join(', ')}`),
    ...others,
  ];
  return success({
    stdout,
    stderr: stdout.length === 0 ? 'Dry run: nothing would change.' : 'Dry run: no changes made.',
    json: {
      dryRun: true,
      config: lines,
      edits: changed,
      records: [...records].map(([fingerprint, { before, after }]) => ({
        fingerprint,
        before: before ?? null,
        after: after ?? null,
      })),
      sessions: accounts,
      others,
    },
  });
}

/** `label team-a → team-b, purpose – → ci` */
function fieldsIn(before: object = {}, after: object = {}): string {
  const [old, next] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const shown = (value: unknown) =>
    value === undefined ? '–' : typeof value === 'string' ? value : toJson(value);
  return [...new Set([...old.keys(), ...next.keys()])]
    .filter(
      (name) => name !== 'fingerprint' && toJson(old.get(name) ?? null) !== toJson(next.get(name) ?? null),
    )
    .map((name) => `${name} ${shown(old.get(name))} → ${shown(next.get(name))}`)
    .join(', ');
}
