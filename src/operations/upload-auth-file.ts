import type { Secret } from '../base/secret.ts';
import { type Outcome, success } from '../contract/outcome.ts';
import type { Done, Operation, OperationContext } from './operation.ts';
import { sessionsOf } from './sessions-of.ts';

export interface UploadAuthFileInput {
  /** Ends in `.json`. */
  readonly name: string;
  /** The file, with its tokens. */
  readonly text: Secret;
  readonly overwrite?: boolean;
  /** Provider of a file that does not name its own. */
  readonly channel?: string | undefined;
  readonly prefix?: string | undefined;
}

/** Checked before it lands; a file that is written over is kept, so that it can come back. */
export const uploadAuthFile: Operation<UploadAuthFileInput, { readonly name: string }> = {
  id: 'upload-auth-file',
  title: 'uploading an auth file',
  changes: 'sessions',
  async run({ backend, signal }, { name, text, overwrite = false, channel, prefix }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
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
    const undoable = !there || token !== undefined;
    return success({
      result: { name },
      message: `Uploaded ${name}${there ? ', over the file that was there' : ''}.`,
      fingerprints: [],
      names: [name],
      ...(undoable && { undo: (later: OperationContext) => takeBack(later, name, token) }),
    });
  },
};

async function takeBack(
  { backend, signal }: OperationContext,
  name: string,
  token: string | undefined,
): Promise<Outcome<Done<void>>> {
  const sessions = sessionsOf(backend);
  if (!sessions.ok) return sessions;
  const revoked = await sessions.value.revoke([name], signal);
  if (!revoked.ok) return revoked;
  if (token !== undefined) {
    const restored = await sessions.value.restore(token, signal);
    if (!restored.ok) return restored;
  }
  const message = token === undefined ? `${name} is gone again.` : `${name} is as it was.`;
  return success({ result: undefined, message, fingerprints: [], names: [name] });
}
