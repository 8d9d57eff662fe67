import { type MessagePort, Worker } from 'node:worker_threads';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import type { EngineEvent } from './database/usage-place.ts';
import type { EngineOptions, UsageEngine } from './usage-engine.ts';
import { questions } from './usage-store.ts';
import { words } from './words.ts';

/** The options of the thread. */
type ThreadStart = Pick<EngineOptions, 'folder' | 'shared' | 'retentionDays'>;

type Method = keyof UsageEngine;
type Call = { readonly id: number; readonly method: Method; readonly args: readonly unknown[] };
type FromThread =
  | { readonly type: 'opened'; readonly outcome: Outcome<undefined> }
  | { readonly type: 'event'; readonly event: EngineEvent }
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** An engine in a thread of its own, so that the disk does not slow down requests. */
export async function openRemoteEngine(script: URL, options: EngineOptions): Promise<Outcome<UsageEngine>> {
  const { folder, shared, retentionDays, onEvent } = options;
  const thread = new Worker(script, {
    workerData: { folder, shared, retentionDays } satisfies ThreadStart,
    name: 'usage',
    // Batches are garbage at once: more room for it is 25 MiB that nothing needs.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let lost: string | undefined;
  /** Set on close: the end of the thread is then expected. */
  let closing: 'no' | 'asked' | 'done' = 'no';

  const opened = new Promise<Outcome<undefined>>((resolve) => {
    thread.on('message', (message: FromThread) => {
      if (message.type === 'opened') return resolve(message.outcome);
      if (message.type === 'event') return onEvent(message.event);
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (waiting.size === 0) thread.unref();
      if (message.error === undefined) asked?.resolve(message.value);
      else asked?.reject(new Error(message.error));
    });
    const gone = (why: string): void => {
      if (lost !== undefined || closing === 'done') return;
      lost = closing === 'asked' ? words().lastMissing(why) : words().noLongerStored(why);
      resolve(failure('failed', lost));
      for (const { reject } of waiting.values()) reject(new Error(words().reasons.threadEnded));
      waiting.clear();
      onEvent({ type: 'ended', sentence: lost });
    };
    thread.on('error', (error) => gone(error.message.split('\n')[0] ?? error.name));
    thread.on('exit', (code) => gone(`code ${code}`));
  });
  const start = await opened;
  if (!start.ok) {
    closing = 'done';
    await thread.terminate();
    return start;
  }
  thread.unref();

  const call = (method: Method, args: readonly unknown[]): Promise<unknown> => {
    if (lost !== undefined || closing === 'done')
      return Promise.reject(new Error(words().reasons.threadEnded));
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      // Keeps the process alive until the answer arrives.
      thread.ref();
      thread.postMessage({ id, method, args } satisfies Call);
    });
  };
  const asked = [...questions, 'writeRefusals', 'importV6'] as const;
  const askOf = (method: Method) => [method, (...args: readonly unknown[]) => call(method, args)] as const;
  return success({
    ...(Object.fromEntries(asked.map(askOf)) as unknown as Pick<UsageEngine, (typeof asked)[number]>),
    // One string is faster to send than a thousand objects.
    write: (records, days) => call('write', [JSON.stringify(records), days]) as Promise<void>,
    async close() {
      closing = 'asked';
      await call('close', []).catch(() => undefined);
      closing = 'done';
      await thread.terminate();
    },
  });
}

/** The side of the thread: runs the engine until `close`. */
export async function serveEngine(port: MessagePort, start: ThreadStart): Promise<void> {
  const { openUsageEngine } = await import('./usage-engine.ts');
  const say = (message: FromThread): void => port.postMessage(message);
  const opened = await openUsageEngine({ ...start, onEvent: (event) => say({ type: 'event', event }) });
  if (!opened.ok) {
    say({ type: 'opened', outcome: opened });
    return port.close();
  }
  const engine = opened.value;
  port.on('message', async ({ id, method, args }: Call) => {
    try {
      const given = method === 'write' ? [JSON.parse(String(args[0])), args[1]] : args;
      const value = await (engine[method] as (...all: readonly unknown[]) => Promise<unknown>)(...given);
      say({ type: 'answer', id, value });
    } catch (error) {
      say({ type: 'answer', id, error: (error as Error).message });
    }
  });
  say({ type: 'opened', outcome: success(undefined) });
}
