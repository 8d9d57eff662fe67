import type { ServerResponse } from 'node:http';

/** What goes back to the asker; building one touches no socket, so every rule can be tested without one. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: an empty body, as recorded for 404. */
  readonly body?: string;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export const statusOk = json(200, { status: 'ok' });

/** Unknown path or wrong method: empty, as recorded; there is no 405. */
export const notFound: Answer = { status: 404 };

/** Management and API errors in the shape of B4 and B5. */
export function errorAnswer(
  status: number,
  message: string,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { error: { message, type } }, headers);
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** @param serverName value of the `server` header, by which a console recognises this program */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  serverName: string,
  head: boolean,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = answer.body ?? '';
  response.writeHead(answer.status, {
    server: serverName,
    ...(answer.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...answer.headers,
  });
  response.end(head ? undefined : body);
}
