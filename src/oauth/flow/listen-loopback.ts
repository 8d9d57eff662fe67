import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type CallbackPage, callbackHeaders, callbackHtml } from './callback-page.ts';
import { words } from './words.ts';

interface LoopbackOptions {
  readonly port: number;
  readonly path: string;
  /** Gets the whole address; what it resolves with is shown to the person at the browser. */
  readonly onRedirect: (url: string) => Promise<CallbackPage>;
}

export interface Loopback {
  /** Addresses that are listened on; none when all are taken. */
  readonly hosts: readonly string[];
  /** One sentence about the addresses that could not be had; absent: all could. */
  readonly notice?: string;
  /** Pages on their way are still sent, for a moment. */
  close(): Promise<void>;
}

export type ListenLoopback = (options: LoopbackOptions) => Promise<Loopback>;

/** ms for a last page to get out. */
const lastWords = 1_000;

/**
 * Waits for the browser on both loopback addresses, as "localhost" may be either (RFC 8252, 7.3 and 8.3). A
 * port that another program has is reported, but is no failure: the address can still be pasted.
 */
export const listenLoopback: ListenLoopback = async (options) => {
  const answer = callbackHandler(options);
  const tried = await Promise.all(
    ['127.0.0.1', '::1'].map(async (host) => ({ host, got: await listen(host, options.port, answer) })),
  );
  const servers = tried.flatMap(({ got }) => (typeof got === 'string' ? [] : [got]));
  const hosts = tried.filter(({ got }) => typeof got !== 'string').map(({ host }) => host);
  // A machine without IPv6 is no trouble.
  const failures = tried.filter(
    ({ got }) => typeof got === 'string' && !/EADDRNOTAVAIL|EAFNOSUPPORT/.test(got),
  );
  const codes = new Set(failures.map(({ got }) => got));
  return {
    hosts,
    ...(codes.size > 0 && { notice: noticeOf(options.port, [...codes].join(', ')) }),
    close: async () => void (await Promise.all(servers.map(stop))),
  };
};

function noticeOf(port: number, codes: string): string {
  return words().portTaken(port, codes.includes('EADDRINUSE') ? words().otherProgram : codes);
}

function listen(
  host: string,
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16_384 }, answer);
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function callbackHandler({ port, path, onRedirect }: LoopbackOptions) {
  const names = new Set([`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const send = (status: number, page: CallbackPage): void => {
      response.writeHead(status, { ...callbackHeaders, connection: 'close' });
      response.end(request.method === 'HEAD' ? undefined : callbackHtml(page));
    };
    const [asked = '/'] = (request.url ?? '/').split('?');
    // A page from elsewhere may point a name of its own at this machine.
    if (!names.has((request.headers.host ?? '').toLowerCase())) send(403, elsewhere);
    else if (request.method !== 'GET' || asked !== path) send(404, elsewhere);
    else {
      onRedirect(`http://localhost:${port}${request.url}`).then(
        (page) => send(page.ok ? 200 : 400, page),
        () => send(500, broken),
      );
    }
  };
}

const elsewhere: CallbackPage = {
  ok: false,
  title: 'Nothing here',
  text: 'A login waits here for its answer.',
};
const broken: CallbackPage = { ok: false, title: 'The login failed', text: 'The console says why.' };

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), lastWords);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
