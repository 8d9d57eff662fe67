import type { Connection } from './database.ts';

type Statement = ReturnType<Connection['prepare']>;

/** Statements kept ready per connection. The library frees one only when memory is collected, so few are made. */
const capacity = 200;
const ready = new WeakMap<Connection, Map<string, Statement>>();

/**
 * The rows of a statement, as lists. Numbers that are compared with, and limits, become parameters, so that the
 * same question about another time is the same statement. (The library binds numbers as floating point: what is
 * divided or shifted has to stay as it is.)
 */
export function readRows<Row>(database: Connection, sql: string): Row[] {
  const values: number[] = [];
  const text = sql.replace(/((?:>=|<=|(?<!>)>|<|=|LIMIT) )(\d+)\b/g, (_, before: string, digits: string) => {
    values.push(Number(digits));
    return `${before}?`;
  });
  return prepared(database, text).all(values) as Row[];
}

/** Kept ready for the next time. */
export function prepared(database: Connection, sql: string): Statement {
  const statements = ready.get(database) ?? new Map<string, Statement>();
  ready.set(database, statements);
  const known = statements.get(sql);
  if (known) return known;
  if (statements.size >= capacity) {
    const [oldest] = statements.keys();
    if (oldest !== undefined) statements.delete(oldest);
  }
  const made = database.prepare(sql).raw() as unknown as Statement;
  statements.set(sql, made);
  return made;
}
