import type { UsageRecord, UsageTry } from '../contract/usage-record.ts';

/**
 * ms between the end of a failed try and the start of the next one. Both times were truncated to whole ms, so that it may
 * appear one less.
 */
const gaps = [0, 1, 2, 3, 4, 5, -1];
/** At most this many failed tries are remembered. */
const maxWaiting = 4_000;

/** What a public server reports about a try beside its record. */
export interface TryMarks {
  /** The server's own id of the request. */
  readonly request?: string | undefined;
  /** The upstream key or account as reported, as two keys may have the same mask. It is compared and not stored. */
  readonly credential?: string | undefined;
}

/** A failed try that may have a successor. */
interface Waiting {
  readonly record: UsageRecord;
  readonly credential: string | undefined;
}

/** Joins the tries that a public server reports into requests. */
export interface TriesJoiner {
  /**
   * In the order in which they ended.
   * @returns the request as known now: this try, after the previous ones
   */
  take(record: UsageRecord, marks?: TryMarks): UsageRecord;
}

/**
 * Tries of one request share its id (v7, and the queue of v6). If no id is reported, the next try is the one that
 * begins when the failed one ends, with the same client key and model and another credential. The result does not
 * depend on later tries, so reading the same list again gives the same requests.
 */
export function joinTries(known: readonly UsageRecord[] = []): TriesJoiner {
  /** Failed ones by what identifies their successor. */
  const waiting = new Map<string, Waiting[]>();
  let count = 0;

  const wait = (name: string, failed: Waiting): void => {
    const [oldest] = waiting;
    if (count >= maxWaiting && oldest) {
      waiting.delete(oldest[0]);
      count -= oldest[1].length;
    }
    waiting.set(name, [...(waiting.get(name) ?? []), failed]);
    count++;
  };
  const takeOut = (name: string, fits: (failed: Waiting) => boolean): UsageRecord | undefined => {
    const all = waiting.get(name) ?? [];
    const found = all.find(fits);
    if (!found) return undefined;
    const rest = all.filter((failed) => failed !== found);
    if (rest.length > 0) waiting.set(name, rest);
    else waiting.delete(name);
    count--;
    return found.record;
  };
  const before = (record: UsageRecord, { request, credential }: TryMarks): UsageRecord | undefined => {
    if (count === 0) return undefined;
    const own = request && takeOut(byRequest(record, request), () => true);
    if (own) return own;
    const isOther = (failed: Waiting) =>
      failed.record.id !== record.id &&
      (failed.credential === undefined || credential === undefined
        ? failed.record.account !== record.account
        : failed.credential !== credential);
    for (const gap of gaps) {
      const found = takeOut(byEnd(record, record.at - gap), isOther);
      if (found) return found;
    }
    return undefined;
  };
  const take = (record: UsageRecord, marks: TryMarks = {}): UsageRecord => {
    const failed = before(record, marks);
    const joined = failed ? after(failed, record) : record;
    if (joined.failed) {
      const { request, credential } = marks;
      const name = request ? byRequest(record, request) : byEnd(record, record.at + record.latencyMs);
      wait(name, { record: joined, credential });
    }
    return joined;
  };

  for (const record of known) take(record);
  return { take };
}

const byRequest = ({ clientKey = '' }: UsageRecord, request: string): string => `${request} ${clientKey}`;
const byEnd = ({ clientKey = '', model = '' }: UsageRecord, end: number): string =>
  `at ${end} ${clientKey} ${model}`;

/** The last try has the outcome of the request. */
function after(failed: UsageRecord, last: UsageRecord): UsageRecord {
  const tries = [...(failed.tries ?? []), tryOf(failed)];
  return { ...last, attempts: tries.length + 1, tries };
}

function tryOf({ id, provider = '', account, status, error, latencyMs }: UsageRecord): UsageTry {
  const failure = status > 0 ? `answered with status ${status}` : 'failed';
  return { id, provider, ...(account && { account }), status, error: error ?? failure, ms: latencyMs };
}
