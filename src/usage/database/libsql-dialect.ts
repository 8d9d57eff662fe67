import { SqliteDialect } from 'kysely';
import type { Database as Connection } from 'libsql';

type Statement = ReturnType<Connection['prepare']>;

/** At most this many statements are prepared: the library frees them only on garbage collection. */
const capacity = 200;

/**
 * Kysely's SQLite over libsql. A transaction takes the write lock at its begin, so that it never fails with a busy error
 * later. The library never resets a prepared statement that failed as busy, and no transaction can end before that: so
 * transactions begin without one, and every write must be in a transaction.
 */
export function libsqlDialect(connection: Connection): SqliteDialect {
  const ready = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    const known = ready.get(sql);
    if (known) return known;
    const [oldest] = ready.keys();
    if (ready.size >= capacity && oldest !== undefined) ready.delete(oldest);
    const made = connection.prepare(sql);
    ready.set(sql, made);
    return made;
  };
  const plain = (sql: string) => ({
    reader: false,
    all: () => [],
    iterate: () => [][Symbol.iterator](),
    run() {
      connection.exec(sql);
      return { changes: 0, lastInsertRowid: 0 };
    },
  });
  return new SqliteDialect({
    database: {
      close: () => connection.close(),
      prepare(sql) {
        if (sql === 'begin') return plain('begin immediate');
        // SQLite has already rolled back some failed transactions; the first error has the cause.
        if (sql === 'rollback') return plain(connection.inTransaction ? sql : '');
        if (sql === 'commit') return plain(sql);
        const statement = prepared(sql);
        return {
          reader: statement.reader,
          all: (values) => statement.all([...values]),
          iterate: (values) => statement.iterate([...values]) as IterableIterator<unknown>,
          run(values) {
            const { changes, lastInsertRowid } = statement.run([...values]);
            return { changes, lastInsertRowid };
          },
        };
      },
    },
  });
}
