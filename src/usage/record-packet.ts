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

/** Every field of a record has its kind, so that none is forgotten on the way. */
const kinds = {
  at: 'number',
  latencyMs: 'number',
  firstByteMs: 'number',
  status: 'number',
  attempts: 'number',
  restingMs: 'number',
  cost: 'number',
  failed: 'flag',
  id: 'own text',
  error: 'own text',
  task: 'own text',
  clientKey: 'text',
  provider: 'text',
  account: 'text',
  model: 'text',
  alias: 'text',
  endpoint: 'text',
  application: 'text',
  referer: 'text',
  userAgent: 'text',
  costGap: 'text',
  tries: 'list',
  tokens: 'counts',
} as const satisfies Record<keyof Required<UsageRecord>, string>;

const counts = {
  input: true,
  output: true,
  reasoning: true,
  cached: true,
  written: true,
  writtenLong: true,
  total: true,
} as const satisfies Record<keyof Required<UsageTokens>, true>;

type Field = keyof UsageRecord;
type FieldOf<Kind> = { [Name in Field]: (typeof kinds)[Name] extends Kind ? Name : never }[Field];

const named = <Kind extends string>(...wanted: Kind[]) =>
  (Object.keys(kinds) as Field[]).filter((name) => wanted.includes(kinds[name] as Kind)) as FieldOf<Kind>[];
const numberFields = named<'number'>('number');
/** Texts that hardly two records share; of the others each stands once in a packet. */
const ownFields = named<'own text'>('own text');
const sharedFields = named<'text'>('text');
const countFields = Object.keys(counts) as (keyof UsageTokens)[];
/** Besides those: whether it failed, whether it tells tokens, and its tries. */
const width = numberFields.length + ownFields.length + sharedFields.length + countFields.length + 3;

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

  const own = (text: string | undefined): number => (text === undefined ? Number.NaN : texts.push(text) - 1);
  const shared = (text: string | undefined): number => {
    if (text === undefined) return Number.NaN;
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
    add(record) {
      let at = count * width;
      for (const name of numberFields) numbers[at++] = record[name] ?? Number.NaN;
      for (const name of ownFields) numbers[at++] = own(record[name]);
      for (const name of sharedFields) numbers[at++] = shared(record[name]);
      const { tokens, tries, failed } = record;
      numbers[at++] = failed ? 1 : 0;
      numbers[at++] = tries ? own(JSON.stringify(tries)) : Number.NaN;
      numbers[at++] = tokens ? 1 : 0;
      for (const name of countFields) numbers[at++] = tokens?.[name] ?? Number.NaN;
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
  return Array.from({ length: count }, (_, row) => {
    const record: Partial<Record<Field, unknown>> = {};
    let at = row * width;
    const next = (): number => numbers[at++] ?? Number.NaN;
    const put = (name: Field, value: unknown): void => {
      if (value !== undefined) record[name] = value;
    };
    for (const name of numberFields) put(name, known(next()));
    for (const name of ownFields) put(name, texts[next()]);
    for (const name of sharedFields) put(name, texts[next()]);
    record.failed = next() === 1;
    const tries = texts[next()];
    if (tries !== undefined) record.tries = JSON.parse(tries);
    if (next() === 1) {
      const tokens: UsageTokens = {};
      for (const name of countFields) {
        const value = known(next());
        if (value !== undefined) tokens[name] = value;
      }
      record.tokens = tokens;
    }
    return record as UsageRecord;
  });
}

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);
