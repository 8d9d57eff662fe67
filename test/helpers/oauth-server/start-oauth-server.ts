import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';
import { configuration, type OAuthServerOptions, settingsFor } from './configuration.ts';

/** What a request to the token endpoint said, and how it was answered. */
export interface TokenRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** A real OAuth server (oidc-provider) on loopback, for anybody who signs in. */
export interface OAuthServer {
  readonly url: string;
  /** The block of `oauth-clients` that leads to it. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the person at the login page does. */
  person: { account: string } | 'denies';
  /** Instead of answering a token request: reset it, or hold it until `release`. */
  tokens: 'answer' | 'hold' | 'fail';
  readonly tokenRequests: readonly TokenRequest[];
  /** Tokens that were taken back. */
  readonly revoked: readonly string[];
  /** Token requests that are held. */
  readonly held: number;
  release(): void;
  close(): Promise<void>;
}

export async function startOAuthServer(options: OAuthServerOptions = {}): Promise<OAuthServer> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { default: OidcProvider } = await quietly(() => import('oidc-provider'));
  const provider = await quietly(async () => new OidcProvider(url, configuration(options)));
  const answer = provider.callback();
  const tokenRequests: TokenRequest[] = [];
  const revoked: string[] = [];
  let waiting: (() => void)[] = [];
  const server = {
    url,
    settings: settingsFor(url, options),
    person: { account: 'dev@example.com' } as OAuthServer['person'],
    tokens: 'answer' as OAuthServer['tokens'],
    tokenRequests,
    revoked,
    get held() {
      return waiting.length;
    },
    release() {
      server.tokens = 'answer';
      for (const go of waiting) go();
      waiting = [];
    },
    async close() {
      server.release();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };

  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { person } = server;
    const result =
      person === 'denies'
        ? { error: 'access_denied', error_description: 'The person said no' }
        : { login: { accountId: person.account }, consent: {} };
    await provider.interactionFinished(request, response, result);
  };

  /** Reads along, and takes JSON where the server itself reads forms alone. */
  const exchange = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const isJson = request.headers['content-type']?.startsWith('application/json') === true;
    const form = new URLSearchParams(isJson ? JSON.parse(body) : body);
    if (server.tokens === 'fail') return void request.socket.destroy();
    if (server.tokens === 'hold') await new Promise<void>((resolve) => waiting.push(resolve));
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
    if (request.headers.authorization) headers.set('authorization', request.headers.authorization);
    const passed = await fetch(`${url}${request.url}/inner`, { method: 'POST', headers, body: form });
    const given = (await passed.json().catch(() => ({}))) as Record<string, unknown>;
    if (passed.ok && request.url === '/token' && isJson)
      given.account = { uuid: `uuid-of-${accountOf(server)}`, email_address: accountOf(server) };
    if (request.url === '/token')
      tokenRequests.push({ form: Object.fromEntries(form), status: passed.status, answer: given });
    if (passed.ok && request.url === '/token/revocation') revoked.push(form.get('token') ?? '');
    response.writeHead(passed.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(given));
  };

  http.on('request', (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/interaction/')) void interact(request, response);
    else if (path === '/token' || path === '/token/revocation') void exchange(request, response);
    else {
      request.url = path.replace(/\/inner$/, '');
      answer(request, response);
    }
  });
  return server;
}

const accountOf = ({ person }: { person: OAuthServer['person'] }): string =>
  person === 'denies' ? '' : person.account;

/** It warns of what does not matter in a test: a store in memory, and this version of Node. */
async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const spies = (['warn', 'info'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  );
  try {
    return await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
