import { Secret } from '../../base/secrets/secret.ts';
import { success, withoutValue } from '../../contract/outcome.ts';
import { goneFile } from '../auth-files/names.ts';
import type { BackendSessions } from '../backend.ts';
import type { ManagementClient } from './management-client.ts';

/** The accounts that an embedded server keeps. What they are called is written in bodies, not in its log. */
export function managementSessions(client: Pick<ManagementClient, 'request'>): BackendSessions {
  return {
    async list(signal) {
      const listed = await client.request('getSessions', undefined, { signal });
      return listed.ok ? success(listed.value.sessions) : listed;
    },
    loadedFromConsoleFolder: async () => success([]),
    async inspect(name, signal) {
      const found = await client.request('getSessions', undefined, { query: { name }, signal });
      if (!found.ok) return found;
      const [file] = found.value.sessions;
      return file ? success(file) : goneFile(name);
    },
    async models(name, signal) {
      const read = await client.request('getSessionModels', undefined, { query: { name }, signal });
      return read.ok ? success(read.value.models) : read;
    },
    setDisabled: (names, disabled, signal) =>
      client.request('setSessionsDisabled', { names: [...names], disabled }, { signal }),
    editFields: async (name, fields, signal) =>
      withoutValue(await client.request('editSession', { name, fields }, { signal })),
    upload: (name, text, { overwrite, channel, prefix, signal }) =>
      client.request(
        'uploadSession',
        {
          name,
          text: text.reveal(),
          overwrite,
          channel,
          prefix,
        },
        { signal },
      ),
    async download(name, signal) {
      const file = await client.request('downloadSession', { name }, { signal });
      return file.ok ? success(new Secret(file.value.text)) : file;
    },
    revoke: (names, signal, keepTokens) =>
      client.request('revokeSessions', { names: [...names], ...(keepTokens && { keepTokens }) }, { signal }),
    async revocations(signal) {
      const read = await client.request('getRevocations', undefined, { signal });
      return read.ok ? success(read.value.revocations) : read;
    },
    restore: (token, signal) => client.request('restoreSessions', { token }, { signal }),
    clearCooldown: async (name, signal) =>
      withoutValue(await client.request('resetSessionCooldown', { name }, { signal })),
    async askQuota(name, signal) {
      const asked = await client.request('askSessionQuota', { name }, { signal });
      return asked.ok ? success(asked.value.quota) : asked;
    },
  };
}
