import type { MessagePort } from 'node:worker_threads';
import { openUsageStore } from './open-usage-store.ts';
import { unpackRecords } from './record-packet.ts';
import {
  type Answered,
  type FromThread,
  type Question,
  type StoreCalls,
  signalAt,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';
import type { UsageStore } from './usage-store.ts';

/** The other side of `openStoreInThread`: holds the store and answers until it is told to close. */
export async function serveStore(port: MessagePort, start: ThreadStart): Promise<void> {
  const signal = new Int32Array(start.signal);
  let { settings } = start;
  const say = (message: FromThread): void => port.postMessage(message);
  // The asker may stand still: it must not wait for a thread that has ended.
  process.on('exit', () => {
    Atomics.store(signal, signalAt.ended, 1);
    Atomics.notify(signal, signalAt.answered);
  });

  const opened = await openUsageStore(
    {
      folder: start.folder,
      prices: () => settings.prices,
      retentionDays: () => settings.retentionDays,
      onProblem: (sentence) => say({ type: 'problem', sentence }),
    },
    {
      settled: (count) => say({ type: 'took', count }),
      lostBefore: () => Atomics.exchange(signal, signalAt.dropped, 0),
    },
  );
  if (!opened.ok) {
    say({ type: 'opened', outcome: opened });
    return port.close();
  }
  const store = opened.value;
  const calls = callsOf(store);

  const answer = async ({ id, method, args }: Question, still: boolean): Promise<void> => {
    let answered: Answered;
    try {
      const value = await (calls[method] as (...all: readonly unknown[]) => unknown)(...args);
      answered = { id, value };
    } catch (error) {
      answered = { id, error: (error as Error).message };
    }
    if (!still) return say({ type: 'answer', answer: answered });
    start.answers.postMessage(answered);
    Atomics.store(signal, signalAt.answered, id);
    Atomics.notify(signal, signalAt.answered);
  };

  port.on('message', (message: ToThread) => {
    switch (message.type) {
      case 'add':
        for (const record of unpackRecords(message.packet)) store.add(record);
        return;
      case 'settings':
        settings = message.settings;
        return;
      case 'ask':
        void answer(message.question, message.still);
    }
  });
  say({ type: 'opened', outcome: { ok: true, value: undefined } });
}

function callsOf(store: UsageStore): StoreCalls {
  return {
    totals: store.totals,
    groups: store.groups,
    series: store.series,
    records: store.records,
    pricedRecords: store.pricedRecords,
    tokensByKey: store.tokensByKey,
    problems: () => store.problems,
    exportV6(names, details) {
      const nameOf = new Map(names);
      return store.exportInTurns({
        keyName: (print) => nameOf.get(print) ?? print,
        ...(details === undefined ? {} : { details }),
      });
    },
    importV6(data, keys) {
      const keyOf = new Map(keys);
      return store.importInTurns(data, (name) => keyOf.get(name));
    },
    flush: store.flush,
    close: store.close,
  };
}
