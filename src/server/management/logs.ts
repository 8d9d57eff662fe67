import { parseLogLine, publicLogLine } from '../../contract/log-line.ts';
import { type Answer, json } from '../http/answer.ts';
import type { ManagementHandler } from './management-request.ts';

/**
 * Recorded (logs.json): the newest lines (`?limit=`), those since a `cursor`, or those `after` an instant in s. A
 * cursor that is none here starts anew with the newest. `?format=json`: as they are in the log files of this server.
 */
export const getLogs: ManagementHandler = async ({ query, serverLog: { recent } }) => {
  const text = query.get('limit');
  const limit = text === null || text === '' ? undefined : Number(text);
  if (limit !== undefined && !Number.isSafeInteger(limit))
    return json(400, { error: 'invalid limit: must be a positive integer' });
  if (limit !== undefined && limit <= 0)
    return json(400, { error: 'invalid limit: must be greater than zero' });
  const cursor = query.get('cursor') || undefined;
  const [run, place] = cursor?.split('.') ?? [];
  const known = run === recent.run && /^\d+$/.test(place ?? '');
  const after = /^\d+$/.test(query.get('after') ?? '') ? Number(query.get('after')) : 0;
  const found = (known ? recent.since(Number(place)) : recent.lines).filter(
    (line) => after === 0 || seconds(parseLogLine(line).at ?? 0) > after,
  );
  const lines = limit === undefined ? found : found.slice(-limit);
  const asJson = query.get('format') === 'json';
  return json(200, {
    ...(cursor !== undefined && !known && { 'cursor-reset': true }),
    'latest-timestamp': Math.max(after, seconds(recent.lastAt)),
    'line-count': after === 0 ? lines.length : recent.lines.length,
    lines: asJson ? lines : lines.map((line) => publicLogLine(parseLogLine(line))),
    'next-cursor': `${recent.run}.${recent.end}`,
  });
};

/** What is in memory is forgotten; of the files, the current one is emptied and older ones are removed. */
export const clearLogs: ManagementHandler = async ({ serverLog }) => {
  try {
    const removed = await serverLog.clear();
    return json(200, { message: 'Logs cleared successfully', removed, success: true });
  } catch (error) {
    return json(500, { error: `failed to clear logs: ${(error as NodeJS.ErrnoException).code}` });
  }
};

/** Newest first; recorded: none while `request-log` is on, as each request then has a file. */
export const getRequestErrorLogs: ManagementHandler = async ({ requestLogs }) => {
  const files = await requestLogs.errorLogs();
  return json(200, {
    files: files.map(({ name, bytes: size, at }) => ({ name, size, modified: seconds(at) })),
  });
};

export const getRequestErrorLog: ManagementHandler = async ({ requestLogs, params: { id = '' } }) =>
  asText(id.endsWith('.log') ? await requestLogs.read(id) : undefined, 'log file not found');

export const getRequestLog: ManagementHandler = async ({ requestLogs, params: { id = '' } }) =>
  asText(
    id.endsWith('.log') ? undefined : await requestLogs.read(id),
    'log file not found for the given request ID',
  );

const asText = (text: string | undefined, otherwise: string): Answer =>
  text === undefined
    ? json(404, { error: otherwise })
    : { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };

const seconds = (at: number): number => Math.floor(at / 1_000);
