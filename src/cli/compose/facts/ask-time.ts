import { addressOf } from '../../../backend/management/address.ts';
import { closeConnection, exchange, openConnection } from '../../../backend/management/exchange.ts';
import { type Known, known, notKnown, type ToldTime } from '../../../contract/facts.ts';
import type { FactsOptions } from './create-facts.ts';

const limits = { connect: 2_000, answer: 2_000, size: 64 * 1024 };

/** The `Date` of an answer to `/healthz`, which needs no secret. */
export async function askTime(
  url: string,
  { ca, now }: Pick<FactsOptions, 'ca' | 'now'>,
  signal?: AbortSignal,
): Promise<Known<ToldTime>> {
  const address = addressOf(url);
  if (!address.ok) return notKnown(address.message);
  const connection = await openConnection(address.value, ca);
  if (!connection.ok) return notKnown(`The server was not asked what time it has: ${connection.message}`);
  try {
    const earliest = now();
    const call = { method: 'GET', path: '/healthz', headers: {}, signal } as const;
    const answer = await exchange(connection.value, call, limits);
    if (!answer.ok) return notKnown(`The server did not say what time it has: ${answer.message}`);
    const theirs = Date.parse([answer.value.headers.date].flat()[0] ?? '');
    if (Number.isNaN(theirs)) return notKnown('The server does not say what time it has.');
    return known({ theirs, earliest, latest: now() });
  } finally {
    closeConnection(connection.value);
  }
}
