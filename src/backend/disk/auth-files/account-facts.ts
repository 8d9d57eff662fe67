import { join } from 'node:path';
import * as v from 'valibot';
import { consoleFiles } from '../../../config/console-folder/old-names.ts';
import { editPrivateFile, readPrivateFile } from '../../../config/file/private-file.ts';
import { type AuthFile, authFileTroubles } from '../../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { words } from '../../auth-files/words.ts';
import type { AccountFacts } from '../../backend.ts';
import { rememberFile } from '../remembered-file.ts';

const factsSchema = v.looseObject({
  /** Fingerprint of the tokens that this was learnt with: after a new login it no longer counts. */
  credential: v.optional(v.string()),
  trouble: v.optional(v.picklist(authFileTroubles)),
  message: v.optional(v.string()),
  link: v.optional(v.string()),
  coolingUntil: v.optional(v.number()),
  lastRefresh: v.optional(v.object({ at: v.number(), ok: v.boolean(), message: v.optional(v.string()) })),
});
export type LearnedFacts = v.InferOutput<typeof factsSchema>;

/** auth-files.data beside the labels: what was learnt about accounts and is not in their files. */
const fileSchema = v.looseObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  files: v.record(v.string(), factsSchema),
});
type FactsFile = v.InferOutput<typeof fileSchema>;
type FactMap = FactsFile['files'];

export interface AccountFactStore {
  readonly path: string;
  /** By name; the same object while the file stays the same. What cannot be read counts as nothing. */
  current(): Promise<FactMap>;
  /** Adds facts to what is known; `undefined` in one removes it. */
  note(name: string, credential: string | undefined, more: AccountFacts): Promise<Outcome<void>>;
}

const none: FactMap = {};

/** @param console the console's folder, `<auth-dir>/.console` */
export function openAccountFacts(console: string): AccountFactStore {
  const path = join(console, consoleFiles.accountFacts);
  const remembered = rememberFile(path, async () => {
    const read = await readPrivateFile(path, fileSchema);
    return read.ok && read.value && read.value.version === 1 ? read.value.files : none;
  });
  return {
    path,
    current: () => remembered.current(),
    note: (name, credential, more) =>
      editPrivateFile<FactsFile>(path, fileSchema, (file = { version: 1, files: {} }) => {
        if (file.version > 1) return failure('unsupported', words().newerFacts);
        const before = file.files[name];
        const kept = before?.credential === credential ? before : { coolingUntil: before?.coolingUntil };
        const { [name]: _, ...files } = file.files;
        const facts = Object.entries({ ...kept, ...more }).filter(([, value]) => value !== undefined);
        if (facts.length === 0) return success({ ...file, files });
        const learned = { ...Object.fromEntries(facts), credential };
        return success({ ...file, files: { ...files, [name]: learned } });
      }),
  };
}

/** What was learnt counts beside what the file says, as long as it is of the same tokens. */
export function withFacts(
  file: AuthFile,
  credential: string | undefined,
  learned: LearnedFacts | undefined,
): AuthFile {
  if (!learned || file.broken !== undefined) return file;
  const { coolingUntil, credential: of, trouble, message, link, lastRefresh } = learned;
  const cooling = coolingUntil === undefined ? {} : { coolingUntil };
  if (of !== credential) return { ...file, ...cooling };
  return {
    ...file,
    ...cooling,
    ...(trouble !== undefined && { trouble }),
    ...(message !== undefined && { message }),
    ...(link !== undefined && { link }),
    ...(lastRefresh && lastRefresh.at >= (file.lastRefresh?.at ?? 0) && { lastRefresh }),
  };
}
