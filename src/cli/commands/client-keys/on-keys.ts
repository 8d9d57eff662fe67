import { parseDuration, parseTime } from '../../../base/text/duration.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import type { UsageFigures } from '../../../contract/usage-figures.ts';
import { findClientKey, findKeyOrPair } from '../../../operations/client-keys/find-client-key.ts';
import type { Call } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import type { Opened } from '../../command-services.ts';

export interface Named {
  readonly opened: Opened;
  readonly keys: readonly ClientKey[];
}

/** The keys that the words name, all of them or a failure. */
export async function keysNamed(
  call: Call,
  use: 'read' | 'write',
  words: readonly string[],
  ofPair?: 'old' | 'new' | 'both',
): Promise<CommandOutcome<Named>> {
  const opened = await call.services.openBackend(use);
  if (!opened.ok) return opened;
  const loaded = await opened.value.backend.load();
  if (!loaded.ok) return loaded;
  const keys: ClientKey[] = [];
  for (const word of words) {
    const all = loaded.value.clientKeys;
    const found = ofPair === 'both' ? findKeyOrPair(all, word) : one(findClientKey(all, word, use, ofPair));
    if (!found.ok) return found;
    keys.push(...found.value);
  }
  // A key that is named twice is changed once.
  const once = new Map(keys.map((key) => [key.fingerprint, key]));
  return success({ opened: opened.value, keys: [...once.values()] });
}

const one = (found: Outcome<ClientKey>): Outcome<readonly ClientKey[]> =>
  found.ok ? success([found.value]) : found;

export async function keyNamed(
  call: Call,
  use: 'read' | 'write',
  ofPair?: 'old' | 'new',
): Promise<CommandOutcome<{ opened: Opened; key: ClientKey }>> {
  const named = await keysNamed(call, use, call.words.slice(0, 1), ofPair);
  if (!named.ok) return named;
  const [key] = named.value.keys;
  if (!key) throw new Error('a command with a key needs a word');
  return success({ opened: named.value.opened, key });
}

/**
 * With the addresses of its clients; undefined if usage is not recorded or cannot be read now.
 * @param since ms since the epoch @param recent addresses are those since then, if there are any
 */
export async function usageOfKey(
  { backend }: Opened,
  { fingerprint }: ClientKey,
  since: number,
  recent = since,
): Promise<UsageFigures | undefined> {
  const query = { since, clientKey: fingerprint };
  const answer = await backend.usage?.figures({ query, addresses: recent });
  return answer?.ok ? answer.value : undefined;
}

/** In JSON: one key is the document, several are the list `keys`. */
export const oneOrKeys = <Row extends Readonly<Record<string, unknown>>>(
  rows: readonly Row[],
): Readonly<Record<string, unknown>> => (rows.length === 1 && rows[0] ? rows[0] : { keys: rows });

/** As the form of the console reads it; in ms since the epoch, null for `none` and `never`. */
export function readExpiry(text: string, now: number): CommandOutcome<number | null> {
  if (text === 'none' || text === 'never') return success(null);
  const at = parseTime(text, now);
  if (at === undefined || Number.isNaN(at)) {
    return usageFailure(
      `Invalid expiry "${text}". Use a duration such as 90d, a date such as 2027-01-31, or none.`,
    );
  }
  return success(at);
}

/** `7d`, `24h`, `now`; in ms. */
export function readGrace(text: string): CommandOutcome<number> {
  const duration = parseDuration(text);
  if (duration === undefined) {
    return usageFailure(`Invalid duration "${text}". Use a duration such as 7d, 24h, 90m or now.`);
  }
  return success(duration);
}
