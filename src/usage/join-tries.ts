import type { UsageRecord, UsageTry } from '../contract/usage-record.ts';

/**
 * ms between the end of a failed try and the start of the next one. Both ends were cut to whole ms, so that it may look
 * like one less.
 */
const gaps = [0, 1, 2, 3, 4, 5, -1];
/** Failed tries that are remembered at most. */
const mostWaiting = 4_000;

/** Makes one request of what a public server tells of each of its tries. */
export interface TriesJoiner {
  /**
   * In the order in which they ended. @param request the server's own id of the request, where it tells one
   * @returns the request as it is known now: this try, after those that it follows
   */
  take(record: UsageRecord, request?: string): UsageRecord;
}

/**
 * Tries of one request have its id in common (v7, and the queue of v6). Where no id is told, the next try is the one
 * that begins as the failed one ends, with the same client key and model and another credential. Which tries go
 * together depends on nothing that comes later, so whoever reads the same list again makes the same requests of it.
 */
export function joinTries(known: readonly UsageRecord[] = []): TriesJoiner {
  /** Failed ones by what their successor is known by. */
  const waiting = new Map<string, UsageRecord[]>();
  let count = 0;

  const wait = (name: string, record: UsageRecord): void => {
    const [oldest] = waiting;
    if (count >= mostWaiting && oldest) {
      waiting.delete(oldest[0]);
      count -= oldest[1].length;
    }
    waiting.set(name, [...(waiting.get(name) ?? []), record]);
    count++;
  };
  const takeOut = (name: string, fits: (record: UsageRecord) => boolean): UsageRecord | undefined => {
    const records = waiting.get(name) ?? [];
    const found = records.find(fits);
    if (!found) return undefined;
    const rest = records.filter((record) => record !== found);
    if (rest.length > 0) waiting.set(name, rest);
    else waiting.delete(name);
    count--;
    return found;
  };
  const before = (record: UsageRecord, request: string | undefined): UsageRecord | undefined => {
    if (count === 0) return undefined;
    const own = request && takeOut(byRequest(record, request), () => true);
    if (own) return own;
    for (const gap of gaps) {
      const found = takeOut(
        byEnd(record, record.at - gap),
        ({ id, account }) => id !== record.id && account !== record.account,
      );
      if (found) return found;
    }
    return undefined;
  };
  const take = (record: UsageRecord, request?: string): UsageRecord => {
    const failed = before(record, request);
    const joined = failed ? after(failed, record) : record;
    if (joined.failed) {
      wait(request ? byRequest(record, request) : byEnd(record, record.at + record.latencyMs), joined);
    }
    return joined;
  };

  for (const record of known) take(record);
  return { take };
}

const byRequest = ({ clientKey = '' }: UsageRecord, request: string): string => `${request} ${clientKey}`;
const byEnd = ({ clientKey = '', model = '' }: UsageRecord, end: number): string =>
  `at ${end} ${clientKey} ${model}`;

/** The last try says how the request ended. */
function after(failed: UsageRecord, last: UsageRecord): UsageRecord {
  const tries = [...(failed.tries ?? []), tryOf(failed)];
  return { ...last, attempts: tries.length + 1, tries };
}

function tryOf({ id, provider = '', account, status, error, latencyMs }: UsageRecord): UsageTry {
  const told = status > 0 ? `answered with status ${status}` : 'failed';
  return { id, provider, ...(account && { account }), status, error: error ?? told, ms: latencyMs };
}
