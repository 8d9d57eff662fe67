import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** One recorded exchange of a real server. */
export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const folder = new URL('../fixtures/contract/', import.meta.url);

/** `v7/auth` and the like. */
export function readRecording(name: string): Exchange[] {
  return JSON.parse(readFixture(`${name}.json`));
}

export function readFixture(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

/** Sends a request as it stands, redirects not followed; a body that is JSON comes back as data. */
export function send(url: string, { method, path, headers, body }: Exchange['request']): Promise<Got> {
  const bytes =
    body === null || body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const length = bytes === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(bytes)) };
    const sent = httpRequest(url + path, { method, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: dataOf(text) });
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function dataOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
