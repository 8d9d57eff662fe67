import { join } from 'node:path';
import { editJson, type JsonEdit } from '../../../base/json/edit-json.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { fromEnglish } from '../../../base/text/from-english.ts';
import { spokenLanguage } from '../../../base/text/language.ts';
import { matchesPattern } from '../../../base/text/match-pattern.ts';
import type { AuthFile, AuthFileModel } from '../../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { type Quota, type Quotas, quotaId } from '../../../contract/quota/quota.ts';
import { words as settingWords } from '../../../contract/settings/words.ts';
import { accountProvider, channelNames } from '../../../providers/accounts/auth-file-kinds.ts';
import { words as accountWords } from '../../../providers/accounts/words.ts';
import { inBatch } from '../../auth-files/batch.ts';
import { fieldEdits } from '../../auth-files/check-fields.ts';
import { checkUpload } from '../../auth-files/check-upload.ts';
import { goneFile } from '../../auth-files/names.ts';
import { parseFields } from '../../auth-files/read-auth-file.ts';
import { words } from '../../auth-files/words.ts';
import type { BackendSessions } from '../../backend.ts';
import type { AuthDir, AuthDirPlace } from './auth-dir.ts';
import { entryNamed, textOf } from './read-entry.ts';
import { createTokenFiles } from './token-files.ts';
import { cannotRead, createEntry, isLink, rewriteEntry, underLock } from './write-entry.ts';

interface DiskSessionsOptions {
  readonly dir: AuthDir;
  /** What a server or console has learnt; none if it cannot be read. */
  readonly quotas: () => Promise<Quotas>;
  /** `oauth-excluded-models` of the config in force. */
  readonly excluded: () => Promise<Readonly<Record<string, readonly string[] | null | undefined>>>;
}

/** The accounts of auth-dir, straight on their files. */
export function createDiskSessions({
  dir,
  excluded,
  quotas,
}: DiskSessionsOptions): Required<BackendSessions> {
  const locked = <T>(task: (place: AuthDirPlace) => Promise<Outcome<T>>) =>
    dir.during((place) => underLock(place.folder, () => task(place)));

  const edit = ({ folder }: AuthDirPlace, name: string, edits: readonly JsonEdit[]) =>
    rewriteEntry(folder, name, (text) =>
      typeof parseFields(text) === 'string' ? cannotRead(name) : success(editJson(text, edits)),
    );

  async function list() {
    const listed = await dir.look();
    if (!listed.ok) return listed;
    const known = await quotas();
    return success(listed.value.map(({ file }) => spoken(withQuota(file, known[quotaId(file)]))));
  }

  async function inspect(name: string) {
    const listed = await list();
    if (!listed.ok) return listed;
    const file = listed.value.find((one) => one.name === name);
    return file ? success(file) : goneFile(name);
  }

  return {
    list,
    loadedFromConsoleFolder: async () => success([]),
    inspect,
    async models(name) {
      const file = await inspect(name);
      return file.ok ? success(modelsOf(file.value, await excluded())) : file;
    },
    setDisabled: (names, disabled, signal) =>
      dir.during((place) =>
        inBatch(names, signal, (name) =>
          underLock(place.folder, () => edit(place, name, [{ path: ['disabled'], value: disabled }])),
        ),
      ),
    async editFields(name, fields) {
      const edits = fieldEdits(fields);
      return edits.ok ? locked((place) => edit(place, name, edits.value)) : edits;
    },
    editMembers: (name, edits) => locked((place) => edit(place, name, edits)),
    async upload(name, text, { overwrite, channel, prefix }) {
      const checked = checkUpload(name, text.reveal(), { channel, prefix });
      if (!checked.ok) return checked;
      return locked(async ({ folder, trash }) => {
        const before = overwrite ? await entryNamed(folder, name) : undefined;
        const old = before?.ok && !before.value.linked ? textOf(before.value) : undefined;
        const kept = old?.ok && old.value !== checked.value ? trash.begin() : undefined;
        if (kept && old?.ok) {
          const safe = await trash.keep(kept.folder, name, old.value);
          if (!safe.ok) return safe;
        }
        const done = await createEntry(folder, name, checked.value, overwrite);
        return done.ok ? success(kept ? { token: kept.token } : {}) : done;
      });
    },
    async download(name) {
      const place = await dir.place();
      if (!place.ok) return place;
      const entry = await entryNamed(place.value.folder, name);
      if (!entry.ok) return entry;
      const text = textOf(entry.value);
      return text.ok ? success(new Secret(text.value)) : text;
    },
    revoke: (names, signal) =>
      dir.during(async ({ folder, trash }) => {
        await trash.sweep();
        const revocation = trash.begin();
        const batch = await inBatch(names, signal, (name) =>
          underLock(folder, async () => {
            const entry = await entryNamed(folder, name);
            if (!entry.ok) return entry;
            if (entry.value.linked) return isLink(name);
            return trash.move(revocation.folder, name, entry.value.path);
          }),
        );
        return batch.ok ? success({ ...batch.value, token: revocation.token }) : batch;
      }),
    async revocations() {
      const place = await dir.place();
      return place.ok ? place.value.trash.list() : place;
    },
    restore: (token, signal) =>
      dir.during(async ({ folder, trash }) => {
        const opened = await trash.open(token);
        if (!opened.ok) return opened;
        const { folder: from, names } = opened.value;
        return inBatch(names, signal, (name) =>
          underLock(folder, () => trash.putBack(from, name, join(folder, name))),
        );
      }),
    clearCooldown: (name) =>
      dir.during(async ({ folder, accountFacts }) => {
        const entry = await entryNamed(folder, name);
        if (!entry.ok) return entry;
        const listed = await dir.look();
        const credential = listed.ok && listed.value.find(({ file }) => file.name === name)?.credential;
        return accountFacts.note(name, credential || undefined, { coolingUntil: undefined });
      }),
    askQuota: async () => needsServer(),
    tokens: createTokenFiles(dir),
  };
}

const withQuota = (file: AuthFile, quota: Quota | undefined): AuthFile => (quota ? { ...file, quota } : file);

const needsServer = () => failure('unsupported', words().needsServer);

/** The well-known models of an account's provider, without those that the config excludes for its accounts. */
export function modelsOf(
  file: AuthFile,
  excluded: Readonly<Record<string, readonly string[] | null | undefined>>,
): AuthFileModel[] {
  if (file.disabled || file.broken !== undefined || file.provider === undefined) return [];
  const provider = accountProvider(file.provider);
  if (!provider) return [];
  const names = channelNames(file.provider);
  const patterns = names.flatMap((name) => excluded[name] ?? []).map((pattern) => pattern.toLowerCase());
  const owner = provider.owner ?? provider.id;
  return provider.knownModels
    .filter((id) => !patterns.some((pattern) => matchesPattern(pattern, id.toLowerCase())))
    .map((id) => ({ id, owner }));
}

/** What was stored, and is kept for all clients, is English. A message may be a provider's, in any words. */
function spoken(file: AuthFile): AuthFile {
  if (spokenLanguage() === 'en') return file;
  const say = (said: string) => fromEnglish(said, words, accountWords, settingWords);
  const sayMessage = (said: string) => fromEnglish(said, accountWords);
  const { broken, warning, message, lastRefresh } = file;
  return {
    ...file,
    ...(broken !== undefined && { broken: say(broken) }),
    ...(warning !== undefined && { warning: say(warning) }),
    ...(message !== undefined && { message: sayMessage(message) }),
    ...(lastRefresh?.message !== undefined && {
      lastRefresh: { ...lastRefresh, message: sayMessage(lastRefresh.message) },
    }),
  };
}
