import { managementPrefix } from '../../contract/management-path.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { PublicClient } from './client/public-client.ts';

export interface LogPage {
  readonly lines: readonly string[];
  /** For the next page; undefined: this server has none, ask by `after`. */
  readonly cursor: string | undefined;
  /** Seconds since the epoch. */
  readonly after: number | undefined;
  /** The log was emptied or rotated: what is shown is no longer above these lines. */
  readonly reset: boolean;
}

/**
 * The end of the log, or what is new since a page. Each call is itself a line of the log: lines of the management
 * API are left out, so that a view does not feed itself. `after` loses lines of its second: only without a cursor.
 */
export async function readLogs(
  client: PublicClient,
  limit: number,
  since?: LogPage,
): Promise<Outcome<LogPage>> {
  const place: Record<string, string> =
    since?.cursor !== undefined
      ? { cursor: since.cursor }
      : since?.after !== undefined
        ? { after: String(since.after) }
        : {};
  const query = { ...place, limit: String(Math.max(1, Math.floor(limit))) };
  const page = await client.request('getLogs', { query });
  if (!page.ok) return page;
  const { lines, 'next-cursor': cursor, 'latest-timestamp': latest, 'cursor-reset': reset } = page.value;
  return success({
    lines: lines.filter((line) => !line.includes(`${managementPrefix}/`)),
    cursor,
    after: latest ?? since?.after,
    reset: reset === true,
  });
}
