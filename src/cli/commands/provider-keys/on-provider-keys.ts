import { success } from '../../../contract/outcome.ts';
import { findProviderKey, findProviderKeys } from '../../../operations/provider-keys/find-provider-key.ts';
import { type ProviderKey, providerKeyRows } from '../../../operations/provider-keys/list-provider-keys.ts';
import type { Call } from '../../command.ts';
import type { CommandOutcome } from '../../command-outcome.ts';
import type { Opened } from '../../command-services.ts';

interface OpenedProviderKeys {
  readonly opened: Opened;
  readonly rows: readonly ProviderKey[];
}

/** All provider keys of the config, and those of this environment that are in force without one. */
export async function providerRows(
  call: Call,
  use: 'read' | 'write',
): Promise<CommandOutcome<OpenedProviderKeys>> {
  const opened = await call.services.openBackend(use);
  if (!opened.ok) return opened;
  const loaded = await opened.value.backend.load();
  if (!loaded.ok) return loaded;
  const rows = providerKeyRows(loaded.value.config, call.io.env);
  return success({ opened: opened.value, rows });
}

/** The rows that the words name, all of them or a failure. */
export function rowsNamed(
  rows: readonly ProviderKey[],
  words: readonly string[],
  use: 'read' | 'write',
  /**
   * `entry`: one of several keys of the same openai-compatibility entry is enough; `keys`: all of
   * them.
   */
  what: 'key' | 'entry' | 'keys' = 'key',
): CommandOutcome<readonly ProviderKey[]> {
  const found: ProviderKey[] = [];
  for (const word of words) {
    if (what === 'keys') {
      const named = findProviderKeys(rows, word, use);
      if (!named.ok) return named;
      found.push(...named.value);
      continue;
    }
    const row = findProviderKey(rows, word, use, what);
    if (!row.ok) return row;
    found.push(row.value);
  }
  return success(found);
}

/** The one row that the first word names, and all. */
export async function rowNamed(
  call: Call,
  use: 'read' | 'write',
  what: 'key' | 'entry' = 'key',
): Promise<CommandOutcome<OpenedProviderKeys & { readonly row: ProviderKey }>> {
  const open = await providerRows(call, use);
  if (!open.ok) return open;
  const named = rowsNamed(open.value.rows, call.words.slice(0, 1), use, what);
  if (!named.ok) return named;
  const [row] = named.value;
  if (!row) throw new Error('a command with a provider key needs a word');
  return success({ ...open.value, row });
}

/** As a row is shown, for requests with its key. */
export const asShown = ({ id, baseUrl }: ProviderKey) => ({ id, shownUrl: baseUrl });
