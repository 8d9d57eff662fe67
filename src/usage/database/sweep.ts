import { sql } from 'kysely';
import { halfDay, sumHalfDays } from './half-days.ts';
import { everything, hourMs } from './tables.ts';
import type { OpenTables, UsagePlace } from './usage-place.ts';

/** Between two looks. */
const everyMs = hourMs;
/** Requests of one deletion, after which it yields to other work. */
const together = 500;

/**
 * Removes records past their retention, in small steps, and sums half days, once an hour while `wake` is called for
 * traffic.
 */
export function createSweeper(options: {
  readonly place: UsagePlace;
  readonly now: () => number;
  readonly retentionDays: () => number;
  /** Sums of half days are wanted. */
  readonly halfDays: boolean;
}): { wake(): void; stop(): void } {
  let last = Number.POSITIVE_INFINITY;
  let stopped = false;
  const { place, now, halfDays } = options;
  return {
    wake() {
      if (stopped) return;
      // Also if the clock was set back.
      if (now() >= last && now() - last < everyMs) return;
      last = now();
      setTimeout(() => {
        // A full disk or another writer: it is tried again in an hour, and writing records reports the problem.
        place
          .use(async (tables) => {
            await sweep({ ...options, ...tables, stopped: () => stopped });
            if (halfDays) await sumHalfDays(tables.database, now(), () => stopped);
          })
          .catch(() => undefined);
      }, 25).unref();
    },
    stop() {
      stopped = true;
    },
  };
}

/** In full hours, so that requests and sums agree; 0 days: everything is kept. */
export async function sweep({
  database,
  writer,
  now,
  retentionDays,
  stopped = () => false,
}: OpenTables & {
  readonly now: () => number;
  readonly retentionDays: () => number;
  readonly stopped?: () => boolean;
}): Promise<void> {
  const days = retentionDays();
  if (days <= 0) return;
  const hour = Math.floor(now() / hourMs) - days * 24;
  for (let full = true; full && !stopped(); ) {
    const gone = await database.transaction().execute((transaction) =>
      sql`delete from requests where seq in
        (select seq from requests where at < ${hour * hourMs} order by at limit ${together})`.execute(
        transaction,
      ),
    );
    full = (gone.numAffectedRows ?? 0n) >= together;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (stopped()) return;
  await database.transaction().execute(async (transaction) => {
    for (const table of ['refusals', 'addresses'] as const)
      await transaction.deleteFrom(table).where('hour', '<', hour).execute();
    writer.forget();
  });
  await database.transaction().execute(async (transaction) => {
    const halves = -1 - Math.ceil(hour / halfDay);
    const gone = await sql`delete from hourly
      where (hour >= 0 and hour < ${hour}) or (hour < 0 and hour > ${halves})`.execute(transaction);
    if (gone.numAffectedRows === 0n) return;
    writer.forget();
    await sql`delete from combinations where id <> ${everything}
      and not exists (select hour from hourly where combination = combinations.id)`.execute(transaction);
  });
}
