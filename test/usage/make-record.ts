import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { UsageRecord } from '../../src/contract/usage-record.ts';
import { openUsageStore, type UsageStoreOptions } from '../../src/usage/open-usage-store.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';

export const alpha = 'a1a1a1a1a1a1a1a1';
export const beta = 'b2b2b2b2b2b2b2b2';
/** A Tuesday noon, UTC. */
export const noon = Date.UTC(2026, 2, 10, 12, 0, 0);

let number = 0;

/** A request that went well, with what the test wants otherwise. */
export function makeRecord(request: Partial<UsageRecord> = {}): UsageRecord {
  number += 1;
  return {
    id: `request-${number}`,
    at: noon,
    latencyMs: 800,
    firstByteMs: 200,
    clientKey: alpha,
    provider: 'openai',
    account: 'sk-…0001',
    model: 'gpt-4o',
    endpoint: 'POST /v1/chat/completions',
    status: 200,
    failed: false,
    tokens: { input: 1000, output: 100, cached: 0, reasoning: 0, total: 1100 },
    application: 'editor',
    address: '10.0.3.7',
    ...request,
  };
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'usage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store whose clock stands at noon unless told; closed after the test. */
export async function makeStore(options: Partial<UsageStoreOptions> = {}): Promise<UsageStore> {
  const folder = options.folder ?? (await makeFolder());
  const opened = await openUsageStore({ now: () => noon, ...options, folder });
  if (!opened.ok) throw new Error(opened.message);
  onTestFinished(() => opened.value.close());
  return opened.value;
}
