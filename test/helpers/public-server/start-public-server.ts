import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openAuthFolder } from './auth-folder.ts';
import { type ConfigStore, openConfigStore } from './config-store.ts';
import { createGate } from './gate.ts';
import { handleHttp } from './handle-http.ts';
import type { PublicServer } from './public-server.ts';
import { createRequestLog } from './request-log.ts';
import { serveResp } from './resp-connection.ts';
import { isResp } from './resp-words.ts';
import { managementRoutes } from './routes/index.ts';
import { createSecrets } from './secrets.ts';
import { createSignIns } from './sign-ins.ts';
import type { PublicServerOptions } from './types.ts';
import { callUpstream } from './upstream.ts';
import { createUsageFeed } from './usage-feed.ts';
import { addRecord } from './usage-record.ts';
import { createUsageTotals } from './usage-totals.ts';
import type { World } from './world.ts';

export type { PublicServer } from './public-server.ts';
export type { PublicServerOptions } from './types.ts';

export const defaultSecret = 'fake-management-secret-0001';

/** A stand-in of the public Go server: on 127.0.0.1, a free port, with a config.yaml and an auth-dir of its own. */
export async function startPublicServer(options: PublicServerOptions): Promise<PublicServer> {
  const folder = await mkdtemp(join(tmpdir(), 'public-server-'));
  const authDir = join(folder, 'auth');
  const configPath = join(folder, 'config.yaml');
  const now = options.now ?? Date.now;
  const secrets = createSecrets(options.bcryptDelayMs ?? 0);
  const sockets = new Set<Socket>();
  const lost = new Set([options.race?.loseWrite ?? []].flat());
  let setters = 0;
  let port = 0;

  const auths = openAuthFolder(options.kind, authDir, now);
  for (const [name, file] of Object.entries(options.authFiles ?? {})) {
    auths.write(name, typeof file === 'string' ? file : `${JSON.stringify(file, null, 2)}\n`);
  }
  const isOn = (name: string) => world.store?.inForce[name] === true;
  const world: World = {
    kind: options.kind,
    options,
    folder,
    configPath,
    authDir,
    now,
    store: undefined as unknown as ConfigStore,
    gate: createGate(() => world.store, secrets, options),
    feed: createUsageFeed(options.kind, options.usageRecords ?? []),
    usage: createUsageTotals(() => isOn('usage-statistics-enabled')),
    signIns: createSignIns(options.kind, now),
    auths,
    upstream: (call, clientKey) => callUpstream(world, call, clientKey),
    log: createRequestLog(now, () => isOn('logging-to-file')),
    cooling: new Map(),
    errorLogs: new Map(),
    requests: [],
    respCommands: [],
    refused: 0,
    startedOff: false,
    startedWithSample: false,
    slowMs: options.race?.slowMs ?? 0,
    hanging: false,
  };
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
    setters = 0;
    world.store = await openConfigStore({
      kind: options.kind,
      path: configPath,
      authDir,
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
    world.startedOff = !world.gate.on();
    world.startedWithSample =
      world.store.memory['api-keys']?.some((key) => /^your-api-key-[123]$/.test(key)) ?? false;
  }
  const listen = (on: number) =>
    new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve)).then(() => {
      port = (server.address() as AddressInfo).port;
    });
  const stop = async () => {
    world.store.close();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  await listen(0);
  await writeFile(configPath, options.configText ?? madeUpConfig(options, port, authDir), { mode: 0o600 });
  await open();
  return {
    kind: options.kind,
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    secret: options.secret ?? defaultSecret,
    folder,
    configPath,
    authDir,
    requests: world.requests,
    respCommands: world.respCommands,
    get refused() {
      return world.refused;
    },
    logLines: world.log.all,
    get recordsTaken() {
      return world.feed.taken;
    },
    get recordsWaiting() {
      return world.feed.waiting;
    },
    get subscribers() {
      return world.feed.subscribers;
    },
    clientKeys: () => [...(world.store.memory['api-keys'] ?? [])],
    clientKeysInForce: () => [...(world.store.inForce['api-keys'] ?? [])],
    config: () => structuredClone(world.store.memory),
    configText: () => readFile(configPath, 'utf8'),
    changeByOther: async (change) => {
      await world.store.set(change);
    },
    async setSecret(secret) {
      await world.store.set((config) => {
        const remote = config['remote-management'] as object | undefined;
        config['remote-management'] = { ...remote, 'secret-key': secrets.hash(secret) };
      });
    },
    writeConfig: (text) => writeFile(configPath, text),
    async renameOverConfig(text) {
      await writeFile(`${configPath}.new`, text, { mode: 0o600 });
      await rename(`${configPath}.new`, configPath);
    },
    settled: () => world.store.settled(),
    watching: () => world.store.watching(),
    loseWrites(count = 1) {
      for (let next = 1; next <= count; next += 1) lost.add(setters + next);
    },
    authIndex: (name) => String(world.auths.entry(name)?.auth_index ?? ''),
    addLogLine: (text) => world.log.add(text),
    dropAuthFile(name, file) {
      world.auths.write(name, typeof file === 'string' ? file : JSON.stringify(file));
    },
    addErrorLog(name, text) {
      world.errorLogs.set(name, { text, at: now() });
    },
    traffic: (traffic) => addRecord(world, traffic),
    finishSignIn: (state, failed) => world.signIns.finish(state, failed),
    slow(ms) {
      world.slowMs = ms;
    },
    hang() {
      world.hanging = true;
    },
    answerAgain() {
      world.hanging = false;
    },
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    stop,
    async start() {
      await listen(port);
      world.gate.forget();
      world.feed.clear();
      world.cooling.clear();
      world.usage = createUsageTotals(() => isOn('usage-statistics-enabled'));
      world.signIns = createSignIns(options.kind, now);
      await open();
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A config.yaml with comments in it, as people write it. */
function madeUpConfig(options: PublicServerOptions, port: number, authDir: string): string {
  const keys = options.clientKeys ?? ['fake-client-key-alpha-0000000000000001'];
  const settings = stringify({
    'api-keys': keys,
    'usage-statistics-enabled': true,
    'logging-to-file': true,
    ...options.state,
  });
  const secret = JSON.stringify(options.secret ?? defaultSecret);
  return `# Made up for a test
host: "127.0.0.1"
port: ${port}
remote-management:
  # who may change things
  allow-remote: false
  secret-key: ${secret}
auth-dir: ${JSON.stringify(authDir)}
${settings}`;
}
