import { Secret } from '../../../base/secrets/secret.ts';
import type { ConsoleFolder } from '../../../config/console-folder/console-folder.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { type Failure, failure, type Outcome, success, withoutValue } from '../../../contract/outcome.ts';
import { inBatch } from '../../auth-files/batch.ts';
import { fieldEdits } from '../../auth-files/check-fields.ts';
import { checkUpload } from '../../auth-files/check-upload.ts';
import { goneFile, isConsoleFile, shownName } from '../../auth-files/names.ts';
import { readAuthFile } from '../../auth-files/read-auth-file.ts';
import { openTrash } from '../../auth-files/trash.ts';
import type { BackendSessions } from '../../backend.ts';
import type { PublicClient } from '../client/public-client.ts';
import { words } from '../words.ts';
import { deleteAuthFiles, uploadAuthFile } from './auth-file-calls.ts';
import { authFileRow } from './auth-file-row.ts';
import type { PublicQuotas } from './public-quotas.ts';

interface PublicSessionsOptions {
  readonly client: PublicClient;
  /** What is revoked is kept there; absent if there is no way back. */
  readonly folder: ConsoleFolder | undefined;
  /** Called after each write, as this server may push nothing. */
  readonly onChange: () => void;
  readonly quotas: PublicQuotas;
  /** ms since the epoch. */
  readonly now: () => number;
}

/**
 * The accounts of a public server, one request at a time, as each costs it 60 ms. Tokens pass through and are
 * kept nowhere, but for the copies of what was revoked, for the owner alone.
 */
export function publicSessions({
  client,
  folder,
  onChange,
  quotas,
  now,
}: PublicSessionsOptions): BackendSessions {
  const trash = folder && openTrash(folder.path, now);
  /** Over plain HTTP the user was warned at sign-in; a refresh that was not asked for is not sent. */
  const { secure, loopback } = client.address;

  const entry = async (name: string, signal?: AbortSignal): Promise<Outcome<AuthFile>> => {
    if (isConsoleFile(name)) return goneFile(name);
    const listed = await client.request('getAuthFiles', { query: { name }, signal });
    if (!listed.ok) return listed;
    const found = listed.value.files.find((file) => file.name === name);
    return found ? success(quotas.of(authFileRow(found))) : goneFile(name);
  };
  const text = async (name: string, signal?: AbortSignal): Promise<Outcome<string>> =>
    isConsoleFile(name)
      ? goneFile(name)
      : known(name, await client.request('downloadAuthFile', { query: { name }, signal }));
  const notifying = async <T>(task: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const outcome = await task();
    onChange();
    return outcome;
  };

  return {
    async list(signal) {
      const listed = await client.request('getAuthFiles', { signal });
      if (!listed.ok) return listed;
      const rows = listed.value.files.filter(({ name }) => !isConsoleFile(name)).map(authFileRow);
      return success(quotas.on(rows).sort((one, other) => (one.name < other.name ? -1 : 1)));
    },
    async loadedFromConsoleFolder(signal) {
      const listed = await client.request('getAuthFiles', { signal });
      if (!listed.ok) return listed;
      return success(listed.value.files.flatMap(({ name }) => (isConsoleFile(name) ? [name] : [])));
    },
    async inspect(name, signal) {
      const row = await entry(name, signal);
      if (!row.ok || row.value.inMemory || !(secure || loopback)) return row;
      // Prefix, proxy and expiry are only in the file; its tokens are not kept.
      const file = await text(name, signal);
      if (!file.ok) return file.kind === 'cancelled' ? file : row;
      const { facts } = readAuthFile(file.value);
      const { partial: _, ...reported } = row.value;
      return success({ ...facts, ...reported, disabled: facts.disabled || reported.disabled });
    },
    async models(name, signal) {
      if (isConsoleFile(name)) return goneFile(name);
      const read = await client.request('getAuthFileModels', { query: { name }, signal });
      if (!read.ok) return read;
      const models = read.value.models.map(({ id, display_name: title, owned_by: owner }) => ({
        id,
        name: title,
        owner,
      }));
      return success(models);
    },
    setDisabled: (names, disabled, signal) =>
      notifying(() =>
        inBatch(names, signal, async (name) =>
          isConsoleFile(name)
            ? goneFile(name)
            : known(name, await client.request('setAuthFileStatus', { input: { name, disabled } })),
        ),
      ),
    async editFields(name, fields, signal) {
      if (isConsoleFile(name)) return goneFile(name);
      const edits = fieldEdits(fields);
      if (!edits.ok) return edits;
      // Recorded: this server clears a field with its zero value.
      const input = Object.fromEntries(
        edits.value.map(({ path: [member = ''], value }) => [
          member,
          value ?? (member === 'priority' ? 0 : ''),
        ]),
      );
      return notifying(async () => {
        const done = await client.request('setAuthFileFields', { input: { ...input, name }, signal });
        return withoutValue(known(name, done));
      });
    },
    async upload(name, file, { overwrite, channel, prefix }) {
      const checked = checkUpload(name, file.reveal(), { channel, prefix });
      if (!checked.ok) return checked;
      return notifying(async () => {
        const old = overwrite ? await text(name) : undefined;
        // Only a file that is not there may be missing in the trash.
        if (old && !old.ok && old.kind !== 'conflict') return old;
        const kept = old?.ok && trash ? trash.begin() : undefined;
        if (kept && old?.ok) {
          const safe = await trash?.keep(kept.folder, name, old.value);
          if (safe && !safe.ok) return safe;
        }
        const done = await uploadAuthFile(client, name, checked.value, overwrite);
        return done.ok ? success(kept ? { token: kept.token } : {}) : done;
      });
    },
    async download(name, signal) {
      const file = await text(name, signal);
      return file.ok ? success(new Secret(file.value)) : file;
    },
    revoke: (names, signal) =>
      notifying(async () => {
        await trash?.sweep();
        const kept = trash?.begin();
        const batch = await inBatch(names, signal, async (name) => {
          if (isConsoleFile(name)) return goneFile(name);
          const file = kept ? await text(name) : undefined;
          if (file && !file.ok) return file;
          const safe = kept && file && (await trash?.keep(kept.folder, name, file.value));
          if (safe && !safe.ok) return safe;
          const gone = known(name, await deleteAuthFiles(client, [name]));
          if (gone.ok || !kept) return gone;
          // Without an answer the server may have deleted it, or do so in a moment.
          const isThere = gone.kind !== 'unreachable' && (await entry(name)).ok;
          if (isThere) await trash?.drop(kept.folder, name);
          return gone;
        });
        return batch.ok ? success({ ...batch.value, ...(kept && { token: kept.token }) }) : batch;
      }),
    revocations: async () => trash?.list() ?? success([]),
    restore: (token, signal) =>
      notifying(async () => {
        if (!trash) return failure('unsupported', words().noTrash);
        const opened = await trash.open(token);
        if (!opened.ok) return opened;
        const { folder: from, names } = opened.value;
        return inBatch(names, signal, async (name) => {
          const file = await trash.read(from, name);
          if (!file.ok) return file;
          const back = await uploadAuthFile(client, name, file.value, false);
          if (back.ok) await trash.drop(from, name);
          return back;
        });
      }),
    clearCooldown: (name, signal) =>
      notifying(async () => {
        const row = await entry(name, signal);
        if (!row.ok) return row;
        const { authIndex } = row.value;
        if (authIndex === undefined) return failure('unsupported', words().quota.notNamed(shownName(name)));
        return withoutValue(await client.request('resetQuota', { input: { auth_index: authIndex }, signal }));
      }),
    askQuota: async (name, signal) => (isConsoleFile(name) ? goneFile(name) : quotas.ask(name, signal)),
  };
}

/** The server's "not found" is about this file. */
function known<T>(name: string, outcome: Outcome<T>): Outcome<T> | Failure {
  return !outcome.ok && outcome.kind === 'conflict' ? goneFile(name) : outcome;
}
