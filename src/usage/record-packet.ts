import type { UsageRecord, UsageTokens } from '../contract/usage-record.ts';

/**
 * Many records in one list of numbers and one of texts: a thread gets them for a fraction of what objects cost, and
 * those that wait in memory are no work for the collector of garbage.
 */
export interface RecordPacket {
  readonly count: number;
  /** A row for each record: its numbers, then the places of its texts; NaN: it has none. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly texts: readonly string[];
}

/** Numbers of one record: those that `add` writes and `unpackRecords` reads, in the same order. */
const width = 30;
const none = Number.NaN;

export interface RecordPacker {
  readonly count: number;
  add(record: UsageRecord): void;
  /** All that was added since the last time. */
  take(): RecordPacket;
}

/** @param size records that it holds at most */
export function createRecordPacker(size: number): RecordPacker {
  const numbers = new Float64Array(size * width);
  let texts: string[] = [];
  let places = new Map<string, number>();
  let count = 0;

  /** Hardly two records share it. */
  const own = (text: string | undefined): number => (text === undefined ? Number.NaN : texts.push(text) - 1);
  /** Of such texts each stands once. */
  const shared = (text: string | undefined): number => {
    if (text === undefined) return none;
    const known = places.get(text);
    if (known !== undefined) return known;
    const place = own(text);
    places.set(text, place);
    return place;
  };

  return {
    get count() {
      return count;
    },
    // Written out: a loop over the names of the fields takes three times as long, and this runs for every request.
    add(record) {
      const { tokens, tries } = record;
      let at = count * width;
      numbers[at++] = record.at;
      numbers[at++] = record.latencyMs;
      numbers[at++] = record.firstByteMs ?? none;
      numbers[at++] = record.status;
      numbers[at++] = record.failed ? 1 : 0;
      numbers[at++] = record.attempts ?? none;
      numbers[at++] = record.restingMs ?? none;
      numbers[at++] = record.cost ?? none;
      numbers[at++] = own(record.id);
      numbers[at++] = own(record.error);
      numbers[at++] = own(record.task);
      numbers[at++] = own(tries && JSON.stringify(tries));
      numbers[at++] = shared(record.clientKey);
      numbers[at++] = shared(record.provider);
      numbers[at++] = shared(record.account);
      numbers[at++] = shared(record.model);
      numbers[at++] = shared(record.alias);
      numbers[at++] = shared(record.endpoint);
      numbers[at++] = shared(record.application);
      numbers[at++] = shared(record.referer);
      numbers[at++] = shared(record.userAgent);
      numbers[at++] = shared(record.costGap);
      numbers[at++] = tokens ? 1 : 0;
      numbers[at++] = tokens?.input ?? none;
      numbers[at++] = tokens?.output ?? none;
      numbers[at++] = tokens?.reasoning ?? none;
      numbers[at++] = tokens?.cached ?? none;
      numbers[at++] = tokens?.written ?? none;
      numbers[at++] = tokens?.writtenLong ?? none;
      numbers[at++] = tokens?.total ?? none;
      count += 1;
    },
    take() {
      const packet = { count, numbers: numbers.slice(0, count * width), texts };
      texts = [];
      places = new Map();
      count = 0;
      return packet;
    },
  };
}

/** The records of a packet as they were, in their order. */
export function unpackRecords({ count, numbers, texts }: RecordPacket): UsageRecord[] {
  let at = 0;
  const next = (): number => numbers[at++] ?? none;
  const number = (): number | undefined => {
    const value = next();
    return Number.isNaN(value) ? undefined : value;
  };
  const text = (): string | undefined => texts[next()];
  return Array.from({ length: count }, () => {
    const record = onlyKnown({
      at: next(),
      latencyMs: next(),
      firstByteMs: number(),
      status: next(),
      failed: next() === 1,
      attempts: number(),
      restingMs: number(),
      cost: number(),
      id: text() ?? '',
      error: text(),
      task: text(),
      tries: parsed(text()),
      clientKey: text(),
      provider: text(),
      account: text(),
      model: text(),
      alias: text(),
      endpoint: text() ?? '',
      application: text(),
      referer: text(),
      userAgent: text(),
      costGap: text(),
    }) as UsageRecord;
    const told = next() === 1;
    const tokens: UsageTokens = onlyKnown({
      input: number(),
      output: number(),
      reasoning: number(),
      cached: number(),
      written: number(),
      writtenLong: number(),
      total: number(),
    });
    if (told) record.tokens = tokens;
    return record;
  });
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

function onlyKnown<T extends object>(all: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  const known: Partial<T> = {};
  for (const name in all) if (all[name] !== undefined) known[name] = all[name];
  return known as { [Name in keyof T]: Exclude<T[Name], undefined> };
}
