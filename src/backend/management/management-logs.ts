import { type Outcome, success } from '../../contract/outcome.ts';
import { type BackendLogs, isLogName } from '../backend-logs.ts';
import type { ManagementClient } from './management-client.ts';

/** The log of an embedded server: the newest lines, which it keeps in memory whether it writes files or not. */
export function managementLogs(client: ManagementClient): Omit<BackendLogs, 'refreshMs'> {
  return {
    async read({ cursor, limit }, signal) {
      const query = { format: 'json', limit: String(limit), ...(cursor !== undefined && { cursor }) };
      const read = await client.request('getLogs', undefined, { query, signal });
      if (!read.ok) return read;
      const { lines, 'next-cursor': next, 'cursor-reset': reset = false } = read.value;
      return success({ lines, cursor: next, reset });
    },
    async errorLogs(signal) {
      const read = await client.request('getRequestErrorLogs', undefined, { signal });
      if (!read.ok) return read;
      return success(
        read.value.files.map(({ name, size, modified }) => ({ name, bytes: size, at: modified * 1_000 })),
      );
    },
    requestLog(id, signal): Promise<Outcome<string>> {
      const route = isLogName(id) ? 'getRequestErrorLog' : 'getRequestLog';
      return client.request(route, undefined, { params: { id }, signal });
    },
  };
}
