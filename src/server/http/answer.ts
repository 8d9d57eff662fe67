import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseJson } from '../../base/json/parse-json.ts';

/** An HTTP answer as data, so that rules can be tested without a socket. */
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

/** The sentence of an answer that says that this server failed; undefined if it has none. */
export function reasonOf({ status, body = '' }: Answer): string | undefined {
  if (status < 500) return undefined;
  const answer = parseJson(body) as { error?: unknown; message?: unknown } | undefined;
  const inner = answer?.error as { message?: unknown } | string | undefined;
  const said = [answer?.message, typeof inner === 'string' ? inner : inner?.message];
  return said.find((text) => typeof text === 'string');
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** @param serverName value of the `server` header, by which a console recognizes this program */
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

/**
 * An answer on a socket without a ServerResponse. It ends both sides of the connection: such a socket has no timeouts,
 * so a client that keeps its side open would block the shutdown forever.
 */
export function writeAnswer(socket: Duplex, answer: Answer, serverName: string): void {
  const body = answer.body ?? '';
  const headers = {
    server: serverName,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...answer.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  );
  (socket as Socket).destroySoon();
}

/** Replaces the HTML page that ws would write. @param name of this server */
export function refuseHandshake(error: Error, socket: Duplex, name: string): void {
  const message = `The WebSocket handshake is not valid: ${error.message}.`;
  const headers = { 'sec-websocket-version': '13' };
  writeAnswer(socket, errorAnswer(400, message, 'invalid_request_error', headers), name);
}
