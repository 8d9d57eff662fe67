import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConfigStore } from './config-store.ts';
import { createWorld, forgetMemory } from './create-world.ts';
import { exposeServer } from './expose-server.ts';
import { handleHttp } from './handle-http.ts';
import { madeUpConfig } from './made-up-config.ts';
import type { PublicServer } from './public-server.ts';
import { serveResp } from './resp-connection.ts';
import { isResp } from './resp-words.ts';
import { managementRoutes } from './routes/index.ts';
import { createSecrets } from './secrets.ts';
import type { PublicServerOptions } from './types.ts';

export { defaultSecret } from './made-up-config.ts';
export type { PublicServer } from './public-server.ts';
export type { PublicServerOptions } from './types.ts';

/**
 * A stand-in of the public Go server: on 127.0.0.1, a free port, with a config.yaml and an auth-dir of its own.
 * What it answers was recorded (test/fixtures/contract); `test/public-server` replays the recordings against it.
 */
export async function startPublicServer(options: PublicServerOptions): Promise<PublicServer> {
  const secrets = createSecrets(options.bcryptDelayMs ?? 0);
  const world = createWorld(options, await mkdtemp(join(tmpdir(), 'public-server-')), secrets);
  const sockets = new Set<Socket>();
  const lost = new Set([options.race?.loseWrite ?? []].flat());
  let setters = 0;
  let port = 0;

  const routes = managementRoutes(world);
  const http = createHttpServer((request, response) => {
    handleHttp(world, routes, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    // One port for both: the first bytes tell who is calling.
    socket.once('data', (first) => {
      if (isResp(first)) return serveResp(world, socket, first);
      socket.pause();
      socket.unshift(first);
      http.emit('connection', socket);
      socket.resume();
    });
  });

  async function open(): Promise<void> {
    world.auths.look();
    setters = 0;
    world.store = await openConfigStore({
      kind: options.kind,
      path: world.configPath,
      authDir: world.authDir,
      secrets,
      reloadDelayMs: options.reloadDelayMs ?? 0,
      loses: (setter) => {
        setters = setter;
        return lost.delete(setter);
      },
      onChange: () => {
        // Once somebody could sign in, the routes are there for good.
        if (world.gate.on()) world.startedOff = false;
        world.feed.refresh();
      },
    });
    const keys = world.store.memory['api-keys'] ?? [];
    world.startedOff = !world.gate.on();
    world.startedWithSample = keys.some((key) => /^your-api-key-[123]$/.test(key));
  }
  async function listen(on: number): Promise<void> {
    await new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  }
  function drop(): void {
    for (const socket of sockets) socket.destroy();
  }
  async function stop(): Promise<void> {
    world.store.close();
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    drop();
    await closed;
  }
  async function start(): Promise<void> {
    forgetMemory(world);
    await open();
    await listen(port);
  }

  await listen(0);
  const text = options.configText ?? madeUpConfig(options, port, world.authDir);
  await writeFile(world.configPath, text, { mode: 0o600 });
  await open();
  return exposeServer(world, {
    port: () => port,
    setters: () => setters,
    lost,
    hash: secrets.hash,
    drop,
    stop,
    start,
  });
}
