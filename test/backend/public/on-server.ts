import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../../../src/backend/backend.ts';
import {
  type ConnectPublicOptions,
  connectPublic,
} from '../../../src/backend/public/client/connect-public.ts';
import { Secret } from '../../../src/base/secrets/secret.ts';
import { openConsoleFolder } from '../../../src/config/console-folder/console-folder.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import {
  type PublicServer,
  type PublicServerOptions,
  startPublicServer,
} from '../../helpers/public-server/start-public-server.ts';
import { good } from '../conformance.ts';
import { fakeServer } from '../management/fake-server.ts';

export const alpha = 'fake-client-key-alpha-0000000000000001';
export const bravo = 'fake-client-key-bravo-0000000000000002';
export const charlie = 'fake-client-key-charlie-00000000000003';
export const kinds = ['v7', 'v6'] as const;

export interface OnServer {
  readonly server: PublicServer;
  readonly backend: Backend;
  /** Everything the backend tells, in its order, and a wait for what fits. */
  listen(): Listening;
  signIn(more?: Partial<ConnectPublicOptions>): ReturnType<typeof connectPublic>;
  /** Paths that were asked since the last call, without the prefix. */
  asked(): string[];
  close(): Promise<void>;
}

export interface Listening {
  readonly events: BackendEvent[];
  until(fits: (event: BackendEvent) => boolean): Promise<BackendEvent>;
  leave(): void;
}

/** A stand-in of a public server with two keys, and a backend that has signed in to it. */
export async function onServer(
  kind: 'v7' | 'v6',
  options: Partial<PublicServerOptions> = {},
  connect: Partial<ConnectPublicOptions> = {},
): Promise<OnServer> {
  const server = await startPublicServer({ kind, clientKeys: [alpha, bravo], ...options });
  const folder = mkdtempSync(join(tmpdir(), 'public-folder-'));
  const signIn = (more: Partial<ConnectPublicOptions> = {}) =>
    connectPublic({
      url: server.url,
      secret: new Secret(server.secret),
      folder: openConsoleFolder(folder),
      usageFeed: 'off',
      ...connect,
      ...more,
    });
  const backend = good(await signIn());
  let seen = 0;
  const leaving: (() => void)[] = [];
  return {
    server,
    backend,
    signIn,
    listen() {
      const listening = listenTo(backend);
      leaving.push(listening.leave);
      return listening;
    },
    asked() {
      const requests = server.requests.slice(seen);
      seen = server.requests.length;
      return requests.map(({ method, path }) => `${method} ${path.replace('/v0/management', '')}`);
    },
    async close() {
      for (const leave of leaving) leave();
      await backend.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function listenTo(backend: Backend): Listening {
  const events: BackendEvent[] = [];
  let wake = () => {};
  const leave = backend.subscribe((event) => {
    events.push(event);
    wake();
  });
  return {
    events,
    leave,
    async until(fits) {
      for (let at = 0; ; ) {
        const event = events[at];
        if (event && fits(event)) {
          events.splice(0, at + 1);
          return event;
        }
        if (event) at += 1;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}

/** A way to a server on which each answer to a write breaks off. */
export async function losingWrites(to: string): Promise<{ url: string } & AsyncDisposable> {
  const relay = await fakeServer(async (response, { method, url, headers, body }) => {
    const { host: _, connection: __, 'content-length': ___, ...passed } = headers;
    const sent = method === 'GET' ? {} : { body };
    const answer = await fetch(`${to}${url}`, { method, headers: passed as Record<string, string>, ...sent });
    const text = Buffer.from(await answer.arrayBuffer());
    if (method !== 'GET') response.destroy();
    else response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
  });
  return { url: relay.url, [Symbol.asyncDispose]: relay.close };
}

export const isLive = (event: BackendEvent) => event.type === 'feed' && event.state === 'live';

/** Waits for something that no event tells. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
