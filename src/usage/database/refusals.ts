import { sql } from 'kysely';
import type { UsageQuery, UsageRefusal } from '../../contract/usage-figures.ts';
import { hourMs, latest, type UsageDatabase } from './tables.ts';

/** Addresses that are counted one by one in an hour, as a client that tries many must not fill the disk. */
const maxAddresses = 200;
const others = 'others';

/** Collects refused requests until they are taken to be written; `putBack`: what could not be. */
export function countRefusals() {
  let counts = new Map<string, UsageRefusal>();
  let known = new Set<string>();
  let hour = 0;
  const put = (more: UsageRefusal): void => {
    const name = `${more.address} ${more.reason} ${Math.floor(more.lastAt / hourMs)}`;
    const before = counts.get(name);
    const requests = (before?.requests ?? 0) + more.requests;
    counts.set(name, { ...more, requests, lastAt: Math.max(before?.lastAt ?? 0, more.lastAt) });
  };
  return {
    add(address: string, reason: string, at: number): void {
      const now = Math.floor(at / hourMs);
      if (now !== hour) known = new Set();
      hour = now;
      const named = known.has(address) || known.size < maxAddresses;
      if (named) known.add(address);
      put({ address: named ? address : others, reason, requests: 1, lastAt: at });
    },
    take(): UsageRefusal[] {
      const all = [...counts.values()];
      counts = new Map();
      return all;
    },
    putBack(refusals: readonly UsageRefusal[]): void {
      for (const refusal of refusals) if (counts.size < maxAddresses * 10) put(refusal);
    },
  };
}

/** Adds to what is stored. */
export async function writeRefusals(
  database: UsageDatabase,
  refusals: readonly UsageRefusal[],
  server: string,
): Promise<void> {
  const values = refusals.map(({ address, reason, requests, lastAt }) => ({
    server,
    hour: Math.floor(lastAt / hourMs),
    address,
    reason,
    requests,
    last: lastAt,
  }));
  await database.transaction().execute((transaction) =>
    transaction
      .insertInto('refusals')
      .values(values)
      .onConflict((on) =>
        on.columns(['server', 'hour', 'address', 'reason']).doUpdateSet({
          requests: sql`refusals.requests + excluded.requests`,
          last: latest('refusals', 'last'),
        }),
      )
      .execute(),
  );
}

/** Most requests first, of the full hours from that of `since` on. */
export async function readRefusals(
  database: UsageDatabase,
  { since, until, server }: Pick<UsageQuery, 'since' | 'until' | 'server'>,
  most: number,
): Promise<UsageRefusal[]> {
  let found = database
    .selectFrom('refusals')
    .select(['address', 'reason', 'server'])
    .select(({ fn }) => [fn.sum('requests').as('requests'), fn.max('last').as('last')])
    .where('hour', '>=', Math.floor(since / hourMs));
  if (until !== undefined) found = found.where('hour', '<=', Math.floor(until / hourMs));
  if (server !== undefined) found = found.where('server', '=', server);
  const rows = await found
    .groupBy(['address', 'reason', 'server'])
    .orderBy('requests', 'desc')
    .orderBy('address')
    .limit(most)
    .execute();
  return rows.map(({ address, reason, requests, last, server: name }) => ({
    address,
    reason,
    requests: Number(requests),
    lastAt: Number(last),
    ...(name !== '' && { server: name }),
  }));
}
