import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { defaultSecret } from './made-up-config.ts';
import type { PublicServer } from './public-server.ts';
import { addRecord } from './usage-record.ts';
import type { World } from './world.ts';

/** What only the process around a world knows. */
export interface Life {
  port(): number;
  /** How many setters ran since the start. */
  setters(): number;
  /** Numbers of the setters that will be lost. */
  readonly lost: Set<number>;
  hash(secret: string): string;
  drop(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The stand-in as tests hold it. */
export function exposeServer(world: World, life: Life): PublicServer {
  const { configPath } = world;
  return {
    kind: world.kind,
    get url() {
      return `http://127.0.0.1:${life.port()}`;
    },
    get port() {
      return life.port();
    },
    secret: world.options.secret ?? defaultSecret,
    folder: world.folder,
    configPath,
    authDir: world.authDir,
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
        config['remote-management'] = { ...remote, 'secret-key': life.hash(secret) };
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
      for (let next = 1; next <= count; next += 1) life.lost.add(life.setters() + next);
    },
    authIndex: (name) => String(world.auths.entry(name)?.auth_index ?? ''),
    addLogLine: (text) => world.log.add(text),
    dropAuthFile(name, file) {
      world.auths.write(name, typeof file === 'string' ? file : JSON.stringify(file));
    },
    addErrorLog(name, text) {
      world.errorLogs.set(name, { text, at: world.now() });
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
    dropConnections: life.drop,
    stop: life.stop,
    start: life.start,
    async close() {
      await life.stop();
      await rm(world.folder, { recursive: true, force: true });
    },
  };
}
