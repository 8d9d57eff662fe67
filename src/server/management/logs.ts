import { stripControl } from '../../base/text/terminal-text.ts';
import { json } from '../http/answer.ts';
import type { LogLine } from '../http/log-line.ts';
import type { ManagementHandler } from './management-call.ts';

/**
 * Recorded (logs.json): the newest lines (`?limit=`), those since a `cursor`, or those `after` an instant in s. A
 * cursor that is none here starts anew with the newest.
 */
export const getLogs: ManagementHandler = async ({ query, recentLog }) => {
  const text = query.get('limit');
  const limit = text === null || text === '' ? undefined : Number(text);
  if (limit !== undefined && !Number.isSafeInteger(limit))
    return json(400, { error: 'invalid limit: must be a positive integer' });
  if (limit !== undefined && limit <= 0)
    return json(400, { error: 'invalid limit: must be greater than zero' });
  const cursor = query.get('cursor') || undefined;
  const [run, place] = cursor?.split('.') ?? [];
  const known = run === recentLog.run && /^\d+$/.test(place ?? '');
  const after = /^\d+$/.test(query.get('after') ?? '') ? Number(query.get('after')) : 0;
  const found = (known ? recentLog.since(Number(place)) : recentLog.lines).filter(
    ({ at }) => after === 0 || seconds(at) > after,
  );
  const lines = limit === undefined ? found : found.slice(-limit);
  return json(200, {
    ...(cursor !== undefined && !known && { 'cursor-reset': true }),
    'latest-timestamp': Math.max(after, seconds(recentLog.lines.at(-1)?.at ?? 0)),
    'line-count': after === 0 ? lines.length : recentLog.lines.length,
    lines: lines.map(shown),
    'next-cursor': `${recentLog.run}.${recentLog.end}`,
  });
};

/** There are no files to remove; what is in memory is forgotten. */
export const clearLogs: ManagementHandler = async ({ recentLog }) => {
  recentLog.clear();
  return json(200, { message: 'Logs cleared successfully', removed: 0, success: true });
};

/** Bodies of requests are never stored, so there is no log of any request. */
export const getRequestErrorLogs: ManagementHandler = async () =>
  json(200, { files: [], message: 'The embedded server stores no requests.' });
export const getRequestErrorLog: ManagementHandler = async () => json(404, { error: 'log file not found' });
export const getRequestLog: ManagementHandler = async () =>
  json(404, { error: 'log file not found for the given request ID' });

const seconds = (at: number): number => Math.floor(at / 1_000);

/** In the form that programs for the public server read: time on this machine, id of a request, level, origin. */
function shown({ at, level, message }: LogLine): string {
  // Swedish writes an instant as ISO 8601 does, with a blank.
  const time = new Date(at).toLocaleString('sv-SE');
  return `[${time}] [--------] [${level.padEnd(5)}] [cli-proxy] ${stripControl(message)}`;
}
