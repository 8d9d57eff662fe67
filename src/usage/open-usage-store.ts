import { failure, type Outcome, success } from '../contract/outcome.ts';
import { countRefusals } from './database/refusals.ts';
import type { EngineEvent } from './database/usage-place.ts';
import { costOf, type ModelPrice, type PriceOf, pricedRecords, pricesInForce, withCost } from './prices.ts';
import { createRecordQueue } from './record-queue.ts';
import { openRemoteEngine } from './remote-engine.ts';
import { totalOf } from './tokens.ts';
import type { EngineOptions, SharedDatabase, UsageEngine } from './usage-engine.ts';
import { questions, type UsageQueries, type UsageStore } from './usage-store.ts';
import { spoken, words } from './words.ts';

export interface UsageStoreOptions {
  /** `<auth-dir>/.console`; the file is `usage.db` in it. */
  readonly folder: string;
  /** Instead of the file; the folder then has the records that wait for it. */
  readonly shared?: SharedDatabase | undefined;
  /** Days that records are kept, 90 by default; 0: forever. */
  readonly retentionDays?: number | (() => number | undefined);
  /** The user's own prices, which take precedence over the published ones. */
  readonly prices?: () => readonly ModelPrice[];
  readonly now?: () => number;
  /** Gets sentences: a damaged file was set aside, the disk is full, it has space again. */
  readonly onProblem?: (sentence: string) => void;
  /** The built usage-thread.ts, to read and write the file in a thread of its own. Absent: in this thread. */
  readonly thread?: URL;
}

/** Longest time that a refused request waits to be written, ms. */
const refusalMs = 1_000;

/** Opens or creates the store; a failure says why usage is not stored. */
export async function openUsageStore(options: UsageStoreOptions): Promise<Outcome<UsageStore>> {
  const { onProblem: report = () => {}, thread } = options;
  const problems = keptProblems(report);
  const priceOf = pricesInForce(options.prices);
  const forEngine = engineOptions(options, (event) => {
    problems.onEvent(event);
    if (event.type === 'ended') queue.stop();
  });
  const queue = createRecordQueue({
    write(records) {
      const priced = records.map((record) => ({ record, cost: costOf(record, priceOf) }));
      return engine.write(priced, daysIn(options));
    },
    report,
  });
  // The query builder and the database are loaded on first use.
  const opened = thread
    ? await openRemoteEngine(thread, forEngine)
    : await import('./usage-engine.ts').then(({ openUsageEngine }) => openUsageEngine(forEngine));
  if (!opened.ok) return opened;
  const engine = opened.value;
  /** The answer includes everything that was added before. */
  const ask: Ask = async (question) => {
    if (!queue.isStuck) await queue.flush();
    await writeRefusals();
    return question(engine);
  };
  // Each server counts for itself what limits allow.
  const own = ownOf(options);
  const refusals = countRefusals();
  let refusalTimer: NodeJS.Timeout | undefined;
  const writeRefusals = async (): Promise<void> => {
    clearTimeout(refusalTimer);
    refusalTimer = undefined;
    const taken = refusals.take();
    if (taken.length > 0) await engine.writeRefusals(taken).catch(() => refusals.putBack(taken));
  };
  let closing: Promise<void> | undefined;

  return success({
    ...queriesOf(ask, own, priceOf),
    add: queue.add,
    refused(address, reason, at) {
      refusals.add(address, reason, at);
      refusalTimer ??= setTimeout(writeRefusals, refusalMs).unref();
    },
    priced: (record) => withCost({ ...record, ...own }, priceOf),
    flush: queue.flush,
    async tokensByKey(since) {
      const groups = await ask((engine) => engine.groups({ since, ...own }, 'key')).catch(() => undefined);
      if (!groups) return undefined;
      const tokens = new Map<string, number>();
      const count = (key: string | null | undefined, more: number | undefined) => {
        if (key) tokens.set(key, (tokens.get(key) ?? 0) + (more ?? 0));
      };
      for (const group of groups) count(group.value, group.tokens?.total);
      // Records that cannot be written still count as used tokens.
      for (const record of queue.waiting)
        if (record.at >= since) count(record.clientKey, totalOf(record.tokens));
      return tokens;
    },
    importV6: (data, keys) =>
      ask((engine) => engine.importV6(data, options.prices?.() ?? [], keys)).catch((error: Error) =>
        failure('failed', words().notImported(spoken(error.message))),
      ),
    get problems() {
      return [...problems.now(), ...queue.problems];
    },
    get underWay() {
      return problems.underWay();
    },
    close() {
      closing ??= (async () => {
        await queue.flush();
        await writeRefusals();
        queue.stop();
        await engine.close().catch(() => undefined);
      })();
      return closing;
    },
  });
}

/** The store beside a server that may be running, for reading; undefined if nothing was ever stored there. */
export async function openUsageToRead(
  options: Omit<UsageStoreOptions, 'thread' | 'retentionDays'>,
): Promise<Outcome<UsageQueries | undefined>> {
  const problems = keptProblems(() => {});
  const { openEngineToRead } = await import('./usage-engine.ts');
  const opened = await openEngineToRead(engineOptions(options, problems.onEvent));
  if (!opened.ok || !opened.value) return opened as Outcome<undefined>;
  const engine = opened.value;
  return success({
    ...queriesOf((question) => question(engine), ownOf(options), pricesInForce(options.prices)),
    get problems() {
      return problems.now();
    },
    get underWay() {
      return problems.underWay();
    },
    close: () => engine.close(),
  });
}

type Ask = <T>(question: (engine: UsageEngine) => Promise<T>) => Promise<T>;

function queriesOf(
  ask: Ask,
  own: UsageQueries['own'],
  priceOf: PriceOf,
): Omit<UsageQueries, 'problems' | 'underWay' | 'close'> {
  type Asked = (...args: readonly unknown[]) => Promise<unknown>;
  const askOf = (name: (typeof questions)[number]): [string, Asked] => [
    name,
    (...args) => ask((engine) => (engine[name] as Asked)(...args)),
  ];
  return {
    own,
    ...(Object.fromEntries(questions.map(askOf)) as unknown as Omit<UsageEngine, 'close'>),
    records: async (...asked) => pricedRecords(await ask((engine) => engine.records(...asked)), priceOf),
  };
}

const ownOf = ({ shared }: Pick<UsageStoreOptions, 'shared'>): UsageQueries['own'] =>
  shared ? { server: shared.server } : {};

/** Past events stay problems; a condition is one until it ends. */
function keptProblems(report: (sentence: string) => void) {
  const said: string[] = [];
  const progress = new Map<string, string>();
  return {
    now: () => [...said, ...progress.values()],
    underWay: () => progress.get('copy'),
    onEvent(event: EngineEvent) {
      if (event.type === 'progress') {
        if (event.sentence === undefined) progress.delete(event.of);
        else progress.set(event.of, event.sentence);
      } else {
        if (event.type !== 'notice') said.push(event.sentence);
        report(event.sentence);
      }
    },
  };
}

const daysIn = ({ retentionDays }: UsageStoreOptions): number | undefined =>
  typeof retentionDays === 'function' ? retentionDays() : retentionDays;

const engineOptions = (options: UsageStoreOptions, onEvent: EngineOptions['onEvent']): EngineOptions => {
  const { folder, shared, now } = options;
  return { folder, shared, retentionDays: daysIn(options), ...(now && { now }), onEvent };
};
