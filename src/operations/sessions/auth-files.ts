import type { Backend } from '../../backend/backend.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { adoptAuthFile } from '../../providers/accounts/adopt-auth-file.ts';
import { accountProvider } from '../../providers/accounts/auth-file-kinds.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { sessionsOf } from './find-session.ts';
import { words } from './words.ts';

interface UploadAuthFileInput {
  /** Ends in `.json`; what is made of another program's file gets a name of its own. */
  readonly name: string;
  /** The user has given the name, so it is that. */
  readonly keepName?: boolean | undefined;
  /** The file, with its tokens. */
  readonly text: Secret;
  readonly overwrite?: boolean;
  /** Provider of a file that does not name its own. */
  readonly channel?: string | undefined;
  readonly prefix?: string | undefined;
}

/** Validated before saving; an overwritten file is kept, so that it can be restored. */
export const uploadAuthFile: Operation<UploadAuthFileInput, { readonly name: string }> = {
  id: 'upload-auth-file',
  get title() {
    return words().upload.title;
  },
  changes: 'sessions',
  async run({ backend, now, signal }, { text: given, overwrite = false, channel, prefix, ...input }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const adopted = adoptAuthFile(given.reveal(), channel, now());
    if (!adopted.ok) return adopted;
    const made = adopted.value;
    const name = made && !input.keepName ? made.name : input.name;
    const text = made ? new Secret(made.text) : given;
    const listed = await sessions.value.list(signal);
    if (!listed.ok) return listed;
    const there = listed.value.some((file) => file.name === name);
    const uploaded = await sessions.value.upload(name, text, {
      overwrite,
      ...(channel !== undefined && { channel }),
      ...(prefix !== undefined && { prefix }),
      ...(signal && { signal }),
    });
    if (!uploaded.ok) return uploaded;
    const { token } = uploaded.value;
    const left = !there || token !== undefined ? await sessions.value.download(name, signal) : undefined;
    return success({
      result: { name },
      message: words().upload.done(
        made && name !== input.name ? `${input.name} as ` : '',
        name,
        there,
        unusedNote(backend, text, channel),
      ),
      fingerprints: [],
      names: [name],
      ...(left?.ok && { undo: (later: OperationContext) => undoUpload(later, name, left.value, token) }),
    });
  },
};

/** Some accounts are only of use to a public server (D4). */
function unusedNote({ kind }: Backend, text: Secret, channel = ''): string {
  if (kind !== 'embedded') return '';
  const type = (parseJson(text.reveal()) as { readonly type?: unknown } | undefined)?.type;
  const provider = accountProvider(typeof type === 'string' ? type : channel);
  return provider?.oauth?.upstream ? '' : words().upload.unused;
}

/** The provider is not asked to revoke its tokens: they may be in use where the file came from. */
async function undoUpload(
  { backend, signal }: OperationContext,
  name: string,
  left: Secret,
  token: string | undefined,
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const now = await sessions.value.download(name, signal);
  if (!now.ok) return now;
  if (now.value.reveal() !== left.reveal()) return failure('conflict', words().upload.changedSince(name));
  const revoked = await sessions.value.revoke([name], signal, true);
  if (!revoked.ok) return revoked;
  if (token !== undefined) {
    const restored = await sessions.value.restore(token, signal);
    if (!restored.ok) return restored;
  }
  const message = token === undefined ? words().upload.removed(name) : words().upload.restored(name);
  return success({ result: undefined, message, fingerprints: [], names: [name] });
}

interface DownloadAuthFileInput {
  readonly name: string;
}

/** The whole file with its tokens: an act of its own, with a line in the audit log. */
export const downloadAuthFile: Operation<DownloadAuthFileInput, Secret> = {
  id: 'download-auth-file',
  get title() {
    return words().download.title;
  },
  changes: 'sessions',
  async run({ backend, signal }, { name }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const text = await sessions.value.download(name, signal);
    if (!text.ok) return text;
    return success({
      result: text.value,
      message: words().download.done(name),
      fingerprints: [],
      names: [name],
    });
  },
};
