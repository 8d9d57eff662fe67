import type { Secret } from '../../base/secrets/secret.ts';
import { success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { sessionsOf } from './sessions-of.ts';

export interface DownloadAuthFileInput {
  readonly name: string;
}

/** The whole file with its tokens: an act of its own, with a line in the audit log. */
export const downloadAuthFile: Operation<DownloadAuthFileInput, Secret> = {
  id: 'download-auth-file',
  title: 'downloading an auth file',
  changes: 'sessions',
  async run({ backend, signal }, { name }) {
    const sessions = sessionsOf(backend);
    if (!sessions.ok) return sessions;
    const text = await sessions.value.download(name, signal);
    if (!text.ok) return text;
    return success({ result: text.value, message: `This is ${name}.`, fingerprints: [], names: [name] });
  },
};
