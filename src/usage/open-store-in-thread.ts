import { Worker } from 'node:worker_threads';
import { failure, type Outcome, success } from '../contract/outcome.ts';
import { createAsker } from './ask-thread.ts';
import { noTotals } from './figures.ts';
import type { UsageStoreOptions } from './open-usage-store.ts';
import { createRecordPost } from './post-records.ts';
import { pricesInForce, withCost } from './prices.ts';
import type { FromThread, StoreCalls, ThreadSettings, ThreadStart, ToThread } from './thread-messages.ts';
import type { UsageStore } from './usage-store.ts';
import { emptyExport } from './v6-shape.ts';

export interface ThreadedStoreOptions extends Omit<UsageStoreOptions, 'now'> {
  /** The built usage-thread.ts. */
  readonly script: URL;
}

/**
 * The same store in a thread of its own, so that writing a record takes nothing from the requests that run: it is a
 * fifth of what one costs. Questions are answered at once, as by the store itself.
 */
export async function openStoreInThread(options: ThreadedStoreOptions): Promise<Outcome<UsageStore>> {
  const { folder, script, onProblem: tell = () => {} } = options;
  const settingsNow = (): ThreadSettings => ({
    prices: options.prices?.() ?? [],
    retentionDays:
      typeof options.retentionDays === 'function' ? options.retentionDays() : options.retentionDays,
  });
  let settings = settingsNow();
  const asker = createAsker(() => thread);
  const workerData: ThreadStart = { folder, settings, signal: asker.signal, answers: asker.answers };
  const thread = new Worker(script, { workerData, transferList: [asker.answers], name: 'usage' });
  const post = (message: ToThread): void => thread.postMessage(message);
  const tellSettings = (): void => {
    const now = settingsNow();
    if (now.prices === settings.prices && now.retentionDays === settings.retentionDays) return;
    settings = now;
    post({ type: 'settings', settings });
  };
  const records = createRecordPost(
    (packet) => {
      tellSettings();
      thread.postMessage({ type: 'add', packet } satisfies ToThread, [packet.numbers.buffer]);
    },
    (count) => {
      asker.dropped(count);
      // Each time would fill the log; the sentence at the end has the sum.
      if (!droppedAny && records.problem) tell(records.problem);
      droppedAny = true;
    },
  );
  let droppedAny = false;
  let lost: string | undefined;
  let closing = false;
  /** The thread has nothing to do any more. */
  let done = false;

  const opened = new Promise<Outcome<undefined>>((resolve) => {
    thread.on('message', (message: FromThread) => {
      if (message.type === 'opened') resolve(message.outcome);
      else if (message.type === 'took') records.took(message.count);
      else if (message.type === 'problem') tell(message.sentence);
      else asker.heard(message.answer);
    });
    const gone = (why: string): void => {
      if (lost !== undefined || done) return;
      lost = closing
        ? `The last requests may be missing in the usage: its thread has ended too early (${why}).`
        : `The usage of this run is not kept any more: its thread has ended (${why}).`;
      resolve(failure('failed', lost));
      asker.ended();
      records.stop();
      tell(lost);
    };
    thread.on('error', (error) => gone(error.message.split('\n')[0] ?? error.name));
    thread.on('exit', (code) => gone(`code ${code}`));
  });
  const start = await opened;
  if (!start.ok) {
    done = true;
    await thread.terminate();
    return start;
  }
  thread.unref();

  /** What was told so far is told to the thread before anything is asked. */
  const settle = (): void => {
    tellSettings();
    records.sendNow();
  };
  const ask = <Name extends keyof StoreCalls>(
    method: Name,
    args: Parameters<StoreCalls[Name]>,
    empty: Awaited<ReturnType<StoreCalls[Name]>>,
  ): Awaited<ReturnType<StoreCalls[Name]>> => {
    if (lost !== undefined || closing) return empty;
    try {
      settle();
      return asker.now(method, ...args);
    } catch {
      return empty;
    }
  };
  const priceOf = pricesInForce(options.prices);
  const namesOf = (name: (print: string) => string): [string, string][] =>
    ask('groups', [{ since: 0 }, 'key'], []).flatMap(({ value }) =>
      value === null ? [] : [[value, name(value)]],
    );
  const keysOf = (data: unknown, keyOf: (name: string) => string | undefined) => {
    const apis = (data as { usage?: { apis?: object } } | null)?.usage?.apis ?? {};
    return Object.keys(apis).map((name) => [name, keyOf(name)] as const);
  };
  /** Until all is written that there is, or the disk takes nothing more. */
  const flush = async (): Promise<void> => {
    for (let before = 0; lost === undefined; ) {
      settle();
      const waiting = records.waiting;
      if (waiting > 0 && waiting === before) return;
      before = waiting;
      await asker.later('flush');
      if (waiting === 0) return;
    }
  };
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing = true;
    // Nothing else may keep a process that stops from ending before this has.
    thread.ref();
    settle();
    try {
      if (records.waiting > 0) await flush();
      while (records.waiting > 0 && lost === undefined) {
        // The thread says how many of them the disk did not take.
        records.sendAnyway();
        await asker.later('flush');
      }
      if (lost === undefined) await asker.later('close');
    } catch {
      // It has ended, which is said; or the file could not be closed, and all is in its log.
    }
    done = true;
    records.stop();
    asker.ended();
    await thread.terminate();
  };
  const gone = failure('failed', 'The usage could not be stored: its thread has ended.');

  return success({
    add(record) {
      if (lost === undefined && !closing) records.add(record);
    },
    flush,
    totals: (query) => ask('totals', [query], noTotals(query.since)),
    groups: (query, by, barStep) => ask('groups', [query, by, barStep], []),
    series: (query, bucketMs) => ask('series', [query, bucketMs], []),
    records: (query, limit, before) => ask('records', [query, limit, before], []),
    pricedRecords: (query, limit, before) => ask('pricedRecords', [query, limit, before], []),
    priced: (record) => withCost(record, priceOf),
    tokensByKey: (since) => ask('tokensByKey', [since], undefined),
    exportV6: ({ keyName = asItIs, details } = {}) =>
      ask('exportV6', [namesOf(keyName), details], emptyExport(Date.now())),
    async exportInTurns({ keyName = asItIs, details } = {}) {
      if (lost !== undefined || closing) return emptyExport(Date.now());
      settle();
      return asker.later('exportV6', namesOf(keyName), details);
    },
    importV6: (data, keyOf = () => undefined) => ask('importV6', [data, keysOf(data, keyOf)], gone),
    async importInTurns(data, keyOf = () => undefined) {
      if (lost !== undefined || closing) return gone;
      settle();
      return asker.later('importV6', data, keysOf(data, keyOf)).catch(() => gone);
    },
    get problems() {
      const own = [lost, records.problem].filter((sentence) => sentence !== undefined);
      return [...ask('problems', [], []), ...own];
    },
    close() {
      closed ??= close();
      return closed;
    },
  });
}

const asItIs = (print: string): string => print;
