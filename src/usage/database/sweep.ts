import { halfDay, sumHalfDays } from './half-days.ts';
import { everything, hourMs } from './tables.ts';
import type { OpenTables, UsagePlace } from './usage-place.ts';

/** Between two looks. */
const everyMs = hourMs;
/** Requests of one deletion, after which it yields to other work. */
const together = 500;

interface Sweeper {
  /** Called when there is traffic; without any, nothing needs to be removed. */
  wake(): void;
  stop(): void;
}

/** Removes records past their retention, in small steps, and sums half days, once an hour while there is traffic. */
export function createSweeper(options: {
  readonly place: UsagePlace;
  readonly now: () => number;
  readonly retentionDays: () => number;
  /** Sums of half days are wanted. */
  readonly halfDays: boolean;
}): Sweeper {
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
  const old = database
    .selectFrom('requests')
    .select('seq')
    .where('at', '<', hour * hourMs);
  const some = old.orderBy('at').limit(together);
  for (let full = true; full && !stopped(); ) {
    const gone = await database
      .transaction()
      .execute((transaction) =>
        transaction.deleteFrom('requests').where('seq', 'in', some).executeTakeFirstOrThrow(),
      );
    full = gone.numDeletedRows >= together;
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
    const gone = await transaction
      .deleteFrom('hourly')
      .where(({ or, and, eb }) =>
        or([
          and([eb('hour', '>=', 0), eb('hour', '<', hour)]),
          and([eb('hour', '<', 0), eb('hour', '>', halves)]),
        ]),
      )
      .executeTakeFirstOrThrow();
    if (gone.numDeletedRows === 0n) return;
    writer.forget();
    await transaction
      .deleteFrom('combinations')
      .where('id', '<>', everything)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('hourly').select('hour').whereRef('combination', '=', 'combinations.id'))),
      )
      .execute();
  });
}
