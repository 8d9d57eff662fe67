import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { StoredRecord } from '../figures/read-records.ts';
import { words } from '../words.ts';
import { addAddresses, createTables, type UsageTables } from './tables.ts';
import type { EngineEvent, OpenTables, UsagePlace } from './usage-place.ts';
import { areWaiting, openWaitingRecords, type WaitingRecords } from './waiting-records.ts';
import { openRecordWriter } from './write-records.ts';

/** ms until records that are not stored yet wait on the disk, and between two tries from then on. */
const timeoutMs = 3_000;
const retryMs = 1_000;
/** ms for a connection, and for the answer to a query. */
const connectMs = 5_000;
const queryMs = 30_000;
/** Requests of one transaction, and rows of one statement. */
const together = 1_000;
const rowsTogether = 250;

interface PostgresOptions {
  /** `postgres://…`; a secret. */
  readonly url: string;
  /** Name of this server in the records. */
  readonly server: string;
  /** For the records that wait. */
  readonly folder: string;
  /** Nothing is created. */
  readonly reading: boolean;
  readonly onEvent: (event: EngineEvent) => void;
}

/**
 * A database that several servers share. While it does not answer, records wait on this disk and follow in their order;
 * one that is sent twice is stored once, as its id is known.
 * @returns undefined: it was opened for reading, and nothing was ever stored there
 */
export async function openPostgresPlace(options: PostgresOptions): Promise<Outcome<UsagePlace | undefined>> {
  const { folder, reading, onEvent } = options;
  const target = targetOf(options.url);
  if (!target.ok) return target;
  const say = (sentence: string): void => onEvent({ type: 'problem', sentence });
  const connection = connect(target.value.url, options);
  const { use } = connection;
  if (reading) {
    try {
      const found = await use(({ database }) => database.introspection.getTables());
      if (!found.some(({ name }) => name === 'requests')) {
        await connection.close();
        return success(undefined);
      }
      return success({
        use,
        store: () => Promise.reject(new Error('it is read only')),
        close: connection.close,
      });
    } catch (error) {
      await connection.close();
      return failure('unreachable', words().shared.unread(target.value.name, (error as Error).message));
    }
  }
  let waiting: WaitingRecords | undefined;
  let timer: NodeJS.Timeout | undefined;
  let draining: Promise<void> | undefined;
  let reason: string | undefined;
  let closed = false;

  const write = (records: readonly StoredRecord[]) => use(({ writer }) => writer.write(records));

  function tell(): void {
    const count = waiting?.count ?? 0;
    const { waiting: waits, waitingFor } = words().shared;
    const name = target.ok ? target.value.name : '';
    const sentence =
      reason === undefined ? waits(name, String(count)) : waitingFor(name, reason, String(count));
    onEvent({ type: 'progress', of: 'waiting', sentence: count === 0 ? undefined : sentence });
  }

  async function wait(records: readonly StoredRecord[], error?: Error): Promise<void> {
    waiting ??= await openWaitingRecords(folder, say);
    waiting.add(records);
    if (error && reason === undefined) {
      reason = error.message;
      onEvent({ type: 'notice', sentence: `Usage waits on this disk: ${reason}.` });
    }
    tell();
    schedule();
  }

  function schedule(): void {
    if (closed || draining || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      draining = drain()
        .catch((error: Error) => {
          // The disk, and not the database.
          reason = `usage-waiting.db: ${error.message}`;
          tell();
        })
        .finally(() => {
          draining = undefined;
          if ((waiting?.count ?? 0) > 0) schedule();
        });
    }, retryMs);
    timer.unref();
  }

  /** Oldest first. */
  async function drain(): Promise<void> {
    let stored = 0;
    while (waiting && waiting.count > 0 && !closed) {
      const { records, last } = waiting.first(together);
      try {
        stored += records.length;
        await writeAcceptable(use, records, (why) => {
          stored--;
          say(words().shared.notStored(why));
        });
      } catch (error) {
        reason = (error as Error).message;
        return tell();
      }
      waiting.remove(last);
      tell();
    }
    if (closed) return;
    reason = undefined;
    tell();
    onEvent({
      type: 'notice',
      sentence: `Usage is stored again; ${stored} requests that waited have followed.`,
    });
  }

  if (areWaiting(folder))
    await wait([]).catch((error: Error) => say(words().shared.unreadWaiting(error.message)));
  // It is prepared before the first record; if it does not answer, that is no reason not to start.
  void use(async () => {}).catch(() => undefined);
  return success({
    use,
    async store(records) {
      if (waiting && waiting.count > 0) return wait(records);
      try {
        await within(timeoutMs, write(records));
      } catch (error) {
        await wait(records, error as Error);
      }
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await within(timeoutMs, Promise.resolve(draining)).catch(() => undefined);
      if (waiting && waiting.count > 0)
        onEvent({
          type: 'notice',
          sentence: `${waiting.count} requests wait on this disk for the next start.`,
        });
      waiting?.close();
      await connection.close();
    },
  });
}

interface Refused extends Error {
  /** A value in it is not possible; trying again is of no use. */
  readonly isData?: boolean;
}

/** A record that the database refuses for what is in it does not hold up the others. @param refused gets the reason */
export async function writeAcceptable(
  use: UsagePlace['use'],
  records: readonly StoredRecord[],
  refused: (reason: string) => void,
): Promise<void> {
  try {
    await use(({ writer }) => writer.write(records));
  } catch (error) {
    if (!(error as Refused).isData) throw error;
    if (records.length > 1) for (const record of records) await writeAcceptable(use, [record], refused);
    else refused((error as Error).message);
  }
}

/** Connects when it is used, and again after a fault. */
function connect(url: string, { server, reading }: Pick<PostgresOptions, 'server' | 'reading'>) {
  type Opened = OpenTables & { readonly end: () => Promise<void> };
  let opening: Promise<Opened> | undefined;
  let failed: { readonly at: number; readonly reason: string } | undefined;

  async function open(): Promise<Opened> {
    const pool = new pg.Pool({
      connectionString: url,
      max: 4,
      connectionTimeoutMillis: connectMs,
      query_timeout: queryMs,
      keepAlive: true,
      allowExitOnIdle: true,
      application_name: `cli-proxy ${server}`,
      types: { getTypeParser },
    });
    // A connection that ends is noticed by its query, or by the next one; unheard, the event would end the program.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const database = new Kysely<UsageTables>({ dialect: new PostgresDialect({ pool }) });
    const end = () => database.destroy().catch(() => undefined);
    if (!reading) {
      const { error } = await new Migrator({
        db: database,
        provider: { getMigrations: async () => migrations },
        migrationTableName: 'usage_migration',
        migrationLockTableName: 'usage_migration_lock',
      }).migrateToLatest();
      if (error) {
        void end();
        throw error;
      }
    }
    return { database, writer: openRecordWriter(database, server, rowsTogether), end };
  }

  async function drop(): Promise<void> {
    const old = opening;
    opening = undefined;
    await within(timeoutMs, Promise.resolve(old?.then(({ end }) => end()))).catch(() => undefined);
  }

  return {
    use: async <T>(work: (tables: OpenTables) => Promise<T>): Promise<T> => {
      // Several questions in a row must not each wait for a connection in vain.
      if (failed && performance.now() - failed.at < retryMs / 2) throw new Error(failed.reason);
      failed = undefined;
      try {
        opening ??= open();
        return await work(await opening);
      } catch (error) {
        const code = error instanceof pg.DatabaseError ? (error.code ?? '') : undefined;
        const reason = reasonOf(error);
        // A hanging connection would stay one.
        if (code === undefined || /^(08|57P)/.test(code)) {
          failed = { at: performance.now(), reason };
          void drop();
        }
        throw Object.assign(new Error(reason), { isData: code?.startsWith('22') ?? false });
      }
    },
    close: drop,
  };
}

const migrations = {
  '1': { up: (database: Kysely<UsageTables>) => createTables(database, 'postgres') },
  '2': { up: (database: Kysely<UsageTables>) => addAddresses(database, 'postgres') },
};

/** 64-bit numbers and exact decimals are text otherwise; ours fit into a number. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  [pg.types.builtins.INT8, pg.types.builtins.NUMERIC].includes(oid)
    ? Number
    : pg.types.getTypeParser(oid, format as 'text');

/**
 * A connection that leaves this machine is encrypted and its certificate checked, unless the URL says otherwise: more
 * than the library does. @returns `name` without user and password
 */
function targetOf(text: string): Outcome<{ readonly url: string; readonly name: string }> {
  if (!URL.canParse(text)) return failure('invalid', words().shared.notUrl);
  const url = new URL(text);
  if (!/^postgres(ql)?:$/.test(url.protocol)) return failure('invalid', words().shared.notUrl);
  const mode = url.searchParams.get('sslmode');
  const isHere = ['', 'localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (mode === null ? !isHere : ['prefer', 'require', 'verify-ca'].includes(mode))
    url.searchParams.set('sslmode', 'verify-full');
  const host = url.host || url.searchParams.get('host') || 'localhost';
  return success({ url: url.href, name: words().shared.name(`${host}${url.pathname}`) });
}

/** Why it did not work, for the middle of a sentence. */
function reasonOf(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const { reasons } = words();
  if (message.includes('corrupted migrations')) return reasons.newerTables;
  if (message.includes('does not support SSL')) return reasons.noTls;
  if (/timeout|ETIMEDOUT/i.test(message + code)) return reasons.late;
  if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS)/.test(code)) return reasons.certificate(code);
  const known = reasonsByCode[code];
  if (known) return reasons[known];
  return message.replace(/[\r\n]+/g, ' ').slice(0, 160) || code || reasons.unknown;
}

type Known = Exclude<keyof ReturnType<typeof words>['reasons'], 'certificate'>;

const reasonsByCode: Partial<Record<string, Known>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'noHost',
  EAI_AGAIN: 'noHost',
  '28P01': 'password',
  '3D000': 'noDatabase',
  '42703': 'earlierTables',
  '42P01': 'earlierTables',
  '53100': 'databaseFull',
  '53300': 'connections',
  '57P03': 'starting',
};

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(words().reasons.late)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
