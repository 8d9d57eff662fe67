import { join } from 'node:path';
import { openAuthFolder } from './auth-folder.ts';
import type { ConfigStore } from './config-store.ts';
import { createGate } from './gate.ts';
import { createRequestLog } from './request-log.ts';
import type { Secrets } from './secrets.ts';
import { createSignIns } from './sign-ins.ts';
import type { PublicServerOptions } from './types.ts';
import { callUpstream } from './upstream.ts';
import { createUsageFeed } from './usage-feed.ts';
import { createUsageTotals } from './usage-totals.ts';
import type { World } from './world.ts';

/** Everything a server holds before its config is read. */
export function createWorld(options: PublicServerOptions, folder: string, secrets: Secrets): World {
  const { kind, now = Date.now } = options;
  const authDir = join(folder, 'auth');
  const auths = openAuthFolder(kind, authDir, now);
  for (const [name, file] of Object.entries(options.authFiles ?? {})) {
    auths.write(name, typeof file === 'string' ? file : `${JSON.stringify(file, null, 2)}\n`);
  }
  const world: World = {
    kind,
    options,
    folder,
    configPath: join(folder, 'config.yaml'),
    authDir,
    now,
    // Set before the first request can come.
    store: undefined as unknown as ConfigStore,
    gate: createGate(() => world.store, secrets, options),
    feed: createUsageFeed(kind, options.usageRecords ?? [], now, () => retention(world)),
    usage: createUsageTotals(() => isOn(world, 'usage-statistics-enabled')),
    signIns: createSignIns(kind, now),
    auths,
    upstream: (call, clientKey) => callUpstream(world, call, clientKey),
    log: createRequestLog(now, () => isOn(world, 'logging-to-file')),
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
  return world;
}

/** A restart: what was in memory only is gone; what tests count stays. */
export function forgetMemory(world: World): void {
  world.gate.forget();
  world.feed.clear();
  world.cooling.clear();
  world.usage = createUsageTotals(() => isOn(world, 'usage-statistics-enabled'));
  world.signIns = createSignIns(world.kind, world.now);
}

function isOn(world: World, name: string): boolean {
  return world.store.inForce[name] === true;
}

/** Milliseconds that a record is kept: 60 s unless the config says more, an hour at most. */
function retention(world: World): number {
  const seconds = Number(world.store.inForce['redis-usage-queue-retention-seconds'] ?? 60);
  return Math.min(3600, seconds > 0 ? seconds : 60) * 1000;
}
