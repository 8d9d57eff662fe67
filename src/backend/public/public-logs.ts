import { type Failure, failure, success } from '../../contract/outcome.ts';
import { type BackendLogs, isLogName, noSuchLog } from '../backend-logs.ts';
import type { PublicClient } from './client/public-client.ts';
import { words } from './words.ts';

/** Lines of one answer. */
const pageLines = 5_000;

/**
 * The log files of a public server. v7 has a cursor; v6 gives what is strictly later than a second, so the last second
 * is read again and what was seen of it is left out.
 */
export function publicLogs(client: PublicClient): Omit<BackendLogs, 'refreshMs'> {
  return {
    async read({ cursor, limit }, signal) {
      // Of v6: the second, and the lines of it that were seen.
      const [second, seen] =
        /^(\d+)\/(\d+)$/
          .exec(cursor ?? '')
          ?.slice(1)
          .map(Number) ?? [];
      const after = second === undefined ? undefined : String(second - 1);
      const query: Record<string, string> =
        after !== undefined
          ? { after }
          : {
              limit: String(cursor === undefined ? limit : pageLines),
              ...(cursor !== undefined && { cursor }),
            };
      const read = await client.request('getLogs', { query, signal });
      if (!read.ok) return off(read);
      const {
        lines,
        'next-cursor': next,
        'cursor-reset': reset = false,
        'latest-timestamp': latest,
      } = read.value;
      if (next !== undefined) return success({ lines, cursor: next, reset });
      const fresh = lines.slice(seen ?? 0);
      const time = lines.map(timeOf).findLast((stamp) => stamp !== undefined);
      const before = lines.findLastIndex((line) => timeOf(line) !== undefined && timeOf(line) !== time);
      const same = lines.length === 0 ? (seen ?? 0) : lines.length - 1 - before;
      return success({ lines: fresh, cursor: `${latest}/${same}`, reset: false });
    },
    async errorLogs(signal) {
      const read = await client.request('getRequestErrorLogs', { signal });
      if (!read.ok) return read;
      return success(
        read.value.files.map(({ name, size, modified }) => ({ name, bytes: size, at: modified * 1_000 })),
      );
    },
    async requestLog(id, signal) {
      const route = isLogName(id) ? 'getRequestErrorLog' : 'getRequestLog';
      const read = await client.request(route, { params: { id }, signal });
      return !read.ok && read.kind === 'conflict' ? failure('invalid', noSuchLog(id)) : read;
    },
  };
}

/** As the server wrote it, on the clock of its own time zone. */
const timeOf = (line: string): string | undefined => /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]/.exec(line)?.[0];

const off = (failed: Failure): Failure =>
  /logging to file disabled/i.test(failed.message) ? failure('unsupported', words().noLog) : failed;
